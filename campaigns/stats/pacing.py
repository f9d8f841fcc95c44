"""What will be spent by the end of a month, from days like those that are left."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from campaigns.stats.special import t_quantile

DAYS = 14
"""The newest settled days that say the pace: two of each weekday."""
LEAST = 7
"""Fewer say none."""
MOST_ALIKE = 0.7
"""The strongest correlation of a day with the one before it that is counted with."""


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """The spend of a whole month with its 95 % interval, and the pace of a day behind it."""

    value: float
    low: float
    high: float
    per_day: float


def month_end(
    spent: float, left: int, days: Sequence[float], *, conf: float = 0.95
) -> MonthEnd | None:
    """What will be spent, from what was spent, the days left and the spends of days in order.

    The days left are as many new ones from where `days` come from: their sum has the standard
    deviation s sqrt(left + left^2 / n), with Student's t of n - 1 (Hahn & Meeker 1991, chapter 4,
    for the mean of `left` days). Days resemble those before them, so n of them say as much as
    n (1 - r) / (1 + r) do, r their correlation from day to day (Bayley & Hammersley 1946), which
    few days show too small by (1 + 4 r) / n (Kendall 1954). Nothing is ever spent back.
    Without days left it is what was spent; else None for fewer than seven days.
    """
    per_day = sum(days) / len(days) if days else 0.0
    if not left:
        return MonthEnd(spent, spent, spent, per_day)
    n = len(days)
    if n < LEAST:
        return None
    off = [day - per_day for day in days]
    squares = sum(x * x for x in off)
    alike = sum(a * b for a, b in zip(off, off[1:], strict=False)) / squares if squares else 0.0
    r = min(max((n * alike + 1) / (n - 4), 0.0), MOST_ALIKE)
    spread = sqrt(squares / (n - 1) * (left + left**2 / n) * (1 + r) / (1 - r))
    reach = t_quantile(0.5 + conf / 2, n - 1) * spread
    value = spent + left * per_day
    return MonthEnd(value, max(value - reach, spent), value + reach, per_day)


def days_until(spent: float, plan: float, per_day: float) -> int | None:
    """How many days at a pace use up the rest of a plan; 0 where it is used up, None for never."""
    if spent >= plan:
        return 0
    return ceil((plan - spent) / per_day) if per_day > 0 else None
