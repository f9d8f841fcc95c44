import pytest

from campaigns.stats.networks.hysteresis_of_q import Standing, replay, step

CALM = ["fine"] * 14


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
        ("no_data", "no_data"),
    ],
)
def test_the_first_judgement_takes_the_condition_of_the_day(condition, first):
    assert verdict(condition) == first


@pytest.mark.parametrize(
    ("days", "after"),
    [
        (["act"] * 6, "fine"),
        (["act"] * 7, "act"),
        (["watch"] * 6, "fine"),
        (["watch"] * 7, "watch"),
        (["watch", *["act"] * 5, "watch"], "watch"),
        ([*["act"] * 6, "watch", "act"], "watch"),
        ([*["act"] * 6, "fine", "act"], "fine"),
        (["keep"] * 30, "fine"),
    ],
    ids=lambda days: " ".join(days) if isinstance(days, list) else days,
)
def test_a_fine_network_climbs_after_seven_days_in_a_row(days, after):
    assert verdict("fine", *days) == after


def test_watch_climbs_to_act_after_seven_act_days():
    assert verdict("watch", *["act"] * 6) == "watch"
    assert verdict("watch", *["act"] * 7) == "act"


def test_act_never_steps_down_to_watch():
    assert verdict("act", *["watch"] * 60) == "act"


@pytest.mark.parametrize("flag", ["act", "watch"])
def test_a_flag_ends_after_fourteen_calm_days_in_a_row(flag):
    assert verdict(flag, *CALM[:13]) == flag
    assert verdict(flag, *CALM) == "fine"


@pytest.mark.parametrize("flag", ["act", "watch"])
def test_one_day_of_keep_starts_the_calm_days_anew(flag):
    assert verdict(flag, *CALM[:13], "keep", *CALM[:13]) == flag


def test_ineligible_days_are_calm_and_end_as_not_enough():
    assert verdict("act", *["ineligible"] * 13) == "act"
    assert verdict("act", *["ineligible"] * 14) == "not_enough"
    assert verdict("act", *["ineligible"] * 13, "fine") == "fine"


def test_a_fine_network_stays_fine_for_thirteen_days_that_cannot_be_judged():
    assert verdict("fine", *["ineligible"] * 13) == "fine"
    assert verdict("fine", *["ineligible"] * 14) == "not_enough"


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
    assert verdict("fine", "ineligible", *["act"] * 7) == "act"


def test_the_first_eligible_day_counts_as_the_first_judgement():
    assert verdict("ineligible", "ineligible", "act") == "act"


def test_a_network_that_was_silent_for_a_whole_window_starts_anew():
    assert verdict("act", "no_data") == "no_data"
    assert verdict("fine", "no_data", "watch") == "watch"


def test_judging_a_day_again_gives_the_same_standing():
    before = replay(["fine", *["act"] * 6])
    assert step(before, "act") == step(before, "act")
    assert step(before, "act").verdict == "act"


def test_other_lengths_of_a_run_can_be_asked_for():
    assert replay(["fine", "act"], days_on=1).verdict == "act"
    assert replay(["act", "fine", "fine"], days_off=2).verdict == "fine"


def test_no_days_have_no_standing():
    assert replay([]) is None


def test_runs_are_counted():
    assert replay(["fine", "act", "watch"]) == Standing("fine", True, 0, 2, 0)
    assert replay(["act", "fine", "ineligible"]) == Standing("act", True, 0, 0, 2)
    assert replay(["fine", "fine", "ineligible"]) == Standing("fine", True, 0, 0, 1)
