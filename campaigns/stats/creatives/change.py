"""How a creative's level changed from its settled days to its recent ones, and how sure that is.

Source of the variance: quasi-likelihood (McCullagh & Nelder 1989, 9) with the noise of days and
their correlation pulled to those of the network.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log, sqrt

from campaigns.stats.special import t_cdf

SKIP = 3
SETTLED = 28
SETTLED_MIN = 14
MIN_SETTLED_INSTALLS = 50
MIN_RECENT_EXPECTED = 30
NOISE_WEIGHT = 60
CORRELATION_WEIGHT = 120
LOWEST_NOISE = 0.05**2
HIGHEST_CORRELATION = 0.75


@dataclass(frozen=True, slots=True)
class Noise:
    """How days vary beyond counting: squared CV `square`, correlation with the day before.

    `lasting` is the least that the correlations of a day with all days before it add up to: noise
    that is partly of the day alone lasts longer than its neighbours show.
    """

    square: float = 0.04
    correlation: float = 0.5
    lasting: float = 0.0


@dataclass(frozen=True, slots=True)
class Series:
    """Installs of each day beside expected ones.

    `errors` are squared relative errors of the expected installs of a day.
    """

    installs: Sequence[float]
    expected: Sequence[float]
    errors: Sequence[float]


@dataclass(frozen=True, slots=True)
class Windows:
    """Settled and recent days as places in the day lists."""

    settled: range
    recent: range

    def __iter__(self) -> Iterator[range]:
        yield from (self.settled, self.recent)


@dataclass(frozen=True, slots=True)
class LevelChange:
    """`log_ratio` = ln(recent / settled level), its variance, and Student's `p` of a fall as deep.

    `evidence` tells whether both windows hold enough installs.
    """

    log_ratio: float
    variance: float
    p: float
    df: int
    evidence: bool


def windows(first: int, stop: int, recent: int) -> Windows | None:
    """The settled days of a creative that began on `first`, and the last `recent` before `stop`.

    Three days are skipped, then up to 28 settle the level. None before there are 14 of them.
    """
    start = first + SKIP
    end = min(start + SETTLED, stop - recent)
    if end - start < SETTLED_MIN:
        return None
    return Windows(range(start, end), range(stop - recent, stop))


_Places = Sequence[Sequence[int]]
_Usual = Sequence[Sequence[float]]
"""Days of both windows, and the installs that each would have at its window's level."""


def change(series: Series, spans: Windows, noise: Noise, index_error: float = 0.0) -> LevelChange:
    """The recent level against the settled one.

    `index_error` is the squared relative error with which the yardstick ties the two windows.
    """
    used = [[d for d in span if series.expected[d] > 0] for span in (spans.settled, spans.recent)]
    x = [sum(series.installs[d] for d in span) for span in used]
    e = [sum(series.expected[d] for d in span) for span in used]
    level = [(xs + 0.5) / (es + 0.5) for xs, es in zip(x, e, strict=True)]
    count = len(used[0]) + len(used[1])
    mu = [[rate * series.expected[d] for d in span] for span, rate in zip(used, level, strict=True)]
    square = _square(series, used, mu, noise, count)
    a = _correlation(series, used, mu, square, noise, count)
    concentration = sum(sum(m * m for m in part) / max(sum(part), 0.5) ** 2 for part in mu)
    variance = (
        1 / max(x[0], 1)
        + 1 / max(x[1], 1)
        + square * (1 + 2 * max(a / (1 - a), noise.lasting)) * concentration
        + index_error
    )
    ratio, df = log(level[1] / level[0]), 8 + count
    evidence = x[0] >= MIN_SETTLED_INSTALLS and e[1] * level[0] >= MIN_RECENT_EXPECTED
    return LevelChange(ratio, variance, t_cdf(ratio / sqrt(variance), df), df, evidence)


def _square(series: Series, used: _Places, mu: _Usual, noise: Noise, count: int) -> float:
    """Squared CV of a day's own level: moments, pulled to that of the network."""
    squares = sum(m * m for part in mu for m in part)
    found, weight = 0.0, max(count - 2, 0)
    if squares > 0 and weight:
        factor = count / weight
        excess = sum(
            (series.installs[d] - m) ** 2 * factor - m - m * m * series.errors[d]
            for days, part in zip(used, mu, strict=True)
            for d, m in zip(days, part, strict=True)
        )
        found = max(excess / squares, 0.0)
    pulled = (NOISE_WEIGHT * noise.square + weight * found) / (NOISE_WEIGHT + weight)
    return max(LOWEST_NOISE, pulled)


def _correlation(
    series: Series, used: _Places, mu: _Usual, square: float, noise: Noise, count: int
) -> float:
    """Correlation of a day with the one before within a window, pulled to that of the network."""
    total = lagged = 0.0
    for days, part in zip(used, mu, strict=True):
        before, last = 0.0, None
        for d, m in zip(days, part, strict=True):
            u = (series.installs[d] - m) / sqrt(m + m * m * (series.errors[d] + square))
            total += u * u
            if last == d - 1:
                lagged += u * before
            before, last = u, d
    seen = (lagged / total if total > 0 else 0.0) + (2 / count if count else 0.0)
    pulled = CORRELATION_WEIGHT * noise.correlation + count * seen
    return min(max(pulled / (CORRELATION_WEIGHT + count), 0.0), HIGHEST_CORRELATION)
