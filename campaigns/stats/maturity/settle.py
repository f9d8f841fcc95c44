"""What a count that still settles will be, from what is known and what is usual."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, floor, sqrt

COUNTED = 10
"""The count from which on a real fall is believed over what is usual."""
NORMAL = 1.6449
"""The 95 % quantile of a normal."""
FEW = 5
LEAST_REACH = 0.3
GROUPS = (range(1), range(1, 2), range(2, 3), range(3, 6), range(6, 14))
"""Ages whose ranges are learned together."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A count's forecast: its mean, the sd around it."""

    mean: float
    sd: float

    @property
    def spread(self) -> float:
        """The sd on the log scale."""
        return self.sd / (self.mean + 0.5)


@dataclass(frozen=True, slots=True)
class RangeEnds:
    """How far the truth lies from a forecast, in spreads: the ends of 90 %."""

    low: float
    high: float

    def ends(self, mean: float, spread: float, half: float = 0.5) -> tuple[float, float]:
        """The range around a mean. `half` is half a unit of it."""
        low = (mean + half) * exp(self.low * spread) - half
        return max(low, 0.0), (mean + half) * exp(self.high * spread) - half

    def wider(self, factor: float) -> "RangeEnds":
        return RangeEnds(self.low * factor, self.high * factor)


def settled_value(value: float, share: float, noise: float, usual: float, cv: float) -> Settled:
    """A count once settled, of which `value` is known: a linear Bayes estimate.

    `share` and `noise` are of its day and age, `usual` and `cv` what such days amount to.
    """
    prior = usual + (cv * usual) ** 2
    if value >= COUNTED:
        prior = max(prior, (value / share - usual) ** 2 / 2)
    mean = max(value / share, usual / 2, 0.5)
    for _ in range(2):
        size = max(mean, min(usual, 20.0))
        error = abs(share * (1 - share)) * size + (noise * size) ** 2
        whole = share**2 * prior + error
        mean = max(usual + prior * share / whole * (value - share * usual), 0.3 * value)
    return Settled(mean, sqrt(prior * error / whole))


def shown(value: int, mean: float) -> int:
    """The whole count that is shown of a forecast: its median, on the side it moves to."""
    step = floor(abs(mean - value) + 1 / 3)
    return value + step if mean > value else value - step


def reach(errors: Sequence[float], days: int) -> RangeEnds:
    """The ends of 90 % by errors of past forecasts, in spreads, drawn towards a normal."""
    wide = 1.08 + 2 / max(days, 10)
    n = len(errors)
    if n < FEW:
        return RangeEnds(-wide * NORMAL, wide * NORMAL)
    low = n / (n + 10) * quantile(errors, 0.05) - 10 / (n + 10) * NORMAL
    high = n / (n + 10) * quantile(errors, 0.95) + 10 / (n + 10) * NORMAL
    return RangeEnds(min(wide * low, -LEAST_REACH), max(wide * high, LEAST_REACH))


def quantile(values: Sequence[float], p: float) -> float:
    """The p-quantile, type 7 of Hyndman & Fan (1996)."""
    some = sorted(values)
    place = (len(some) - 1) * p
    below = int(place)
    above = min(below + 1, len(some) - 1)
    return some[below] + (place - below) * (some[above] - some[below])
