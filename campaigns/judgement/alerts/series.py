"""The days that a rule watches, from the same question as every page."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from campaigns.judgement.alerts.metrics import METRICS, Metric
from campaigns.metrics import Counts, total
from campaigns.models import AlertRule
from campaigns.periods import Period
from campaigns.reports import ReportQuery, networks, report
from campaigns.stats.alerts.usual import BACK, Days

REACH = BACK + 15
"""Days before the first night that it may learn from."""
TOTAL = ""
"""The key of the total, where nothing is split."""
Key = str


@dataclass(frozen=True)
class Watched:
    """The series of a rule by key, with their names and the days until theirs count."""

    metric: Metric
    series: Mapping[Key, Days]
    names: Mapping[Key, str]
    lags: Mapping[Key, int]

    @cached_property
    def _days(self) -> dict[Key, list[int]]:
        return {key: sorted(days) for key, days in self.series.items()}

    def newest(self, key: Key, night: int) -> int | None:
        """The newest day of a series that counts on a night, which knows the days before it."""
        days = self._days[key]
        place = bisect_right(days, night - 1 - self.lags[key])
        return days[place - 1] if place else None

    def volume(self, key: Key, newest: int) -> float:
        """Its events a day in the four weeks up to its newest day."""
        own = self.series[key]
        return sum(own[day].events for day in range(newest - 27, newest + 1) if day in own) / 28

    def largest(self, most: int) -> "Watched":
        """The same with the series of most events alone."""
        size = {key: sum(d.events for d in days.values()) for key, days in self.series.items()}
        kept = sorted(size, key=lambda key: -size[key])[:most]
        return Watched(self.metric, {key: self.series[key] for key in kept}, self.names, self.lags)


def question(rule: AlertRule, where: Mapping[str, tuple], first: date, today: date) -> ReportQuery:
    """What a rule asks, up to yesterday."""
    by = (*filter(None, [rule.by]), *(() if rule.by == "network" else ("network",)))
    period = Period(first, max(today - timedelta(days=1), first))
    counts = METRICS[rule.metric].counts
    return ReportQuery(period, ("day", *by), where, counts=counts, today=today)


def watched(rule: AlertRule, where: Mapping[str, tuple], first: date, today: date) -> Watched:
    """The series of a rule for nights from `first` to `today`. One question to the counts.

    Of several networks a day counts when the slowest of them has settled it.
    """
    metric = METRICS[rule.metric]
    settle = {pk: days for pk, (_, days) in networks().items()}
    found: dict[Key, dict[int, list[Counts]]] = defaultdict(lambda: defaultdict(list))
    names: dict[Key, str] = {}
    lags: dict[Key, int] = defaultdict(int)
    query = question(rule, where, first - timedelta(days=REACH + 14), today)
    for row in report(query):
        key = as_key(row.keys[rule.by]) if rule.by else TOTAL
        found[key][row.keys["day"].toordinal()].append(row.counts)
        if key not in names:
            names[key] = _named(rule.by, row.names)
        if rule.settled:
            lags[key] = max(lags[key], settle.get(row.keys["network"], 0))
    series = {
        key: {d: value for d, some in sorted(days.items()) if (value := metric.of(total(some)))}
        for key, days in found.items()
    }
    late = {key: max(lags[key], metric.age) for key in series}
    return Watched(metric, {key: days for key, days in series.items() if days}, names, late)


def _named(by: str, names: Mapping[str, str]) -> str:
    """MH Broad (Volt Ads): the same name of a campaign is used on several networks."""
    if not by:
        return "all"
    return f"{names[by]} ({names['network']})" if by == "campaign" else names[by]


def as_key(value: Any) -> Key:
    """A value of a dimension as a key."""
    return str(value)[:80]
