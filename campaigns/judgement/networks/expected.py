"""What typical networks would have had on each day in the cells of one network.

The rates are those of the verdict, of the judged window; the impressions are those of each day, so
the line moves with the mix of countries and formats only. The band is the range of single days.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from statistics import NormalDist

from campaigns import reports
from campaigns.judgement.networks.counts import BASIS, stated
from campaigns.metrics import Counts
from campaigns.reports import ReportQuery
from campaigns.stats.networks.account import CellRate
from campaigns.stats.networks.judge import CELL
from campaigns.stats.networks.rule import MIN_COVER

BAND = 0.95
"""The part of a typical network's days that lies in the band."""


@dataclass(frozen=True)
class ExpectedDay:
    """Expected installs of one day and their variance. Days add, so that weeks are sums too.

    `known` are the impressions in cells with a rate, `impressions` all of them.
    """

    impressions: float = 0.0
    known: float = 0.0
    installs: float = 0.0
    variance: float = 0.0

    def __add__(self, other: "ExpectedDay") -> "ExpectedDay":
        return ExpectedDay(
            self.impressions + other.impressions,
            self.known + other.known,
            self.installs + other.installs,
            self.variance + other.variance,
        )

    @property
    def ipm(self) -> float | None:
        """Expected installs per mille; None where too few impressions lie in known cells."""
        if not self.known or self.known < MIN_COVER * self.impressions:
            return None
        return Counts.ipm.scale * self.installs / self.known

    @property
    def band(self) -> tuple[float, float] | None:
        """Where the IPM of a typical network's day lies, on the square root scale."""
        if self.ipm is None or not self.installs:
            return None
        reach = NormalDist().inv_cdf(0.5 + BAND / 2) * sqrt(self.variance) / (2 * self.installs)
        return self.ipm * max(0.0, 1 - reach) ** 2, self.ipm * (1 + reach) ** 2


def expected_days(
    network: int, query: ReportQuery, apps: Iterable[tuple[int, Sequence[CellRate], float]]
) -> dict[date, ExpectedDay]:
    """The expectation of every day of the query's period, over the apps that were judged:
    of each the network's cells and the spread c2 of days.

    The variance of a day is E + c2 E^2, counting noise and the usual spread of days.
    """
    days: dict[date, ExpectedDay] = defaultdict(ExpectedDay)
    for app, cells, c2 in apps:
        rates = Rates(cells)
        where = {**query.where, "app": (app,), "network": (network,)}
        rows = reports.cells(ReportQuery(query.period, (*CELL, "day"), where, counts=BASIS))
        for day, one in _of_app(rows, rates).items():
            noise = c2 * one.installs**2
            days[day] += ExpectedDay(one.impressions, one.known, one.installs, one.installs + noise)
    return dict(days)


class Rates:
    """Expected installs per impression of a network's cells in the judged window, with the days
    that its whole app shared: over the window they come to what the verdict expects.

    A cell that does not state its country or format has the mean rate of those that agree with it.
    """

    def __init__(self, cells: Iterable[CellRate]) -> None:
        self._cells = [
            (cell.cell, cell.impressions, cell.expected / cell.impressions)
            for cell in cells
            if cell.rate and cell.impressions
        ]
        self._known: dict[tuple, float | None] = {cell: rate for cell, _, rate in self._cells}

    def of(self, cell: tuple) -> float | None:
        """The rate of a cell by country and format; None where nobody has a rate for it."""
        if cell not in self._known:
            self._known[cell] = self._agreeing(cell)
        return self._known[cell]

    def _agreeing(self, cell: tuple) -> float | None:
        agree = [
            (n, rate)
            for own, n, rate in self._cells
            if all(asked in (None, value) for value, asked in zip(own, cell, strict=False))
        ]
        shown = sum(n for n, _ in agree)
        if not shown or (len(self._cells[0][0]) == len(cell) and None not in cell):
            return None
        return sum(n * rate for n, rate in agree) / shown


def _of_app(rows: Iterable[tuple], rates: Rates) -> dict[date, ExpectedDay]:
    days: dict[date, tuple[int, int, float]] = {}
    for *values, day, impressions, _ in rows:
        if not impressions:
            continue
        rate = rates.of(stated(values))
        shown, known, installs = days.get(day, (0, 0, 0.0))
        if rate is not None:
            known, installs = known + impressions, installs + impressions * rate
        days[day] = shown + impressions, known, installs
    return {day: ExpectedDay(*found) for day, found in days.items()}
