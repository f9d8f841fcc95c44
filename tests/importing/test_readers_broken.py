"""What cannot be true or cannot be read is an error that names the line and the field."""

from datetime import date
from decimal import Decimal

import pytest

from campaigns.importing.codes import Code
from campaigns.importing.lines import Options
from campaigns.importing.recognise import read_report

HEADER = "day,network,country,impressions,clicks,installs,spend\n"
GOOD = "2026-11-01,Lumio,US,1000,20,5,12.50\n"
TODAY = date(2026, 11, 24)


def read(text: str | bytes, **options):
    content = text if isinstance(text, bytes) else text.encode()
    return read_report(content, "report.csv", Options(today=TODAY, **options))


def row(**changed) -> str:
    cells = dict(zip(HEADER.strip().split(","), GOOD.strip().split(","), strict=True))
    return ",".join(str(v) for v in (cells | changed).values()) + "\n"


BAD_CELLS = {
    "negative count": ("installs", "-5", "below zero"),
    "fractional count": ("installs", "5.5", "fraction"),
    "nan": ("impressions", "NaN", "digits only, as 1204"),
    "infinity": ("impressions", "Infinity", "digits only, as 1204"),
    "text in a number": ("clicks", "about 20", "digits only, as 1204"),
    "underscores": ("clicks", "1_000", "digits only, as 1204"),
    "digits of another script": ("clicks", "٣", "digits only, as 1204"),
    "percent": ("clicks", "20%", "digits only, as 1204"),
    "currency on a count": ("clicks", "$20", "money, not a count"),
    "exponent": ("impressions", "1.2E+05", "digits are lost"),
    "letter O": ("impressions", "12O0", "the letter O stands among the digits"),
    "letter l": ("spend", "l2.50", "the letter l stands among the digits"),
    "no day's count": ("impressions", str(10**12 + 1), "too large to be a day's count"),
    "no day's amount": ("spend", "1000000000.01", "too large to be a day's amount"),
    "thousands of digits": ("impressions", "9" * 5000, "too large"),
    "two decimal marks": ("spend", "1.2.3", "write it as 1204.50"),
    "wrong grouping": ("spend", "1'23.50", "write it as 1204.50"),
    "absurd money": ("spend", "1000000000000.00", "too large"),
    "money with an absurd exponent": ("spend", "1e999", "too large"),
    "nan money": ("spend", "nan", "write it as 1204.50"),
    "no such day": ("day", "2026-02-30", "no such day: write it as 2026-11-23"),
    "month 13": ("day", "2026-13-01", "no such day"),
    "year nought": ("day", "0000-01-01", "no such day"),
    "no day": ("day", "", "names no day"),
    "text for a day": ("day", "yesterday", "cannot be read as a day"),
    "a month": ("day", "2026-11", "cannot be read as a day"),
    "future": ("day", "2026-11-26", "future"),
    "before app stores": ("day", "1970-01-01", "before"),
    "two-digit year": ("day", "01/11/26", "four digits"),
    "long name": ("network", "x" * 201, "longer than 200"),
}


@pytest.mark.parametrize("field, value, reason", BAD_CELLS.values(), ids=BAD_CELLS)
def test_bad_cell_is_named_by_line_field_and_value(field, value, reason):
    reading = read(HEADER + GOOD + row(**{field: value}) + GOOD)
    assert [(error.line, error.field) for error in reading.errors] == [(3, field)]
    assert reason in reading.errors[0].message
    assert reading.errors[0].value[:50] == value[:50]
    assert reading.lines == []
    assert set(reading.totals.values()) == {None}


def test_a_day_goes_in_once_it_has_begun_anywhere():
    (error,) = read(HEADER + row(day="2026-11-25")).errors
    assert (error.line, error.field) == (2, "day")
    assert read(HEADER + row(day="2026-11-25"), newest=date(2026, 11, 25)).errors == []


def test_whole_number_with_a_point_is_a_count():
    assert read(HEADER + row(installs="13.0")).totals["installs"] == 13


BAD_FILES = {
    "empty": (b"", "file", 1, "empty"),
    "only blanks": (b" \r\n\n", "file", 1, "empty"),
    "only a header": (HEADER.encode(), "file", 1, "no line of data"),
    "header and totals": (HEADER.encode() + b"Total,,,1,1,1,1\n", "file", 1, "no line of data"),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(40), "file", 1, "PNG"),
    "jpeg": (b"\xff\xd8\xff\xe0" + bytes(40), "file", 1, "JPEG"),
    "gif": (b"GIF89a" + bytes(40), "file", 1, "GIF"),
    "pdf": (b"%PDF-1.7\n", "file", 1, "PDF"),
    "gzip": (b"\x1f\x8b\x08" + bytes(20), "file", 1, "unpack"),
    "old excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40), "file", 1, "XLSX"),
    "web page": (b"<!doctype html><html></html>", "file", 1, "web page"),
    "json": (b'{"data": []}', "file", 1, "JSON"),
    "broken xlsx": (b"PK\x03\x04" + b"x" * 100, "file", 1, "damaged"),
    "nul": (HEADER.encode() + GOOD.encode() + b"2026\0,,,,,,\n", "file", 3, "NUL"),
    "open quote": (HEADER + GOOD + '2026-11-02,"Lum,US,1,1,1,1\n' + GOOD, "file", 3, "quote"),
    "text after a quote": (HEADER + '2026-11-02,"Lum"io,US,1,1,1,1\n', "file", 2, "quote"),
    "truncated last line": (HEADER + GOOD + "2026-11-02,Lumio,U", "file", 3, "cut off"),
    "a comma in a name, an empty last cell": (
        (HEADER + 2 * GOOD)[:-1].encode() + b"\n" + row()[:-1].encode() + b",\n",
        "file",
        4,
        "8 cells",
    ),
    "too many cells": (HEADER + row(spend="12,50"), "file", 2, "8 cells"),
    "damaged utf-8 before a letter": (
        b"day,network,installs\n2026-11-01,\xe9t,1\n2026-11-02," + "é,1\n".encode(),
        "file",
        2,
        "not valid UTF-8",
    ),
    "long cell": (HEADER + GOOD + row(network="x" * 131_073), "file", 3, "cell is too long"),
    "no count in any line": (
        HEADER + row(impressions="", clicks="", installs="-", spend="N/A"),
        "file",
        2,
        "No line states a count",
    ),
    "damaged utf-8": ("day,network,installs\n2026-11-01,é,1\n".encode() + b"\xe9,", "file", 3, "8"),
    "no header": ("2026-11-01,5,6\n2026-11-02,5,6\n", "file", 1, "header"),
    "plain text answer": ("You have reached your limit of calls.", "file", 1, "header"),
    "titles only": ("Report: x\nfrom,to\n", "file", 1, "header"),
    "no count": ("day,network\n2026-11-01,Lumio\n", "file", 1, "impressions, clicks, installs"),
    "no day": ("network,impressions,installs\nLumio,1000,3\n", "day", 1, "No column names the day"),
    "two installs": ("day,Installs,installs\n2026-11-01,1,2\n", "installs", 1, "Two columns"),
    "two spends": (
        "day,Spend (USD),Spend (EUR)\n2026-11-01,1,2\n",
        "spend",
        1,
        "'Spend (USD)' and 'Spend (EUR)'",
    ),
    "second currency": (
        "day,impressions,spend (USD),revenue_d7 (EUR)\n2026-11-01,5,1,2\n",
        "revenue_d7",
        1,
        "The file states more than one currency: EUR and USD.",
    ),
    "long": ("date,metric,value\n2026-11-01,installs,3\n", "file", 1, "long table"),
    "wide": (
        "date,google_installs,meta_installs\n2026-11-01,1,2\n",
        "file",
        1,
        "google_installs, meta_installs",
    ),
    "earnings": ("date,app,impressions,revenue,ecpm\n2026-11-01,x,9,1,1\n", "file", 1, "earnings"),
}


@pytest.mark.parametrize("content, field, line, reason", BAD_FILES.values(), ids=BAD_FILES)
def test_bad_file_is_refused_with_the_reason(content, field, line, reason):
    reading = read(content)
    assert [(error.line, error.field) for error in reading.errors] == [(line, field)]
    assert reason in reading.errors[0].message
    assert reading.lines == []


def test_every_bad_line_is_named_in_the_order_of_the_file():
    text = HEADER + row(spend="x") + row(installs="-1") + row(day="2026-02-30", clicks="y")
    found = [(error.line, error.field) for error in read(text).errors]
    assert found == [(2, "spend"), (3, "installs"), (4, "clicks"), (4, "day")]


def test_a_thousand_errors_are_listed_and_the_rest_counted():
    errors = read(HEADER + row(installs="x") * 1500).errors
    assert len(errors) == 1001
    assert errors[-1].message == "500 more errors are not listed."


def test_line_numbers_count_breaks_inside_quotes():
    text = HEADER + '2026-11-01,"Lum\nio\n",US,1,1,1,1\n' + "\n" + row(installs="x")
    assert [error.line for error in read(text).errors] == [6]


def test_rounded_id_is_refused():
    text = "day,campaign_id,installs\n2026-11-01,1.20211E+17,5\n"
    assert [(error.line, error.field) for error in read(text).errors] == [(2, "campaign_id")]


def test_sum_beyond_what_the_database_holds_is_an_error_of_the_column():
    errors = read(HEADER + row(spend=10**9) * 1001).errors
    assert [(error.line, error.field) for error in errors] == [(1, "spend")]


def test_the_largest_count_and_amount_of_a_day_are_read():
    totals = read(HEADER + row(impressions=10**12, spend=10**9)).totals
    assert (totals["impressions"], totals["spend"]) == (10**12, 10**9)


PARTS = "day,installs,view_through_installs,retained_d1,retained_d7\n"


@pytest.mark.parametrize("field", PARTS.strip().split(",")[2:])
def test_part_of_the_installs_cannot_be_above_them(field):
    cells = dict.fromkeys(PARTS.strip().split(","), "5") | {"day": "2026-11-01"}
    over = ",".join((cells | {field: "6"}).values())
    unstated = ",".join((cells | {field: "6", "installs": ""}).values())
    errors = read(PARTS + f"{unstated}\n{over}\n").errors
    assert [(error.line, error.field, error.value) for error in errors] == [(3, field, "6")]
    assert "cannot be above installs (5)" in errors[0].message


SPANS = {
    "date_stop": ("date,date_stop,network,clicks\n", "2026-11-01,{},A,1\n", "2026-11-07"),
    "end date": ("date,end date,clicks\n", "2026-11-01,{},1\n", "2026-11-02"),
    "granularity": ("date,granularity,clicks\n", "2026-11-01,{},1\n", "Weekly"),
    "other writing": ("date,end date,clicks\n", "2026-11-01,{},1\n", "07/11/2026"),
}


@pytest.mark.parametrize("header, line, wide", SPANS.values(), ids=SPANS)
def test_line_of_a_plain_table_over_several_days_is_refused(header, line, wide):
    one_day = "day" if "granularity" in header else "2026-11-01"
    errors = read(header + line.format(one_day) + line.format(wide), source="generic").errors
    assert {(error.line, error.field, error.value) for error in errors} == {(3, "day", wide)}
    assert read(header + line.format(one_day), source="generic").errors == []


def test_start_and_end_beside_a_day_are_those_of_the_campaign():
    text = "date,start date,end date,clicks\n2026-11-01,2026-01-01,2027-01-01,1\n"
    assert read(text).lines[0].day == date(2026, 11, 1)


@pytest.mark.parametrize("day", [date(2006, 12, 31), date(2026, 11, 26)], ids=["past", "future"])
def test_stated_day_is_judged_as_one_of_the_file_is(day):
    errors = read("network,installs\nLumio,5\n", day=day).errors
    assert [error.field for error in errors] == ["day"]
    assert str(day) in errors[0].message


# Odd but real


def warnings(text: str) -> str:
    reading = read(text)
    assert reading.errors == []
    return " ".join(reading.warnings)


def test_more_clicks_or_installs_than_impressions_are_warned_of():
    said = warnings(
        HEADER + GOOD + row(impressions=10) + row(impressions=10, clicks=2, installs=11)
    )
    assert "Line 3 has more clicks than impressions." in said
    assert "Line 4 has more installs than impressions." in said


def test_lines_without_any_count_are_left_out_and_warned_of_once():
    blank = {"impressions": "", "clicks": "-", "installs": "N/A", "spend": ""}
    reading = read(HEADER + GOOD + row(country="DE", **blank) + row(day="2026-11-02", **blank))
    assert [line.number for line in reading.lines] == [2]
    assert reading.rows == 1
    assert reading.warnings == ["2 lines, the first of them 3, have no count at all: left out."]


def test_lines_without_a_campaign_beside_named_ones_are_asked_about():
    header = "day,network,campaign,installs\n"
    named = "2026-11-01,Lumio,Harbor,5\n"
    said = warnings(header + named + "2026-11-01,Lumio,,5\n" + "2026-11-01,Lumio,,4\n" + named)
    assert "2 lines, the first of them 3, have no campaign" in said
    assert "Are the lines without a campaign subtotals? They are added." in said
    others = "2026-11-02,Lumio,,5\n2026-11-01,Kite,,5\n"
    assert warnings(header + named + others + named.replace("-01,", "-03,")) == ""


def test_repeated_lines_are_kept_and_warned_of_once():
    reading = read(HEADER + GOOD + row(country="DE") + GOOD * 2)
    assert reading.totals["installs"] == 20
    assert "2 lines, the first of them 4, have the very content" in reading.warnings[0]


def test_rows_of_one_key_are_not_summed_here():
    assert len(read(HEADER + GOOD + row(clicks=1)).lines) == 2


def test_totals_row_is_dropped_and_agrees_in_silence():
    said = warnings(HEADER + GOOD + GOOD.replace("US", "DE") + "Total,,,2000,40,10,25.00\n")
    assert said == "Left out because it sums others: line 4."


def test_totals_row_that_differs_is_a_doubt():
    (doubt,) = read(HEADER + GOOD + "Total: Account, --, --,1000,20,6,12.50\n").doubts
    assert doubt.point == Code.TOTALS_DIFFER
    assert doubt.message == "The totals row in line 3 says 6 installs; the lines add up to 5."


def test_undated_nameless_last_row_is_a_totals_row():
    reading = read(HEADER + GOOD + row(country="DE") + ",,,2000,40,10,25.00\n")
    assert (reading.rows, reading.totals["installs"]) == (2, 10)


def test_campaign_called_total_war_is_no_totals_row():
    text = "campaign,day,installs\nTotal: War,2026-11-01,5\n"
    assert read(text).totals["installs"] == 5


def test_stated_ipm_is_compared_with_ours():
    text = "day,impressions,installs,ipm\n2026-11-01,1000,5,5.00\n2026-11-02,1000,5,0.5\n"
    assert "Line 3 has an IPM that is not" in warnings(text)


def test_spend_that_looks_like_millionths_is_asked_about_and_not_scaled():
    reading = read(HEADER + row(spend="12500000"))
    assert reading.totals["spend"] == Decimal("12500000")
    assert "in millionths?" in reading.warnings[0]
