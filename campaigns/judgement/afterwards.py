"""What was decided about networks, on which numbers, and what their IPM did afterwards."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, sqrt

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

    `days` are the days since that count: those with counts from the day after on, four weeks at
    most and not beyond the next decision on the same network in the same app. `moved` is None
    where they are too few, or where nothing can be divided.
    """

    decision: Decision
    app: str
    before: Counts
    since: Counts
    days: int
    moved: IpmSince | None


def afterwards(where: Mapping[str, Sequence], today: date) -> list[Afterwards]:
    """Every decision that passes the filters of app and network, the newest first.

    Sums the counts of all of them at once: two queries, however many there are.
    """
    rows = Decision.objects.select_related("app", "network", "user", "owner").order_by(
        "-day", "-pk"
    )
    for name in ("app", "network"):
        if where.get(name):
            rows = rows.filter(**{f"{name}__in": where[name]})
    found = list(rows)
    if not found:
        return []
    daily, ends, labels = _daily(found, today), settled_ends(today), app_labels()
    later: dict[tuple[int, int], date] = {}
    told = []
    for one in found:
        place = (one.app_id, one.network_id)
        last = min(ends.get(one.network_id, today), one.day + timedelta(days=DAYS))
        if place in later:
            last = min(last, later[place])
        later[place] = min(one.day, later.get(place, one.day))
        told.append(_one(one, labels[one.app_id], daily[place], last))
    return told


def _daily(found: Sequence[Decision], today: date) -> dict[tuple[int, int], dict[date, Counts]]:
    """The counts of each day, by app and network, of all that was decided on."""
    first = min(one.day for one in found) - timedelta(days=DAYS)
    where = {
        "app": tuple({one.app_id for one in found}),
        "network": tuple({one.network_id for one in found}),
    }
    daily: dict[tuple[int, int], dict[date, Counts]] = defaultdict(dict)
    period = Period(min(first, today), today)
    for row in report(ReportQuery(period, ("day", "app", "network"), where, today=today)):
        daily[row.keys["app"], row.keys["network"]][row.keys["day"]] = row.counts
    return daily


def _one(decision: Decision, app: str, daily: Days, last: date) -> Afterwards:
    day = decision.day
    before = {d: c for d, c in daily.items() if day - timedelta(days=DAYS) <= d < day}
    since = {d: c for d, c in daily.items() if day < d <= last}
    return Afterwards(
        decision=decision,
        app=app,
        before=total(before.values()),
        since=total(since.values()),
        days=len(since),
        moved=_moved(_rate(before), _rate(since)) if len(since) >= LEAST else None,
    )


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
