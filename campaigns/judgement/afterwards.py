"""What was decided, on which numbers, and what IPM did afterwards."""

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from math import exp, sqrt
from operator import or_

from django.db.models import Q

from campaigns.judgement.budgets import plan_name
from campaigns.metrics import Counts, total
from campaigns.models import Decision
from campaigns.periods import Period
from campaigns.reports import ReportQuery, app_labels, report, settled_ends
from campaigns.stats.log_rates import LogRate, log_rate
from campaigns.stats.special import t_quantile

DAYS = 28
"""Days before a decision, and at most after it."""
LEAST = 3
"""Settled days from which on the time after a decision is compared."""
REPLACED = "replace"
"""The word after which a creative has no IPM of its own."""
Days = Mapping[date, Counts]


@dataclass(frozen=True)
class IpmSince:
    """A change of IPM as a part (-0.2 is 20 % less), with its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def sure(self) -> bool:
        """Whether all of the interval lies on one side of no change."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Afterwards:
    """A decision, the IPM of the four weeks before its day, and that of the settled days since.

    The IPM is that of what was decided about, `measured`: of a case its network in its app, of an
    experiment its app, of a creative that goes the app that it goes from. `days` are the days since
    that count: those with counts from the day after on, four weeks at most and not beyond the next
    decision on the same, which `followed` says ended them (a flag that was only acknowledged ends
    none). `moved` is None where they are too few, or where nothing can be divided.
    """

    decision: Decision
    about: str
    app: str
    measured: str
    before: Counts
    since: Counts
    days: int
    followed: bool
    moved: IpmSince | None


Place = tuple[tuple[str, int], ...]
"""What an IPM is of: dimensions and their values."""
RELATED = (
    *("app", "network", "user", "owner", "creative__app", "case__network", "case__app"),
    *("experiment", "budget__app", "budget__network", "budget__campaign__network"),
)


def afterwards(where: Mapping[str, Sequence], today: date) -> list[Afterwards]:
    """Every decision that passes the filters of app and network, the newest first.

    Sums the counts of all of them at once: four queries, however many there are.
    """
    rows = Decision.objects.select_related(*RELATED).order_by("-day", "-pk")
    if where.get("app"):
        rows = rows.filter(app__in=where["app"])
    if chosen := where.get("network"):
        of = ("network", "case__network", "budget__network", "budget__campaign__network")
        rows = rows.filter(reduce(or_, (Q(**{f"{path}__in": chosen}) for path in of)))
    found = list(rows)
    if not found:
        return []
    labels, later, told = app_labels(), dict[Place, date](), []
    daily, ends = _daily(found, today)
    for one in found:
        place = _place(one)
        last = min(ends.get(place, today), one.day + timedelta(days=DAYS))
        next_day = later.get(place)
        soon = max(last, one.day + timedelta(days=LEAST - 1))
        followed = next_day is not None and next_day <= soon
        if one.word:
            later[place] = one.day
        told.append(_one(one, labels, daily[place], min(last, next_day or last), followed))
    return told


def _place(one: Decision) -> Place:
    """What the IPM that follows a decision is of."""
    if one.creative_id and one.word != REPLACED:
        return (("creative", one.creative_id),)
    if one.budget and not one.budget.app_id:
        return ((one.budget.kind, one.budget.about.pk),)
    about = one.case or one
    pairs = (("app", one.app_id), ("network", getattr(about, "network_id", None)))
    return tuple((name, pk) for name, pk in pairs if pk)


BY: dict[str, tuple[str, ...]] = {
    "creative": ("day", "creative", "network"),
    "campaign": ("day", "campaign", "network"),
    "": ("day", "app", "network"),
}
"""What is asked for places of creatives, of campaigns, and of all others."""


def _daily(
    found: Sequence[Decision], today: date
) -> tuple[dict[Place, dict[date, Counts]], dict[Place, date]]:
    """The counts of each day of all that was decided on, and the last day that it has settled."""
    first = min(one.day for one in found) - timedelta(days=DAYS)
    period, settled = Period(min(first, today), today), settled_ends(today)
    parts: dict[Place, dict[date, list[Counts]]] = defaultdict(lambda: defaultdict(list))
    ends: dict[Place, date] = {}
    places = {_place(one) for one in found}
    for kind, by in BY.items():
        some = {place for place in places if (place[0][0] if place[0][0] in BY else "") == kind}
        where = {kind: tuple(place[0][1] for place in some)} if kind else {}
        for row in report(ReportQuery(period, by, where, today=today)) if some else ():
            keys, network = row.keys, row.keys["network"]
            for place in _held(some, by[1], keys):
                parts[place][keys["day"]].append(row.counts)
                ends[place] = min(ends.get(place, today), settled.get(network, today))
    daily = {
        place: {day: total(counts) for day, counts in days.items()} for place, days in parts.items()
    }
    return defaultdict(dict, daily), ends


def _held(places: Container[Place], name: str, keys: Mapping[str, int]) -> Iterator[Place]:
    """The places that counts are part of."""
    one, network = (name, keys[name]), ("network", keys["network"])
    for place in ((one,), (network,), (one, network)):
        if place in places:
            yield place


def _one(
    decision: Decision, labels: Mapping[int, str], daily: Days, last: date, followed: bool
) -> Afterwards:
    day = decision.day
    before = {d: c for d, c in daily.items() if day - timedelta(days=DAYS) <= d < day}
    since = {d: c for d, c in daily.items() if day < d <= last}
    app = labels.get(decision.app_id or 0, "")
    return Afterwards(
        decision=decision,
        about=_about(decision),
        app=app,
        measured=app if decision.experiment_id or decision.word == REPLACED else "",
        before=total(before.values()),
        since=total(since.values()),
        days=len(since),
        followed=followed,
        moved=_moved(_rate(before), _rate(since)) if len(since) >= LEAST else None,
    )


def _about(one: Decision) -> str:
    """The name of what was decided about."""
    if one.case:
        return one.case.network.name
    if one.budget:
        return plan_name(one.budget)
    about = one.network or one.creative or one.experiment
    return str(getattr(about, "name", about))


def _rate(days: Days) -> LogRate | None:
    pairs = [pair for counts in days.values() if (pair := counts.pair(Counts.ipm))]
    return log_rate([float(x) for x, _ in pairs], [float(n) for _, n in pairs])


def _moved(before: LogRate | None, since: LogRate | None) -> IpmSince | None:
    """The ratio of two rates; Student's t with the fewer days - 1, as `log_rates.within_noise`."""
    if before is None or since is None:
        return None
    middle = since.value - before.value
    t = t_quantile(0.975, min(before.days, since.days) - 1)
    reach = t * sqrt(before.variance + since.variance)
    return IpmSince(exp(middle) - 1, exp(middle - reach) - 1, exp(middle + reach) - 1)
