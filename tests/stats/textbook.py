"""Textbook methods that the method page and the simulations set beside ours.

None of them decides anything in the product: they ignore that days differ, or look once where
marketers look daily. They are here so that the comparison can be repeated.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, log, sqrt
from statistics import median

from campaigns.stats.intervals import garwood
from campaigns.stats.special import beta_inc, gamma_p, increasing_root, normal_cdf, normal_quantile


def beta_quantile(p: float, a: float, b: float) -> float:
    """The x with I_x(a, b) = p: 0 for a = 0, 1 for b = 0."""
    if a <= 0:
        return 0.0
    if b <= 0:
        return 1.0
    return increasing_root(lambda x: beta_inc(a, b, x) - p, 0.0, 1.0)


def clopper_pearson(x: float, n: float, conf: float = 0.95) -> tuple[float, float]:
    """Exact binomial limits of a proportion (Clopper & Pearson 1934)."""
    alpha = 1 - conf
    return (
        beta_quantile(alpha / 2, x, n - x + 1),
        beta_quantile(1 - alpha / 2, x + 1, n - x),
    )


def jeffreys(x: float, n: float, conf: float = 0.95) -> tuple[float, float]:
    """Equal-tailed limits of a proportion under Jeffreys' prior beta(1/2, 1/2)."""
    alpha = 1 - conf
    return (
        beta_quantile(alpha / 2, x + 0.5, n - x + 0.5) if x > 0 else 0.0,
        beta_quantile(1 - alpha / 2, x + 0.5, n - x + 0.5) if x < n else 1.0,
    )


def two_proportion_z(
    x: Sequence[float], n: Sequence[float]
) -> tuple[float, float] | tuple[None, None]:
    """Pooled z of two proportions x / n and its two-sided p; None without any event."""
    pooled = sum(x) / sum(n)
    variance = pooled * (1 - pooled) * (1 / n[0] + 1 / n[1])
    if variance <= 0:
        return None, None
    z = (x[0] / n[0] - x[1] / n[1]) / sqrt(variance)
    return z, 2 * normal_cdf(-abs(z))


def poisson_means_test(k: Sequence[int], n: Sequence[float]) -> tuple[float, float]:
    """E-test of two Poisson rates k / n (Krishnamoorthy & Thomson 2004): statistic, p.

    Sums the chance of every pair of counts at least as far apart, so only for small counts.
    """
    statistic = _rate_difference(k, n)
    rate = sum(k) / sum(n)
    ends = [_last_count(rate * size) for size in n]
    p = 0.0
    for first in range(ends[0] + 1):
        chance = _poisson_chance(first, rate * n[0])
        for second in range(ends[1] + 1):
            if abs(_rate_difference((first, second), n)) >= abs(statistic) - 1e-12:
                p += chance * _poisson_chance(second, rate * n[1])
    return statistic, min(1.0, p)


@dataclass(frozen=True, slots=True)
class ModifiedZ:
    """A value's distance from the median in units of the MAD, scaled to a normal law."""

    median: float
    mad: float
    z: float


def modified_z(values: Sequence[float], index: int) -> ModifiedZ | None:
    """0.6745 (x - median) / MAD (Iglewicz & Hoaglin 1993, cut-off 3.5); None at MAD 0."""
    middle = median(values)
    mad = median(abs(value - middle) for value in values)
    if mad == 0:
        return None
    return ModifiedZ(middle, mad, 0.6745 * (values[index] - middle) / mad)


@dataclass(frozen=True, slots=True)
class MannKendall:
    """Theil-Sen slope per step, Kendall's S and its normal score without ties."""

    slope: float
    s: float
    z: float


def theil_sen(values: Sequence[float]) -> MannKendall:
    """Median of all pairwise slopes (Sen 1968) and the Mann-Kendall test of a trend."""
    length = len(values)
    pairs = [(i, j) for i in range(length) for j in range(i + 1, length)]
    s = float(sum((values[j] > values[i]) - (values[j] < values[i]) for i, j in pairs))
    spread = sqrt(length * (length - 1) * (2 * length + 5) / 18)
    slope = median((values[j] - values[i]) / (j - i) for i, j in pairs)
    return MannKendall(slope, s, (s - (s > 0) + (s < 0)) / spread)


def chance_higher_beta(first: Sequence[float], second: Sequence[float]) -> float:
    """The chance that the second of two beta(a, b) proportions is the higher one.

    The closed form of Evan Miller (2015) for a whole number a of the second.
    """
    (a1, b1), (a2, b2) = first, second
    return sum(
        exp(_log_beta(a1 + i, b1 + b2) - log(b2 + i) - _log_beta(1 + i, b2) - _log_beta(a1, b1))
        for i in range(int(a2))
    )


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


@dataclass(frozen=True, slots=True)
class Heterogeneity:
    """How much units differ beyond chance: Cochran's Q and the variance between them."""

    q: float
    tau2: float


def dersimonian_laird(values: Sequence[float], variances: Sequence[float]) -> Heterogeneity:
    """Variance between studies by moments (DerSimonian & Laird 1986)."""
    weights = [1 / variance for variance in variances]
    total = sum(weights)
    mean = sum(w * y for w, y in zip(weights, values, strict=True)) / total
    q = sum(w * (y - mean) ** 2 for w, y in zip(weights, values, strict=True))
    return Heterogeneity(q, _moment_tau2(q, weights))


@dataclass(frozen=True, slots=True)
class Overdispersion:
    """Funnel plot scores `z` (square root scale), their winsorised `phi` and `tau2`."""

    z: list[float]
    phi: float
    tau2: float


def winsorised_overdispersion(
    observed: Sequence[float], expected: Sequence[float], share: float = 0.10
) -> Overdispersion:
    """Overdispersion of a funnel plot with both tails pulled in (Spiegelhalter 2005).

    Scores 2 (sqrt O - sqrt E) are clipped to their `share` and 1 - `share` quantiles (type 7).
    """
    z = [2 * (sqrt(o) - sqrt(e)) for o, e in zip(observed, expected, strict=True)]
    low, high = _quantile(z, share), _quantile(z, 1 - share)
    phi = sum(min(max(score, low), high) ** 2 for score in z) / len(z)
    return Overdispersion(z, phi, _moment_tau2(phi * len(z), [4 * e for e in expected]))


def standardised_ratio(
    observed: float, expected: float, conf: float = 0.95
) -> tuple[float, float, float]:
    """Observed over expected with limits: exact Poisson under 10, else Byar's (Breslow & Day)."""
    if observed < 10:
        low, high = garwood(observed, conf)
    else:
        z = normal_quantile(0.5 + conf / 2)
        low, high = (_byar(x, side * z) for x, side in ((observed, -1), (observed + 1, 1)))
    return observed / expected, low / expected, high / expected


def _byar(x: float, z: float) -> float:
    return x * (1 - 1 / (9 * x) + z / (3 * sqrt(x))) ** 3


def _moment_tau2(q: float, weights: Sequence[float]) -> float:
    total = sum(weights)
    spare = total - sum(w * w for w in weights) / total
    return max(0.0, (q - (len(weights) - 1)) / spare)


def _quantile(values: Sequence[float], share: float) -> float:
    """Quantile by linear interpolation between order statistics (type 7)."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = min(int(place), len(ordered) - 2)
    return ordered[below] + (place - below) * (ordered[below + 1] - ordered[below])


def _rate_difference(k: Sequence[int], n: Sequence[float]) -> float:
    variance = k[0] / n[0] ** 2 + k[1] / n[1] ** 2
    return (k[0] / n[0] - k[1] / n[1]) / sqrt(variance) if variance > 0 else 0.0


def _poisson_chance(k: int, mean: float) -> float:
    return exp(k * log(mean) - mean - lgamma(k + 1)) if mean > 0 else float(k == 0)


def _last_count(mean: float) -> int:
    k = int(mean)
    while gamma_p(k + 1, mean) > 1e-14:  # the chance of more than k
        k += 1
    return k
