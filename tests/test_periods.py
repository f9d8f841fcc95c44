from datetime import UTC, date, datetime, timedelta

import pytest

from campaigns import periods
from campaigns.periods import Period

TODAY = date(2026, 11, 24)


def test_the_previous_period_is_as_long_and_ends_the_day_before():
    before = Period(date(2026, 3, 1), date(2026, 3, 7)).previous()
    assert (before.first, before.last) == (date(2026, 2, 22), date(2026, 2, 28))


def test_both_ends_are_inside():
    period = Period(date(2026, 1, 31), date(2026, 2, 1))
    assert list(period.days()) == [date(2026, 1, 31), date(2026, 2, 1)]
    assert date(2026, 2, 1) in period and date(2026, 2, 2) not in period


def test_a_period_cannot_end_before_it_starts():
    with pytest.raises(ValueError, match="cannot end"):
        Period(date(2026, 2, 2), date(2026, 2, 1))


def test_weeks_start_on_monday_and_months_on_the_first():
    assert periods.week(date(2026, 11, 29)) == date(2026, 11, 23)
    assert periods.week(date(2027, 1, 1)) == date(2026, 12, 28)
    assert periods.month(date(2026, 1, 31)) == date(2026, 1, 1)


def test_a_network_that_settles_in_three_days_has_three_provisional_days():
    assert periods.last_settled_day(TODAY, 3) == date(2026, 11, 20)
    assert periods.last_settled_day(TODAY, 0) == date(2026, 11, 23)


def test_a_day_begins_first_fourteen_hours_before_greenwich():
    eve = datetime(2026, 11, 23, 9, 59, tzinfo=UTC)
    assert periods.newest_day(eve) == date(2026, 11, 23)
    assert periods.newest_day(eve + timedelta(minutes=1)) == date(2026, 11, 24)
