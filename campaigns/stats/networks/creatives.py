"""Weak creatives are not a weak network: how good are the creatives of each elsewhere?

A network is compared in its countries and formats, not by what it was given to show. Where its
creatives run on other networks too, all are expected again by country, format and creative, each
network freed of its own level as before; what then is left of a gap is the network's own. Where
its creatives run nowhere else, nobody can tell the two apart, and the rate of the cell stands.
"""

from collections.abc import Container, Hashable, Mapping, Sequence
from dataclasses import dataclass

from campaigns.stats.networks.account import Account
from campaigns.stats.networks.levels import distance, ratio
from campaigns.stats.networks.main_effects import main_effects
from campaigns.stats.networks.peers import PEER_INSTALLS, Expectation, peers, total_installs
from campaigns.stats.networks.table import Cell, Line, Table
from campaigns.stats.networks.unknown import UNKNOWN

Sums = Mapping[Hashable, Mapping[Hashable, Mapping[Cell, tuple[float | None, float | None]]]]
"""entity -> creative -> cell -> (impressions, installs) of the window; None is not stated."""

MIN_SHARED = 0.6
"""Creatives that carry less of a network's expected installs say nothing about it."""


@dataclass(frozen=True, slots=True)
class CreativeMix:
    """What the other networks make of the creatives of one.

    `shared` is the share of its expected installs from creatives with at least 20 installs on
    other networks; `factor` its expected installs by country, format and creative for each by
    country and format, against the same of a typical network.
    """

    factor: float
    shared: float

    @property
    def known(self) -> bool:
        """Whether enough of its creatives run elsewhere."""
        return self.shared >= MIN_SHARED

    def held(self, d: float) -> float:
        """A level with the creatives held equal."""
        return distance(ratio(d), self.factor)


def creative_mixes(
    account: Account, sums: Sums, without: Container[Hashable] = ()
) -> list[CreativeMix]:
    """The creative mix of every entity of an account, whose factors are not yet against a typical
    network. Entities `without` formats are heard in the rows that state everything.
    """
    known = [_rates(account, m) for m in range(len(account.table.entities))]
    counts: dict[Hashable, dict[Cell, list[tuple[float, float]]]] = {}
    for name, rates in zip(account.table.entities, known, strict=True):
        counts[name] = _by_creative(name, sums.get(name, {}), rates, name not in without)
    table = Table(counts, 1)
    lines = [
        [(c, n * rates[table.cells[c][:-1]].days, x) for c, n, x in own]
        for own, rates in zip(table.lines(), known, strict=True)
    ]
    main = main_effects(table.cells, lines)
    found = peers(lines, main.rates, main.theta)
    seen = _seen_by_creative(table, lines)
    return [
        _mix(table, own, rates, one, seen)
        for own, rates, one in zip(lines, known, found.expectations, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Rate:
    """Of one cell: impressions, installs per impression that are expected, and by how much days
    shared by the app raise its impressions.
    """

    impressions: float
    rate: float
    days: float


def _rates(account: Account, m: int) -> dict[Cell, _Rate]:
    table, found = account.table, {}
    for (c, n, _), (_, days, _), rate in zip(
        account.lines[m], table.daily[m], account.expectation(m).rates, strict=True
    ):
        if n and rate:
            shown = sum(days[table.first :])
            found[table.cells[c]] = _Rate(shown, rate, n / shown)
    return found


def _by_creative(
    name: Hashable, sums: Mapping, rates: Mapping[Cell, _Rate], spread: bool
) -> dict[Cell, list[tuple[float, float]]]:
    """Cells with the creative as a last factor. Rows that leave something out go to the entity's
    cells that agree in what they state, by impressions, if they are `spread`. A creative that is
    not stated is one of the entity's own.
    """
    found: dict[Cell, list[tuple[float, float]]] = {}
    for creative, cells in sums.items():
        named = (name, None) if creative is UNKNOWN else creative
        for cell, (n, x) in cells.items():
            if n is None or x is None:
                continue
            for place, share in _places(cell, rates, spread):
                before, so_far = found.get((*place, named), [(0.0, 0.0)])[0]
                found[*place, named] = [(before + share * n, so_far + share * x)]
    return found


def _places(cell: Cell, rates: Mapping[Cell, _Rate], spread: bool) -> list[tuple[Cell, float]]:
    if cell in rates:
        return [(cell, 1.0)]
    if UNKNOWN not in cell or not spread:
        return []
    agree = [own for own in rates if _agrees(own, cell)]
    shown = sum(rates[own].impressions for own in agree)
    return [(own, rates[own].impressions / shown) for own in agree]


def _agrees(own: Cell, cell: Cell) -> bool:
    return all(asked is UNKNOWN or asked == value for value, asked in zip(own, cell, strict=True))


def _seen_by_creative(table: Table, lines: Sequence[Sequence[Line]]) -> dict[Hashable, float]:
    seen: dict[Hashable, float] = {}
    for cell, x in zip(table.cells, total_installs(lines, len(table.cells)), strict=True):
        seen[cell[-1]] = seen.get(cell[-1], 0.0) + x
    return seen


def _mix(
    table: Table,
    own: Sequence[Line],
    rates: Mapping[Cell, _Rate],
    one: Expectation,
    seen: Mapping[Hashable, float],
) -> CreativeMix:
    mine: dict[Hashable, float] = {}
    for c, _, x in own:
        creative = table.cells[c][-1]
        mine[creative] = mine.get(creative, 0.0) + x
    whole = shared = again = 0.0
    for (c, n, _), now in zip(own, one.rates, strict=True):
        *cell, creative = table.cells[c]
        before = n * rates[tuple(cell)].rate
        elsewhere = seen[creative] - mine[creative] >= PEER_INSTALLS
        whole += before
        shared += before if elsewhere else 0.0
        again += n * now if elsewhere else before
    return CreativeMix(again / whole, shared / whole) if whole else CreativeMix(1.0, 0.0)
