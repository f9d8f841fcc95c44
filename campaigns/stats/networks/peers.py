"""How many installs would this network have, had it been a typical one in the same cells?

The expectation of a network comes from the others only, each freed of its own level, so that
neither a rich mix of cells nor the network's own weight decides. A peer weighs what it knows: the
cells of networks vary, so a giant's cell says no more than that of a network of some size.

Source: indirect standardisation (Breslow & Day 1987, chapter 4), made leave-one-out, weighted by
the inverse of counting noise plus variation, and shrunk to the main effects by a few installs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from campaigns.stats.networks.table import Line

ROUNDS = 30
SIGMA = 0.20
"""How far, relatively, one cell of a network lies from what network and cell say."""
PSEUDO_INSTALLS = 10
THETA_LIMITS = (0.05, 20.0)
PEER_INSTALLS = 20
SMOOTHING = 0.5


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the others lead to expect of one entity in the window.

    `rates` are the installs per impression of its cells, in the order of its lines; `total` the
    expected installs; `cover` the share of them from cells in which the others have at least 20
    installs; `sr2` the relative variance of `total` that comes from having few peers.
    """

    rates: list[float]
    total: float
    cover: float
    sr2: float


@dataclass(frozen=True, slots=True)
class Peers:
    """The expectation of every entity, and how each weighs as a peer of the others.

    `weights` are, per entity and line, the weighted impressions at the entity's own level, of
    which `anchors` are the main effects' part in each cell.
    """

    expectations: list[Expectation]
    weights: list[list[float]]
    anchors: list[float]


def peers(
    lines: Sequence[Sequence[Line]],
    base: Sequence[float],
    theta: Sequence[float],
    pseudo: float = PSEUDO_INSTALLS,
    rounds: int = ROUNDS,
) -> Peers:
    """Rounds, thirty where not said, of rates from the others and levels from the rates.

    `base` are the rates per cell that the rates are shrunk to by `pseudo` installs, `theta` the
    levels to start from.
    """
    anchors = [pseudo / rate if rate > 0 else 0.0 for rate in base]
    spread = [SIGMA * SIGMA * rate for rate in base]
    installs = [sum(x for _, _, x in own) for own in lines]
    if not sum(installs) or not any(base):
        nothing = [Expectation([0.0] * len(own), 0.0, 0.0, 0.0) for own in lines]
        return Peers(nothing, [[0.0] * len(own) for own in lines], anchors)
    low, high = THETA_LIMITS
    levels = list(theta)
    for _ in range(rounds):
        weighed = _Weighed(lines, levels, spread, pseudo)
        above = weighed.installs
        below = [v + anchor for v, anchor in zip(weighed.volume, anchors, strict=True)]
        totals = [
            sum(
                [
                    n * (above[c] - a) / (below[c] - b)
                    for (c, n, _), (a, b) in zip(own, pairs, strict=True)
                ]
            )
            for own, pairs in zip(lines, weighed.pairs, strict=True)
        ]
        levels = [
            min(max((x + SMOOTHING) / (total + SMOOTHING), low), high)
            for x, total in zip(installs, totals, strict=True)
        ]
    found = _last(lines, weighed, anchors, totals, pseudo)
    return Peers(found, [[b for _, b in pairs] for pairs in weighed.pairs], anchors)


class _Weighed:
    """Weighted installs and impressions of every line and, summed, of every cell."""

    def __init__(
        self,
        lines: Sequence[Sequence[Line]],
        levels: Sequence[float],
        spread: Sequence[float],
        pseudo: float,
    ) -> None:
        installs = [float(pseudo)] * len(spread)
        volume = [0.0] * len(spread)
        self.pairs: list[list[tuple[float, float]]] = []
        for level, own in zip(levels, lines, strict=True):
            pairs = []
            for c, n, x in own:
                at_level = n * level
                weight = 1 / (1 + spread[c] * at_level)
                a = weight * x
                b = weight * at_level
                installs[c] += a
                volume[c] += b
                pairs.append((a, b))
            self.pairs.append(pairs)
        self.installs, self.volume = installs, volume


def _last(
    lines: Sequence[Sequence[Line]],
    weighed: _Weighed,
    anchors: Sequence[float],
    totals: Sequence[float],
    pseudo: float,
) -> list[Expectation]:
    """Rates, cover and peer error of the last round."""
    cells = range(len(anchors))
    seen = total_installs(lines, len(anchors))
    squares, counting = ([0.0 for _ in cells] for _ in range(2))
    for own, pairs in zip(lines, weighed.pairs, strict=True):
        for (c, _, x), (a, b) in zip(own, pairs, strict=True):
            squares[c] += b * b
            counting[c] += a * a / x if x else 0.0
    found = []
    for own, pairs, total in zip(lines, weighed.pairs, totals, strict=True):
        rates, cover, sr2 = [], 0.0, 0.0
        for (c, n, x), (a, b) in zip(own, pairs, strict=True):
            above = weighed.installs[c] - a
            below = weighed.volume[c] - b + anchors[c]
            rate = above / below if below > 0 else 0.0
            rates.append(rate)
            share = n * rate / total if total else 0.0
            if seen[c] - x >= PEER_INSTALLS:
                cover += share
            between = max(0.0, squares[c] - b * b) + anchors[c] ** 2
            others = counting[c] - (a * a / x if x else 0.0) + pseudo
            if share:
                sr2 += share**2 * (SIGMA**2 * between / below**2 + others / above**2)
        found.append(Expectation(rates, total, cover, sr2))
    return found


def total_installs(lines: Sequence[Sequence[Line]], cells: int) -> list[float]:
    """The installs of everybody in each of so many cells."""
    seen = [0.0] * cells
    for own in lines:
        for c, _, x in own:
            seen[c] += x
    return seen
