from math import exp, log

import pytest

from campaigns.judgement.experiments.result_words import sentence
from campaigns.stats.changes.store_pages import page_effect
from campaigns.stats.experiments.always_valid import always_valid, multiplier
from campaigns.stats.experiments.comparison import check_delivery, estimate, evaluate
from campaigns.stats.experiments.plan import (
    daily_look_variance,
    installs_needed,
    plan,
)
from tests.stats.textbook_ab import day_noise_variance

WAVE = (1.0, 0.9, 1.1, 0.95, 1.05, 1.2, 0.8)
SMALL = (1.01, 0.98, 1.0, 1.03, 0.97, 1.0, 1.01, 0.99, 1.02, 0.98, 1.0)


def arm(ipm, days=28, impressions=20_000, own=1):
    """Days of an arm: both arms share WAVE, SMALL is the arm's own noise."""
    return [
        (impressions, impressions * ipm / 1000 * WAVE[d % 7] * SMALL[(d * own) % 11])
        for d in range(days)
    ]


A, B = arm(5), arm(6.5, own=3)
PLAN = plan(0.005, 0.2, 20_000)


def test_a_clear_winner_is_found_and_the_day_is_kept():
    result = evaluate(A, B, PLAN)
    assert (result.word, result.decided_day) == ("beats", 14)
    assert result.low < result.estimate.lift < result.high
    assert sentence(result).endswith("it beats the control, clear since day 14.")


def test_swapping_the_arms_turns_the_verdict():
    assert evaluate(B, A).word == "loses"
    assert estimate(B, A).delta == pytest.approx(-estimate(A, B).delta)
    assert estimate(B, A).variance == pytest.approx(estimate(A, B).variance)


def test_a_verdict_once_reached_is_kept():
    fading = B[:14] + arm(5, days=14, own=3)
    assert evaluate(A, fading).word == "beats"
    assert evaluate(A, fading).sequential.likelihood_ratio < 20


def test_nothing_is_decided_before_fourteen_days():
    result = evaluate(A[:13], B[:13], PLAN)
    assert result.word == "running"
    assert "not decided" in sentence(result)


def test_nothing_is_decided_on_a_few_installs():
    few = [(n // 100, x / 100) for n, x in A], [(n // 100, x / 100) for n, x in B]
    assert min(estimate(*few).installs) < 50
    assert evaluate(*few).word == "running"


def test_equal_arms_end_without_a_difference():
    days = 84
    result = evaluate(arm(5, days), arm(5, days, own=3), PLAN)
    assert result.word == "no_difference"
    assert sentence(result).endswith("no difference of the planned size.")


def test_a_used_up_plan_does_not_exclude_a_smaller_lift():
    rough = [(n, x * (1.6 if d % 2 else 0.5)) for d, (n, x) in enumerate(B)]
    result = evaluate(A, rough, plan(0.005, 0.2, 40_000, day_cv=0))
    assert result.progress >= 1
    assert result.word == "not_found"
    assert sentence(result).endswith("not found; a smaller lift is not excluded.")


def test_progress_is_that_of_the_slower_arm():
    half = [(n / 2, x / 2) for n, x in A]
    assert evaluate(half, B, PLAN).progress == pytest.approx(28 * 10_000 / PLAN.impressions)


def test_a_running_experiment_says_how_far_it_is():
    result = evaluate(A[:14], arm(5.3, 14, own=3), PLAN)
    assert result.word == "running"
    assert sentence(result).startswith("B is 7 % better (\N{MINUS SIGN}6 % to +21 %):")
    assert sentence(result).endswith("% of the plan is in.")


def test_a_range_that_says_only_how_little_is_known_is_not_told():
    result = evaluate([(1000, 5), (1000, 1), (1000, 9)], [(1000, 6), (1000, 2), (1000, 8)], PLAN)
    assert "too early for a range" in sentence(result)


def test_several_challengers_share_the_error():
    one, many = evaluate(A, B), evaluate(A, B, challengers=5)
    assert many.alpha == pytest.approx(0.01)
    assert many.high - many.low > one.high - one.low


def test_noise_that_both_arms_share_does_not_widen_the_interval():
    stormy = [2.0 if d % 3 else 0.4 for d in range(28)]
    shared = [[(n, x * s) for (n, x), s in zip(days, stormy, strict=True)] for days in (A, B)]
    assert estimate(*shared).clustered < 2 * estimate(A, B).clustered


def test_the_variance_is_at_least_that_of_counting():
    even = [(1000, 5)] * 28
    seen = estimate(even, even)
    assert seen.clustered == pytest.approx(0)
    assert seen.variance > 2 / 140


def test_days_on_which_one_arm_was_silent_are_left_out():
    gap = [(0, 0) if d == 3 else day for d, day in enumerate(B)]
    assert estimate(A, gap).days == 27


@pytest.mark.parametrize(
    ("a", "b"),
    [([], []), (A[:1], B[:1]), (A, [(100, 0)] * 28), ([(0, 0)] * 28, B)],
    ids=["no days", "one day", "no installs", "silent"],
)
def test_without_counts_there_is_no_estimate(a, b):
    assert estimate(a, b) is None
    assert evaluate(a, b).word == "too_little"
    assert sentence(evaluate(a, b)) == "Too few installs to compare."


def test_the_interval_excludes_zero_exactly_when_the_ratio_decides():
    for delta in (0.05, 0.1, 0.15, 0.2, 0.25, 0.3):
        result = always_valid(delta, 0.004)
        assert (result.low > 0) == (result.likelihood_ratio > 20)


def test_an_overwhelming_difference_does_not_overflow():
    assert always_valid(5.0, 1e-6).p == pytest.approx(0, abs=1e-200)


def test_looking_daily_costs_more_than_looking_once():
    assert multiplier() > 3
    assert daily_look_variance(0.2, 28) < day_noise_variance(0.2, 28) / 2


def test_a_plan_takes_the_shortest_time_that_its_volume_fills():
    much, little = plan(0.005, 0.2, 500_000), plan(0.005, 0.2, 9_000)
    assert much.days < little.days
    assert much.impressions <= 500_000 * much.days
    assert little.impressions <= 9_000 * little.days


def test_a_smaller_lift_needs_more():
    assert plan(0.005, 0.1, 1e6).impressions > 2 * plan(0.005, 0.2, 1e6).impressions


def test_a_lift_under_the_noise_of_days_cannot_be_found():
    assert plan(0.005, 0.02, 1e9, day_cv=0.3) is None
    assert installs_needed(0.0001, 14, 0.10) is None


def test_too_little_volume_is_said():
    assert not plan(0.005, 0.1, 100).enough


def test_a_fair_delivery_has_no_problems():
    delivery = check_delivery(A, B, mix=({"US": 10, "IN": 30}, {"US": 21, "IN": 60}))
    assert delivery.valid
    assert delivery.share == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"planned_share": 0.4}, "share"),
        ({"mix": ({"US": 1}, {"US": 8, "IN": 2})}, "mix"),
        ({"units": (10_000, 11_000)}, "units"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_unfair_delivery_is_named(options, problem):
    delivery = check_delivery(A, B, **options)
    assert delivery.problems == (problem,)
    assert sentence(evaluate(A, B), delivery).startswith("Not a fair comparison: ")


def test_an_arm_that_is_often_silent_makes_the_comparison_unfair():
    gaps = [(0, 0) if d % 4 == 0 else day for d, day in enumerate(B)]
    assert check_delivery(A, gaps).problems == ("silent",)


def test_shares_that_swing_are_not_off_the_plan():
    swinging = [(n * (4 if d % 2 else 0.5), x) for d, (n, x) in enumerate(B)]
    assert check_delivery(A, swinging).valid


def test_an_empty_mix_says_nothing():
    assert check_delivery(A, B, mix=({}, {"US": 1})).distance is None


CVR = {"before": arm(120, 28, 2_000), "after": arm(150, 28, 2_000, own=3)}
SAME = (arm(100, 28, 2_000), arm(100, 28, 2_000, own=3))


def test_a_better_store_page_is_credited():
    effect = page_effect((CVR["before"], CVR["after"]), SAME)
    assert effect.delta == pytest.approx(log(1.25), abs=0.02)
    assert effect.credited
    assert effect.season_excluded


def test_a_season_that_moved_all_networks_is_not_credited_to_the_page():
    season = (SAME[0], [(n, x * 1.25) for n, x in SAME[1]])
    effect = page_effect((CVR["before"], CVR["after"]), season)
    assert abs(effect.delta) < 0.02
    assert not effect.credited


def test_without_other_networks_a_season_is_not_excluded():
    effect = page_effect((CVR["before"], CVR["after"]))
    assert not effect.season_excluded
    assert exp(effect.delta) == pytest.approx(1.25, abs=0.03)


def test_only_the_nearest_four_weeks_of_a_side_count():
    longer = [(2_000, 10)] * 30 + CVR["before"]
    assert page_effect((longer, CVR["after"])) == page_effect((CVR["before"], CVR["after"]))


@pytest.mark.parametrize(
    "changed",
    [(CVR["before"][:13], CVR["after"]), (CVR["before"], [(2_000, 0)] * 28)],
    ids=["13 days", "no installs"],
)
def test_a_page_without_enough_days_or_installs_is_not_judged(changed):
    assert page_effect(changed, SAME) is None


def test_other_networks_without_enough_days_do_not_exclude_the_season():
    short = (SAME[0][:5], SAME[1])
    assert not page_effect((CVR["before"], CVR["after"]), short).season_excluded
