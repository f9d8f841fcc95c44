"""How much the days of a network's creatives vary, learnt from those with most installs."""

from collections.abc import Iterable, Iterator, Sequence
from operator import mul, sub
from statistics import fmean, median

from campaigns.stats.creatives.change import LOWEST_NOISE, Noise, Series

CREATIVES = 60
HALF = 21
DAYS = 2 * HALF
MIN_INSTALLS = 50
MIN_DAYS = 14
MIN_HALVES = 5
ENOUGH_HALVES = 20
"""From so many on they tell how long noise lasts."""
SQUARES = (0.01, 0.36)
CORRELATIONS = (0.3, 0.75)
ROUNDS = 5
MOST_LASTING = CORRELATIONS[1] / (1 - CORRELATIONS[1])
_Half = tuple[float, float, float]
"""Variance and covariances of days one and two apart, over the squared mean."""


def noise(series: Iterable[tuple[Series, int]]) -> Noise:
    """The usual noise of days from pairs of a creative's days and the first that is used of them.

    Medians over halves of 21 days, freed of what three weeks cannot show: their own mean hides
    part of a lasting noise. Fewer than five halves: CV .20, correlation .5. From 20 on the days two
    apart tell, too, how long noise lasts: where it is partly of the single day, neighbours are
    little alike and yet all days of a week are.
    """
    found = [one for days, start in series for one in _halves(days, start)]
    if len(found) < MIN_HALVES:
        return Noise()
    seen = max(median(square for square, *_ in found), LOWEST_NOISE)
    lagged = median(near for _, near, _ in found)
    rho = CORRELATIONS[0]
    for _ in range(ROUNDS):
        hidden = (1 + rho) / (1 - rho) / HALF
        square = seen / (1 - hidden + 1 / HALF)
        rho = _clip(lagged / square + hidden, CORRELATIONS)
    square = _clip(square, SQUARES)
    return Noise(square, rho, _lasting(found, square))


def _lasting(found: list[_Half], square: float) -> float:
    """The sum of the correlations of a day with all before it, from days one and two apart.

    They fade by one factor (a sum of noise of the day and of an AR(1)); 0 where too few tell.
    """
    if len(found) < ENOUGH_HALVES:
        return 0.0
    one, two = (_middle([half[n] for half in found]) / square for n in (1, 2))
    lasting = 0.5
    for _ in range(ROUNDS):
        hidden = (1 + 2 * lasting) / HALF
        near = max(one + hidden, 0.0)
        fades = _clip((two + hidden) / near, (0.0, CORRELATIONS[1])) if near else 0.0
        lasting = min(near / (1 - fades), MOST_LASTING)
    return lasting


def _middle(values: list[float]) -> float:
    """The mean of the middle half."""
    values, cut = sorted(values), len(values) // 4
    return fmean(values[cut : len(values) - cut])


def _halves(series: Series, start: int) -> Iterator[_Half]:
    """What each half with enough installs and days tells; days that are not used are 0."""
    stop = len(series.installs)
    for first, end in ((stop - DAYS, stop - HALF), (stop - HALF, stop)):
        half = slice(max(first, start, 0), max(end, 0))
        expected = series.expected[half]
        installs = [x if e > 0 else 0 for x, e in zip(series.installs[half], expected, strict=True)]
        x, days = sum(installs), sum(e > 0 for e in expected)
        if x < MIN_INSTALLS or days < MIN_DAYS:
            continue
        level = x / sum(expected)
        factor = days / (days - 1)
        usual = [level * e for e in expected]
        off = list(map(sub, installs, usual))
        excess = sum(
            [
                o * o * factor - mu - mu * mu * error
                for o, mu, error in zip(off, usual, series.errors[half], strict=True)
            ]
        )
        squares = sum(map(mul, usual, usual))
        yield excess / squares, _lagged(off, usual, 1), _lagged(off, usual, 2)


def _lagged(off: Sequence[float], usual: Sequence[float], apart: int) -> float:
    """Covariance of days so far apart over the squared mean; 0 where there are none."""
    products = sum(map(mul, usual[apart:], usual))
    return sum(map(mul, off[apart:], off)) / products if products else 0.0


def _clip(value: float, limits: tuple[float, float]) -> float:
    return min(max(value, limits[0]), limits[1])
