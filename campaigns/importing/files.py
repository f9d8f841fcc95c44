"""Bytes -> tables of cells with the line each record starts on. Knows files, not reports."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import isfinite

from python_calamine import CalamineWorkbook, SheetVisibleEnum

Cell = str | int | Decimal | date | datetime
"""Text in a CSV; in a spreadsheet also whole numbers, other numbers, days and times."""

TITLE_ROWS = 20
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
MAX_UNPACKED = 400_000_000
MAX_SHEET_CELLS = 8_000_000
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


class FileFault(Exception):
    """The file as a whole cannot be read, from `line` on."""

    def __init__(self, message: str, line: int = 1, field: str = "file") -> None:
        super().__init__(message)
        self.message, self.line, self.field = message, line, field


def read_tables(content: bytes, score: Callable[[Cells], int]) -> list[Table]:
    """The tables of a file: one of a CSV, one per visible sheet of an XLSX.

    `score` says how much a record looks like a header; it decides the delimiter.
    Raises FileFault.
    """
    if not content.strip():
        raise FileFault("The file is empty.")
    if content.startswith(b"PK\x03\x04"):
        return _sheets(content)
    for magic, what in NOT_TABLES:
        if content.lstrip().startswith(magic):
            raise FileFault(f"This is {what}.")
    text, encoding = _decode(content)
    delimiter = max(DELIMITERS, key=lambda mark: _header_score(text, mark, score))
    rows = list(_records(text, delimiter))
    if not rows:
        raise FileFault("The file is empty.")
    return [Table(rows, f"{encoding}, {DELIMITERS[delimiter]}", delimiter)]


def _decode(content: bytes) -> tuple[str, str]:
    for bom, codec, label in (
        (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8 with byte order mark"),
        (b"\xff\xfe", "utf-16", "UTF-16 LE"),
        (b"\xfe\xff", "utf-16", "UTF-16 BE"),
    ):
        if content.startswith(bom):
            try:
                text = content.decode(codec)
            except UnicodeDecodeError as error:
                line = content[: error.start].count(b"\n") + 1
                raise FileFault(f"The text is not valid {label} here.", line) from error
            return _without_nul(text), label
    try:
        return _without_nul(content.decode("utf-8")), "UTF-8"
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        # Valid multi-byte letters before the fault: UTF-8 that is damaged, not another encoding.
        if not content[: error.start].isascii() or error.start >= len(content) - 3:
            raise FileFault("The text is not valid UTF-8 here.", line) from error
    try:
        return _without_nul(content.decode("cp1252")), "Windows-1252"
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FileFault("The text is neither UTF-8 nor Windows-1252.", line) from error


def _without_nul(text: str) -> str:
    at = text.find("\0")
    if at >= 0:
        raise FileFault("There is a NUL character here: the file is damaged.", _line_at(text, at))
    return text


def _line_at(text: str, position: int) -> int:
    return len(re.findall(r"\r\n|\r|\n", text[:position])) + 1


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
            raise FileFault(
                "A quote is opened here and not closed where the cell ends: the file is cut off "
                f"or damaged ({error}).",
                start,
            ) from error
        if any(map(str.strip, cells)):
            # Tuples of text cost the garbage collector nothing, and equal cells are kept once.
            yield start, tuple(map(seen.setdefault, cells, cells))
        start = reader.line_num + 1


def _sheets(content: bytes) -> list[Table]:
    _check_package(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
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
        records = [
            (number, tuple(map(_cell, row)))
            for number, row in enumerate(rows, start=1)
            if any(value != "" for value in row)
        ]
        for number, cells in records:
            if any("\0" in cell for cell in cells if isinstance(cell, str)):
                raise FileFault("There is a NUL character here: the file is damaged.", number)
        if records:
            found.append(Table(records, f"XLSX, sheet {name}", name=name))
    if not found:
        raise FileFault("The spreadsheet is empty.")
    return found


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and isfinite(value):
        return int(value) if value.is_integer() else Decimal(repr(value))
    if isinstance(value, timedelta):
        return str(value)
    return value if isinstance(value, int | date) else str(value)


def _check_package(content: bytes) -> None:
    """Refuse what would unpack to more than a report can be: the parser allocates without asking.

    A sheet is held as a full rectangle, so that one far cell is enough to exhaust the memory.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
            if "xl/workbook.xml" not in package.namelist():
                raise FileFault("This is a ZIP archive, not a spreadsheet: unpack it first.")
            if sum(member.file_size for member in members) > MAX_UNPACKED:
                raise FileFault("The spreadsheet is too large: export it as CSV.")
            for member in members:
                xml = package.read(member)
                if member.filename.startswith("xl/worksheets/"):
                    _check_extent(xml)
    except FileFault:
        raise
    except Exception as error:
        raise FileFault(f"The spreadsheet is damaged: {error}.") from error


def _check_extent(xml: bytes) -> None:
    rows = rb"<(?:\w+:)?row\b[^>]*?\br=[\"'](\d{1,9})"
    far_cells = rb"\br=[\"'][A-Za-z]{1,6}(\d{6,9})"
    columns = {found[1] for found in re.finditer(rb"\br=[\"']([A-Za-z]{1,6})\d", xml)}
    height = max((int(m[1]) for p in (rows, far_cells) for m in re.finditer(p, xml)), default=0)
    width = max((_column_number(name) for name in columns), default=1)
    if height * width > MAX_SHEET_CELLS:
        raise FileFault(
            f"The sheet spans {height:,} rows and {width:,} columns: delete what is far from the "
            "table, or export it as CSV."
        )


def _column_number(name: bytes) -> int:
    number = 0
    for letter in name.upper():
        number = number * 26 + letter - 64
    return number
