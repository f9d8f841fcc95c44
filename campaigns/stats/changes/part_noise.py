"""How far day-to-day noise alone moves each part of a change of IPM.

A part is told of as a movement only beyond that. Every part is the change of a ratio of sums over
days, other things held: of the cells' own rates over impressions for mix, of clicks over expected
clicks for CTR, of installs over expected installs for CVR and for the rate as a whole. Its noise
is that of its days, as in `log_rates`.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt
from operator import mul
from typing import Any, NamedTuple

from campaigns.stats.log_rates import LogRate, log_rate
from campaigns.stats.special import t_quantile

Counted = Sequence[Any]
"""A count of every cell."""


class CellDays(NamedTuple):
    """The cells of some days, and of each day their impressions, clicks and installs after a
    click."""

    cells: Sequence[Any]
    counts: Sequence[tuple[Counted, Counted, Counted]]


Weights = Mapping[Hashable, float]
"""What a count of a cell is multiplied with, 0 of cells that are not there."""
Side = tuple[int, str]
"""One side of a ratio: which of the counts of a cell, and the name of their weights."""
EVERY = "every"
"""Counts as they are."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far noise reaches to both sides, in installs per mille; None where it is not known."""

    mix: float | None = None
    rate: float | None = None
    ctr: float | None = None
    cvr: float | None = None
    apart: float | None = None


SHOWN, CLICKED, CAME = range(3)


def reach(
    before: Sequence[CellDays],
    after: Sequence[CellDays],
    apart: Collection[Hashable] = (),
    conf: float = 0.95,
) -> Reach:
    """The noise of every part, that of CVR for the cells in `apart` and for all others."""
    totals = _totals([*before, *after])
    shown = sum(n for n, _, _ in totals.values())
    ipm = {key: 1000 * x / n if n else 0.0 for key, (n, _, x) in totals.items()}
    cvr = {key: x / c if c else 0.0 for key, (_, c, x) in totals.items()}
    own = {key: cvr[key] for key in set(apart) & set(totals)}
    weights = {
        "ipm": ipm,
        "expected": {key: rate / 1000 for key, rate in ipm.items()},
        "ctr": {key: c / n if n else 0.0 for key, (n, c, _) in totals.items()},
        "own": dict.fromkeys(own, 1.0),
        "own cvr": own,
        "others": {key: 1.0 for key in totals if key not in own},
        "others cvr": {key: rate for key, rate in cvr.items() if key not in own},
    }

    @cache
    def by_day(place: int, name: str) -> tuple[list[float], list[float]]:
        of = None if name == EVERY else weights[name]
        return [*_by_day(before, place, of)], [*_by_day(after, place, of)]

    def part(
        above: Side, below: Side, keys: Iterable[Hashable] = totals, *, counting: bool = True
    ) -> float | None:
        level = sum(totals[key][CAME] for key in keys) * 1000 / shown if shown else 0.0
        sides = zip(by_day(*above), by_day(*below), strict=True)
        return _reach([log_rate(*own, counting=counting) for own in sides], level, conf)

    others = "others" if own else EVERY
    return Reach(
        part((SHOWN, "ipm"), (SHOWN, EVERY), counting=False),
        part((CAME, EVERY), (SHOWN, "expected")),
        part((CLICKED, EVERY), (SHOWN, "ctr")),
        part((CAME, others), (CLICKED, "others cvr"), weights["others"]),
        part((CAME, "own"), (CLICKED, "own cvr"), own) if own else None,
    )


def _totals(some: Iterable[CellDays]) -> dict[Hashable, list[float]]:
    """What each cell has of each count on all days."""
    totals: dict[Hashable, list[float]] = {}
    for one in some:
        counts = [map(sum, zip(*days, strict=True)) for days in zip(*one.counts, strict=True)]
        for key, *found in zip(one.cells, *counts, strict=False):
            sums = totals.setdefault(key, [0.0, 0.0, 0.0])
            for place, count in enumerate(found):
                sums[place] += count
    return totals


def _by_day(side: Iterable[CellDays], place: int, weights: Weights | None) -> Iterable[float]:
    """A sum of each day, weighted or not."""
    for one in side:
        if weights is None:
            yield from (sum(counts[place]) for counts in one.counts)
            continue
        own = [weights.get(key, 0.0) for key in one.cells]
        for counts in one.counts:
            yield sum(map(mul, counts[place], own))


def _reach(rates: Sequence[LogRate | None], level: float, conf: float) -> float | None:
    before, after = rates
    if before is None or after is None:
        return None
    t = t_quantile(0.5 + conf / 2, min(before.days, after.days) - 1)
    return level * t * sqrt(before.variance + after.variance)
