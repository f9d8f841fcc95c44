"""Which networks moved apart from all others between two periods?

A rate that falls everywhere has a common cause (the store page, the season); one that falls at
a single network has its cause there. Differences in differences on the log scale against the
sum of the others, the farthest set aside first, so that it is no yardstick for the rest.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp, sqrt
from operator import add
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
Rates = tuple[LogRate, LogRate]
"""Before and after."""
Column = list[float]


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
    own = {key: rates for key, pair in sides.items() if (rates := _rates(pair))}
    if len(own) <= MIN_OTHERS:
        return None
    level = 1 - (1 - conf) / len(own)
    found: dict[Key, Apart] = {}
    while len(own) > MIN_OTHERS:
        rest = _rest({key: sides[key] for key in own})
        seen = {key: _against(own[key], rest[key], level) for key in own}
        odd = {key: one for key, one in seen.items() if one.sure and abs(one.change) >= least}
        if not odd:
            break
        farthest = max(odd, key=lambda key: abs(odd[key].log_ratio) / odd[key].reach)
        found[farthest] = odd[farthest]
        del own[farthest]
    return found


def _rates(pair: tuple[Days, Days]) -> Rates | None:
    before, after = (_rate(*map(list, zip(*days, strict=True))) if days else None for days in pair)
    return (before, after) if before and after else None


def _rest(sides: Mapping[Key, tuple[Days, Days]]) -> dict[Key, Rates]:
    """The rates of the sum of all others, of each."""
    columns = [[[*map(list, zip(*days, strict=True))] for days in pair] for pair in sides.values()]
    (before, came_before), (after, came_after) = (
        [_others([pair[side][place] for pair in columns]) for place in (0, 1)] for side in (0, 1)
    )
    both = zip(before, came_before, after, came_after, strict=True)
    rates = ((_rate(*own[:2]), _rate(*own[2:])) for own in both)
    return {key: (a, b) for key, (a, b) in zip(sides, rates, strict=True) if a and b}


def _others(columns: Sequence[Column]) -> list[Column]:
    """Of each column the sum of all others. Nothing is subtracted: what is zero stays zero."""
    none = [0.0] * len(columns[0])
    above = accumulate(columns[:-1], _added, initial=none)
    below = [*accumulate(columns[:0:-1], _added, initial=none)]
    return [*map(_added, above, reversed(below))]


def _added(one: Column, other: Column) -> Column:
    return [*map(add, one, other)]


def _against(own: Rates, rest: Rates, level: float) -> Apart:
    """The change beyond the sum of the others, and how far chance reaches."""
    moved = own[1].value - own[0].value - (rest[1].value - rest[0].value)
    rates = (*own, *rest)
    t = t_quantile(0.5 + level / 2, min(rate.days for rate in rates) - 1)
    return Apart(moved, t * sqrt(sum(rate.variance for rate in rates)))


def _rate(expected: Column, came: Column) -> LogRate | None:
    return log_rate(came, expected)
