"""The interval of a ratio, from the counts of each day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from campaigns.metrics import Counts, Ratio, total
from campaigns.reports import Row
from campaigns.stats.intervals import Interval, Spread, from_sums, interval, spread


def ratio_interval(
    ratio: Ratio, days: Iterable[Counts], limits: Mapping[str, float]
) -> Interval | None:
    """The interval of a ratio of events, in its own scale, from each day's counts.

    `limits` are the thresholds in force: how wide an interval says enough.
    """
    pairs = (counts.pair(ratio) for counts in days)
    return interval_of_pairs(ratio, [pair for pair in pairs if pair], limits)


def interval_of_pairs(
    ratio: Ratio, pairs: Sequence[tuple[float, float]], limits: Mapping[str, float]
) -> Interval | None:
    """The same from both sums of each day."""
    return interval_of(ratio, [x for x, _ in pairs], [n for _, n in pairs], limits)


def interval_of(
    ratio: Ratio, events: Sequence[float], exposure: Sequence[float], limits: Mapping[str, float]
) -> Interval | None:
    """The same from what is divided on each day."""
    return interval_of_sums(ratio, spread(events, exposure), limits)


def interval_of_sums(ratio: Ratio, days: Spread, limits: Mapping[str, float]) -> Interval | None:
    """The same from the sums over the days."""
    rate = from_sums(
        days,
        enough=limits["enough_h"],
        noisy=limits["noisy_h"],
        min_exposure=limits["min_impressions"],
    )
    return rate and _scaled(rate, ratio.scale)


def ends(ratio: Ratio, days: Iterable[Counts]) -> tuple[float, float] | None:
    """Where a ratio of these days likely lies (95 %), in its own scale; None without a basis."""
    pairs = [pair for pair in (counts.pair(ratio) for counts in days) if pair]
    rate = interval([x for x, _ in pairs], [n for _, n in pairs])
    return None if rate is None else (ratio.scale * rate.low, ratio.scale * rate.high)


def _scaled(rate: Interval, scale: int) -> Interval:
    return replace(rate, value=scale * rate.value, low=scale * rate.low, high=scale * rate.high)


def by_day(rows: Iterable[Row]) -> dict[date, Counts]:
    """The counts of each day that has any."""
    days: dict[date, list[Counts]] = {}
    for row in rows:
        days.setdefault(row.keys["day"], []).append(row.counts)
    return {day: total(same) if len(same) > 1 else same[0] for day, same in days.items()}
