from datetime import date

import pytest

from campaigns.stats.networks.hysteresis import DAYS_OFF, DAYS_ON, RunState, step

CALM = ["fine"] * 14
MONDAY, TUESDAY = date(2026, 11, 2), date(2026, 11, 3)


def replay(conditions, days_on=DAYS_ON, days_off=DAYS_OFF):
    """The state after these days in order; None without days."""
    state = None
    for condition in conditions:
        state = step(state, condition, None, days_on, days_off)
    return state


def verdict(*conditions):
    return replay(conditions).verdict


@pytest.mark.parametrize(
    ("condition", "first"),
    [
        ("act", "act"),
        ("watch", "watch"),
        ("keep", "fine"),
        ("fine", "fine"),
        ("ineligible", "not_enough"),
        ("fell", "watch"),
        ("unknown", "not_enough"),
        ("no_data", "no_data"),
    ],
)
def test_the_first_judgement_takes_the_condition_of_the_day(condition, first):
    assert verdict(condition) == first


@pytest.mark.parametrize(
    ("days", "after"),
    [
        (["act"] * 4, "fine"),
        (["act"] * 5, "act"),
        (["watch"] * 4, "fine"),
        (["watch"] * 5, "watch"),
        (["watch", *["act"] * 3, "watch"], "watch"),
        ([*["act"] * 4, "watch", "act"], "watch"),
        ([*["act"] * 4, "fine", "act"], "fine"),
        (["keep"] * 30, "fine"),
        (["fell"] * 4, "fine"),
        (["fell"] * 5, "watch"),
        (["fell"] * 30, "watch"),
        ([*["fell"] * 4, "act"], "watch"),
    ],
    ids=lambda days: " ".join(days) if isinstance(days, list) else days,
)
def test_a_fine_network_climbs_after_five_days_in_a_row(days, after):
    assert verdict("fine", *days) == after


def test_watch_climbs_to_act_after_five_act_days():
    assert verdict("watch", *["act"] * 4) == "watch"
    assert verdict("watch", *["act"] * 5) == "act"


def test_act_never_steps_down_to_watch():
    assert verdict("act", *["watch"] * 60) == "act"


@pytest.mark.parametrize("flag", ["act", "watch"])
def test_a_flag_ends_after_fourteen_calm_days_in_a_row(flag):
    assert verdict(flag, *CALM[:13]) == flag
    assert verdict(flag, *CALM) == "fine"


@pytest.mark.parametrize("flag", ["act", "watch"])
def test_one_day_of_keep_starts_the_calm_days_anew(flag):
    assert verdict(flag, *CALM[:13], "keep", *CALM[:13]) == flag


@pytest.mark.parametrize("dark", ["ineligible", "unknown"])
def test_days_without_a_level_are_calm_and_end_as_not_enough(dark):
    assert verdict("act", *[dark] * 13) == "act"
    assert verdict("act", *[dark] * 14) == "not_enough"
    assert verdict("act", *[dark] * 13, "fine") == "fine"


@pytest.mark.parametrize("dark", ["ineligible", "unknown"])
def test_a_fine_network_stays_fine_for_thirteen_days_that_cannot_be_judged(dark):
    assert verdict("fine", *[dark] * 13) == "fine"
    assert verdict("fine", *[dark] * 14) == "not_enough"


def test_one_day_that_can_be_judged_starts_the_days_of_a_fine_network_anew():
    assert verdict("fine", *["ineligible"] * 13, "fine", *["ineligible"] * 13) == "fine"


def test_days_found_fine_do_not_count_towards_not_enough():
    assert verdict(*["fine"] * 60, "ineligible") == "fine"


def test_a_flag_that_just_ended_has_fourteen_days_before_it_like_any_fine_network():
    assert verdict("act", *CALM, *["ineligible"] * 13) == "fine"
    assert verdict("act", *CALM, *["ineligible"] * 14) == "not_enough"


def test_a_network_that_had_too_little_data_is_fine_with_its_first_fine_day():
    assert verdict("fine", *["ineligible"] * 14, "fine") == "fine"
    assert verdict("ineligible", "fine") == "fine"


def test_too_little_data_comes_at_once_where_nothing_was_known_before():
    assert verdict("no_data", "ineligible") == "not_enough"
    assert verdict("fine", "no_data", "ineligible") == "not_enough"


def test_a_network_that_was_judged_before_must_climb_again():
    assert verdict("fine", "ineligible", "act") == "fine"
    assert verdict("fine", "ineligible", *["act"] * 5) == "act"


@pytest.mark.parametrize("dark", ["ineligible", "unknown", "fell"])
def test_the_first_judged_level_counts_as_the_first_judgement(dark):
    assert verdict(dark, dark, "act") == "act"
    assert verdict(dark, dark, "fine") == "fine"


def test_without_formats_a_fall_is_on_watch_after_five_days_and_never_on_act():
    assert verdict("unknown", *["fell"] * 4) == "not_enough"
    assert verdict("unknown", *["fell"] * 5) == "watch"
    assert verdict("unknown", *["fell"] * 90) == "watch"


def test_without_formats_a_flag_ends_after_fourteen_days_without_a_fall():
    assert verdict("fell", *["unknown"] * 13) == "watch"
    assert verdict("fell", *["unknown"] * 14) == "not_enough"


def test_a_network_that_was_silent_for_a_whole_window_starts_anew():
    assert verdict("act", "no_data") == "no_data"
    assert verdict("fine", "no_data", "watch") == "watch"


def test_judging_a_day_again_gives_the_same_state():
    before = replay(["fine", *["act"] * 4])
    assert step(before, "act") == step(before, "act")
    assert step(before, "act").verdict == "act"


def test_other_lengths_of_a_run_can_be_asked_for():
    assert replay(["fine", "act"], days_on=1).verdict == "act"
    assert replay(["act", "fine", "fine"], days_off=2).verdict == "fine"


def test_no_days_have_no_state():
    assert replay([]) is None


def test_runs_are_counted():
    assert replay(["fine", "act", "watch"]) == RunState("fine", True, 0, 2, 0)
    assert replay(["act", "fine", "ineligible"]) == RunState("act", True, 0, 0, 2)
    assert replay(["fine", "fine", "ineligible"]) == RunState("fine", True, 0, 0, 1)


def test_the_day_it_became_low_is_fixed_when_the_flag_rises():
    state = step(None, "fine", MONDAY)
    assert state.low_since is None
    for _ in range(4):
        state = step(state, "watch", MONDAY)
        assert state.low_since is None
    state = step(state, "watch", TUESDAY)
    assert (state.verdict, state.low_since) == ("watch", TUESDAY)
    for _ in range(5):
        state = step(state, "act", MONDAY)
    assert (state.verdict, state.low_since) == ("act", MONDAY)


def test_the_day_it_became_low_ends_with_the_flag():
    state = step(None, "act", MONDAY)
    for _ in range(13):
        state = step(state, "fine", TUESDAY)
        assert state.low_since == MONDAY
    assert step(state, "fine", TUESDAY).low_since is None


def test_a_flag_without_a_day_takes_that_of_today():
    assert step(RunState("act", True, 9, 9), "act", MONDAY).low_since == MONDAY
