"""The grid: a row for each active campaign, the day before beside each field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from django.conf import settings

from campaigns import formats
from campaigns.importing import validation
from campaigns.importing.by_hand import (
    TYPED,
    Stored,
    active_campaigns,
    odd,
    read_column,
    stored_on,
    with_typed,
)
from campaigns.importing.cells.columns import Fault
from campaigns.metrics import Counts, Number
from campaigns.models import Campaign
from campaigns.periods import Period
from campaigns.reports import ReportQuery, report

MOST_ROWS = 150
"""A page with more fields would not be taken back."""
LABELS = {
    "impressions": "Impressions",
    "clicks": "Clicks",
    "installs": "Installs",
    "spend": f"Spend {formats.symbol(settings.REPORTING_CURRENCY).strip()}",
}


@dataclass
class TypedCell:
    """One field: its text, the text it came with, the day before, and what is wrong with it."""

    name: str
    label: str
    text: str
    was: str
    before: str
    before_plain: str
    error: str = ""
    odd: str = ""


@dataclass
class GridRow:
    """A campaign's day. `fixed` where a file tells more of it than can be typed."""

    campaign: Campaign
    cells: list[TypedCell]
    counts: Counts
    before: Counts
    fixed: bool
    says: list[str] = field(default_factory=list)

    @property
    def typed(self) -> bool:
        """Whether anything in it is other than it came."""
        return not self.fixed and any(cell.text != cell.was for cell in self.cells)

    @property
    def filled(self) -> bool:
        return any(cell.text for cell in self.cells)

    @property
    def ipm(self) -> str:
        return formats.ratio(Counts.ipm, self.counts.ipm)

    @property
    def ipm_before(self) -> str:
        return formats.ratio(Counts.ipm, self.before.ipm)

    @property
    def was(self) -> str:
        return SEPARATOR.join(cell.was for cell in self.cells)


SEPARATOR = "|"


@dataclass
class Grid:
    """The rows of a day, at most `MOST_ROWS` of all that fit."""

    day: date
    rows: list[GridRow]
    fit: int

    @property
    def before(self) -> date:
        return self.day - timedelta(days=1)

    @property
    def groups(self) -> list[tuple[str, list[GridRow]]]:
        """The rows of each network."""
        by_network = groupby(self.rows, key=lambda row: row.campaign.network.name)
        return [(network, list(rows)) for network, rows in by_network]

    @property
    def filled(self) -> int:
        return sum(row.filled for row in self.rows)

    @property
    def typed(self) -> list[GridRow]:
        return [row for row in self.rows if row.typed]

    @property
    def faults(self) -> list[tuple[str, GridRow, TypedCell]]:
        """What is wrong, each with its row and field."""
        return [(c.error, row, c) for row in self.rows for c in row.cells if c.error]

    @property
    def finer(self) -> bool:
        """Whether a file tells more of any row than can be typed."""
        return any(row.fixed for row in self.rows)

    @property
    def odd(self) -> bool:
        return any(row.says for row in self.rows)


def grid(day: date, network: int | None = None, search: str = "") -> Grid:
    """The grid of a day as it is stored, of one network or of names that hold a text."""
    campaigns = [
        one
        for one in active_campaigns(day)
        if (network is None or one.network_id == network)
        and search.casefold() in f"{one.name} {one.app.name}".casefold()
    ]
    shown = campaigns[:MOST_ROWS]
    stored = stored_on(day, [one.pk for one in shown])
    now, before = (_counts(one) for one in (day, day - timedelta(days=1)))
    rows = [
        _row(one, stored.get(one.pk, Stored()), now.get(one.pk), before.get(one.pk))
        for one in shown
    ]
    return Grid(day, rows, len(campaigns))


def put(grid: Grid, sent: Mapping[str, str]) -> None:
    """Put into the fields what was sent, and read it: what is wrong stands in each cell."""
    for row in (row for row in grid.rows if not row.fixed):
        came = sent.get(f"was-{row.campaign.pk}", row.was).split(SEPARATOR)
        for cell, was in zip(row.cells, came, strict=False):
            text = sent.get(f"{cell.name}-{row.campaign.pk}", was).strip()
            if text == was:
                continue
            if was != cell.was != text:
                cell.error = f"It is {cell.was or 'empty'} by now: somebody has changed it."
            cell.text = text
    for name in TYPED:
        _read(name, grid.typed)
    for row in grid.typed:
        _argue(row)


def wanted(grid: Grid) -> dict[int, dict[str, Number | None]]:
    """What is to be written, by campaign."""
    return {
        row.campaign.pk: {name: getattr(row.counts, name) for name in TYPED} for row in grid.typed
    }


def _read(name: str, rows: Iterable[GridRow]) -> None:
    cells = [(row, cell) for row in rows for cell in row.cells if cell.name == name]
    read = read_column(name, (cell.text for _, cell in cells))
    for row, cell in cells:
        if cell.text == cell.was:
            continue
        said = read[cell.text]
        if isinstance(said, Fault):
            cell.error = said.message
        else:
            row.counts = with_typed(row.counts, {name: said})


def _argue(row: GridRow) -> None:
    """Say what cannot be and what is odd of a row that was typed."""
    cells = {cell.name: cell for cell in row.cells}
    if any(cell.error for cell in row.cells):
        return
    for name, said in validation.impossible(row.counts).items():
        cells.get(name, cells["installs"]).error = said
    for name, said in odd(row.counts, row.before).items():
        cells[name].odd = said
        row.says.append(said)
    row.says += validation.odd(row.counts)


def _counts(day: date) -> dict[int, Counts]:
    rows = report(ReportQuery(Period(day, day), by=("campaign",)))
    return {row.keys["campaign"]: row.counts for row in rows}


def _row(campaign: Campaign, stored: Stored, now: Counts | None, before: Counts | None) -> GridRow:
    counts = (now or Counts()) if stored.fixed else stored.counts
    then = before or Counts()
    cells = []
    for name in TYPED:
        text = _text(name, getattr(counts, name))
        plain, beside = getattr(then, name), _text(name, getattr(then, name))
        cells.append(
            TypedCell(
                name,
                LABELS[name],
                text,
                text,
                beside or formats.NO_DATA,
                "" if plain is None else str(plain),
            )
        )
    return GridRow(campaign, cells, counts, then, stored.fixed)


def _text(name: str, value: Number | None) -> str:
    """A count as a field has it; nothing where it is not reported."""
    if value is None:
        return ""
    return f"{value:,.2f}" if name == "spend" else f"{value:,}"
