"""Bytes -> tables of cells with the line each record starts on. Knows files, not reports."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import isfinite

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from campaigns.importing.lines import FileFault
from campaigns.importing.tables.encodings import decoded, line_at
from campaigns.importing.tables.packages import BROKEN, MAX_CELL, measured, too_long


@dataclass(frozen=True)
class BrokenCell:
    """A cell of a spreadsheet that has no value: an error, or a formula without a result."""

    text: str

    def __str__(self) -> str:
        return self.text


Cell = str | int | Decimal | date | datetime | BrokenCell
"""Text in a CSV; in a spreadsheet also whole numbers, other numbers, days and times."""

TITLE_ROWS = 60
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

    rows: list[tuple[int, Cells]]
    how: str
    delimiter: str = ""
    name: str = ""
    broken: frozenset[int] = frozenset()
    """The rows that hold a BrokenCell."""


def read_tables(content: bytes, score: Callable[[Cells], int], encoding: str = "") -> list[Table]:
    """The tables of a file: one of a CSV, one per visible sheet of an XLSX.

    `score` says how much a record looks like a header; it decides the delimiter. `encoding` is one
    of `encodings.CODECS` where it is stated. Raises FileFault.
    """
    if not content.strip():
        raise FileFault("The file is empty.")
    if content.startswith(b"PK\x03\x04"):
        return _sheets(content)
    for magic, what in NOT_TABLES:
        if content.lstrip().startswith(magic):
            raise FileFault(f"This is {what}.")
    text, how = decoded(content, encoding)
    _refuse_nul(text)
    delimiter = max(DELIMITERS, key=lambda mark: _header_score(text, mark, score))
    rows = list(_records(text, delimiter))
    if not rows:
        raise FileFault("The file is empty.")
    return [Table(rows, f"{how}, {DELIMITERS[delimiter]}", delimiter)]


def _refuse_nul(text: str) -> None:
    at = text.find("\0")
    if at >= 0:
        line = line_at(text, at)
        raise FileFault("There is a NUL character here: the file is damaged.", line)


def _header_score(text: str, delimiter: str, score: Callable) -> tuple[int, int]:
    best = (0, 0)
    try:
        for count, (_, cells) in enumerate(_records(text, delimiter), start=1):
            best = max(best, (score(cells), len(cells)))
            if count >= TITLE_ROWS:
                break
    except FileFault:
        pass
    return best


def _records(text: str, delimiter: str) -> Iterator[tuple[int, Cells]]:
    """Records with the physical line they start on; a record may span lines inside quotes."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    seen: dict[str, str] = {}
    start = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise FileFault(_csv_fault(error), start) from error
        if any(map(str.strip, cells)):
            # Tuples of text cost the garbage collector nothing, and equal cells are kept once.
            yield start, tuple(map(seen.setdefault, cells, cells))
        start = reader.line_num + 1


def _csv_fault(error: csv.Error) -> str:
    if "field limit" in str(error):
        return f"{too_long(csv.field_size_limit())} Is a quote opened here and not closed?"
    return (
        "A quote is opened here and not closed where the cell ends: the file is cut off or "
        f"damaged ({error})."
    )


def _sheets(content: bytes) -> list[Table]:
    package = measured(content)
    try:
        book = CalamineWorkbook.from_filelike(package)
        tables = []
        for sheet in book.sheets_metadata:
            if sheet.visible == SheetVisibleEnum.Visible:
                rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
                tables.append((sheet.name, rows))
    except BaseException as error:
        # The parser is native code: on a damaged file it may panic, which is no Exception.
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError | GeneratorExit):
            raise
        raise FileFault(f"The spreadsheet is damaged: {error}.") from error
    found = []
    for name, rows in tables:
        broken: set[int] = set()
        records = []
        for number, row in enumerate(rows, start=1):
            text = "".join([value for value in row if type(value) is str])
            if not text and all(type(value) is str for value in row):
                continue
            if "\0" in text:
                raise FileFault("There is a NUL character here: the file is damaged.", number)
            if len(text) > MAX_CELL and any(len(str(value)) > MAX_CELL for value in row):
                raise FileFault(too_long(MAX_CELL), number)
            values: list[object] = list(row)
            if BROKEN in text:
                values = [_broken(value) for value in row]
                broken.add(number)
            cells = [value if type(value) is str else _cell(value) for value in values]
            records.append((number, tuple(cells)))
        if records:
            how = f"XLSX, sheet {name}"
            found.append(Table(records, how, name=name, broken=frozenset(broken)))
    if not found:
        raise FileFault("The spreadsheet is empty.")
    return found


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
