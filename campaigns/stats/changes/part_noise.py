"""How far day-to-day noise alone moves each part of a change of IPM.

A part is told of as a movement only beyond that. Every part is the change of a ratio of sums over
days, other things held: of the cells' own rates over impressions for mix, of clicks over expected
clicks for CTR, of installs over expected installs for CVR and for the rate as a whole. Its noise
is that of its days, as in `log_rates`.
"""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from campaigns.stats.log_rates import LogRate, log_rate
from campaigns.stats.special import t_quantile

Cell = tuple[float, float, float]
"""Impressions, clicks, installs after a click."""
Days = Sequence[Mapping[Hashable, Cell]]
"""The cells of each day of a period."""
Side = Callable[[Hashable, Cell], float]
"""One side of a ratio, of a cell."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far noise reaches to both sides, in installs per mille; None where it is not known."""

    mix: float | None = None
    rate: float | None = None
    ctr: float | None = None
    cvr: float | None = None
    apart: float | None = None


def reach(before: Days, after: Days, apart: Collection[Hashable] = (), conf: float = 0.95) -> Reach:
    """The noise of every part, that of CVR for the cells in `apart` and for all others."""
    totals: dict[Hashable, list[float]] = {}
    for cells in (*before, *after):
        for key, cell in cells.items():
            sums = totals.setdefault(key, [0.0, 0.0, 0.0])
            for place, count in enumerate(cell):
                sums[place] += count
    shown = sum(n for n, _, _ in totals.values())
    ipm = {key: 1000 * x / n if n else 0.0 for key, (n, _, x) in totals.items()}
    ctr = {key: c / n if n else 0.0 for key, (n, c, _) in totals.items()}
    cvr = {key: x / c if c else 0.0 for key, (_, c, x) in totals.items()}

    def part(
        keys: Collection[Hashable], above: Side, below: Side, *, counting: bool = True
    ) -> float | None:
        level = sum(totals[key][2] for key in keys) * 1000 / shown if shown else 0.0
        rates = [
            log_rate(
                [sum(above(key, cell) for key, cell in day.items() if key in keys) for day in side],
                [sum(below(key, cell) for key, cell in day.items() if key in keys) for day in side],
                counting=counting,
            )
            for side in (before, after)
        ]
        return _reach(rates, level, conf)

    own = set(apart) & set(totals)
    others = set(totals) - own
    return Reach(
        part(totals, lambda key, cell: cell[0] * ipm[key], lambda _, cell: cell[0], counting=False),
        part(totals, lambda _, cell: cell[2], lambda key, cell: cell[0] * ipm[key] / 1000),
        part(totals, lambda _, cell: cell[1], lambda key, cell: cell[0] * ctr[key]),
        part(others, lambda _, cell: cell[2], lambda key, cell: cell[1] * cvr[key]),
        part(own, lambda _, cell: cell[2], lambda key, cell: cell[1] * cvr[key]),
    )


def _reach(rates: Sequence[LogRate | None], level: float, conf: float) -> float | None:
    before, after = rates
    if before is None or after is None:
        return None
    t = t_quantile(0.5 + conf / 2, min(before.days, after.days) - 1)
    return level * t * sqrt(before.variance + after.variance)
