"""Is a period beyond the noise against the one before, and how many events does that take?"""

from collections.abc import Sequence
from math import log, sqrt

from campaigns.stats.alerts.usual import Usual

SURE = 3.1
"""Standard errors that a change against the period before must have."""


def noise(now: Sequence[int], before: Sequence[int], rho: float) -> float:
    """By what the squared CV of a day is multiplied to give the variance of the log ratio of two
    periods: twice the mean correlation within, less twice that between them."""
    return _mean(now, now, rho) + _mean(before, before, rho) - 2 * _mean(now, before, rho)


def _mean(some: Sequence[int], others: Sequence[int], rho: float) -> float:
    return sum(rho ** abs(i - j) for i in some for j in others) / (len(some) * len(others))


def beyond_noise(
    ratio: float,
    events: tuple[float, float],
    days: tuple[Sequence[int], Sequence[int]],
    usual: Usual,
) -> bool:
    """Whether the ratio of a period to the one before is beyond counting and day noise.

    `events` are counted in either period; where the value is money they are not its own, and the
    day noise says all.
    """
    if ratio <= 0 or min(events) <= 0:
        return False
    counting = sum(1 / count for count in events) if usual.counted else 0.0
    return abs(log(ratio)) > SURE * sqrt(counting + usual.cv2 * noise(*days, usual.rho))


def needed(change: float, cv2: float, rho: float, days: int) -> float | None:
    """The events that either period needs for a change such as -0.3 to be told from noise; None
    where no number is enough."""
    of_days = noise(range(days, 2 * days), range(days), rho)
    left = (log(1 + change) / SURE) ** 2 - cv2 * of_days
    return 2 / left if left > 0 else None
