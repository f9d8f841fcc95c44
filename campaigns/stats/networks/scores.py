"""How far below its expectation is a network, beyond what days and peers explain?

The scale is the square root of observed over expected installs, on which counts have a nearly
constant variance (Spiegelhalter 2005). Days differ, so the variance is pooled over networks and
widened by the correlation between days; then the false discovery rate over all networks of an
app is held (Benjamini & Hochberg 1995).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median

from campaigns.stats.special import gamma_quantile, t_cdf

TAU = 0.12
NU0 = 10
REFERENCE = 1.2533
"""sqrt(pi / 2): how much less a median knows than a mean."""
MIN_INSTALLS = 50
DAY_C2 = 0.06


@dataclass(frozen=True, slots=True)
class DayNoise:
    """What all networks of an app together say about days.

    `c2` is the squared CV of a day's own level, `a` the correlation of one day with the next,
    `h` the typical concentration of a network's expectation on days (1 / days if even).
    """

    c2: float
    a: float
    h: float | None

    @property
    def widening(self) -> float:
        """By how much correlated days raise the variance of a sum."""
        return (1 + self.a) / (1 - self.a)


@dataclass(frozen=True, slots=True)
class Score:
    """A network against its expectation.

    `ratio` is observed over expected, `shrunk` the same after shrinkage to 1; `t` the score on
    the square root scale with standard error `s`, `p` its lower tail with `df`; `b` the weight
    of the data in `shrunk`.
    """

    ratio: float
    s: float
    t: float
    p: float
    b: float
    shrunk: float


class DayCounts:
    """Daily installs of one network against its own level: sums that the variance needs."""

    def __init__(self, installs: Sequence[float], expected: Sequence[float]) -> None:
        self.expected = sum(expected)
        self.observed = sum(installs)
        level = self.observed / self.expected if self.expected > 0 else 0.0
        self.mu = [level * e for e in expected]
        self.errors = [x - mu for x, mu in zip(installs, self.mu, strict=True)]
        self.days = sum(1 for e in expected if e > 0)
        self.sum_mu = sum(self.mu)
        self.sum_mu2 = sum(mu * mu for mu in self.mu)
        self.squares = sum(e * e for e in self.errors)
        self.h = sum(e * e for e in expected) / self.expected**2 if self.expected > 0 else 0.0

    @property
    def known(self) -> bool:
        """Whether there is enough to say something about the noise of days."""
        return self.observed >= MIN_INSTALLS and self.days >= 2 and self.sum_mu2 > 0

    @property
    def excess(self) -> float:
        """Squared CV of the days beyond counting noise."""
        return (self.days / (self.days - 1) * self.squares - self.observed) / self.sum_mu2

    def lag_one(self, c2: float) -> float:
        """Correlation of a day with the next, plus its small-sample bias 1 / days."""
        scaled = [
            error / sqrt(mu + c2 * mu * mu) if mu > 0 else None
            for error, mu in zip(self.errors, self.mu, strict=True)
        ]
        total = sum(u * u for u in scaled if u is not None)
        pairs = zip(scaled, scaled[1:], strict=False)
        lagged = sum(u * v for u, v in pairs if u is not None and v is not None)
        return (lagged / total if total > 0 else 0.0) + 1 / self.days


def day_noise(networks: Sequence[DayCounts]) -> DayNoise:
    """Medians over the networks with at least 50 installs; defaults with fewer than two."""
    known = [network for network in networks if network.known]
    spread = known or [network for network in networks if network.expected > 0]
    h = median(network.h for network in spread) if spread else None
    if len(known) < 2:
        return DayNoise(DAY_C2, 0.0, h)
    c2 = min(max(median(network.excess for network in known), 0.01), 1.0)
    a = min(max(median(network.lag_one(c2) for network in known), 0.0), 0.6)
    return DayNoise(c2, a, h)


def pooled_dispersion(network: DayCounts, noise: DayNoise) -> float:
    """By how much the variance of a network's installs exceeds their number, at least 1.

    The network's own spread of days with D - 1 degrees of freedom, and the pooled one with 10.
    """
    pooled = NU0 * (network.sum_mu + noise.c2 * network.sum_mu2)
    own = network.days * network.squares
    variance = (pooled + own) / (NU0 + max(network.days - 1, 0))
    observed = network.observed
    return max(1.0, max(variance, observed) * noise.widening / max(observed, 0.5))


def degrees_of_freedom(days: int) -> int:
    """Degrees of freedom of `pooled_dispersion`."""
    return NU0 + max(days - 1, 0)


def standard_error(expected: float, phi: float, eligible: int) -> float:
    """Standard error of sqrt(observed / expected), with that of the typical network in it."""
    reference = REFERENCE * TAU / sqrt(eligible)
    return sqrt(phi / (4 * expected) + reference**2 / 4)


def score(observed: float, expected: float, phi: float, eligible: int, df: float) -> Score:
    """The score of one network among `eligible` ones; `expected` above 0, `eligible` at least 1."""
    y = sqrt(observed / expected)
    s = standard_error(expected, phi, eligible)
    t = (y - 1) / s
    b = (TAU / 2) ** 2 / ((TAU / 2) ** 2 + s * s)
    return Score(observed / expected, s, t, t_cdf(t, df), b, (1 + b * (y - 1)) ** 2)


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """Adjusted p values in the given order (Benjamini & Hochberg 1995, step-up)."""
    order = sorted(range(len(p)), key=p.__getitem__, reverse=True)
    q, least = [0.0] * len(p), 1.0
    for place, index in enumerate(order):
        rank = len(p) - place
        least = min(least, p[index] * len(p) / rank)
        q[index] = least
    return q


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """Limits of observed over expected at one number of impressions.

    `inner` hold 95 % of typical networks, `outer` 99.8 %, `counting` 95 % if only counting
    noise existed; each (low, high).
    """

    impressions: float
    inner: tuple[float, float]
    outer: tuple[float, float]
    counting: tuple[float, float]


def funnel(
    impressions: Sequence[float], expected_rate: float, noise: DayNoise, eligible: int
) -> list[FunnelPoint]:
    """Funnel limits (Spiegelhalter 2005, on the square root scale) over impressions.

    `expected_rate` is the account's expected installs per impression.
    """
    points = []
    for n in impressions:
        e = n * expected_rate
        if e <= 0:
            continue
        phi = (1 + noise.c2 * e * (noise.h or 0.0)) * noise.widening
        s = standard_error(e, phi, max(eligible, 1))
        inner, outer = ((max(0.0, 1 - z * s) ** 2, (1 + z * s) ** 2) for z in (1.959964, 3.090232))
        counting = (gamma_quantile(0.025, e) / e, gamma_quantile(0.975, e + 1) / e)
        points.append(FunnelPoint(n, inner, outer, counting))
    return points
