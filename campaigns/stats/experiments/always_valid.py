"""Tests and intervals that stay right however often one looks.

Mixture sequential probability ratio test with a normal mixture (Johari et al. 2017) and the
confidence sequence that inverts it (Waudby-Smith et al. 2021).
"""

from dataclasses import dataclass
from math import exp, log, sqrt

TAU = log(1.15)
"""Spread of lifts that are expected, on the log scale."""


@dataclass(frozen=True, slots=True)
class Sequential:
    """Likelihood ratio against "no difference", its p, and the interval of the log ratio."""

    likelihood_ratio: float
    p: float
    low: float
    high: float


def always_valid(
    delta: float, variance: float, alpha: float = 0.05, tau: float = TAU
) -> Sequential:
    """Judge an estimate `delta` with this variance; decided when the ratio reaches 1 / alpha."""
    both = variance + tau**2
    exponent = tau**2 * delta**2 / (2 * variance * both)
    ratio = sqrt(variance / both) * exp(min(exponent, 700.0))
    reach = sqrt(variance * both / tau**2 * (2 * log(1 / alpha) + log(both / variance)))
    return Sequential(ratio, min(1.0, 1 / ratio), delta - reach, delta + reach)


def tuned_rho2(alpha: float = 0.05) -> float:
    """rho^2 x planned size for which the sequence is narrowest at the planned size."""
    return -2 * log(alpha) + log(1 - 2 * log(alpha))


def multiplier(alpha: float = 0.05, part: float = 1.0) -> float:
    """What replaces 1.96 when `part` of the planned information is in (3.035 at 1)."""
    information = part * tuned_rho2(alpha)
    return sqrt(2 * (information + 1) / information * log(sqrt(information + 1) / alpha))
