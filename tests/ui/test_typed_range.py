"""Ranges as people type them. Today is Saturday, 28 Nov 2026."""

from datetime import date

import pytest

from campaigns.periods import Period, named
from campaigns.ui.typed_range import Unreadable, typed_range

TODAY = date(2026, 11, 28)


def days(first: str, last: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last))


SAID = {
    "1 oct - 12 oct": days("2026-10-01", "2026-10-12"),
    "1-12 oct": days("2026-10-01", "2026-10-12"),
    "Oct 1 – 12": days("2026-10-01", "2026-10-12"),
    "1 October to 3 November 2025": days("2025-10-01", "2025-11-03"),
    "20 dec - 5 jan": days("2025-12-20", "2026-01-05"),
    "1 nov - 30 nov": days("2026-11-01", "2026-11-30"),
    "27 oct - 23 nov": days("2026-10-27", "2026-11-23"),
    "2026-10-01 - 2026-10-12": days("2026-10-01", "2026-10-12"),
    "2026-10-01..2026-10-12": days("2026-10-01", "2026-10-12"),
    "1.10. - 12.10.": days("2026-10-01", "2026-10-12"),
    "1.10.2025 to 12.10.2025": days("2025-10-01", "2025-10-12"),
    "12 oct": days("2026-10-12", "2026-10-12"),
    "oct": days("2026-10-01", "2026-10-31"),
    "december": days("2025-12-01", "2025-12-31"),
    "sep - oct": days("2026-09-01", "2026-10-31"),
    "feb 2024": days("2024-02-01", "2024-02-29"),
    "2025": days("2025-01-01", "2025-12-31"),
    "q3": days("2026-07-01", "2026-09-30"),
    "q4 2025": days("2025-10-01", "2025-12-31"),
    "since 5 nov": days("2026-11-05", "2026-11-27"),
    "last 2 months": days("2026-09-01", "2026-10-31"),
    "3 quarters": days("2026-01-01", "2026-09-30"),
    "last 3 weeks": 21,
    "14d": 14,
    "Last  28 days": 28,
    "Last month": "last_month",
    "ytd": "this_year",
    "yesterday": "yesterday",
}


def test_what_is_typed_is_read():
    read = {text: typed_range(text, TODAY) for text in SAID}
    assert {text: found for text, found in read.items() if found != SAID[text]} == {}


def test_what_is_no_range_is_refused():
    for text in ("", "-", "hello", "31 feb", "11/12/2026", "12 oct - 1 oct 2026 - 3", "0 days",
                 "99", "1 oct oct", "since", "q5", "9999 years", "32 dec", "1 2 oct"):  # fmt: skip
        with pytest.raises(Unreadable):
            typed_range(text, TODAY)


NAMED = {
    "yesterday": days("2026-11-27", "2026-11-27"),
    "this_week": days("2026-11-23", "2026-11-27"),
    "last_week": days("2026-11-16", "2026-11-22"),
    "this_month": days("2026-11-01", "2026-11-27"),
    "last_month": days("2026-10-01", "2026-10-31"),
    "this_quarter": days("2026-10-01", "2026-11-27"),
    "last_quarter": days("2026-07-01", "2026-09-30"),
    "this_year": days("2026-01-01", "2026-11-27"),
    "last_year": days("2025-01-01", "2025-12-31"),
    "all": days("2026-03-05", "2026-11-27"),
}


def test_named_ranges_follow_the_calendar_up_to_yesterday():
    assert {name: named(name, TODAY, date(2026, 3, 5)) for name in NAMED} == NAMED
    monday = date(2026, 11, 23)
    assert named("this_week", monday) == Period(monday, monday)
    assert named("last_quarter", date(2026, 2, 1)) == days("2025-10-01", "2025-12-31")


def test_periods_to_compare_with_hold_whole_months_or_the_same_weekdays():
    ten = days("2026-11-10", "2026-11-19")
    assert ten.weekdays_before() == days("2026-10-27", "2026-11-05")
    assert [ten.ago(unit) for unit in ("week", "month", "quarter", "year")] == [
        days("2026-11-03", "2026-11-12"), days("2026-10-13", "2026-10-22"),
        days("2026-08-11", "2026-08-20"), days("2025-11-11", "2025-11-20"),
    ]  # fmt: skip
    october = days("2026-10-01", "2026-10-31")
    assert [october.ago(unit) for unit in ("month", "quarter", "year")] == [
        days("2026-09-01", "2026-09-30"), days("2026-07-01", "2026-07-31"),
        days("2025-10-01", "2025-10-31"),
    ]  # fmt: skip
