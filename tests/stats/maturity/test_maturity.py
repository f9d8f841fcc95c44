"""Maturity: known answers of its specification, and what they mean."""

from dataclasses import replace
from math import isclose

import pytest

from campaigns.stats.maturity.curve import learn_curve, learn_curves
from campaigns.stats.maturity.forecast import (
    Abstains,
    Forecast,
    abstains,
    forecast,
    learn_levels,
    mature,
)
from campaigns.stats.maturity.habit import Change, find_change, settles_after
from campaigns.stats.maturity.settle import reach, settled_value, shown

TODAY = 100
SHARES = (0.6, 0.8, 0.9, 0.95, 0.98)
LATER = (0.4, 0.7, 0.85, 0.92, 0.97)


def _looks(today: int = TODAY, changed: int = 1000):
    """A network whose installs follow SHARES with two per cent of noise, from a day on LATER."""
    installs, impressions = {}, {}
    for day in range(today):
        whole, shows = 100 + 10 * (day % 7), 20000 + 1000 * (day % 5)
        own, seen = [], []
        for age in range(min(31, today - day)):
            shares = LATER if day >= changed else SHARES
            noise = 1 + 0.01 * ((3 * day + age) % 5 - 2)
            share = shares[age] * noise if age < 5 else 1
            own.append((age, float(round(whole * min(share, 1)))))
            seen.append((age, shows * (0.9 if age == 0 else 1.0)))
        installs[day], impressions[day] = own, seen
    return installs, impressions


def _learned(today: int = TODAY):
    installs, impressions = _looks(today)
    curves = learn_curve(installs, today), learn_curve(impressions, today)
    return mature(installs, impressions, curves, today)


def _latest(looks):
    return {day: seen[-1] for day, seen in looks.items()}


@pytest.mark.parametrize(
    ("value", "usual", "cv", "mean", "sd"),
    [
        (66, 100, 0.3, 108.662582, 11.564680),
        (30, 100, 0.3, 52.047505, 7.154553),
        (0, 5, 0.3, 1.630084, 1.537407),
    ],
)
def test_a_settled_value_lies_between_what_is_known_and_what_is_usual(value, usual, cv, mean, sd):
    found = settled_value(value, 0.6, 0.05, usual, cv)
    assert (found.mean, found.sd) == (pytest.approx(mean, abs=1e-6), pytest.approx(sd, abs=1e-6))


def test_a_range_follows_past_errors_and_is_a_normal_one_without():
    past = reach([step / 10 for step in range(-20, 21)], 41)
    assert (past.low, past.high) == pytest.approx((-1.997477, 1.997477), abs=1e-6)
    assert reach((), 0).high == pytest.approx(2.105472, abs=1e-6)


def test_a_shown_count_is_whole_and_leans_to_what_is_known():
    assert [shown(60, 100.2), shown(5, 5.7), shown(100, 92.5)] == [100, 6, 93]


def test_the_share_known_at_each_age_is_learned_from_looks():
    curve = _learned().installs
    assert curve.share[:6] == pytest.approx(
        (0.603610, 0.801630, 0.900288, 0.950074, 0.980650, 1), abs=1e-6
    )
    assert curve.noise[0] == 0.003


def test_yesterday_is_forecast_with_its_range():
    installs, impressions = _looks()
    learned = _learned()
    levels = learn_levels(_latest(installs), _latest(impressions), learned, TODAY)
    assert levels.installs.rate * 1000 == pytest.approx(5.861893, abs=1e-6)
    assert levels.installs.cv == 0.12
    found = forecast(learned, levels, 99, 0, (66, 21600), TODAY)
    assert isinstance(found, Forecast)
    assert found.installs == 112
    assert found.installs_range == pytest.approx((107.822875, 119.909935), abs=1e-6)
    assert found.ipm == pytest.approx(4.669599, abs=1e-6)
    assert found.ipm_range == pytest.approx((4.492723, 4.997154), abs=1e-6)


def test_days_settle_after_the_age_from_which_on_they_stay():
    installs, _ = _looks()
    curve = learn_curve(installs, TODAY)
    assert settles_after(installs, curve, TODAY) == 5
    assert settles_after(installs, curve, TODAY, Change(80, later=True, noticed=84)) == 14
    assert settles_after(installs, curve, 110, Change(80, later=True, noticed=84)) == 5


def test_days_that_nobody_looked_at_again_say_nothing_of_settling():
    once = {day: [(0, 100.0)] for day in range(TODAY)}
    assert settles_after(once, learn_curve(once, TODAY), TODAY) is None


def test_days_that_grow_to_the_end_settle_after_fourteen():
    looks = {d: [(a, 100.0 + 5 * a) for a in range(min(16, TODAY - d))] for d in range(TODAY)}
    assert settles_after(looks, learn_curve(looks, TODAY), TODAY) == 14


def test_a_changed_habit_is_noticed_when_three_days_show_it():
    found = {night: find_change(_looks(night, changed=90)[0], night) for night in range(91, 95)}
    assert [found[night] for night in (91, 92, 93)] == [None, None, None]
    assert found[94] == Change(since=90, later=True, noticed=94)


def test_a_changed_habit_is_told_once():
    first = Change(since=90, later=True, noticed=94)
    assert find_change(_looks(96, changed=90)[0], 96, first) is None
    assert find_change(_looks(130, changed=90)[0], 130, first) is None


def test_steady_habits_are_no_change():
    assert find_change(_looks()[0], TODAY) is None


def test_there_is_no_forecast_without_history_or_days_seen_or_after_a_change():
    young = _learned(20)
    assert abstains(young, 0, 20) == Abstains("history", 19, 30)
    learned = _learned()
    assert abstains(learned, 0, TODAY) is None
    rare = replace(learned, seen=(9, *learned.seen[1:]))
    assert abstains(rare, 0, TODAY) == Abstains("seen", 9, 10)
    changed = replace(learned, change=Change(90, later=True, noticed=94))
    assert abstains(changed, 2, 98) == Abstains("changed", again=99)
    assert abstains(changed, 2, 99) is None


def test_a_range_is_wider_for_three_weeks_after_a_change():
    installs, impressions = _looks()
    learned = _learned()
    levels = learn_levels(_latest(installs), _latest(impressions), learned, TODAY)
    changed = replace(learned, change=Change(85, later=True, noticed=89))
    then = forecast(changed, levels, 99, 0, (66, 21600), TODAY)
    usual = forecast(learned, levels, 99, 0, (66, 21600), TODAY)
    assert then.ipm_range[0] < usual.ipm_range[0] < usual.ipm_range[1] < then.ipm_range[1]


def test_ages_at_which_nothing_moves_any_more_do_not_narrow_the_range_of_those_before():
    installs = {
        day: [
            (age, 200.0 + (age == 6) * (3 * day % 11 - 5) * 8)
            for age in range(min(31, TODAY - day))
        ]
        for day in range(TODAY)
    }
    impressions = {day: [(age, 40_000.0) for age, _ in own] for day, own in installs.items()}
    curves = learn_curve(installs, TODAY), learn_curve(impressions, TODAY)
    learned = mature(installs, impressions, curves, TODAY, settles=7)
    assert mature(installs, impressions, curves, TODAY, settles=14).reaches[4][0].high < 1.2
    assert 1.5 < learned.reaches[4][0].high < 2.2


def test_networks_of_a_reporter_lend_a_new_one_their_curve():
    installs, _ = _looks()
    new = {day: seen for day, seen in installs.items() if day >= 98}
    alone = learn_curve(new, TODAY)
    among = learn_curves({"a": installs, "b": installs, "c": installs, "new": new}, TODAY, {})
    assert abs(among["new"].share[3] - 0.95) < abs(alone.share[3] - 0.95)


def test_numbers_of_before_a_change_weigh_little():
    installs, _ = _looks(changed=80)
    assert learn_curve(installs, TODAY, 80).share[0] < learn_curve(installs, TODAY).share[0]


def test_a_weekday_on_which_nothing_is_known_at_first_has_its_own_factor():
    looks = {
        day: [(0, 0.0 if day % 7 == 5 else 90.0), (15, 100.0)][: 2 if day < 84 else 1]
        for day in range(TODAY)
    }
    curve = learn_curve(looks, TODAY)
    assert curve.weekdays[0][5] == 0.3
    assert isclose(curve.weekdays[0][1], 0.9 / curve.share[0], rel_tol=0.1)
