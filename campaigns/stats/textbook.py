"""Textbook methods that the method page and the simulations set beside ours.

None of them decides anything in the product: they ignore that days differ, or look once where
marketers look daily. They are here so that the comparison can be repeated.
"""

from collections.abc import Sequence
from math import exp, lgamma, log, sqrt

from campaigns.stats.special import beta_quantile, normal_cdf, poisson_upper


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


def _rate_difference(k: Sequence[int], n: Sequence[float]) -> float:
    variance = k[0] / n[0] ** 2 + k[1] / n[1] ** 2
    return (k[0] / n[0] - k[1] / n[1]) / sqrt(variance) if variance > 0 else 0.0


def _poisson_chance(k: int, mean: float) -> float:
    return exp(k * log(mean) - mean - lgamma(k + 1)) if mean > 0 else float(k == 0)


def _last_count(mean: float) -> int:
    k = int(mean)
    while poisson_upper(k + 1, mean) > 1e-14:
        k += 1
    return k
