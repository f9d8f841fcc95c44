"""Which networks moved apart from all others between two periods?

A rate that falls everywhere has a common cause (the store page, the season); one that falls at
a single network has its cause there. Differences in differences on the log scale against the
sum of the others, the farthest set aside first, so that it is no yardstick for the rest.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, sqrt
from typing import TypeVar

from campaigns.stats.log_rates import LogRate, log_rate
from campaigns.stats.special import t_quantile

LEAST = 0.10
"""Smaller distances from the others are not told, however sure."""
MIN_OTHERS = 2
"""Of two networks nobody can say which one moved."""

Key = TypeVar("Key", bound=Hashable)
Days = Sequence[tuple[float, float]]
"""(expected, came) on each day of a period, the same days for everybody."""


@dataclass(frozen=True, slots=True)
class Apart:
    """How far a network moved beyond the others, and how far chance reaches: logs."""

    log_ratio: float
    reach: float

    @property
    def sure(self) -> bool:
        """Whether chance does not reach that far."""
        return abs(self.log_ratio) > self.reach

    @property
    def change(self) -> float:
        """As a part: -0.36 is 36 % less than the others."""
        return exp(self.log_ratio) - 1


def moved_apart(
    sides: Mapping[Key, tuple[Days, Days]], *, conf: float = 0.95, least: float = LEAST
) -> dict[Key, Apart] | None:
    """Those whose rate moved apart from the rest, with how far; None where they are too few.

    `sides` maps each to its days before and after. The level is shared among all of them
    (Bonferroni), so that in nineteen of twenty quiet comparisons nobody is named.
    """
    left = {key: pair for key, pair in sides.items() if all(map(_rate, pair))}
    if len(left) <= MIN_OTHERS:
        return None
    level = 1 - (1 - conf) / len(left)
    found: dict[Key, Apart] = {}
    while len(left) > MIN_OTHERS:
        seen = {key: _against_rest(key, left, level) for key in left}
        odd = {key: one for key, one in seen.items() if one.sure and abs(one.change) >= least}
        if not odd:
            break
        farthest = max(odd, key=lambda key: abs(odd[key].log_ratio) / odd[key].reach)
        found[farthest] = odd[farthest]
        del left[farthest]
    return found


def _against_rest(key: Key, left: Mapping[Key, tuple[Days, Days]], level: float) -> Apart:
    """The change beyond the sum of the others, and how far chance reaches."""
    rates: list[LogRate] = []
    for side in (0, 1):
        others = [pair[side] for other, pair in left.items() if other != key]
        rest = [
            (sum(expected for expected, _ in day), sum(came for _, came in day))
            for day in zip(*others, strict=True)
        ]
        rates += [rate for days in (left[key][side], rest) if (rate := _rate(days))]
    own_before, rest_before, own_after, rest_after = rates
    moved = own_after.value - own_before.value - (rest_after.value - rest_before.value)
    t = t_quantile(0.5 + level / 2, min(rate.days for rate in rates) - 1)
    return Apart(moved, t * sqrt(sum(rate.variance for rate in rates)))


def _rate(days: Days) -> LogRate | None:
    return log_rate([came for _, came in days], [expected for expected, _ in days])
