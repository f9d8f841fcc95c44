"""Installs on iOS as a range: from the lowest to the highest count that can be defended.

Network, MMP and SKAN each see some of the same installs. Only here one reporter's installs are
divided by another's impressions, the network's, and it is said.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from campaigns.metrics import Counts
from campaigns.models import CoveredDays, Network
from campaigns.models.choices import Platform, Reporter
from campaigns.periods import Period, week
from campaigns.reports import ReportQuery, report
from campaigns.stats.reporters.defended import (
    MMP,
    MMP_SKAN,
    NETWORK,
    SKAN,
    Counted,
    Defended,
    Known,
    installs_range,
)
from campaigns.stats.reporters.rebuild import SKAN_4, Delay, Rebuilt, mixed, rebuild

BASIS = ("impressions", "installs", "mmp_installs")
AROUND = timedelta(days=10)
"""SKAN's arrivals so long before and after a period say of which days it is."""
FIRST_POSTBACK = 3
"""Postbacks of an install, where the first is not told apart."""
Place = tuple[int, int]
"""network, app"""
Days = Mapping[date, Counts]


@dataclass(frozen=True)
class DefendedWeek:
    """A network's installs in an iOS app in a week, or in the days of it that were asked for.

    `skan_until` is the last arrival day that is here, where postbacks of the week are still to
    come: then the high end is open.
    """

    network: str
    app: str
    days: Period
    impressions: float | None
    counted: Mapping[str, Counted]
    found: Defended
    skan_until: date | None = None

    def ipm(self, installs: float) -> float | None:
        """Installs over the network's impressions."""
        return 1000 * installs / self.impressions if self.impressions else None


@dataclass(frozen=True)
class _Told:
    """What files said of SKAN's counts: by install day, the first postback told, the versions."""

    by_install: bool = False
    index: bool = False
    versions: tuple[str, ...] = ()

    @property
    def delay(self) -> Delay:
        return mixed(dict.fromkeys(self.versions, 1.0)) if self.versions else SKAN_4


def defended(query: ReportQuery) -> list[DefendedWeek]:
    """The range of each week, network and iOS app of a query that MMP or SKAN counts, too.

    The newest week first. Nothing as it was known on another day.
    """
    if query.as_of or query.where.get("platform", (Platform.IOS,)) != (Platform.IOS,):
        return []
    names: dict[Place, tuple[str, str]] = {}
    said = {reporter: _days(query, reporter, names) for reporter in (NETWORK, MMP, SKAN)}
    told, networks = _told(), {network.pk: network for network in Network.objects.all()}
    found = []
    for place in sorted(set(said[MMP]) | set(said[SKAN])):
        own = {reporter: days.get(place, {}) for reporter, days in said.items()}
        for days in _weeks(query.period):
            one = _week(days, own, told.get(place, _Told()), networks[place[0]])
            if one is not None:
                network, app = names[place]
                found.append(replace(one, network=network, app=app))
    return sorted(found, key=lambda one: (-one.days.first.toordinal(), one.network.casefold()))


def _days(query: ReportQuery, reporter: str, names: dict) -> dict[Place, dict[date, Counts]]:
    """A reporter's days, with those around the period; fills in the names."""
    wide = Period(query.period.first - AROUND, query.period.last + AROUND)
    where = {**query.where, "platform": (Platform.IOS,), "reported_by": (reporter,)}
    asked = ReportQuery(wide, ("network", "app", "day"), where, counts=BASIS)
    found: dict[Place, dict[date, Counts]] = defaultdict(dict)
    for row in report(asked):
        place = row.keys["network"], row.keys["app"]
        names[place] = row.names["network"], row.names["app"]
        found[place][row.keys["day"]] = row.counts
    return found


def _told() -> dict[Place, _Told]:
    """What the newest file of SKAN's counts said of them."""
    rows = CoveredDays.objects.filter(reported_by=Reporter.SKAN, batch__undone=False)
    told = rows.order_by("batch_id").values_list(
        "network", "app", "batch__day_kind", "batch__index_told", "batch__versions"
    )
    return {
        (network, app): _Told(kind == "install", bool(index), tuple(versions or ()))
        for network, app, kind, index, versions in told
    }


def _weeks(period: Period) -> Iterator[Period]:
    """The weeks of a period, cut where it ends."""
    first = period.first
    while first <= period.last:
        last = min(week(first) + timedelta(days=6), period.last)
        yield Period(first, last)
        first = last + timedelta(days=1)


def _week(
    days: Period, own: Mapping[str, Days], told: _Told, network: Network
) -> DefendedWeek | None:
    counted = {
        reporter: Counted.of(value)
        for reporter in (NETWORK, MMP)
        if (value := _sum(own[reporter], days, "installs")) is not None
    }
    known, until = Known({}, inside=bool(network.includes_skan)), None
    if own[SKAN]:
        skan = _of_skan(days, own, told, _all)
        if skan is None:
            until = max(own[SKAN])
        else:
            counted[SKAN] = skan if told.index else replace(skan, low=skan.low / FIRST_POSTBACK)
            known = _known(network, days, own, told)
    if set(counted) <= {NETWORK} and until is None:
        return None
    found = installs_range(counted, known)
    if found is None:
        return None
    impressions = _sum(own[NETWORK], days, "impressions")
    return DefendedWeek("", "", days, impressions, counted, found, until)


def _known(network: Network, days: Period, own: Mapping[str, Days], told: _Told) -> Known:
    """What is known of overlaps: what a file flagged, else what staff set."""
    inside = bool(network.includes_skan)
    both, only = (_of_skan(days, own, told, which) for which in (_flagged, _rest))
    if told.index and both is not None and only is not None:
        return Known({}, inside, both, only)
    if network.overlap_low is None or network.overlap_high is None:
        return Known({}, inside)
    shares = float(network.overlap_low), float(network.overlap_high)
    return Known({MMP_SKAN: shares}, inside)


def _all(counts: Counts) -> int | None:
    return counts.installs


def _flagged(counts: Counts) -> int | None:
    """Those of SKAN's installs that the MMP has as well."""
    return counts.mmp_installs


def _rest(counts: Counts) -> int | None:
    """Those that it has not."""
    if counts.installs is None or counts.mmp_installs is None:
        return None
    return counts.installs - counts.mmp_installs


def _of_skan(
    days: Period, own: Mapping[str, Days], told: _Told, which: Callable[[Counts], int | None]
) -> Counted | None:
    """SKAN's installs of these days; None while their postbacks are not all in, or not told."""
    values = {
        day: float(value)
        for day, counts in own[SKAN].items()
        if (value := which(counts)) is not None
    }
    if told.by_install:
        inside = [values[day] for day in days.days() if day in values]
        return Counted.of(sum(inside)) if inside else None
    if not values:
        return None
    arrivals = {day.toordinal(): value for day, value in values.items()}
    guide = next((g for r in (MMP, NETWORK) if (g := _guide(own[r]))), None)
    span = range(days.first.toordinal(), days.last.toordinal() + 1)
    found: Rebuilt | None = rebuild(arrivals, span, told.delay, guide)
    return None if found is None else Counted(found.low, found.high)


def _guide(days: Days) -> dict[int, float]:
    return {day.toordinal(): float(c.installs) for day, c in days.items() if c.installs is not None}


def _sum(days: Days, period: Period, name: str) -> float | None:
    """What was counted in a period; None where no day of it reports it."""
    values: Sequence = [getattr(days[day], name) for day in period.days() if day in days]
    reported: Iterable = [float(value) for value in values if value is not None]
    return sum(reported) if reported else None
