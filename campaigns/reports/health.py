"""What is stored of which day, and who brought it in: questions about the data, not its sums."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.db.models.lookups import IsNull
from django.utils import timezone

from campaigns.metrics import COHORT_DAYS, COUNTS
from campaigns.models import (
    CampaignDay,
    CountRevision,
    CoveredDays,
    DailyCount,
    ImportBatch,
    Network,
)
from campaigns.periods import Period
from campaigns.reports.answers import kept
from campaigns.reports.names import apps_known, networks_known

Place = tuple[int, int]
"""app, network"""
BEFORE = timedelta(days=30)
"""How far before a period a network's days are looked for, to tell a gap from a start."""
LAST_IMPORTS = 60
"""How far back the newest imports tell how soon a network's days come."""


@dataclass(frozen=True)
class Stored:
    """The days of an app and network: with counts, with any row or import, and when they were
    restated last."""

    counted: frozenset[date]
    told: frozenset[date]
    restated: dict[date, datetime]
    first: date
    last: date


@dataclass(frozen=True)
class LastImport:
    """The newest import that was of a network."""

    at: datetime
    by: str
    file_name: str


def stored_days(period: Period) -> dict[Place, Stored]:
    """What is stored of a period by app and network, of those that show ads.

    What comes while a day settles, or what its users did before their week is over, is no
    restatement, and neither is a count that was not reported before. Where nothing stands in the
    days before the period, the first day is one of the period.
    """
    counted, own = _told(Period(period.first - BEFORE, period.last))
    covered = _covered(period)
    told = {place: days | covered.get(place, set()) for place, days in own.items()}
    revisions = CountRevision.objects.filter(
        batch__undone=False,
        batch__undoes=None,
        absent=False,
        day__range=(period.first, period.last),
    )
    restated: dict[Place, dict[date, datetime]] = defaultdict(dict)
    asked = revisions.order_by().values_list("campaign__app", "campaign__network", "day")
    known = networks_known()
    week = max(COHORT_DAYS.values())
    later = tuple(name for name, days in COHORT_DAYS.items() if days == week)
    at_once = tuple(name for name in COUNTS if name not in later)
    for counts, cohort in ((at_once, 0), (later, week)):
        moved = asked.filter(~Exists(_same(counts)))
        for app, network, day, at in moved.annotate(Max("batch__created_at")):
            settles = max(cohort, known[network].settle_days if network in known else 0)
            if (timezone.localtime(at).date() - day).days > settles + 1:
                days = restated[app, network]
                days[day] = max(at, days.get(day, at))
    return {
        place: Stored(
            frozenset(counted.get(place, ())),
            frozenset(days),
            restated[place],
            min(days),
            max(days),
        )
        for place, days in told.items()
    }


def _same(counts: Iterable[str]) -> QuerySet:
    """The row in force of a revision in which these counts are what they were, as far as they were
    known."""
    key = {name: OuterRef(name) for name in DailyCount.KEY}
    unchanged = (
        Q(IsNull(OuterRef(name), rhs=True)) | Q(**{name: OuterRef(name)}) for name in counts
    )
    return DailyCount.objects.filter(*unchanged, **key)


def last_imports() -> dict[int, LastImport]:
    """The newest import of each network that stands."""
    newest = dict(
        CoveredDays.objects.filter(batch__undone=False)
        .order_by()
        .values_list("network")
        .annotate(Max("batch"))
    )
    found = ImportBatch.objects.filter(pk__in=newest.values()).select_related("user")
    batches = {batch.pk: batch for batch in found}
    return {
        network: LastImport(
            batches[pk].created_at,
            str(batches[pk].user or ("by hand" if batches[pk].source == "admin" else "a command")),
            batches[pk].file_name,
        )
        for network, pk in newest.items()
        if pk in batches
    }


def usual_lags(today: date) -> dict[Place, int]:
    """After how many days the newest day of an app and network usually is here: 1 is the next."""
    rows = CoveredDays.objects.filter(
        batch__undone=False,
        batch__source__gt="",
        last_day__gte=today - timedelta(days=LAST_IMPORTS),
    ).exclude(batch__source__in=("admin", "demo"))
    lags: dict[Place, dict[date, int]] = defaultdict(dict)
    found = rows.order_by().values_list("app", "network", "last_day", "batch__created_at")
    for app, network, day, at in found:
        lag = max(1, (at.date() - day).days)
        known = lags[app, network].get(day, lag)
        lags[app, network][day] = min(known, lag)
    return {place: sorted(own.values())[len(own) // 2] for place, own in lags.items()}


@kept
def names_of_places() -> tuple[dict[int, str], dict[int, str]]:
    """The names of apps and of networks."""
    apps = {pk: app.label for pk, app in apps_known().items()}
    return apps, {pk: network.name for pk, network in networks_known().items()}


def _told(period: Period) -> tuple[dict[Place, set[date]], dict[Place, set[date]]]:
    """The days with counts above 0, and those with any row."""
    rows = CampaignDay.objects.filter(day__range=(period.first, period.last))
    rows = rows.exclude(campaign__network__kind__in=Network.WITHOUT_ADS).order_by()
    counted: dict[Place, set[date]] = defaultdict(set)
    told: dict[Place, set[date]] = defaultdict(set)
    sums = rows.values_list("campaign__app", "campaign__network", "day").annotate(
        *(Max(name) for name in ("impressions", "clicks", "installs", "spend"))
    )
    for app, network, day, *most in sums:
        told[app, network].add(day)
        if any(most):
            counted[app, network].add(day)
    return counted, told


def _covered(period: Period) -> dict[Place, set[date]]:
    rows = CoveredDays.objects.filter(
        batch__undone=False, first_day__lte=period.last, last_day__gte=period.first
    ).order_by()
    found: dict[Place, set[date]] = defaultdict(set)
    for app, network, first, last in rows.values_list(
        "app", "network", "first_day", "last_day"
    ).distinct():
        own = Period(max(first, period.first), min(last, period.last))
        found[app, network].update(own.days())
    return found
