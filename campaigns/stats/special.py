"""Distribution functions on `math.lgamma`, so that no page has to import SciPy.

Sources: Numerical Recipes chapter 6 (series and modified Lentz continued fractions),
Abramowitz & Stegun 6.5, 26.4, 26.5 and 26.7 (the identities between the distributions).
"""

from collections.abc import Callable
from functools import lru_cache
from math import exp, inf, lgamma, log, log1p, sqrt
from statistics import NormalDist

EPSILON = 1e-15
TINY = 1e-300
QUANTILE_PRECISION = 1e-12

_NORMAL = NormalDist()


def gamma_p(a: float, x: float) -> float:
    """Regularised lower incomplete gamma P(a, x): the probability that gamma(a, 1) is below x."""
    if x <= 0:
        return 0.0
    return _gamma_series(a, x) if x < a + 1 else 1 - _gamma_fraction(a, x)


def gamma_q(a: float, x: float) -> float:
    """Regularised upper incomplete gamma Q = 1 - P, without losing small tails."""
    if x <= 0:
        return 1.0
    return 1 - _gamma_series(a, x) if x < a + 1 else _gamma_fraction(a, x)


def beta_inc(a: float, b: float, x: float) -> float:
    """Regularised incomplete beta I_x(a, b): the probability that beta(a, b) is below x."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x > (a + 1) / (a + b + 2):
        return 1 - front * _beta_fraction(b, a, 1 - x) / b
    return front * _beta_fraction(a, b, x) / a


def normal_cdf(z: float) -> float:
    """Standard normal P(Z <= z)."""
    return _NORMAL.cdf(z)


def normal_quantile(p: float) -> float:
    """The z with P(Z <= z) = p, for 0 < p < 1."""
    return _NORMAL.inv_cdf(p)


def t_cdf(t: float, df: float) -> float:
    """Student's P(T <= t) with `df` degrees of freedom, which need not be whole."""
    tail = beta_inc(df / 2, 0.5, df / (df + t * t)) / 2
    return tail if t <= 0 else 1 - tail


@lru_cache(maxsize=1024)
def t_quantile(p: float, df: float) -> float:
    """The t with P(T <= t) = p, for 0 < p < 1."""
    if p < 0.5:
        return -t_quantile(1 - p, df)
    return increasing_root(lambda t: t_cdf(t, df) - p, 0.0)


@lru_cache(maxsize=1024)
def gamma_quantile(p: float, a: float) -> float:
    """The x with P(a, x) = p: 0 for p = 0 or a = 0.

    From a = 1 on by Newton's steps from Wilson and Hilferty's (1931) cube, between ends that close
    in; below that the slope is steep at 0, so by bisection.
    """
    if p <= 0 or a <= 0:
        return 0.0
    if a < 1:
        return increasing_root(lambda x: gamma_p(a, x) - p, 0.0)
    x = a * (1 - 1 / (9 * a) + normal_quantile(p) / (3 * sqrt(a))) ** 3
    x = x if x > 0 else exp((log(p) + lgamma(a + 1)) / a)
    low, high = 0.0, inf
    while True:
        miss = gamma_p(a, x) - p
        low, high = (x, high) if miss < 0 else (low, x)
        slope = exp((a - 1) * log(x) - x - lgamma(a))
        step = x - miss / slope if slope else inf
        if not low < step < high:
            step = (low + high) / 2 if high < inf else 2 * low
        if abs(step - x) <= QUANTILE_PRECISION * max(1.0, x):
            return step
        x = step


def binomial_upper(k: float, m: float, p: float) -> float:
    """P(X >= k) of m trials with chance p, through I_p(k, m - k + 1); 1 for k <= 0."""
    if k <= 0:
        return 1.0
    return 0.0 if k > m else beta_inc(k, m - k + 1, p)


def binomial_lower(k: float, m: float, p: float) -> float:
    """P(X <= k) of m trials with chance p, without losing small tails."""
    if k < 0:
        return 0.0
    return 1.0 if k >= m else beta_inc(m - k, k + 1, 1 - p)


def increasing_root(
    function: Callable[[float], float], low: float, high: float | None = None
) -> float:
    """Where an increasing function crosses zero, by bisection to 1e-12 (relative above 1).

    Without `high` the upper end is doubled until the function is positive there.
    """
    if high is None:
        high = max(1.0, 2 * abs(low))
        while function(high) < 0:
            low, high = high, 2 * high
            if high == inf:
                raise ArithmeticError("the function never becomes positive")
    while high - low > QUANTILE_PRECISION * max(1.0, abs(low)):
        middle = (low + high) / 2
        if function(middle) < 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _gamma_series(a: float, x: float) -> float:
    term = total = 1 / a
    n = a
    while abs(term) > abs(total) * EPSILON:
        n += 1
        term *= x / n
        total += term
    return total * exp(a * log(x) - x - lgamma(a))


def _gamma_fraction(a: float, x: float) -> float:
    b = x + 1 - a
    c = 1 / TINY
    d = 1 / b
    fraction = d
    step = 0
    change = 0.0
    while abs(change - 1) > EPSILON:
        step += 1
        numerator = -step * (step - a)
        b += 2
        d = 1 / _not_zero(numerator * d + b)
        c = _not_zero(b + numerator / c)
        change = c * d
        fraction *= change
        if step > 100_000:
            break
    return fraction * exp(a * log(x) - x - lgamma(a))


def _beta_fraction(a: float, b: float, x: float) -> float:
    c = 1.0
    d = 1 / _not_zero(1 - (a + b) * x / (a + 1))
    fraction = d
    for m in range(1, 100_000):
        numerator = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / _not_zero(1 + numerator * d)
        c = _not_zero(1 + numerator / c)
        fraction *= d * c
        numerator = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / _not_zero(1 + numerator * d)
        c = _not_zero(1 + numerator / c)
        change = d * c
        fraction *= change
        if abs(change - 1) < EPSILON:
            break
    return fraction


def _not_zero(value: float) -> float:
    return value if abs(value) > TINY else TINY
