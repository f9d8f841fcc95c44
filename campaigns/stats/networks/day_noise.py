"""By how much do the days of a network vary beyond counting, and how long does it last?"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median

PIECE_DAYS = 14
NU0 = 20
MIN_INSTALLS = 50
MIN_DAYS = 7
DAY_C2 = 0.06


@dataclass(frozen=True, slots=True)
class DayNoise:
    """What all networks together say about days, and what each says of its own.

    `c2` is the squared CV of a day's own level, `a` the correlation of one day with the next;
    `own` the squared CV of each network and `wide` by how much correlation and not knowing the
    noise exactly raise the variance of its sums. `h` is the typical concentration of a network's
    expectation on days (1 / days if even).
    """

    c2: float
    a: float
    own: list[float]
    wide: list[float]
    h: float


class _Days:
    """The days of one network around the level of their own fortnight."""

    def __init__(self, installs: Sequence[float], expected: Sequence[float]) -> None:
        count = len(expected)
        pieces = max(1, round(count / PIECE_DAYS))
        edges = [count * i // pieces for i in range(pieces + 1)]
        self.mu: list[float] = []
        for start, end in zip(edges, edges[1:], strict=False):
            total = sum(expected[start:end])
            level = sum(installs[start:end]) / total if total > 0 else 0.0
            self.mu += [level * e for e in expected[start:end]]
        self.errors = [x - mu for x, mu in zip(installs, self.mu, strict=True)]
        self.pieces = pieces
        self.installs = sum(installs)
        self.days = sum(1 for mu in self.mu if mu > 0)
        self.df = max(self.days - pieces, 1)
        squares = sum(e * e for e in self.errors)
        sum_mu2 = sum(mu * mu for mu in self.mu)
        variance = self.days / self.df * squares
        self.raw = (variance - self.installs) / sum_mu2 if sum_mu2 else 0.0
        self.h = sum(e * e for e in expected) / sum(expected) ** 2 if sum(expected) else 0.0

    @property
    def known(self) -> bool:
        """Whether there is enough to say something about the noise of days."""
        return self.installs >= MIN_INSTALLS and self.days >= MIN_DAYS

    def lag_one(self, c2: float) -> float:
        """Correlation of a day with the next, plus its small-sample bias."""
        scaled = [
            e / sqrt(mu + c2 * mu * mu) if mu > 0 else 0.0
            for e, mu in zip(self.errors, self.mu, strict=True)
        ]
        total = sum(u * u for u in scaled)
        lagged = sum(u * v for u, v in zip(scaled, scaled[1:], strict=False))
        return (lagged / total if total else 0.0) + self.pieces / self.days


def day_noise(
    installs: Sequence[Sequence[float]],
    expected: Sequence[Sequence[float]],
    members: Sequence[bool],
) -> DayNoise:
    """The noise of days from installs and expected installs per network and day.

    Medians over the `members` with at least 50 installs on 7 days; defaults with fewer than two
    such networks. A network's own noise is shrunk to the median by 20 degrees of freedom.
    """
    networks = [_Days(x, e) for x, e in zip(installs, expected, strict=True)]
    known = [one for one, member in zip(networks, members, strict=True) if member and one.known]
    c2, a = DAY_C2, 0.0
    if len(known) >= 2:
        c2 = _clip(median(one.raw for one in known), 0.01, 1.0)
        a = _clip(median(one.lag_one(c2) for one in known), 0.0, 0.6)
    own, wide = [], []
    for one in networks:
        df = one.df if one.installs >= MIN_INSTALLS else 0
        own.append(_clip((NU0 * c2 + df * _clip(one.raw, 0.0, 4.0)) / (NU0 + df), 0.005, 2.0))
        wide.append((1 + a) / (1 - a) * (1 + 3 / (NU0 + df)))
    h = median([one.h for one in known or networks if one.h] or [0.0])
    return DayNoise(c2, a, own, wide, h)


def _clip(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)
