from datetime import date
from decimal import Decimal

import pytest

from campaigns import formats
from campaigns.metrics import Counts
from campaigns.periods import Period


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (formats.count(36178206), "36,178,206"),
        (formats.short(36178206), "36.2 M"),
        (formats.short(9999), "9,999"),
        (formats.short(444500), "444.5 k"),
        (formats.ratio(Counts.ipm, 6.1158), "6.12"),
        (formats.ratio(Counts.ctr, 3.0312), "3.03"),
        (formats.ratio(Counts.cvr, 19.54), "19.5"),
        (formats.ratio(Counts.ctr, 0.04123), "0.0412"),
        (formats.money(Decimal("1234.5")), "$1,234.50"),
        (formats.money(Decimal("-3"), "EUR"), "−€3.00"),
        (formats.money(Decimal("5"), "CHF"), "CHF 5.00"),
        (formats.unit(Counts.cpi, "EUR"), "€"),
        (formats.unit(Counts.ctr, "EUR"), "%"),
    ],
)
def test_numbers_read_as_people_write_them(written, expected):
    assert written == expected


def test_no_data_is_a_dash_everywhere():
    dashes = {
        formats.count(None), formats.short(None), formats.money(None),
        formats.ratio(Counts.ipm, None),
    }  # fmt: skip
    assert dashes == {"–"}


def test_a_change_has_a_tone_only_where_a_direction_is_good():
    assert formats.change(9, 10, True).tone == "bad"
    assert formats.change(9, 10, False).tone == "good"
    assert formats.change(9, 10, None).tone == ""
    assert formats.change(9, 10, True).text == "10 %"


def test_a_change_from_zero_is_new_and_not_a_hundred_per_cent():
    assert formats.change(5, 0, True).text == "new"
    assert formats.change(0, 0, True).text == "level"
    assert formats.change(5, None, True) is None


def test_a_change_under_one_per_cent_is_level():
    assert formats.change(1.005, 1, True) == formats.LEVEL_CHANGE


def test_ranges_name_the_year_once_where_it_is_the_same():
    assert formats.day_range(Period(date(2026, 10, 27), date(2026, 11, 23))) == (
        "27 Oct to 23 Nov 2026"
    )
    assert formats.day_range(Period(date(2026, 11, 22), date(2026, 11, 24))) == "22 to 24 Nov 2026"
    assert formats.day_range(Period(date(2025, 12, 30), date(2026, 1, 2))) == (
        "30 Dec 2025 to 2 Jan 2026"
    )


def test_percentages_of_rules_and_of_distances():
    assert [formats.percent(part) for part in (0.05, 0.0005, 1)] == ["5 %", "0.05 %", "100 %"]
    assert [formats.signed_percent(part) for part in (-0.28, 0.2, 0.004)] == [
        "−28\u00a0%", "+20\u00a0%", "0\u00a0%",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("low", "high", "little"), [(0.06, 12.2, True), (0.5, 2.0, False), (0.5, 2.01, True)]
)
def test_a_range_whose_end_is_four_times_its_start_says_little(low, high, little):
    assert formats.says_little(low, high) is little
