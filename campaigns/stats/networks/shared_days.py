"""Days on which the whole app did better or worse, a promotion or a broken store page.

What all networks share says nothing about one of them, so both sides are corrected for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

ROUNDS = 3
LIMITS = (0.3, 3.0)
MIN_NOISE = 0.01


@dataclass(frozen=True, slots=True)
class SharedDays:
    """The factor of every day: for the whole `app`, and as the `others` of each network saw it."""

    app: list[float]
    others: list[list[float]]


def shared_days(
    installs: Sequence[Sequence[float]],
    expected: Sequence[Sequence[float]],
    c2: float,
    members: Sequence[bool],
) -> SharedDays | None:
    """The days shared by the `members`, from installs and expected installs per network and day.

    None where the days of all members together vary no more than they would each for itself.
    Random effects of days (g2 their variance) by moments, from scores and information of a
    gamma-Poisson model with squared CV `c2`.
    """
    count = len(expected[0]) if expected else 0
    means = [_at_own_level(x, e) for x, e in zip(installs, expected, strict=True)]
    g2 = 0.0
    for _ in range(ROUNDS):
        c = max(c2 - g2, MIN_NOISE)
        scores = [
            [(x - mu) / (1 + c * mu) for x, mu in zip(own, mean, strict=True)]
            for own, mean in zip(installs, means, strict=True)
        ]
        known = [[mu / (1 + c * mu) for mu in mean] for mean in means]
        score = _sum(scores, members, count)
        information = _sum(known, members, count)
        days = [(s, i) for s, i in zip(score, information, strict=True) if i > 0]
        if sum(s * s / i for s, i in days) <= count + 2 * sqrt(2 * count):
            return None
        g2 = max(0.0, sum(min((s / i) ** 2, 1.0) - 1 / i for s, i in days) / len(days))
    if not g2:
        return None
    app = [_factor(g2, s, i) for s, i in zip(score, information, strict=True)]
    others = [
        [
            _factor(g2, s - own_s, i - own_i)
            for s, i, own_s, own_i in zip(score, information, own, knows, strict=True)
        ]
        if member
        else app
        for own, knows, member in zip(scores, known, members, strict=True)
    ]
    return SharedDays(app, others)


def _factor(g2: float, score: float, information: float) -> float:
    if information <= 1e-12:
        return 1.0
    factor = 1 + g2 * score / (1 + g2 * information)
    return min(max(factor, LIMITS[0]), LIMITS[1])


def _at_own_level(installs: Sequence[float], expected: Sequence[float]) -> list[float]:
    level = (sum(installs) + 0.5) / (sum(expected) + 0.5)
    return [level * e for e in expected]


def _sum(rows: Sequence[Sequence[float]], members: Sequence[bool], count: int) -> list[float]:
    chosen = [row for row, member in zip(rows, members, strict=True) if member]
    return [sum(day) for day in zip(*chosen, strict=True)] if chosen else [0.0] * count
