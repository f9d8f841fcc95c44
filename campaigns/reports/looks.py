"""Looks at past days: what was stored of a network's day after each import that was of it.

A count lives from the batch that wrote it to the one that replaced it, so what stood after any
batch is a sum over lives. Imports that were taken back are as if they had never been; what is
typed by hand or comes from a merge is no look.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils import timezone

from campaigns.models import CountRevision, CoveredDays, DailyCount
from campaigns.periods import Period
from campaigns.reports.answers import kept

COUNTED = ("installs", "impressions", "spend")
READ = 84
NO_LOOK = ("admin", "demo", "merge", "undo")
MOVES = "merge"
"""The source of batches that move counts to another network: what stood before tells nothing."""
Reporter = tuple[int, str]
"""network, reported_by"""
LooksAt = dict[int, list[tuple[int, float]]]
"""Day, as an ordinal -> its looks: age, value."""
PLACE = ("campaign__network", "reported_by", "day")
Life = tuple[int, int | None, tuple[float | None, ...]]
"""Written by, replaced by (None: it stands), its sums."""


def looks(today: date) -> dict[Reporter, dict[str, LooksAt]]:
    """The looks at the last 84 days by network and reporter, of each count that was reported."""
    period = Period.of_days(READ, today - timedelta(days=1))
    lives = _lives(period)
    found: dict[Reporter, dict[str, LooksAt]] = defaultdict(lambda: {name: {} for name in COUNTED})
    for (network, reporter, day), of_apps in _covered(period).items():
        own = lives.get((network, reporter, day), [])
        for age, batch in _ages(of_apps):
            for name, value in zip(COUNTED, _stood(own, batch), strict=True):
                if value is not None:
                    at = found[network, reporter][name].setdefault(day.toordinal(), [])
                    at.append((age, value))
    return {key: {n: at for n, at in own.items() if _any(at)} for key, own in found.items()}


def _any(looks_at: LooksAt) -> bool:
    return any(value for seen in looks_at.values() for _, value in seen)


@kept
def latest_ages(today: date, networks: tuple[int, ...] = ()) -> Mapping[int, Mapping[date, int]]:
    """The age of these networks' days at their newest import, of any app and reporter; of all
    networks where none are named."""
    ages: dict[int, dict[date, int]] = defaultdict(dict)
    rows = _imports(Period.of_days(READ, today - timedelta(days=1)), networks)
    read = today - timedelta(days=READ)
    told = {(row[6], row[1], row[3], row[4]) for row in rows if row[7] not in NO_LOOK}
    for on, network, first, last in sorted(told):
        first, last = max(first, read), min(last, on - timedelta(days=1))
        for day in Period(first, last).days() if first <= last else ():
            ages[network][day] = _age(day, on)
    return ages


def _covered(period: Period) -> dict[tuple, dict[int, dict[int, int]]]:
    """(network, reporter, day) -> app -> age -> the last batch of that age."""
    found: dict[tuple, dict[int, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    for app, network, reporter, first, last, batch, on, source in _imports(period):
        for day in Period(max(first, period.first), min(last, period.last)).days():
            of_app, age = found[network, reporter, day][app], _age(day, on)
            if source == MOVES:
                of_app.clear()
            elif source not in NO_LOOK and age >= 0:
                of_app[age] = batch
    return found


def _imports(period: Period, networks: tuple[int, ...] = ()) -> Iterator[tuple]:
    """What each import that stands was of, the oldest first: app, network, reported_by, first and
    last day, batch, the day on which it came where the site stands, source."""
    rows = CoveredDays.objects.filter(
        batch__undone=False,
        batch__undoes=None,
        first_day__lte=period.last,
        last_day__gte=period.first,
        **({"network__in": networks} if networks else {}),
    ).order_by("batch_id")
    days: dict[datetime, date] = {}
    of = ("app", "network", "reported_by", "first_day", "last_day")
    for *place, batch, at, source in rows.values_list(
        *of, "batch", "batch__created_at", "batch__source"
    ):
        if at not in days:
            days[at] = timezone.localtime(at).date()
        yield *place, batch, days[at], source


def _age(day: date, on: date) -> int:
    """Whole days from a day's end to the day of an import: 0 is the first 24 hours."""
    return (on - day).days - 1


def _ages(of_apps: Mapping[int, Mapping[int, int]]) -> Iterator[tuple[int, int]]:
    """The ages at which all apps of a day were looked at, with the last batch of each."""
    ages = set.intersection(*(set(own) for own in of_apps.values())) if of_apps else set()
    for age in sorted(ages):
        yield age, max(own[age] for own in of_apps.values())


def _lives(period: Period) -> dict[tuple, list[Life]]:
    """The sums of counts with the same life, by network, reporter and day."""
    within = {"day__range": (period.first, period.last)}
    facts = DailyCount.objects.filter(**within)
    replaced = CountRevision.objects.filter(
        **within, absent=False, batch__undone=False, batch__undoes=None
    )
    found: dict[tuple, list[Life]] = defaultdict(list)
    for *place, by, installs, impressions, spend in _sums(facts, "batch"):
        found[tuple(place)].append((by or 0, None, (installs, impressions, spend)))
    for *place, by, until, installs, impressions, spend in _sums(replaced, "written_by", "batch"):
        found[tuple(place)].append((by or 0, until, (installs, impressions, spend)))
    return found


def _sums(rows: QuerySet, *lives: str) -> Iterable[tuple[Any, ...]]:
    by = rows.order_by().values_list(*PLACE, *lives)
    return by.annotate(*(Sum(name) for name in COUNTED)).iterator()


def _stood(lives: Iterable[Life], batch: int) -> list[float | None]:
    """What stood after a batch; None for what no count ever reported."""
    sums: list[float | None] = [None] * len(COUNTED)
    for by, until, values in lives:
        stands = by <= batch and (until is None or batch < until)
        for place, value in enumerate(values):
            if value is not None:
                sums[place] = (sums[place] or 0.0) + (float(value) if stands else 0.0)
    return sums
