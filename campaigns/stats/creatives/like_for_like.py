"""How many installs would this creative have, had it been a typical one in the same cells?

A cell, network and country, is what makes creatives of a format comparable. The expectation of one
comes from the others only, each freed of its own level, so that neither a rich mix of cells nor
its own weight decides. Whatever is compared is an entity here.

Sources: indirect standardisation with main effects by iterative proportional fitting
(Deming & Stephan 1940; Breslow & Day 1987, chapter 4), made leave-one-out and shrunk to the
main effects by a few pseudo-installs.
"""

from dataclasses import dataclass
from math import sqrt

from campaigns.stats.entities import Counts, EntityTable
from campaigns.stats.networks.main_effects import ROUNDS, SMOOTHING, main_effects
from campaigns.stats.networks.typical import weighted_median

PSEUDO_INSTALLS = 5
THETA_LIMITS = (0.05, 20.0)
PEER_INSTALLS = 20
MIN_EXPECTED = 10
MIN_COVER = 0.6
SIGMA_CELL = 0.20


@dataclass(frozen=True, slots=True)
class CreativeExpectation:
    """Expected installs of one entity.

    `daily` are expected installs per day, `total` their sum; `theta` is the entity's level
    against the others before scaling; `cover` the share of the expectation from cells in which
    the others have at least 20 installs; `sr` the relative standard error of the expectation
    that comes from having few peers.
    """

    daily: tuple[float, ...]
    total: float
    theta: float
    cover: float
    sr: float


class LikeForLike:
    """The benchmark of every entity from the counts of all of them.

    `counts` maps entity -> cell -> one (impressions, installs) per day. `scale` makes the
    typical entity 1. Costs some 60 passes over the filled cells and one over all days.
    """

    def __init__(self, counts: Counts) -> None:
        self.table = EntityTable(counts)
        main = main_effects(self.table.cells, self.table.lines)
        self.cell_rates = main.rates
        self._leave_one_out(main.theta)
        self.scale = self._scale()

    def _leave_one_out(self, theta: list[float]) -> None:
        table, base = self.table, self.cell_rates
        entities = range(len(table.entities))
        anchor = [PSEUDO_INSTALLS / rate if rate > 0 else 0.0 for rate in base]
        for _ in range(ROUNDS):
            weighted = table.sum_by_cell(theta)
            expected = []
            for m in entities:
                level, total = theta[m], 0.0
                for c, n, x in table.lines[m]:
                    others = weighted[c] - n * level + anchor[c]
                    if others > 0:
                        total += n * (table.installs[c] - x + PSEUDO_INSTALLS) / others
                expected.append(total if table.total_installs else 0.0)
            before, theta = (
                theta,
                [
                    min(
                        max(
                            (table.entity_installs[m] + SMOOTHING) / (expected[m] + SMOOTHING),
                            THETA_LIMITS[0],
                        ),
                        THETA_LIMITS[1],
                    )
                    for m in entities
                ],
            )
        self.theta = theta
        self.weights = before
        self.unscaled = expected
        self._anchor = anchor
        self._weighted = weighted
        self._finish(before)

    def _finish(self, theta: list[float]) -> None:
        """Rates, cover and peer error of the last round."""
        table = self.table
        squares = table.sum_by_cell(theta, power=2)
        self.rates: list[dict[int, float]] = []
        self.cover: list[float] = []
        self.sr: list[float] = []
        for m, total in enumerate(self.unscaled):
            rates: dict[int, float] = {}
            covered = between = counting = 0.0
            for c, n, x in table.lines[m]:
                numerator = table.installs[c] - x + PSEUDO_INSTALLS
                own = n * theta[m]
                denominator = self._weighted[c] - own + self._anchor[c]
                rate = rates[c] = numerator / denominator if total and denominator > 0 else 0.0
                if not rate or not n:
                    continue
                share = n * rate / total
                if table.installs[c] - x >= PEER_INSTALLS:
                    covered += share
                spread = max(0.0, squares[c] - own * own) + self._anchor[c] ** 2
                between += share * share * spread / (denominator * denominator)
                counting += share * share / numerator
            self.rates.append(rates)
            self.cover.append(covered)
            self.sr.append(sqrt(SIGMA_CELL**2 * between + counting))

    def _scale(self) -> float:
        known = sorted(
            (theta, 1 / (1 / expected + 0.01))
            for theta, expected, cover in zip(self.theta, self.unscaled, self.cover, strict=True)
            if expected >= MIN_EXPECTED and cover >= MIN_COVER
        )
        return weighted_median(known) if known else 1.0

    def expectation(self, m: int) -> CreativeExpectation:
        """Expected installs of entity number m, day by day."""
        daily = [0.0] * self.table.days
        for c, days in self.table.daily_impressions(m):
            rate = self.scale * self.rates[m][c]
            for day, n in enumerate(days):
                daily[day] += n * rate
        return CreativeExpectation(
            tuple(daily), sum(daily), self.theta[m], self.cover[m], self.sr[m]
        )
