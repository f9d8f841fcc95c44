"""How far is each creative from what the others lead to expect in its cells?

A creative is one draw, however many impressions it has (Clark 1973; Judd, Westfall & Kenny 2012).
Its own level stays free, so that no value of a name lends its effect to the cells.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from math import log

from campaigns.stats.networks.main_effects import main_effects
from campaigns.stats.networks.peers import SIGMA, peers

Cell = tuple[Hashable, ...]
Sums = Mapping[Hashable, Mapping[Cell, tuple[float, float]]]
"""creative -> cell -> (base, successes), such as impressions and installs."""
ROUNDS = 12
SMOOTHING = 0.5


@dataclass(frozen=True)
class CreativeLevel:
    """ln(successes / expected) of a creative with its variance; expected and won by cell."""

    y: float
    v: float
    base: float
    successes: float
    expected: Mapping[Cell, float]
    won: Mapping[Cell, float]

    @property
    def total(self) -> float:
        """All expected successes."""
        return sum(self.expected.values())


def creative_levels(sums: Sums, phi: float = 1.0) -> dict[Hashable, CreativeLevel]:
    """The level of every creative with a base, like for like.

    `phi` is the dispersion of counts against Poisson's.
    """
    own = {
        name: {cell: pair for cell, pair in cells.items() if pair[0] > 0}
        for name, cells in sums.items()
    }
    own = {name: cells for name, cells in own.items() if cells}
    if not own:
        return {}
    cells = list(dict.fromkeys(cell for some in own.values() for cell in some))
    place = {cell: number for number, cell in enumerate(cells)}
    lines = [[(place[cell], n, x) for cell, (n, x) in some.items()] for some in own.values()]
    base = main_effects(cells, lines, rounds=ROUNDS)
    found = peers(lines, base.rates, base.theta, rounds=ROUNDS).expectations
    return {
        name: _level(some, expected.rates, expected.sr2, phi)
        for (name, some), expected in zip(own.items(), found, strict=True)
    }


def _level(
    cells: Mapping[Cell, tuple[float, float]], rates: list[float], sr2: float, phi: float
) -> CreativeLevel:
    expected = {cell: n * rate for (cell, (n, _)), rate in zip(cells.items(), rates, strict=True)}
    total = sum(expected.values())
    successes = sum(x for _, x in cells.values())
    shares = sum((one / total) ** 2 for one in expected.values()) if total else 1.0
    return CreativeLevel(
        y=log((successes + SMOOTHING) / (total + SMOOTHING)),
        v=phi / (successes + SMOOTHING) + SIGMA**2 * shares + sr2,
        base=sum(n for n, _ in cells.values()),
        successes=successes,
        expected=expected,
        won={cell: x for cell, (_, x) in cells.items()},
    )
