"""Textbook comparisons of two means, set beside ours on the method page and in simulations.

Formulas as in GrowthBook's statistics package: relative lift by the delta method, Welch's
degrees of freedom, asymptotic confidence sequences (Waudby-Smith et al. 2021).
"""

from dataclasses import dataclass
from math import log, sqrt

from campaigns.stats.experiments.always_valid import tuned_rho2
from campaigns.stats.experiments.plan import AB_ALPHA, AB_POWER
from campaigns.stats.special import t_cdf, t_quantile


@dataclass(frozen=True, slots=True)
class Sample:
    """A mean, its variance per observation and the number of observations."""

    mean: float
    variance: float
    n: int

    @classmethod
    def of_proportion(cls, successes: float, n: int) -> "Sample":
        return cls(successes / n, successes / n * (1 - successes / n), n)

    @classmethod
    def of_sums(cls, total: float, squares: float, n: int) -> "Sample":
        return cls(total / n, (squares - total**2 / n) / (n - 1), n)


@dataclass(frozen=True, slots=True)
class Lift:
    """A relative difference of means with standard error and interval."""

    lift: float
    se: float
    low: float
    high: float
    p: float | None = None


def relative_lift(a: Sample, b: Sample, alpha: float = 0.05) -> Lift:
    """Lift of b over a, two-sided t test with Welch's degrees of freedom."""
    lift, se = _lift(a, b)
    parts = a.variance / a.n, b.variance / b.n
    df = sum(parts) ** 2 / (parts[0] ** 2 / (a.n - 1) + parts[1] ** 2 / (b.n - 1))
    reach = t_quantile(1 - alpha / 2, df) * se
    return Lift(lift, se, lift - reach, lift + reach, 2 * t_cdf(-abs(lift) / se, df))


def sequential_lift(a: Sample, b: Sample, planned: int, alpha: float = 0.05) -> Lift:
    """Lift of b over a with limits that hold at any look, narrowest at `planned` observations."""
    lift, se = _lift(a, b)
    n = a.n + b.n
    rho2 = tuned_rho2(alpha) / planned
    scale = 2 * (n * rho2 + 1) / (n**2 * rho2) * log(sqrt(n * rho2 + 1) / alpha)
    reach = sqrt(se**2 * n) * sqrt(scale)
    return Lift(lift, se, lift - reach, lift + reach)


def _lift(a: Sample, b: Sample) -> tuple[float, float]:
    variance = b.variance / b.n / a.mean**2 + a.variance / a.n * b.mean**2 / a.mean**4
    return (b.mean - a.mean) / a.mean, sqrt(variance)


def day_noise_variance(
    lift: float, days: int, alpha: float = AB_ALPHA, power: float = AB_POWER
) -> float:
    """The variance of ln(IPM ratio) at which one look on the last day finds the lift."""
    reach = t_quantile(1 - alpha / 2, days - 1) + t_quantile(power, days - 1)
    return (log(1 + lift) / reach) ** 2
