"""Spreadsheets that show errors, or that would exhaust the memory, are refused before they do."""

import io
import struct
import zipfile
import zlib
from datetime import date

import openpyxl
import pytest

from campaigns.importing.lines import Options
from campaigns.importing.recognise import read_report
from campaigns.importing.tables import packages
from campaigns.importing.tables.packages import MAX_CELL

OPTIONS = Options(today=date(2026, 11, 24))
SHEET = "xl/worksheets/sheet1.xml"
SHARED = "xl/sharedStrings.xml"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def read(content: bytes):
    return read_report(content, "report.xlsx", OPTIONS)


def workbook(*rows: list) -> bytes:
    book = openpyxl.Workbook()
    for cells in (["day", "network", "installs", "note"], *rows):
        book.active.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


GOOD = workbook([date(2026, 11, 1), "Lumio", 5, "x"])


def with_parts(new: dict[str, str | bytes]) -> bytes:
    """The good workbook with parts added or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(out, "w", 8) as package:
        for name, part in ({name: old.read(name) for name in old.namelist()} | new).items():
            package.writestr(name, part)
    return out.getvalue()


def sheet(rows: str) -> str:
    return f'<worksheet xmlns="{NAMESPACE}"><sheetData>{rows}</sheetData></worksheet>'


def message(content: bytes) -> str:
    reading = read(content)
    assert [error.field for error in reading.errors] == ["file"]
    assert reading.lines == []
    return reading.errors[0].message


def test_the_good_workbook_is_read():
    assert read(GOOD).totals["installs"] == 5


@pytest.mark.parametrize("error", ["#DIV/0!", "#N/A", "#REF!", "#VALUE!"])
def test_cell_that_shows_an_error_is_named_by_row_and_field(error):
    errors = read(workbook([], [date(2026, 11, 1), "Lumio", error, "x"])).errors
    assert [(e.line, e.field, e.value) for e in errors] == [(3, "installs", error)]
    assert f"shows the error {error}" in errors[0].message


@pytest.mark.parametrize("column, field", [(0, "day"), (1, "network")])
def test_error_in_a_name_or_day_is_named_too(column, field):
    cells = [date(2026, 11, 1), "Lumio", 5, "x"]
    cells[column] = "#NAME?"
    assert [(e.line, e.field) for e in read(workbook(cells)).errors] == [(2, field)]


def test_error_in_a_column_that_is_not_used_does_no_harm():
    assert read(workbook([date(2026, 11, 1), "Lumio", 5, "#DIV/0!"])).totals["installs"] == 5


def test_formula_without_a_result_is_named_by_row_and_field():
    errors = read(workbook([date(2026, 11, 1), "Lumio", "=SUM(A1:A2)", "x"])).errors
    assert [(e.line, e.field) for e in errors] == [(2, "installs")]
    assert "has no result" in errors[0].message


FORMULAS = {
    "number": ('<c r="B2"><f>SUM(C1)</f><v>77</v></c>', 77),
    "blank text": ('<c r="B2" t="str"><f>IF(1,"")</f><v></v></c>', None),
    "blank cell before another formula": ('<c r="B2" s="1"/>', None),
}


@pytest.mark.parametrize("cell, installs", FORMULAS.values(), ids=FORMULAS)
def test_formula_with_a_result_is_read(cell, installs):
    texts = ("day", "installs", "clicks", "2026-11-01")
    day, counted, clicks, first = (f't="inlineStr"><is><t>{t}</t></is></c>' for t in texts)
    rows = (
        f'<row r="1"><c r="A1" {day}<c r="B1" {counted}<c r="C1" {clicks}</row>'
        f'<row r="2"><c r="A2" {first}{cell}<c r="C2"><f>4+5</f><v>9</v></c></row>'
    )
    reading = read(with_parts({SHEET: sheet(rows)}))
    assert reading.errors == []
    assert (reading.lines[0].installs, reading.lines[0].clicks) == (installs, 9)


def test_archive_without_a_sheet_is_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("report.csv", "day,installs")
    assert "unpack it first" in message(packed.getvalue())


FAR = {
    "far cell": '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    "small letters": "<row r = '1048576'><c r = 'xfd1048576'><v>1</v></c></row>",
}


@pytest.mark.parametrize("rows", FAR.values(), ids=FAR)
def test_spreadsheet_with_one_far_cell_is_refused_before_it_fills_the_memory(rows):
    said = message(with_parts({SHEET: sheet('<row r="1"><c r="A1"><v>1</v></c></row>' + rows)}))
    assert "1,048,576 rows and 16,384 columns" in said


def test_cells_and_rows_without_a_name_are_counted():
    rows = f"<row>{'<c><v>1</v></c>' * 16_000}</row>{'<row/>' * 10_000}<row><c><v>1</v></c></row>"
    assert "The sheet spans 10,002 rows" in message(with_parts({SHEET: sheet(rows)}))


@pytest.mark.parametrize("part", [SHARED, "xl/SharedStrings.xml"])
@pytest.mark.parametrize("name", ["count", "uniqueCount"])
def test_promise_of_too_many_texts_is_refused_before_the_parser_believes_it(name, part):
    shared = f'<sst xmlns="{NAMESPACE}" {name}="4000000000"><si><t>day</t></si></sst>'
    assert "promises too many texts" in message(with_parts({part: shared}))


def test_long_text_that_many_cells_share_is_refused_before_it_is_written_out():
    shared = f'<sst xmlns="{NAMESPACE}"><si><t>{"x" * 30_000}</t></si></sst>'
    rows = '<row><c t="s"><v>0</v></c></row>' * 20_000
    assert "too large" in message(with_parts({SHARED: shared, SHEET: sheet(rows)}))


def test_the_longest_cell_of_a_spreadsheet_is_read_and_a_longer_one_refused():
    assert read(workbook([date(2026, 11, 1), "Lumio", 5, "&" * MAX_CELL])).errors == []
    text = f'<row r="7"><c r="A7" t="inlineStr"><is><t>{"x" * (MAX_CELL + 1)}</t></is></c></row>'
    errors = read(with_parts({SHEET: sheet(text)})).errors
    assert [(error.line, error.field) for error in errors] == [(7, "file")]
    assert "more than 32,767 characters" in errors[0].message


def test_huge_cell_is_refused_by_its_row_before_it_is_parsed():
    text = f'<row r="7"><c r="A7" t="inlineStr"><is><t>{"x" * 2_000_000}</t></is></c></row>'
    errors = read(with_parts({SHEET: sheet(text)})).errors
    assert [(error.line, error.field) for error in errors] == [(7, "file")]
    assert "too long" in errors[0].message


def test_too_much_is_not_unpacked_whatever_size_is_stated(monkeypatch):
    monkeypatch.setattr(packages, "MAX_UNPACKED", 1_000_000)
    packed = bytearray(with_parts({SHEET: b" " * 1_000_001}))
    assert "too large" in message(bytes(packed))
    lie = struct.pack("<I", zlib.crc32(b" " * 100)), struct.pack("<I", 100)
    for mark, name_at, crc_at, size_at in ((b"PK\1\2", 46, 16, 24), (b"PK\3\4", 30, 14, 22)):
        start = packed.find(mark)
        while start >= 0:
            if packed[start + name_at :].startswith(SHEET.encode()):
                packed[start + crc_at : start + crc_at + 4] = lie[0]
                packed[start + size_at : start + size_at + 4] = lie[1]
            start = packed.find(mark, start + 1)
    assert "too large" in message(bytes(packed))


def test_file_that_a_package_holds_twice_is_refused():
    out = io.BytesIO(GOOD)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(out, "a") as package:
        package.writestr(SHEET, sheet(""))
    assert "twice" in message(out.getvalue())


def test_a_sheet_of_more_cells_than_memory_holds_is_refused_by_its_size(monkeypatch):
    monkeypatch.setattr(packages, "MAX_SHEET_CELLS", 11)
    (error,) = read(workbook(*[[date(2026, 11, day), "Lumio", 5, "x"] for day in (1, 2)])).errors
    assert error.message.startswith("The sheet spans 3 rows and 4 columns")
    assert error.message.endswith("or export it as CSV.")
