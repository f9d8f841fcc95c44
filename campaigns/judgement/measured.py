"""What a set of rows says: summed counts, IPM with its interval, the period before, the days.

The numbers are those of the whole range; intervals and changes of IPM are those of settled days,
because younger days still gain installs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import log, sqrt

from campaigns import formats
from campaigns.metrics import Counts, Ratio, total
from campaigns.periods import Period
from campaigns.reports import Row, by_value
from campaigns.stats.intervals import Interval, interval
from campaigns.stats.special import t_quantile


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One thing, or the sum of all, over a range of days.

    `interval` and `before` are those of IPM on settled days, in installs per mille; where no day
    of the range is settled, `interval` is that of all its days. `settling` says whether the range
    has days that are not settled. `daily` holds each day's counts and whether the day is settled.
    `previous` are the counts of the compared period and `earlier` those of each of its days that
    has any; None where nothing is compared. `target` and
    `expected_ipm` are what the IPM is held against, where it is.
    """

    counts: Counts
    previous: Counts | None
    interval: Interval | None
    before: Interval | None
    daily: list[tuple[date, Counts, bool]]
    settled_to: date
    settling: bool = False
    settled: Counts = Counts()
    earlier: Mapping[date, Counts] | None = None
    target: float | None = None
    expected_ipm: float | None = None

    @property
    def judged(self) -> Counts:
        """The counts that changes of IPM are told of: settled days where there are any."""
        return self.settled if self.settled.ipm is not None else self.counts

    @property
    def ipm_change(self) -> formats.Change | None:
        """The change of IPM on settled days against the period before.

        "level" within day-to-day noise; without a tone where noise cannot be told.
        """
        if not self.interval or not self.previous or self.previous.ipm is None:
            return None
        moved = formats.change(self.interval.value, self.previous.ipm, Counts.ipm.higher_is_better)
        if moved and moved.direction and self.beyond_noise is False:
            return formats.LEVEL_CHANGE
        if moved and moved.direction and self.beyond_noise is None:
            return replace(moved, tone="")
        return moved

    @property
    def beyond_noise(self) -> bool | None:
        """Whether ln(IPM now / IPM before) is larger than day-to-day noise explains (95 %)."""
        return self.moved_beyond(0.95)

    def moved_beyond(self, confidence: float) -> bool | None:
        """Whether IPM moved by more than day-to-day noise explains with this confidence."""
        if not (self.interval and self.before and self.interval.events and self.before.events):
            return None
        days = min(self.interval.days, self.before.days)
        if days < 2:
            return None
        variance = sum(i.phi / i.events for i in (self.interval, self.before))
        moved = abs(log(self.interval.value / self.before.value))
        return moved > t_quantile(0.5 + confidence / 2, days - 1) * sqrt(variance)


@dataclass(frozen=True, kw_only=True)
class Ranged:
    """The range of an answer, what it is compared with, and the days on which any counts stand
    that pass the filters."""

    period: Period
    compare: Period | None
    known: Period | None

    @property
    def days_before(self) -> int | None:
        """How many days of the compared period lie within the known ones; None without one."""
        if self.compare is None or self.known is None:
            return None
        first = max(self.compare.first, self.known.first)
        last = min(self.compare.last, self.known.last)
        return max(0, (last - first).days + 1)

    @property
    def sums_compare(self) -> bool:
        """Whether the compared period is as long as this one, so that sums can be compared."""
        return self.compare is not None and self.days_before == len(self.compare) == len(
            self.period
        )


def measure(
    now: Sequence[Row],
    before: Sequence[Row] | None,
    period: Period,
    settled: Mapping[int, date],
    limits: Mapping[str, float],
) -> Measured:
    """What rows by network and day say, with those of the compared period.

    `settled` is the last settled day of every network among them, `limits` the thresholds in
    force: how wide an interval says enough.
    """
    days = by_day(now)
    earlier = None if before is None else by_day(before)
    oldest = min(settled.values(), default=period.last)
    young = [row for row in now if row.keys["day"] > oldest]
    final = [row for row in young if row.keys["day"] <= settled[row.keys["network"]]]
    settled_days = {day: counts for day, counts in days.items() if day <= oldest} | by_day(final)
    judged = ipm_interval(settled_days.values(), limits)
    return Measured(
        counts=total(days.values()),
        previous=None if earlier is None else total(earlier.values()),
        interval=judged or ipm_interval(days.values(), limits),
        before=None if earlier is None else ipm_interval(earlier.values(), limits),
        daily=[(day, days.get(day, Counts()), day <= oldest) for day in period.days()],
        settled_to=oldest,
        settling=len(final) < len(young),
        settled=total(settled_days.values()),
        earlier=earlier,
    )


def ipm_interval(days: Iterable[Counts], limits: Mapping[str, float]) -> Interval | None:
    """The interval of IPM, in installs per mille, from each day's counts."""
    return ratio_interval(Counts.ipm, days, limits)


def ratio_interval(
    ratio: Ratio, days: Iterable[Counts], limits: Mapping[str, float]
) -> Interval | None:
    """The interval of a ratio of events, in its own scale, from each day's counts.

    `limits` are the thresholds in force: how wide an interval says enough.
    """
    pairs = [counts.pair(ratio) or (None, None) for counts in days]
    rate = interval(
        [x for x, _ in pairs],
        [n for _, n in pairs],
        enough=limits["enough_h"],
        noisy=limits["noisy_h"],
        min_exposure=limits["min_impressions"],
    )
    return rate and _scaled(rate, ratio.scale)


def _scaled(rate: Interval, scale: int) -> Interval:
    return replace(rate, value=scale * rate.value, low=scale * rate.low, high=scale * rate.high)


def by_day(rows: Iterable[Row]) -> dict[date, Counts]:
    """The counts of each day that has any."""
    return {
        day: total(row.counts for row in same) if len(same) > 1 else same[0].counts
        for day, same in by_value(rows, "day").items()
    }
