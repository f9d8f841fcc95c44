"""The noise of a rate on the log scale, with days as the unit that varies."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

from campaigns.stats.special import t_quantile


@dataclass(frozen=True, slots=True)
class LogRate:
    """ln(installs / impressions), its variance and the days behind it."""

    value: float
    variance: float
    days: int


def log_rate(
    installs: Sequence[float], impressions: Sequence[float], *, counting: bool = True
) -> LogRate | None:
    """The log of a rate with the variance that its days show, at least counting noise.

    D / (D - 1) times the summed squares of (x_d - r n_d) / X: a ratio estimator with days as
    clusters (Cochran 1977, 6.3; Liang & Zeger 1986), floored at 1 / X unless `counting` is off
    because nothing random is counted. None without installs or with fewer than two days with
    impressions.
    """
    x, n = sum(installs), sum(impressions)
    days = sum(1 for day in impressions if day > 0)
    if x <= 0 or n <= 0 or days < 2:
        return None
    rate = x / n
    squares = sum((xd - rate * nd) ** 2 for xd, nd in zip(installs, impressions, strict=True))
    variance = max(days / (days - 1) * squares / x**2, 1 / x if counting else 0.0)
    return LogRate(log(rate), variance, days)


def within_noise(before: LogRate | None, after: LogRate | None, conf: float = 0.95) -> bool | None:
    """Whether two rates differ by no more than their days do; None if one is unknown.

    Student's t with the smaller number of days - 1 (conservative Welch).
    """
    if before is None or after is None:
        return None
    t = t_quantile(0.5 + conf / 2, min(before.days, after.days) - 1)
    return abs(after.value - before.value) <= t * sqrt(before.variance + after.variance)
