"""How the demo's days came in: night by night, with installs that were still missing at first.

Past days are restated as the newest still will be. What was missing at each age is taken from the
largest rows of a network's day, so that few rows have a history.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from random import Random

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils import timezone

from campaigns.demo.plants import SETTLED
from campaigns.importing.storing.coverage import note
from campaigns.metrics import COUNTS
from campaigns.models import CountRevision, DailyCount, ImportBatch
from campaigns.models.choices import Reporter

NIGHTS, LEAST_DAYS = 50, 60
AGAIN = 15
"""Each night's file is of so many days."""
AT = time(6, 10)
NOISE = 0.02
"""How much the share known at an age varies from day to day."""
MOST_TAKEN = 0.5
"""The part of a row's installs that may be missing at first."""
KEY_IDS = ("campaign_id", "day", "creative_id", "country", "store_page_id", "reported_by")
Batches = dict[date, ImportBatch]


def restate(last: date, days: int, seed: int, batch: ImportBatch) -> None:
    """Let the newest days of what a batch wrote come in by imports of their nights.

    A short demo has none: nothing could be learned of it.
    """
    if days < LEAST_DAYS:
        return
    first = last - timedelta(days=NIGHTS - 1)
    batch.created_at = came_at(first)
    batch.save(update_fields=["created_at"])
    batches = {night: _night(night) for night in _days(first, NIGHTS + 1)[1:]}
    facts: QuerySet = QuerySet(DailyCount).filter(
        batch=batch, day__gte=first, reported_by=Reporter.NETWORK
    )
    _cover(facts, batches)
    revisions: list[CountRevision] = []
    written: dict[int, list[int]] = defaultdict(list)
    rng = Random(f"{seed} looks")
    for day in _days(first, NIGHTS):
        rows = list(facts.filter(day=day).select_related("campaign").order_by("pk"))
        rows.sort(key=lambda row: (row.campaign.app_id, row.campaign.network_id))
        for _, own in groupby(rows, key=lambda r: (r.campaign.app_id, r.campaign.network_id)):
            revisions += _history(list(own), (last - day).days, batches, rng, written)
        facts.filter(day=day).update(batch=batches[day + timedelta(days=1)])
    CountRevision.objects.bulk_create(revisions, batch_size=500)
    for pk, some in written.items():
        for start in range(0, len(some), 500):
            QuerySet(DailyCount).filter(pk__in=some[start : start + 500]).update(batch=pk)
    _count(batch, batches, revisions)


def _count(whole: ImportBatch, batches: Batches, revisions: Sequence[CountRevision]) -> None:
    """Say of each night how many rows its file brought and how many it changed."""
    facts: QuerySet = QuerySet(DailyCount).filter(reported_by=Reporter.NETWORK)
    rows = dict(facts.values_list("day").annotate(Count("pk")).order_by())
    changed = Counter(one.batch_id for one in revisions)
    for night, batch in batches.items():
        batch.created, batch.changed = rows.get(night - timedelta(days=1), 0), changed[batch.pk]
        whole.created -= batch.created
    ImportBatch.objects.bulk_update(batches.values(), ["created", "changed"])
    whole.save(update_fields=["created"])


def _history(
    rows: Sequence[DailyCount], ago: int, batches: Batches, rng: Random, written: dict
) -> list[CountRevision]:
    """What stood of a network's day on the nights before its newest: revisions of a few rows.

    `written` gets the rows under the batch that wrote them last.
    """
    nights = [batches[rows[0].day + timedelta(days=1 + age)] for age in range(min(ago, 3) + 1)]
    whole = sum(row.installs or 0 for row in rows)
    now = SETTLED[ago] if ago < len(SETTLED) else 1.0
    taken = [_taken(rows, whole * (1 - share / now), rng) for share in SETTLED[: len(nights) - 1]]
    found = []
    for place, row in enumerate(rows):
        stood = [(row.installs or 0) - missing[place] for missing in taken] + [row.installs or 0]
        since = 0
        for age in range(1, len(stood)):
            if stood[age] == stood[age - 1]:
                continue
            found.append(_revision(row, stood[age - 1], nights[since], nights[age]))
            since = age
        if since:
            written[nights[since].pk].append(row.pk)
    return found


def _taken(rows: Sequence[DailyCount], missing: float, rng: Random) -> list[int]:
    """How many installs are missing of each row, the largest first."""
    left = round(missing * (1 + rng.gauss(0, NOISE / 0.1)))
    taken = [0] * len(rows)
    for place in sorted(range(len(rows)), key=lambda n: (-(rows[n].installs or 0), n)):
        if left <= 0:
            break
        taken[place] = min(left, int(MOST_TAKEN * (rows[place].installs or 0)))
        left -= taken[place]
    return taken


def _revision(row: DailyCount, installs: int, by: ImportBatch, until: ImportBatch) -> CountRevision:
    counts = {name: getattr(row, name) for name in COUNTS} | {"installs": installs}
    if (until.created_at.date() - row.day).days < 9:
        counts |= {"retained_d7": None, "revenue_d7": None}
    for name in ("retained_d1", "view_through_installs", "rejected_installs"):
        if counts[name] is not None:
            counts[name] = min(counts[name], installs)
    key = {name: getattr(row, name) for name in KEY_IDS}
    return CountRevision(**key, **counts, batch=until, written_by=by, removed=False)


def _cover(facts: QuerySet, batches: Batches) -> None:
    """Note what each night's file was of: the days that have counts."""
    here: dict[tuple, set[date]] = defaultdict(set)
    places = facts.order_by().values_list("campaign__app", "campaign__network", "day").distinct()
    for app, network, day in places:
        here[app, network, str(Reporter.NETWORK)].add(day)
    for night, batch in batches.items():
        file = {night - timedelta(days=back) for back in range(1, AGAIN + 1)}
        note(batch, {place: days & file for place, days in here.items() if days & file})


def _night(night: date) -> ImportBatch:
    name = f"all_networks_{night:%Y-%m-%d}.csv"
    days = {"first_day": night - timedelta(days=AGAIN), "last_day": night - timedelta(days=1)}
    said = {"source": "generic", "zone": settings.TIME_ZONE}
    batch = ImportBatch.objects.create(file_name=name, is_demo=True, **said, **days)
    batch.created_at = came_at(night)
    batch.save()
    return batch


def came_at(day: date) -> datetime:
    """The hour of a night's import, and never one that has not come yet."""
    return min(timezone.make_aware(datetime.combine(day, AT)), timezone.now())


def _days(first: date, number: int) -> list[date]:
    return [first + timedelta(days=n) for n in range(number)]
