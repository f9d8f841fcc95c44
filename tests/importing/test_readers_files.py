"""Whatever the encoding, the delimiter or the order of columns, a report reads the same."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.importing.lines import Options
from campaigns.importing.recognise import read_report
from campaigns.importing.tables import encodings

OPTIONS = Options(today=date(2026, 11, 24))
TABLE = [
    ["day", "network", "campaign", "country", "impressions", "installs", "spend"],
    ["2026-11-01", "Lumio", "Été à\ndeux", "FR", "12000", "70", "101.25"],
    ["2026-11-02", "Lumio", 'a "b", c; d', "DE", "9000", "41", "80.5"],
]


def written(table: list[list[str]], delimiter: str = ",", line_end: str = "\r\n") -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(
        out, delimiter=delimiter, lineterminator=line_end, quoting=csv.QUOTE_NONNUMERIC
    )
    writer.writerows(table)
    return out.getvalue()


def read(content: bytes, name: str = "report.csv"):
    return read_report(content, name, OPTIONS)


def without_number(reading) -> set:
    assert reading.errors == []
    names = [name for name in reading.lines[0].__slots__ if name != "number"]
    return {tuple(getattr(line, name) for name in names) for line in reading.lines}


EXPECTED = without_number(read(written(TABLE).encode()))


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"], ids=lambda codec: codec
)
def test_encoding_delimiter_and_line_ends_change_nothing(codec, delimiter, line_end):
    text = written(TABLE, delimiter, line_end)
    bom = b"\xfe\xff" if codec == "utf-16-be" else b""
    reading = read(bom + text.encode(codec))
    assert without_number(reading) == EXPECTED
    assert [line.number for line in reading.lines] == [2, 4]


def test_how_the_file_was_read_is_said():
    reading = read(written(TABLE, ";").encode("cp1252"))
    assert reading.reads_as == (
        "Windows-1252, semicolons, no currency stated, taken as USD, days written as 2026-11-01"
    )
    assert reading.columns["installs"] == "installs"


def test_title_rows_stand_above_the_header():
    titles = 'My report\n"1 November 2026 - 2 November 2026"\n\n'
    reading = read((titles + written(TABLE)).encode())
    assert without_number(reading) == EXPECTED
    assert reading.lines[0].number == 5


def test_separator_hint_of_a_spreadsheet_is_a_title_row():
    assert without_number(read(("sep=;\n" + written(TABLE, ";")).encode())) == EXPECTED


def test_trailing_delimiters_are_no_column():
    text = "".join(f"{line},\n" for line in ("day,installs", "2026-11-01,5"))
    assert read(text.encode()).totals["installs"] == 5


def test_unused_columns_are_listed():
    text = "day,installs,mood\n2026-11-01,5,good\n"
    assert read(text.encode()).unused == ("mood",)


# Spreadsheets


def workbook(*sheets: list[list]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"Sheet {number}")
        for cells in rows:
            sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


CELLS = [
    ["Report of November"],
    [],
    TABLE[0],
    [date(2026, 11, 1), "Lumio", "Été à\ndeux", "FR", 12000, 70, 101.25],
    [datetime(2026, 11, 2, 7), "Lumio", 'a "b", c; d', "DE", 9000.0, 41, 80.5],
]


def test_spreadsheet_reads_as_the_csv_does_with_its_row_numbers():
    reading = read(workbook(CELLS), "report.xlsx")
    assert without_number(reading) == EXPECTED
    assert [line.number for line in reading.lines] == [4, 5]


def test_three_decimals_in_a_number_cell_are_not_ambiguous():
    reading = read(workbook([["day", "spend"], [date(2026, 11, 1), 1.234]]))
    assert reading.totals["spend"] == Decimal("1.234")


def test_other_sheets_are_named_and_not_read():
    reading = read(workbook([["Notes"], ["made by hand", "x"]], CELLS))
    assert without_number(reading) == EXPECTED
    assert reading.warnings == ["Only the sheet Sheet 2 was read, not: Sheet 1."]


def test_days_that_a_spreadsheet_took_for_text_and_for_dates_are_an_error():
    rows = [["day", "installs"], [date(2026, 5, 11), 1], [date(2026, 6, 11), 1], ["11/23/2026", 1]]
    errors = read(workbook(rows)).errors
    assert [(error.line, error.field) for error in errors] == [(4, "day")]


BAD_CELLS = {
    "date for a count": (date(2026, 11, 1), "a date"),
    "truth for a count": (True, "digits only"),
    "fraction": (5.5, "fraction"),
    "negative": (-5, "below zero"),
    "huge": (1e300, "too large"),
}


@pytest.mark.parametrize("value, reason", BAD_CELLS.values(), ids=BAD_CELLS)
def test_bad_cell_of_a_spreadsheet_is_named_by_its_row(value, reason):
    errors = read(workbook([["day", "installs"], [], [date(2026, 11, 1), value]])).errors
    assert [(error.line, error.field) for error in errors] == [(3, "installs")]
    assert reason in errors[0].message


def test_serial_number_is_no_day():
    errors = read(workbook([["day", "installs"], [46327, 1]])).errors
    assert "format the column as dates" in errors[0].message


def test_id_that_a_number_cell_has_rounded_is_refused():
    rows = [["day", "campaign_id", "installs"], [date(2026, 11, 1), 120210000000000001, 1]]
    assert [error.field for error in read(workbook(rows)).errors] == ["campaign_id"]


def test_damaged_spreadsheet_is_refused():
    content = workbook(CELLS)
    for cut in (len(content) // 3, len(content) - 30):
        assert "damaged" in read(content[:cut]).errors[0].message


# Any file at all

FRAGMENTS = st.sampled_from(
    [b"day", b"installs", b"spend", b"impressions", b",", b";", b"\t", b"\n", b"\r", b'"', b"-"]
    + [b"2026-11-01", b"11/12/2026", b"1.234", b"1,234", b"(5)", b"e9", b"$", b"Total", b"N/A"]
    + [b"taps", b"swipes", b"Media Source (pid)", b"\xff\xfe", b"\xef\xbb\xbf", b"\0", b"PK\3\4"]
    + ["é".encode(), b"\xe9", b"9" * 30, b"Reporting starts", b"creative_set", b"starts,views"]
    + [b"Start Date: 02 Feb 2026", b"user_id,install_date", b"currency", b"EUR", b"country"]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.lists(FRAGMENTS, max_size=40).map(b"".join)))
def test_no_bytes_whatever_make_it_raise(content):
    reading = read(content)
    assert reading.errors or reading.lines
    assert not (reading.errors and reading.lines)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_no_damage_to_a_spreadsheet_makes_it_raise(data):
    content = bytearray(WORKBOOK)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    read(bytes(content))


WORKBOOK = workbook(CELLS)
AMOUNT = st.decimals(0, 10**6, places=2).map(str)
COUNT = st.integers(0, 10**9).map(str)
ROW = st.tuples(
    st.dates(date(2020, 1, 1), date(2026, 11, 24)).map(str),
    st.sampled_from(["Lumio", "Circle, Social", 'The "Net"', "Ünal\nAds"]),
    st.sampled_from(["US", "de", "BRA", "XK", ""]),
    COUNT,
    COUNT,
    AMOUNT,
)


@settings(max_examples=30, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=8), st.permutations(range(6)))
def test_the_order_of_columns_does_not_matter(rows, order):
    header = ("day", "network", "country", "impressions", "installs", "spend")
    table = [list(header), *map(list, rows)]
    shuffled = [[cells[i] for i in order] for cells in table]
    one, other = (read(written(t).encode()) for t in (table, shuffled))
    assert one.errors == []
    assert list(one.lines) == list(other.lines)
    assert one.totals == other.totals


def test_a_nul_character_in_text_that_is_cut_off_is_told_by_its_line(monkeypatch):
    monkeypatch.setattr(encodings, "PART", 64)
    content = "day,impressions\n2026-11-01,5\0\n2026-11-02,6\n".encode("utf-16")[:-1]
    reading = read_report(content, "report.csv", Options())
    assert [(error.line, error.field) for error in reading.errors] == [(2, "file")]
