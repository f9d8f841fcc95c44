"""The chance that a network is as good as a typical one.

Typical level and spread of all networks are unknown together with each network's own level, and
a few may be really low or high: a normal mixture with long arms on a grid of typical level and
spread (Jones, Ohlssen & Spiegelhalter 2008 on false discovery in provider comparison; mixtures
for outlying random effects as in the R packages metaplus and robmixglm).
"""

from collections.abc import Sequence
from math import erfc, exp, log, sqrt

from campaigns.stats.networks.levels import ratio

STEPS = [i * 0.02 - 0.40 for i in range(41)]
SPREADS = ((0.05, 0.10), (0.08, 0.25), (0.12, 0.35), (0.18, 0.20), (0.27, 0.07), (0.40, 0.03))
ORDINARY = 0.88
TAILS = ((0.08, -0.35, 0.15), (0.04, 0.35, 0.35))
"""Share, centre and spread of the low and the high ones around the typical level."""
MIDDLE_VARIANCE = 0.0144
ROOT_2 = sqrt(2)


class Typical:
    """The grid of typical level and spread for levels (d, s); without any, a prior around 0."""

    def __init__(self, levels: Sequence[tuple[float, float]]) -> None:
        known = sorted((d, 1 / (s * s + MIDDLE_VARIANCE)) for d, s in levels)
        self.middle = weighted_median(known) if known else 0.0
        self._levels = [self.middle + step for step in STEPS]
        self._seen = [self._mixtures(d, s) for d, s in levels]
        self._totals = [log(prior) for _, prior in SPREADS for _ in STEPS]
        for own in self._seen:
            self._totals = [so_far + one.log for so_far, one in zip(self._totals, own, strict=True)]

    def _mixtures(self, d: float, s: float) -> list["_Mixture"]:
        """What each place of the grid, spread by spread, makes of a level; the tails are the same
        for every spread."""
        tails = [_Arm(*tail, s) for tail in TAILS]
        around = [(d - mu, [tail.seen(d - mu) for tail in tails]) for mu in self._levels]
        middles = [_Arm(ORDINARY, 0.0, tau, s) for tau, _ in SPREADS]
        return [
            _Mixture([middle.seen(distance), *arms])
            for middle in middles
            for distance, arms in around
        ]

    @property
    def level(self) -> float:
        """The level of a typical network, as all of them together tell it."""
        top = max(self._totals)
        weights = [exp(total - top) for total in self._totals]
        levels = self._levels * len(SPREADS)
        return sum(w * mu for w, mu in zip(weights, levels, strict=True)) / sum(weights)

    def judge(self, number: int, level: tuple[float, float] | None = None) -> tuple[float, float]:
        """(chance to be at least typical, shrunk ratio) of one network.

        With `level` it is taken to be at that (d, s) instead, all others as they are.
        """
        own = mixtures = self._seen[number]
        if level:
            mixtures = self._mixtures(*level)
        logs = [
            total - before.log + now.log
            for total, before, now in zip(self._totals, own, mixtures, strict=True)
        ]
        top = max(logs)
        mass = above = mean = 0.0
        for mixture, one in zip(mixtures, logs, strict=True):
            weight = exp(one - top)
            if weight > 1e-12:
                mass += weight
                above += weight * mixture.above
                mean += weight * mixture.mean
        return above / mass, ratio(mean / mass)


Part = tuple[float, float, float, float]
"""Log likelihood and share, and mean and spread of what a level is then."""


class _Arm:
    """One arm of a mixture, by share, centre and spread, for levels with error `s`."""

    def __init__(self, share: float, centre: float, sd: float, s: float) -> None:
        self._centre, self._own = centre, sd * sd
        self._variance = self._own + s * s
        root = sqrt(self._variance)
        self._share, self._spread = share / root, sd * s / root

    def seen(self, distance: float) -> Part:
        """What it makes of a level that is seen so far from a typical one."""
        z = distance - self._centre
        return (
            -z * z / (2 * self._variance),
            self._share,
            self._centre + self._own * z / self._variance,
            self._spread,
        )


class _Mixture:
    """A network's own level above a typical one as its arms see it; `log` is the log likelihood."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        top = max([part for part, _, _, _ in parts])
        self._masses = [q * exp(part - top) for part, q, _, _ in parts]
        self._mass = sum(self._masses)
        self.log = top + log(self._mass)

    @property
    def above(self) -> float:
        """The share of the mass above the typical level."""
        found = 0.0
        for mass, (_, _, mean, sd) in zip(self._masses, self._parts, strict=True):
            found += mass * (erfc(-mean / (sd * ROOT_2)) / 2)
        return found / self._mass

    @property
    def mean(self) -> float:
        """The mean of the mass."""
        found = 0.0
        for mass, (_, _, mean, _) in zip(self._masses, self._parts, strict=True):
            found += mass * mean
        return found / self._mass


def weighted_median(sorted_pairs: Sequence[tuple[float, float]]) -> float:
    """The first value, in order, whose cumulated weight reaches half of all the weight."""
    half = sum(weight for _, weight in sorted_pairs) / 2
    reached = 0.0
    for value, weight in sorted_pairs:
        reached += weight
        if reached >= half:
            return value
    return sorted_pairs[-1][0]
