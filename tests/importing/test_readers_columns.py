"""Numbers, days, countries, words and money: decided per column, asked where two readings fit."""

from datetime import date
from decimal import Decimal

import pytest

from campaigns.importing.cells.columns import NumberColumn
from campaigns.importing.cells.countries import country_code
from campaigns.importing.cells.days import read_days
from campaigns.importing.codes import Code
from campaigns.importing.lines import Options
from campaigns.importing.recognise import read_report

TODAY = date(2026, 11, 24)


def read(text: str, **options):
    return read_report(text.encode(), "report.csv", Options(today=TODAY, **options))


def money(*cells: str, proven: str = "") -> list:
    column = NumberColumn(cells).read("spend", proven=proven)
    assert column.faults == []
    return [column.values[cell] for cell in cells]


NUMBERS = {
    "dot": (["412.30", ".22", "7"], ["412.3", "0.22", "7"]),
    "grouped by commas": (["3,063", "1,234.5"], ["3063", "1234.5"]),
    "grouped by commas twice": (["1,234,567", "1,234"], ["1234567", "1234"]),
    "Indian grouping": (["12,34,567.5"], ["1234567.5"]),
    "comma": (["1.234,56", "1.234"], ["1234.56", "1234"]),
    "space": (["1 234,56", "1\u202f234,50", "1\u00a0000,5"], ["1234.56", "1234.5", "1000.5"]),
    "apostrophe": (["1'234.50"], ["1234.5"]),
    "signs": (["$412.30", "US$ 1.50", "12.5 €", "EUR 3.5"], ["412.3", "1.5", "12.5", "3.5"]),
    "leading nought": (["0.123", "1.234"], ["0.123", "1.234"]),
    "small float": (["6.1e-05", "0.5"], ["0.000061", "0.5"]),
    "many decimals": (["764.5310553"], ["764.531055"]),
}


@pytest.mark.parametrize("cells, expected", NUMBERS.values(), ids=NUMBERS)
def test_money_reads(cells, expected):
    assert money(*cells) == [Decimal(text) for text in expected]


@pytest.mark.parametrize(
    "cell", ["", "-", "--", " --", "N/A", "n/a", "null", "None", "< 10", "<5", "–", "#N/A"]
)
def test_unknown_is_not_zero(cell):
    reading = read(f"day;installs;clicks\n2026-11-01;{cell};0\n")
    assert reading.errors == []
    assert (reading.lines[0].installs, reading.lines[0].clicks) == (None, 0)
    assert reading.totals["installs"] is None


def test_money_of_one_point_and_three_digits_alone_is_ambiguous():
    errors = read("day,network,spend\n2026-11-01,A,7\n2026-11-02,B,1.234\n").errors
    assert [(error.line, error.field, error.value) for error in errors] == [(3, "spend", "1.234")]
    assert "1.234 can be 1.234 or 1234: write it without" in errors[0].message


def test_a_count_has_no_fraction_so_that_its_one_mark_groups():
    lines = read("day;installs\n2026-11-01;7\n2026-11-02;1.234\n").lines
    assert [line.installs for line in lines] == [7, 1234]
    lines = read("day;installs\n2026-11-01;7\n2026-11-02;1,234\n").lines
    assert [line.installs for line in lines] == [7, 1234]


def test_counts_that_all_end_in_three_zeros_may_be_decimals_and_are_asked():
    (error,) = read("day,installs\n2026-11-01,12.000\n2026-11-02,7.000\n").errors
    assert "can be" in error.message


@pytest.mark.parametrize("text, total", [("(12.50)", "-12.50"), ("-3", "-3"), ("$-1.25", "-1.25")])
def test_spend_below_zero_is_a_credit_and_warned_of(text, total):
    reading = read(f"day,network,spend,installs\n2026-11-01,A,{text},1\n")
    assert reading.errors == []
    assert reading.totals["spend"] == Decimal(total)
    assert "Line 2 has a spend below zero, which is taken as a credit." in reading.warnings


@pytest.mark.parametrize("field", ["installs", "impressions", "revenue_d7"])
def test_nothing_but_spend_may_be_below_zero(field):
    (error,) = read(f"day,network,clicks,{field}\n2026-11-01,A,1,(5)\n").errors
    assert (error.line, error.field) == (2, field)
    assert "below zero" in error.message


def test_ambiguous_number_is_settled_by_another_column_of_the_file():
    reading = read("day;impressions;spend\n2026-11-01;1.234;12,50\n")
    assert reading.totals["impressions"] == 1234


def test_ambiguous_number_is_settled_by_a_ratio_of_the_file():
    reading = read('day,spend,CTR\n2026-11-01,"1,234",2.45%\n')
    assert reading.totals["spend"] == 1234


def test_comma_groups_the_thousands_of_counts():
    assert read('day,installs\n2026-11-01,"3,063"\n').totals["installs"] == 3063


def test_two_decimal_marks_in_one_column_are_an_error():
    errors = read("day;spend\n2026-11-01;1,5\n2026-11-02;2,5\n2026-11-03;3.5\n").errors
    assert [(error.line, error.field) for error in errors] == [(4, "spend")]


DAYS = {
    "iso": "2026-11-03",
    "slashes": "2026/11/03",
    "compact": "20261103",
    "timestamp": "2026-11-03T00:00:00.000Z",
    "zone": "2026-11-03T23:30:00+02:00",
    "local midnight in UTC": "2026-11-03 07:00:00",
    "day month": "03 Nov 2026",
    "dashes": "3-Nov-2026",
    "month day": "Nov 3, 2026",
    "long": "3 November 2026",
    "weekday": "Tue, 3 Nov 2026",
}


@pytest.mark.parametrize("cell", DAYS.values(), ids=DAYS)
def test_day_reads_and_its_time_is_cut(cell):
    reading = read(f"day;installs\n{cell};1\n")
    assert reading.errors == []
    assert reading.lines[0].day == date(2026, 11, 3)


@pytest.mark.parametrize("mark", "/-.")
@pytest.mark.parametrize(
    "cells, expected",
    [(["08/23/2026", "09/01/2026"], (9, 1)), (["23/08/2026", "09/01/2026"], (1, 9))],
    ids=["month first", "day first"],
)
def test_a_day_above_twelve_decides_the_column(cells, expected, mark):
    cells = [cell.replace("/", mark) for cell in cells]
    column = read_days(cells, None, TODAY)
    assert column.faults == []
    assert column.values[cells[1]] == date(2026, *expected)


def test_day_and_month_that_cannot_be_told_apart_are_asked_for():
    text = "day,installs\n03/03/2026,1\n03/04/2026,1\n05/06/2026,1\n"
    errors = read(text).errors
    assert [(error.line, error.field, error.value) for error in errors] == [
        (3, "day", "03/04/2026")
    ]
    assert errors[0].code == Code.DAY_ORDER_OPEN
    assert read(text, day_first=True).lines[1].day == date(2026, 4, 3)
    assert read(text, day_first=False).lines[1].day == date(2026, 3, 4)


def test_contradictory_days_are_an_error():
    errors = read("day,installs\n23/08/2026,1\n24/08/2026,1\n08/25/2026,1\n").errors
    assert [(error.line, error.field) for error in errors] == [(4, "day")]


def test_stated_order_that_the_file_contradicts_is_an_error():
    errors = read("day,installs\n03/04/2026,1\n08/25/2026,1\n", day_first=True).errors
    assert [(error.line, error.value) for error in errors] == [(3, "08/25/2026")]


def test_days_in_two_writings_are_an_error():
    errors = read("day,installs\n2026-11-01,1\n2026-11-02,1\n11/23/2026,1\n").errors
    assert [(error.line, error.field) for error in errors] == [(4, "day")]


COUNTRIES = {
    "US": "US",
    "us": "US",
    "BRA": "BR",
    "United States": "US",
    "United Kingdom": "GB",
    "UK": "GB",
    "South Korea": "KR",
    "Korea, Republic of": "KR",
    "Türkiye": "TR",
    "Turkey": "TR",
    "Côte d'Ivoire": "CI",
    "Hong Kong": "HK",
    "Bosnia & Herzegovina": "BA",
    "NA": "NA",
    "": "ZZ",
    "N/A": "ZZ",
    "ZZ": "ZZ",
    "XK": None,
    "country1": None,
    "United States, Canada": None,
}


@pytest.mark.parametrize("text", COUNTRIES)
def test_country_code(text):
    assert country_code(text) == COUNTRIES[text]


@pytest.mark.parametrize(
    "said, stored",
    [
        ("iOS", "ios"),
        ("iPhone", "ios"),
        ("Android", "android"),
        ("Google Play", "android"),
        ("Android 14", "android"),
        ("unknown", ""),
        ("", ""),
    ],
)
def test_platform(said, stored):
    assert read(f"day,os,installs\n2026-11-01,{said},1\n").lines[0].platform == stored


@pytest.mark.parametrize("said", ["web", "Windows 10", "macOS", "PS5", "Smart TV"])
def test_another_platform_is_an_error_of_its_line(said):
    errors = read(f"day,os,installs\n2026-11-01,iOS,1\n2026-11-01,{said},1\n").errors
    assert [(error.line, error.field, error.value) for error in errors] == [(3, "platform", said)]
    assert errors[0].message == "Permille counts Android and iOS; leave other platforms out."


@pytest.mark.parametrize(
    "said, stored",
    [
        ("Rewarded Video", "rewarded_video"),
        ("PLAYABLE", "playable"),
        ("inter", "interstitial"),
        ("hologram", ""),
    ],
)
def test_format(said, stored):
    assert read(f"day,ad type,installs\n2026-11-01,{said},1\n").lines[0].format == stored


def test_names_are_data():
    reading = read('day,campaign,installs\n2026-11-01," =SUM(A1) 🎮, ""x"" ",1\n')
    assert reading.lines[0].campaign == '=SUM(A1) 🎮, "x"'


@pytest.mark.parametrize("field", ["app", "network", "campaign", "creative", "store_page"])
def test_names_are_composed_and_single_spaced(field):
    reading = read(f'day,{field},installs\n2026-11-01," E\u0301te\u0301 \u00a0 a\nb ",1\n')
    assert getattr(reading.lines[0], field) == "Été a b"


def test_stated_network_is_tidied_as_one_of_the_file_is():
    reading = read("day,installs\n2026-11-01,1\n", network="E\u0301te\u0301  Ads ")
    assert reading.lines[0].network == "Été Ads"


def test_id_kept_as_text_by_a_formula_is_read():
    reading = read('day,campaign_id,installs\n2026-11-01,"=""120210000000000001""",1\n')
    assert reading.lines[0].campaign_id == "120210000000000001"


STATED = {
    "header": "day,Amount spent (EUR)\n2026-11-01,10.5\n",
    "suffix": "day,spend_eur\n2026-11-01,10.5\n",
    "column": "day,spend,currency\n2026-11-01,10.5,EUR\n",
    "title": "Currency: EUR\n\nday,spend,clicks\n2026-11-01,10.5,1\n",
    "sign": "day,spend\n2026-11-01,€10.5\n",
}


@pytest.mark.parametrize("text", STATED.values(), ids=STATED)
def test_other_currency_needs_a_rate(text):
    errors = read(text).errors
    assert [error.field for error in errors] == ["spend"]
    assert "EUR" in errors[0].message
    assert errors[0].code == Code.RATE_NEEDED
    reading = read(text, rate=Decimal("1.10"))
    assert reading.totals["spend"] == Decimal("11.55")
    assert "multiplied by 1.10" in " ".join(reading.warnings)
    assert read(text, currency="EUR").totals["spend"] == Decimal("10.5")


def test_the_rate_does_not_hide_a_second_currency():
    text = "day,spend (EUR),revenue_d7 (USD)\n2026-11-01,10,7\n"
    errors = read(text, rate=Decimal("1.1")).errors
    assert [(error.line, error.field) for error in errors] == [(1, "revenue_d7")]
    assert "The file states more than one currency" in errors[0].message


def test_a_days_amount_is_judged_in_the_reporting_currency():
    text = "day,spend (VND)\n2026-11-01,50000000000\n"
    assert read(text, rate=Decimal("0.00004")).totals["spend"] == 2_000_000
    errors = read(text, rate=Decimal(1)).errors
    assert [(error.line, error.field, error.value) for error in errors] == [
        (2, "spend", "50000000000")
    ]


def test_only_the_lines_in_another_currency_are_converted():
    text = "day,spend,currency\n2026-11-01,10,EUR\n2026-11-01,10,USD\n"
    assert [line.spend for line in read(text, rate=Decimal(2)).lines] == [20, 10]


def test_two_foreign_currencies_cannot_have_one_rate():
    text = "day,spend,currency\n2026-11-01,10,EUR\n2026-11-01,10,GBP\n"
    assert "One rate cannot convert EUR and GBP" in read(text, rate=Decimal(2)).errors[0].message


def test_header_and_column_that_state_different_currencies_are_an_error():
    text = "day,Spend (EUR),currency\n2026-11-01,10,GBP\n"
    assert "more than one currency: EUR and GBP" in read(text, rate=Decimal(2)).errors[0].message


@pytest.mark.parametrize("rate", ["0", "-1", "NaN", "Infinity", "1e30", "1e-7"])
def test_rate_that_cannot_be_is_an_error(rate):
    text = "day,spend,currency\n2026-11-01,10,EUR\n"
    assert "A rate cannot be" in read(text, rate=Decimal(rate)).errors[0].message


def test_currency_that_is_none_is_an_error_of_its_line():
    errors = read("day,spend,currency\n2026-11-01,10,gold\n").errors
    assert [(error.line, error.field, error.value) for error in errors] == [(2, "currency", "gold")]


def test_money_without_currency_is_taken_as_ours_and_that_is_said():
    assert "no currency stated, taken as USD" in read("day,spend\n2026-11-01,1\n").reads_as


def test_a_file_without_money_needs_no_rate():
    assert read("day,installs,currency\n2026-11-01,1,EUR\n").errors == []
