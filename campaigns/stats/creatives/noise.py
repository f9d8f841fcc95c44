"""How much the days of a network's creatives vary, learnt from those with most installs."""

from collections.abc import Iterable, Iterator
from statistics import median

from campaigns.stats.creatives.change import LOWEST_NOISE, Noise, Series

CREATIVES = 60
HALF = 21
DAYS = 2 * HALF
MIN_INSTALLS = 50
MIN_DAYS = 14
MIN_HALVES = 5
SQUARES = (0.01, 0.36)
CORRELATIONS = (0.3, 0.75)
ROUNDS = 5


def noise(series: Iterable[tuple[Series, int]]) -> Noise:
    """The usual noise of days from pairs of a creative's days and the first that is used of them.

    Medians over halves of 21 days, freed of what three weeks cannot show: their own mean hides
    part of a lasting noise. Fewer than five halves: CV .20, correlation .5.
    """
    found = [one for days, start in series for one in _halves(days, start)]
    if len(found) < MIN_HALVES:
        return Noise()
    seen = max(median(square for square, _ in found), LOWEST_NOISE)
    lagged = median(lag for _, lag in found)
    rho = CORRELATIONS[0]
    for _ in range(ROUNDS):
        hidden = (1 + rho) / (1 - rho) / HALF
        square = seen / (1 - hidden + 1 / HALF)
        rho = _clip(lagged / square + hidden, CORRELATIONS)
    return Noise(_clip(square, SQUARES), rho)


def _halves(series: Series, start: int) -> Iterator[tuple[float, float]]:
    """(variance, covariance of neighbours) over the squared mean, of each half with enough."""
    stop = len(series.installs)
    for half in (range(stop - DAYS, stop - HALF), range(stop - HALF, stop)):
        days = [d for d in half if d >= max(start, 0) and series.expected[d] > 0]
        x = sum(series.installs[d] for d in days)
        if x < MIN_INSTALLS or len(days) < MIN_DAYS:
            continue
        level = x / sum(series.expected[d] for d in days)
        factor = len(days) / (len(days) - 1)
        squares = excess = lagged = products = 0.0
        off, mu, last = 0.0, 0.0, None
        for d in days:
            before, usual = off, mu
            mu = level * series.expected[d]
            off = series.installs[d] - mu
            squares += mu * mu
            excess += off * off * factor - mu - mu * mu * series.errors[d]
            if last == d - 1:
                lagged += off * before
                products += mu * usual
            last = d
        yield excess / squares, lagged / products if products else 0.0


def _clip(value: float, limits: tuple[float, float]) -> float:
    return min(max(value, limits[0]), limits[1])
