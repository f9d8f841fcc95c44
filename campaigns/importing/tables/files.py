"""Bytes -> tables of cells with the line each record starts on. Knows files, not reports."""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import isfinite
from typing import TextIO

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from campaigns.importing.lines import FileFault
from campaigns.importing.tables.encodings import decoded
from campaigns.importing.tables.packages import BROKEN, MAX_CELL, measured, too_long
from campaigns.importing.tables.rows import Rows


@dataclass(frozen=True)
class BrokenCell:
    """A cell of a spreadsheet that has no value: an error, or a formula without a result."""

    text: str

    def __str__(self) -> str:
        return self.text


Cell = str | int | Decimal | date | datetime | BrokenCell
"""Text in a CSV; in a spreadsheet also whole numbers, other numbers, days and times."""

Progress = Callable[[int, int], None]
"""Rows done, rows in all."""
STEP = 10_000
TITLE_ROWS = 60
MOST_COLUMNS = 2000
MOST_LINES = 5_000_000
"""Of a CSV, blank ones counted: a report that is full of them costs time and says nothing."""
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
NOT_TABLES = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive: unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an old or locked Excel file: save it as XLSX or CSV"),
    (b"<", "a web page or XML, not a table"),
    (b"{", "JSON: export it as CSV"),
)

Cells = tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """The records of one CSV file or one sheet, blank ones left out."""

    rows: Rows
    how: str
    delimiter: str = ""
    name: str = ""
    broken: frozenset[int] = frozenset()
    """The rows that hold a BrokenCell."""
    warning: str = ""


def read_tables(
    content: bytes,
    score: Callable[[Cells], int],
    encoding: str = "",
    progress: Progress | None = None,
) -> list[Table]:
    """The tables of a file: one of a CSV, one per visible sheet of an XLSX.

    `score` says how much a record looks like a header; it decides the delimiter. `encoding` is one
    of `encodings.CODECS` where it is stated. `progress` is told now and then how many rows are
    read, and about how many there are. Raises FileFault.
    """
    if not content.strip():
        raise FileFault("The file is empty.")
    if content.startswith(b"PK\x03\x04"):
        return _sheets(content)
    for magic, what in NOT_TABLES:
        if content.lstrip().startswith(magic):
            raise FileFault(f"This is {what}.")
    if max(content.count(b"\n"), content.count(b"\r")) > MOST_LINES:
        raise FileFault(f"A file has at most {MOST_LINES:,} lines here: send it in parts.")
    opened, how, warning = decoded(content, encoding)
    delimiter = max(DELIMITERS, key=lambda mark: _header_score(opened(), mark, score))
    rows = Rows.of(_told(_narrow(_records(opened(), delimiter)), content, progress))
    if not rows:
        raise FileFault("The file is empty.")
    return [Table(rows, f"{how}, {DELIMITERS[delimiter]}", delimiter, warning=warning)]


def _told(
    records: Iterable[tuple[int, list[str]]], content: bytes, progress: Progress | None
) -> Iterator[tuple[int, list[str]]]:
    """The records, telling now and then how far they are read."""
    if progress is None:
        yield from records
        return
    rows = max(content.count(b"\n") - content.endswith(b"\n"), 1)
    for done, record in enumerate(records, start=-1):  # the first is the header
        if done >= 0 and not done % STEP:
            progress(min(done, rows), rows)
        yield record
    progress(rows, rows)


def _narrow(records: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    for line, cells in records:
        if len(cells) > MOST_COLUMNS:
            raise _too_wide(cells, line)
        yield line, cells


def _too_wide(cells: list, line: int) -> FileFault:
    return FileFault(f"{len(cells):,} columns; {MOST_COLUMNS:,} are the most.", line)


def _header_score(text: TextIO, delimiter: str, score: Callable) -> tuple[int, int]:
    best = (0, 0)
    try:
        for count, (_, cells) in enumerate(_records(text, delimiter), start=1):
            few = tuple(cells[: MOST_COLUMNS + 1])
            best = max(best, (score(few), len(few)))
            if count >= TITLE_ROWS:
                break
    except FileFault:
        pass
    return best


def _records(text: TextIO, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Records with the physical line they start on; a record may span lines inside quotes."""
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    start = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise FileFault(_csv_fault(error), start) from error
        if any(map(str.strip, cells)):
            yield start, cells
        start = reader.line_num + 1


def _csv_fault(error: csv.Error) -> str:
    if "field limit" in str(error):
        return f"{too_long(csv.field_size_limit())} Is a quote opened here and not closed?"
    return (
        "A quote is opened here and not closed where the cell ends: the file is cut off or "
        f"damaged ({error})."
    )


MOST_SHEETS = 50
STOPS = (FileFault, KeyboardInterrupt, SystemExit, MemoryError, GeneratorExit)
"""What is no fault of a damaged file."""


def _sheets(content: bytes) -> list[Table]:
    package = measured(content)
    found = []
    try:
        book = CalamineWorkbook.from_filelike(package)
        if len(book.sheets_metadata) > MOST_SHEETS:
            raise FileFault(f"A spreadsheet has at most {MOST_SHEETS} sheets here.")
        for sheet in book.sheets_metadata:
            if sheet.visible == SheetVisibleEnum.Visible:
                broken: set[int] = set()
                rows = book.get_sheet_by_name(sheet.name).iter_rows()
                records = Rows.of(_typed(rows, broken))
                if len(records):
                    how = f"XLSX, sheet {sheet.name}"
                    found.append(Table(records, how, name=sheet.name, broken=frozenset(broken)))
    except BaseException as error:
        # The parser is native code: on a damaged file it may panic, which is no Exception.
        if isinstance(error, STOPS):
            raise
        raise FileFault(f"The spreadsheet is damaged: {error}.") from error
    if not found:
        raise FileFault("The spreadsheet is empty.")
    return found


def _typed(rows: Iterable[list], broken: set[int]) -> Iterator[tuple[int, list]]:
    """The rows of a sheet that hold anything, their cells as they mean; notes the broken ones."""
    for number, row in enumerate(rows, start=1):
        text = "".join([value for value in row if type(value) is str])
        if not text and all(type(value) is str for value in row):
            continue
        if len(row) > MOST_COLUMNS:
            raise _too_wide(row, number)
        if "\0" in text:
            raise FileFault("There is a NUL character here: the file is damaged.", number)
        if len(text) > MAX_CELL and any(len(str(value)) > MAX_CELL for value in row):
            raise FileFault(too_long(MAX_CELL), number)
        values: list[object] = list(row)
        if BROKEN in text:
            values = [_broken(value) for value in row]
            broken.add(number)
        cells = [value if type(value) is str else _cell(value) for value in values]
        yield number, cells


def _broken(value: object) -> object:
    if isinstance(value, str) and value.startswith(BROKEN):
        return BrokenCell(value.removeprefix(BROKEN))
    return value


def _cell(value: object) -> Cell:
    if type(value) is float and isfinite(value):
        return int(value) if value.is_integer() else Decimal(repr(value))
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, timedelta):
        return str(value)
    return value if isinstance(value, int | date | BrokenCell) else str(value)
