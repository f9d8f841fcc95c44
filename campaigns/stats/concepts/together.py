"""Values of two fields: what they do together beyond both, and what was never tried."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from campaigns.stats.concepts.fit import FieldEffects
from campaigns.stats.special import t_cdf

FEWEST_OF_A_PAIR = 8
FEWEST_ALONE = 5
LEAST_LEFT = 0.2
CHANCE = 0.05
MOST_UNTRIED = 5

FieldAndValue = tuple[str, str]


@dataclass(frozen=True)
class Pair:
    """Two values that do more, or less, together than apart: ln(effect) and its chance."""

    one: FieldAndValue
    other: FieldAndValue
    creatives: int
    effect: float
    chance: float


@dataclass(frozen=True)
class Untried:
    """Two values that no creative has both of; `effect` is ln of what both do, if they add."""

    one: FieldAndValue
    other: FieldAndValue
    effect: float


def pairs(
    fields: Sequence[str], columns: Sequence[Sequence[str]], found: FieldEffects
) -> tuple[list[Pair], int]:
    """The pairs that do other than add, and how many were looked at."""
    held = []
    for a, b in _of_two(len(fields)):
        alone = [_weights(columns[f], found) for f in (a, b)]
        both: dict[tuple[str, str], list[int]] = {}
        for i, pair in enumerate(zip(columns[a], columns[b], strict=True)):
            if all(pair):
                both.setdefault(pair, []).append(i)
        for (one, other), mine in both.items():
            if len(mine) < FEWEST_OF_A_PAIR:
                continue
            w = sum(found.weights[i] for i in mine)
            left = w * (1 - w / alone[0][one]) * (1 - w / alone[1][other])
            if left < LEAST_LEFT * w:
                continue
            s = sum(found.weights[i] * found.residuals[i] for i in mine)
            chance = 2 * t_cdf(-abs(s) / sqrt(left), found.df)
            key = ((fields[a], one), (fields[b], other))
            held.append(Pair(*key, len(mine), s / left, chance))
    return [one for one in held if one.chance * len(held) < CHANCE], len(held)


def never_tried(
    fields: Sequence[str], columns: Sequence[Sequence[str]], found: FieldEffects
) -> list[Untried]:
    """The pairs of values, each of five creatives or more, that nobody tried: the best first."""
    counts = [Counter(column) for column in columns]
    free = []
    for a, b in _of_two(len(fields)):
        tried = set(zip(columns[a], columns[b], strict=True))
        for one, own in counts[a].items():
            for other, theirs in counts[b].items():
                if not one or not other or min(own, theirs) < FEWEST_ALONE:
                    continue
                if (one, other) not in tried:
                    effect = found.g[found.columns[a][one]] + found.g[found.columns[b][other]]
                    free.append(Untried((fields[a], one), (fields[b], other), effect))
    return sorted(free, key=lambda pair: -pair.effect)[:MOST_UNTRIED]


def _of_two(count: int) -> list[tuple[int, int]]:
    return [(a, b) for a in range(count) for b in range(a + 1, count)]


def _weights(column: Sequence[str], found: FieldEffects) -> dict[str, float]:
    weights: dict[str, float] = {}
    for value, w in zip(column, found.weights, strict=True):
        weights[value] = weights.get(value, 0.0) + w
    return weights
