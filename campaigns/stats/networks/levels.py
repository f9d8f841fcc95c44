"""How far is a network from its expectation, and since when?

Levels are on the scale d = 2 (sqrt(observed / expected) - 1), on which counts have a nearly
constant variance (Spiegelhalter 2005). A network that fell is not judged by the days before, so
the level is a mean over guesses of the day on which it changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

LADDER = (7, 10, 14, 21, 28, 42, 56, 84)
MIN_EXPECTED = 10
CHANGE_DAYS = 180
"""A network's level changes about once in so many days."""
CHANGE_VARIANCE = 0.09
FALL_Z = -3.5
FALL_RATIO = 0.85


@dataclass(frozen=True, slots=True)
class Level:
    """A network's level `d` with its variance, as of the last `since` days most likely.

    `chances` are those of the ladder's steps that can be told apart from the days before.
    """

    d: float
    variance: float
    since: int
    chances: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Fall:
    """A fall against a network's own days before: the last `since` days, and how clear it is.

    `ratio` is the level since over the level before, `z` its distance in standard errors.
    """

    since: int
    z: float
    ratio: float

    @property
    def clear(self) -> bool:
        """Whether it is too large and too sure to be put down to noise."""
        return self.z < FALL_Z and self.ratio <= FALL_RATIO


def ratio(d: float) -> float:
    """Observed over expected at a level; at most -2 is none at all."""
    return max(0.0, 1 + d / 2) ** 2


def distance(observed: float, expected: float) -> float:
    """The level of observed installs, with `expected` above 0."""
    return 2 * (sqrt(observed / expected) - 1)


class Days:
    """Installs and expected installs of a network, oldest first, summed from any day on."""

    def __init__(
        self, installs: Sequence[float], expected: Sequence[float], own: float, wide: float
    ) -> None:
        self.count = len(expected)
        self._own, self._wide = own, wide
        self._sums = [(0.0, 0.0, 0.0)]
        o = e = e2 = 0.0
        for x, mean in zip(installs, expected, strict=True):
            o, e, e2 = o + x, e + mean, e2 + mean * mean
            self._sums.append((o, e, e2))

    def level(self, first: int, last: int) -> tuple[float, float] | None:
        """(d, variance) over the days first to last - 1; None where 10 installs or fewer are
        expected, unless these are all days.
        """
        o, e, e2 = (b - a for a, b in zip(self._sums[first], self._sums[last], strict=True))
        if e <= 0 or (e < MIN_EXPECTED and last - first < self.count):
            return None
        spread = min(max((o + 1) / (e + 1), 0.2), 3.0)
        return distance(max(o, 0.0), e), (1 / e + self._own * e2 / (e * e) * spread) * self._wide

    def steps(self) -> list[tuple[int, int, tuple[float, float], tuple[float, float]]]:
        """(days, gap to the step before, level of these days, level of those before)."""
        found, before = [], 0
        for k in LADDER:
            if k >= self.count:
                break
            recent = self.level(self.count - k, self.count)
            earlier = self.level(0, self.count - k)
            if recent and earlier:
                found.append((k, k - before, recent, earlier))
            before = k
        return found


def level(days: Days) -> Level | None:
    """The level of a network as it is now; None without any expected install.

    A change point on a ladder of days with a normal prior on its size (variance .09), weighed by
    how well each explains the days, and averaged (Xia, He, Li & Kalbfleisch 2022 judge providers
    by an individual null in the same spirit).
    """
    whole = days.level(0, days.count)
    if whole is None:
        return None
    steps = days.steps()
    logs = []
    for _, gap, (d, v), (d_before, v_before) in steps:
        s2 = v + v_before
        wider = s2 + CHANGE_VARIANCE
        square = (d - d_before) ** 2 / 2
        logs.append(log(gap / CHANGE_DAYS) + log(s2 / wider) / 2 + square * (1 / s2 - 1 / wider))
    logs.append(log(max(0.5, 1 - (days.count - LADDER[0]) / CHANGE_DAYS)))
    levels = [(k, *recent) for k, _, recent, _ in steps] + [(days.count, *whole)]
    top = max(logs)
    weights = [exp(one - top) for one in logs]
    total = sum(weights)
    p = [weight / total for weight in weights]
    d = sum(chance * own for chance, (_, own, _) in zip(p, levels, strict=True))
    variance = sum(c * (v + (own - d) ** 2) for c, (_, own, v) in zip(p, levels, strict=True))
    chances = tuple((k, chance) for (k, _, _), chance in zip(levels, p, strict=True))
    return Level(d, variance, max(chances, key=lambda step: step[1])[0], chances)


def fall(days: Days) -> Fall | None:
    """The clearest fall of a network against its own days before; None with too little."""
    steps = [k for k, *_ in days.steps() if k < LADDER[-1]]
    found = [one for k in steps if (one := fall_since(days, k))]
    return min(found, key=lambda one: one.z, default=None)


def fall_since(days: Days, k: int) -> Fall | None:
    """How the last `k` days lie against those before; None where either says too little."""
    recent = days.level(days.count - k, days.count) if k < days.count else None
    earlier = days.level(0, days.count - k) if k < days.count else None
    if not recent or not earlier or not ratio(earlier[0]):
        return None
    z = (recent[0] - earlier[0]) / sqrt(recent[1] + earlier[1])
    return Fall(k, z, ratio(recent[0]) / ratio(earlier[0]))
