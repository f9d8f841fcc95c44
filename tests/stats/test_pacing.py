"""The spend of a whole month from its days, with an interval that holds what it says."""

import random
from math import sqrt

import pytest

from campaigns.stats.pacing import DAYS, days_until, month_end
from campaigns.stats.special import t_quantile


def test_one_more_day_lies_where_the_textbook_says():
    # Hahn & Meeker 1991, the voltages of five circuit packs: mean 50.10, s 1.31, and the factor of
    # a 95 % prediction interval for one more of 3.04; here with two more at the mean.
    packs = [51.9, 48.3, 50.3, 49.6, 50.4]  # so that no day resembles the one before
    assert t_quantile(0.975, 4) * sqrt(1 + 1 / 5) == pytest.approx(3.04, abs=0.005)
    days = [*packs, 50.1, 50.1]
    found = month_end(0, 1, days)
    s = sqrt(sum((x - 50.1) ** 2 for x in packs) / 6)
    assert s * sqrt(6 / 4) == pytest.approx(1.31, abs=0.005)
    assert found.value == pytest.approx(50.1)
    assert found.high - found.value == pytest.approx(2.4469 * s * sqrt(1 + 1 / 7), rel=1e-4)


def test_days_left_widen_it_and_days_behind_it_narrow_it():
    days = [100, 120, 90, 110, 130, 80, 105] * 2
    few, many = month_end(1000, 3, days), month_end(1000, 20, days)
    assert few.value == pytest.approx(1000 + 3 * few.per_day)
    assert many.high - many.low > 3 * (few.high - few.low)
    assert month_end(1000, 20, days[:7]).high > many.high


def test_days_that_resemble_the_day_before_say_less():
    waves = [100, 100, 100, 140, 140, 140, 140] * 2
    mixed = [100, 140, 140, 100, 140, 100, 140] * 2
    assert month_end(0, 9, waves).high > 1.3 * month_end(0, 9, mixed).high - 0.3 * 9 * 120


def test_nothing_is_spent_back_and_a_month_that_is_over_is_what_it_is():
    wild = [0, 900, 0, 0, 900, 0, 0, 5, 900, 3, 0, 0, 1, 0]
    assert month_end(500, 10, wild).low == 500
    over = month_end(500, 0, [])
    assert (over.low, over.value, over.high) == (500, 500, 500)
    assert month_end(500, 1, [9] * 6) is None


def test_a_plan_is_used_up_on_the_day_on_which_the_pace_reaches_it():
    assert days_until(900, 1000, 30) == 4
    assert days_until(1000, 1000, 30) == 0
    assert days_until(900, 1000, 0) is None


@pytest.mark.parametrize(("alike", "least"), [(0.0, 0.95), (0.4, 0.9)])
def test_the_interval_holds_the_month_as_often_as_it_says(alike, least):
    """95 % of months of independent days; few days hide how alike they are, so fewer there."""
    dice, inside, worlds = random.Random(7), 0, 1500
    for _ in range(worlds):
        days, last = [], 0.0
        for _ in range(DAYS + 16):
            last = alike * last + dice.gauss(0, 20 * sqrt(1 - alike**2))
            days.append(200 + last)
        found = month_end(0, 16, days[:DAYS])
        inside += found.low <= sum(days[DAYS:]) <= found.high
    assert least <= inside / worlds <= 0.985
