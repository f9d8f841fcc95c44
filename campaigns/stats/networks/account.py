"""One account measured: what is expected of every network, day by day, and where it stands."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import sqrt

from campaigns.stats.networks import levels
from campaigns.stats.networks.day_noise import DayNoise, day_noise
from campaigns.stats.networks.levels import Days, Level
from campaigns.stats.networks.main_effects import main_effects
from campaigns.stats.networks.peers import Expectation, Peers, peers
from campaigns.stats.networks.rule import heard
from campaigns.stats.networks.shared_days import SharedDays, shared_days
from campaigns.stats.networks.table import Cell, Line, Table
from campaigns.stats.networks.typical import Typical


@dataclass(frozen=True, slots=True)
class CellRate:
    """What the others make of one cell of an entity; rates are installs per impression.

    `expected` are the expected installs of the window. `rate` is that of an ordinary day;
    `expected` allows for the days that the whole app shared.
    """

    cell: Cell
    impressions: float
    installs: float
    rate: float
    expected: float
    peer_impressions: float
    peer_installs: float
    peers: tuple[tuple[Hashable, float], ...]
    """Other entities in the cell with their weight in its rate; what is missing to 1 is the
    weight of the main effects."""

    @property
    def missing(self) -> float:
        """Installs short of the expectation; negative where there are more."""
        return self.expected - self.installs


class Account:
    """Expected installs of every entity of a table, its noise and its level.

    `members` say who is heard on the noise of days and on days shared by the app; the others are
    peers of the cells only. `shared` are the days shared by the app, None without any.
    Costs some 130 passes over the filled cells and two over all days.
    """

    def __init__(self, table: Table, members: Sequence[bool] | None = None) -> None:
        self.table = table
        members = members or [True] * len(table.entities)
        self._fit(None)
        self.noise = self._noise(members)
        self.shared: SharedDays | None = shared_days(
            table.installs, self.daily, self.noise.c2, members
        )
        if self.shared:
            self._fit(self.shared.others)
            self.noise = self._noise(members)

    def _fit(self, shared: list[list[float]] | None) -> None:
        table = self.table
        self.lines: list[list[Line]] = table.lines(shared)
        main = main_effects(table.cells, self.lines)
        self.peers: Peers = peers(self.lines, main.rates, main.theta)
        self.daily: list[list[float]] = []
        for m, expectation in enumerate(self.peers.expectations):
            days = [0.0] * table.days
            for (_, n, _), rate in zip(table.daily[m], expectation.rates, strict=True):
                days = [e + rate * shown for e, shown in zip(days, n, strict=True)]
            if shared:
                days = [e * g for e, g in zip(days, shared[m], strict=True)]
            self.daily.append(days)

    def _noise(self, members: Sequence[bool]) -> DayNoise:
        return day_noise(self.table.installs, self.daily, members)

    def expectation(self, m: int) -> Expectation:
        """What the others lead to expect of entity number m."""
        return self.peers.expectations[m]

    def days(self, m: int) -> Days:
        """The days of entity number m with its noise."""
        return Days(self.table.installs[m], self.daily[m], self.noise.own[m], self.noise.wide[m])

    def level(self, m: int) -> Level | None:
        """The level of entity number m as it is now."""
        return levels.level(self.days(m))

    def error(self, m: int, level: Level) -> float:
        """The standard error of a level: its days, and how few peers there are."""
        return sqrt(level.variance + self.expectation(m).sr2)

    def typical(self) -> Typical:
        """What is typical of all entities of the account."""
        levels = [(one, m) for m in range(len(self.table.entities)) if (one := self.level(m))]
        told = [
            (one.d, self.error(m, one))
            for one, m in levels
            if heard(self._of_window(m), self.expectation(m).cover)
        ]
        return Typical(told)

    def _of_window(self, m: int) -> float:
        return sum(self.daily[m][self.table.first :])

    def cells(self, m: int) -> tuple[CellRate, ...]:
        """The cells of entity number m with their peers, most missing installs first."""
        table, weights = self.table, self.peers.weights
        wanted = {c for c, _, _ in self.lines[m]}
        others: dict[int, list[tuple[Hashable, float, float, float]]] = {c: [] for c in wanted}
        for o, name in enumerate(table.entities):
            if o == m:
                continue
            for (c, days, x), weight in zip(table.daily[o], weights[o], strict=True):
                if c in wanted and weight > 0:
                    others[c].append((name, weight, sum(days[table.first :]), x))
        rows = []
        for (c, n, x), (_, days, _), rate in zip(
            self.lines[m], table.daily[m], self.expectation(m).rates, strict=True
        ):
            found = sorted(others[c], key=lambda peer: -peer[1])
            total = sum(peer[1] for peer in found) + self.peers.anchors[c]
            rows.append(
                CellRate(
                    table.cells[c],
                    sum(days[table.first :]),
                    x,
                    rate,
                    n * rate,
                    sum(peer[2] for peer in found),
                    sum(peer[3] for peer in found),
                    tuple((name, weight / total) for name, weight, _, _ in found) if total else (),
                )
            )
        return tuple(sorted(rows, key=lambda row: -row.missing))
