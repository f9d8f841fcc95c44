"""A report on its way from a table to lines: what readers may look at and settle."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from campaigns.importing.cells.columns import is_unknown
from campaigns.importing.codes import Code, Said
from campaigns.importing.lines import Doubt, LineError, Options
from campaigns.importing.tables.files import Cell, Cells
from campaigns.importing.tables.header import Columns, Header
from campaigns.importing.tables.rows import Row, Rows
from campaigns.metrics import COUNTS

MAX_ERRORS = 1000
TOTAL_WORDS = frozenset(
    ["total", "totals", "grand total", "sum", "gesamt", "gesamtsumme", "summe", "insgesamt"]
    + ["total general", "totale", "totaal", "somme", "итого", "合计", "総計"]
)
_TOTAL = re.compile(r"(grand )?totals?\b\s*(:|of \d)|gesamt:|summe:", re.IGNORECASE)
KEYS = (
    *("network", "campaign", "campaign_id", "creative", "creative_id", "country", "app"),
    *("source_app", "reason"),
)


@dataclass
class Report:
    """The header, the rows under it and what is known so far."""

    header: Header
    titles: list[Row]
    rows: Rows
    columns: Columns
    options: Options
    counts: tuple[str, ...] = COUNTS
    delimiter: str = ""
    day: date | None = None
    currency: str = ""
    usual_currency: str = ""
    counts_rows: bool = False
    total_rows: list[Row] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    errors: list[LineError] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    put_right: set[Code] = field(default_factory=set)
    """SUBTOTALS or LOADER_COPIES where lines were left out for it."""
    marks: dict[str, tuple[str, bool]] = field(default_factory=dict)
    """The decimal mark of each count, and whether it is in millionths."""
    signs: set[str] = field(default_factory=set)
    days_how: str = ""
    money_how: str = ""
    currencies: tuple[str, ...] = ()
    """Those from which money was converted."""
    unlisted: int = 0
    said: dict[int, str] = field(default_factory=dict)
    """What a person said that columns mean: index -> field, "" where one is left out."""
    open: set[int] = field(default_factory=set)
    """Columns whose meaning was guessed, or that could mean what another one was taken for."""

    @property
    def newest(self) -> date:
        """The day that no line may be of a later one than."""
        return self.options.newest or self.options.today or date.today()

    def cells(self, field: str) -> Cells:
        """The raw cells of a field's column."""
        return self.column(self.columns.at[field])

    def column(self, index: int) -> Cells:
        """The raw cells of a column by its index."""
        return self.rows.column(index)

    def distinct(self, field: str) -> set[Cell]:
        """The different cells of a field's column."""
        return self.rows.distinct(self.columns.at[field])

    def named(self, field: str) -> str:
        """The header of a field's column as it stands in the file."""
        return self.header.cells[self.columns.at[field]]

    def warn(self, message: str) -> None:
        """Say something odd, once."""
        if message not in self.warnings:
            self.warnings.append(message)

    def fault(
        self,
        line: int,
        field: str,
        message: str,
        value: Cell = "",
        code: Code = Code.UNREADABLE,
        said: Said = (),
    ) -> None:
        """Note an error; beyond a thousand they are only counted."""
        if len(self.errors) < MAX_ERRORS:
            self.errors.append(LineError(line, field, message, _shown(value), code, said))
        else:
            self.unlisted += 1

    def all_errors(self) -> list[LineError]:
        """The errors in the order of the file, the last of them saying how many more there are."""
        found = sorted(self.errors, key=lambda error: (error.line, error.field))
        if self.unlisted:
            message = f"{self.unlisted:,} more errors are not listed."
            found.append(LineError(found[-1].line, "file", message, code=Code.MORE))
        return found


def lines_have(count: int, first: int, what: str) -> str:
    """One sentence for odd lines: how many, and the first of them."""
    if count == 1:
        return f"Line {first} has {what}."
    return f"{count:,} lines, the first of them {first}, have {what}."


def _shown(value: Cell) -> str:
    text = str(value)
    return text if len(text) <= 100 else text[:97] + "..."


def is_total(cell: Cell) -> bool:
    """Whether a cell says that its row sums others."""
    if not isinstance(cell, str):
        return False
    text = cell.strip()
    return text.casefold() in TOTAL_WORDS or bool(_TOTAL.match(text))


def square(report: Report) -> None:
    """Give every row the header's width: what is too short or too long is an error.

    Rows that sum others are set apart first, because they may be of any width.
    """
    width = len(report.header.cells)
    if report.rows.width != width:
        report.rows = Rows.of(_squared(report, width))


def _squared(report: Report, width: int) -> Iterator[Row]:
    # Where the others end with the header, an empty cell more is a comma that stands in a name.
    fitting = sum(len(cells) == width for cells in report.rows.each())
    even = report.delimiter and 2 * fitting > len(report.rows)
    for number, cells in report.rows:
        if len(cells) == width:
            yield number, cells
            continue
        first = next((cell for cell in cells if cell != ""), "")
        if len(cells) < width and is_total(first):
            report.total_rows.append((number, (*cells, *[""] * (width - len(cells)))))
        elif len(cells) < width:
            message = f"The line ends after {len(cells)} of {width} cells: the file is cut off."
            report.fault(number, "file", message, first)
        elif (beyond := _first_of(cells[width:])) or (even and not is_total(first)):
            message = f"The line has {len(cells)} cells, the header {width}."
            report.fault(number, "file", message, beyond or first)
        else:
            yield number, cells[:width]


def _first_of(cells: Cells) -> Cell:
    return next((cell for cell in cells if str(cell).strip()), "")


def set_totals_apart(report: Report, *, blank_is_total: bool) -> None:
    """Move the rows that sum others from the rows to the total rows.

    A row sums others when it says so, or when it names no day and nothing else and stands first or
    last. With `blank_is_total` the last holds for dated rows too.
    """
    at = report.columns.at
    keys = [at[field] for field in KEYS if field in at]
    first = min(keys, default=0)
    looked_at = {0, first, *keys} | ({at["day"]} if "day" in at else set())
    distinct = {index: report.rows.distinct(index) for index in looked_at}
    words = {cell for cells in distinct.values() for cell in cells if is_total(cell)}
    undated = {c for c in distinct[at["day"]] if is_unknown(c)} if "day" in at else None
    last = len(report.rows) - 1
    kept = [True] * len(report.rows)
    for place in range(last + 1) if words else sorted({0, last} & set(range(last + 1))):
        number, cells = report.rows[place]
        total = False
        if words and not words.isdisjoint(cells):
            leading = next((cell for cell in cells if cell != ""), "")
            named = next((cells[i] for i in keys if not is_unknown(cells[i])), "")
            dated = undated is not None and cells[at["day"]] not in undated | words
            # A campaign may be called "Total: War"; of dated rows only a bare "Total" sums others.
            total = any(
                cell in words and not (dated and str(cell).strip().casefold() not in TOTAL_WORDS)
                for cell in (leading, named, cells[at["day"]] if "day" in at else "")
            )
        at_end = place in (0, last) and last > 0
        if at_end and not total and keys:
            blank = all(is_unknown(cells[i]) for i in keys)
            no_day = undated is not None and cells[at["day"]] in undated
            total = blank and (no_day or blank_is_total)
        if total:
            report.total_rows.append((number, cells))
            kept[place] = False
    report.rows = report.rows.kept(kept)
