"""The trend line under a creative's daily IPM. It draws a line and gives no verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from campaigns.stats.special import t_cdf


@dataclass(frozen=True, slots=True)
class Trend:
    """An exponential trend: `slope` per day of ln IPM with standard error and lower-tail `p`.

    `drop` is the modelled loss over the window (0.3 = 30 % less), `phi` the dispersion.
    """

    slope: float
    se: float
    phi: float
    p: float
    drop: float


def poisson_trend(installs: Sequence[float], impressions: Sequence[float]) -> Trend | None:
    """Fit ln(installs / impressions) = a + b t by quasi-Poisson regression (Newton steps).

    McCullagh & Nelder 1989, 6.2; the standard error is widened by the correlation of one day's
    Pearson residual with the next. Days without impressions are left out; None with fewer than
    three days or without installs.
    """
    points = [
        (day, x, n) for day, (x, n) in enumerate(zip(installs, impressions, strict=True)) if n > 0
    ]
    count = len(points)
    if count < 3 or not sum(x for _, x, _ in points):
        return None
    middle = sum(day for day, _, _ in points) / count
    times = [day - middle for day, _, _ in points]
    x, n = [point[1] for point in points], [point[2] for point in points]
    level, slope = log(sum(x) / sum(n)), 0.0
    for _ in range(50):
        mu = [size * exp(level + slope * t) for size, t in zip(n, times, strict=True)]
        s0, s1, s2 = _moments(mu, times)
        u0 = sum(a - b for a, b in zip(x, mu, strict=True))
        u1 = sum((a - b) * t for a, b, t in zip(x, mu, times, strict=True))
        spread = s0 * s2 - s1 * s1
        if spread <= 0:
            return None
        down, turn = (s2 * u0 - s1 * u1) / spread, (s0 * u1 - s1 * u0) / spread
        level += max(-1.0, min(1.0, down))
        slope += max(-0.5, min(0.5, turn))
        if abs(down) < 1e-12 and abs(turn) < 1e-13:
            break
    mu = [size * exp(level + slope * t) for size, t in zip(n, times, strict=True)]
    s0, s1, s2 = _moments(mu, times)
    residuals = [(a - b) / sqrt(b) for a, b in zip(x, mu, strict=True)]
    pearson = sum(r * r for r in residuals)
    phi = max(1.0, pearson / (count - 2))
    neighbours = sum(a * b for a, b in zip(residuals, residuals[1:], strict=False))
    rho = min(max((neighbours / pearson if pearson > 0 else 0.0) + 1.5 / count, 0.0), 0.5)
    se = sqrt(phi * s0 / (s0 * s2 - s1 * s1) * (1 + rho) / (1 - rho))
    return Trend(
        slope,
        se,
        phi,
        t_cdf(slope / se, count - 2),
        1 - exp(slope * (points[-1][0] - points[0][0])),
    )


def _moments(mu: Sequence[float], times: Sequence[float]) -> tuple[float, float, float]:
    return (
        sum(mu),
        sum(m * t for m, t in zip(mu, times, strict=True)),
        sum(m * t * t for m, t in zip(mu, times, strict=True)),
    )
