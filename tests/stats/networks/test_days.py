"""Noise of days, days shared by the app, the level and since when."""

from itertools import pairwise

import pytest

from campaigns.stats.networks.day_noise import DAY_C2, day_noise
from campaigns.stats.networks.levels import Days, distance, fall, level, ratio
from campaigns.stats.networks.shared_days import shared_days

RESTLESS = [100, 40, 160, 50, 150, 60, 140, 45, 155, 100, 90, 110, 30, 170]
CALM = [100, 98, 103, 99, 101, 97, 102, 100, 100, 99, 101, 103, 97, 100]


def noise(*networks, expected=100.0, members=None):
    means = [[expected] * len(days) for days in networks]
    return day_noise(networks, means, members or [True] * len(networks))


def test_restless_days_raise_a_networks_own_noise():
    found = noise(RESTLESS, CALM, CALM)
    assert found.own[0] > 3 * found.own[1]


def test_with_one_known_network_the_noise_is_the_default():
    found = noise(RESTLESS, [1] * 14)
    assert (found.c2, found.a) == (DAY_C2, 0)
    assert found.h == pytest.approx(1 / 14)


def test_who_is_no_member_is_not_heard_on_the_noise():
    assert noise(RESTLESS, RESTLESS, CALM, CALM, members=[False, False, True, True]).c2 == 0.01


def test_days_that_follow_each_other_widen():
    drifting = [60, 65, 70, 80, 90, 100, 110, 120, 130, 135, 140, 120, 100, 80]
    assert noise(drifting, drifting).a == 0.6
    assert noise(drifting, drifting).wide[0] > 2 * noise(RESTLESS, RESTLESS).wide[0]


def test_a_level_that_changes_after_a_fortnight_is_no_noise_of_days():
    assert noise(*[CALM + [x / 2 for x in CALM]] * 2).c2 == 0.01


def test_days_that_vary_each_for_itself_are_not_shared():
    apart = [RESTLESS[shift:] + RESTLESS[:shift] for shift in range(0, 12, 2)]
    assert shared_days(apart, [[100] * 14] * 6, 0.2, [True] * 6) is None


def test_a_day_that_all_share_is_seen_by_those_who_are_not_heard():
    installs = [[100 * (2 if day == 5 else 1) for day in range(14)]] * 6
    found = shared_days(installs, [[100] * 14] * 6, 0.01, [*[True] * 5, False])
    assert found.others[5] == found.app
    assert found.app[5] > 1.5


def test_a_network_does_not_explain_its_own_days():
    installs = [[100 * (2 if day == 5 else 1) for day in range(14)] for _ in range(6)]
    installs[0][5] = 100
    factors = shared_days(installs, [[100] * 14] * 6, 0.01, [True] * 6).others
    assert factors[0][5] > factors[1][5]


def days(*levels, expected=100, own=0.02):
    return Days([expected * one for one in levels], [expected] * len(levels), own, 1.0)


def test_a_steady_network_is_low_since_the_first_day():
    found = level(days(*[0.7] * 28))
    assert found.since == 28
    assert ratio(found.d) == pytest.approx(0.7, abs=0.01)


@pytest.mark.parametrize("fallen", [10, 14, 21, 28, 42])
def test_a_network_that_fell_is_judged_by_the_days_since(fallen):
    found = level(days(*[1] * (84 - fallen), *[0.7] * fallen))
    assert found.since == fallen
    assert ratio(found.d) == pytest.approx(0.7, abs=0.05)


def test_a_shaken_network_is_not_sure_of_its_level():
    calm = level(days(*[1] * 28))
    shaken = level(days(*[1] * 20, *[0.8] * 8))
    assert shaken.variance > 2 * calm.variance


def test_chances_of_the_ladder_add_up():
    assert sum(p for _, p in level(days(*[1] * 84)).chances) == pytest.approx(1)


def test_steps_with_under_ten_expected_installs_have_no_chance():
    chances = level(days(*[1] * 28, expected=1)).chances
    assert [k for k, _ in chances] == [10, 14, 28]


def test_a_week_has_no_days_before():
    assert [k for k, _ in level(days(*[1] * 7)).chances] == [7]


def test_without_expectation_there_is_no_level():
    assert level(Days([0] * 7, [0] * 7, 0.05, 1)) is None
    assert level(Days([], [], 0.05, 1)) is None


def test_no_installs_at_all_are_as_low_as_it_gets():
    assert level(days(*[0] * 28)).d == pytest.approx(-2)


def test_distance_and_ratio_undo_each_other():
    for one in (0, 0.5, 1, 4):
        assert ratio(distance(one * 7, 7)) == pytest.approx(one)


def test_a_fall_is_dated_where_it_is_clearest():
    found = fall(days(*[1] * 63, *[0.7] * 21))
    assert (found.since, found.clear) == (21, True)
    assert found.ratio == pytest.approx(0.7, abs=0.01)


@pytest.mark.parametrize(
    ("levels", "own"),
    [([1] * 84, 0.02), ([1] * 63 + [0.9] * 21, 0.001), ([1] * 80 + [0.7] * 4, 0.5)],
    ids=["steady", "too small", "too unsure"],
)
def test_what_is_no_clear_fall(levels, own):
    assert not fall(days(*levels, own=own)).clear


def test_a_fall_needs_days_before():
    assert fall(days(*[1] * 7)) is None


def test_a_lower_level_is_a_clearer_fall():
    falls = [fall(days(*[1] * 63, *[low] * 21)).z for low in (0.9, 0.8, 0.7, 0.6)]
    assert all(later < earlier for earlier, later in pairwise(falls))
