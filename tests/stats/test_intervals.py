import pytest

from campaigns.stats.intervals import (
    REASONS,
    Spread,
    against_target,
    dispersion,
    from_sums,
    garwood,
    interval,
    sentence,
    short_number,
    spread,
    wilson,
)

WEEK = ([52, 31, 60, 44, 75, 29, 40], [10_000, 9_000, 11_000, 10_000, 12_000, 8_000, 10_000])


def test_doubling_every_count_narrows_the_interval_of_even_days():
    once = interval([47] * 7, [10_000] * 7)
    twice = interval([94] * 7, [20_000] * 7)
    assert twice.value == once.value
    assert twice.half_width < 0.75 * once.half_width


def test_more_of_the_same_restless_days_does_not_narrow_the_interval():
    once = interval(*WEEK)
    twice = interval([2 * x for x in WEEK[0]], [2 * n for n in WEEK[1]])
    assert twice.half_width == pytest.approx(once.half_width)


def test_twice_as_many_restless_days_narrow_the_interval():
    assert interval(*(2 * days for days in WEEK)).half_width < 0.75 * interval(*WEEK).half_width


def test_days_that_differ_widen_the_interval():
    calm = interval([47] * 7, [10_000] * 7)
    restless = interval([20, 80, 30, 70, 25, 75, 29], [10_000] * 7)
    assert restless.phi > 5
    assert calm.phi == 1
    assert restless.half_width > 2 * calm.half_width


def test_the_order_of_days_does_not_matter():
    assert interval(*WEEK) == interval(WEEK[0][::-1], WEEK[1][::-1])


def test_the_sums_of_two_stretches_of_days_give_the_interval_of_all():
    installs, shown = [40, 52, 61, 38, 70, 44, 58, 47], [9000, 9900, 12000, 8000, 11000, 9100] * 2
    both = (spread(installs[:3], shown[:3]), spread(installs[3:], shown[3:8]))
    assert from_sums(Spread(*map(sum, zip(*both, strict=True)))) == interval(installs, shown[:8])


def test_more_confidence_is_wider():
    assert interval(*WEEK, conf=0.99).half_width > interval(*WEEK, conf=0.9).half_width


def test_the_interval_holds_its_value():
    result = interval(*WEEK)
    assert result.low < result.value < result.high


@pytest.mark.parametrize(
    ("events", "exposure"),
    [(None, None), ([], []), ([None], [1000]), ([5], [None]), ([0, 0], [0, 0]), ([3], [0])],
    ids=["none", "no_days", "no_events", "no_exposure", "zero", "installs_only"],
)
def test_without_exposure_nothing_can_be_said(events, exposure):
    assert interval(events, exposure) is None


def test_a_day_that_is_not_reported_is_left_out():
    installs, impressions = WEEK
    assert interval([*installs, None, 9], [*impressions, 5000, None]) == interval(*WEEK)


def test_installs_on_a_day_without_impressions_count():
    assert interval([20, 5], [4000, 0]).events == 25
    assert interval([20, 5], [4000, 0]).days == 1


def test_days_and_counts_must_pair():
    with pytest.raises(ValueError, match="both counts"):
        interval([1, 2], [100])


def test_few_installs_take_exact_poisson_limits():
    result = interval([2] * 4, [2_000] * 4)
    assert (result.low, result.high) == tuple(limit / 8000 for limit in garwood(8))


def test_no_install_has_a_lower_limit_of_exactly_zero():
    result = interval([0] * 7, [3_000] * 7)
    assert (result.value, result.low, result.half_width) == (0, 0, None)
    assert wilson(0, 500, 1.96)[0] == 0


def test_a_short_period_expects_the_usual_difference_between_days():
    equal_days = interval([1000, 1000], [100_000, 100_000])
    assert equal_days.phi == 1
    assert equal_days.half_width > 0.3


def test_seven_days_trust_their_own_spread():
    assert interval([1000] * 7, [100_000] * 7).half_width < 0.05


@pytest.mark.parametrize(
    ("installs", "impressions", "label", "reason"),
    [
        ([9], [100_000], "too_little", "too_few_installs"),
        ([15, 15], [400, 400], "too_little", "too_few_impressions"),
        ([12], [10_000], "too_little", "too_wide"),
        ([100], [20_000], "noisy", "counting_only"),
        ([5000] * 6, [10**6] * 6, "noisy", "too_few_days"),
        ([6] * 8, [1000] * 8, "noisy", "too_wide"),
        ([40] * 8, [8000] * 8, "enough", ""),
        ([1500], [1000], "noisy", "more_than_impressions"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_label_and_reason(installs, impressions, label, reason):
    result = interval(installs, impressions)
    assert (result.label, result.reason) == (label, reason)
    assert len(REASONS[reason].split()) <= 8


@pytest.mark.parametrize(("x", "half_width"), [(100, 0.20), (20, 0.45), (10, 0.65)])
def test_counting_alone_gives_the_half_widths_of_the_method_page(x, half_width):
    assert interval([x], [1_000_000]).half_width == pytest.approx(half_width, abs=0.02)


def test_one_day_has_no_dispersion_of_its_own():
    assert dispersion([40], [1000]) == 1
    assert dispersion([0, 0], [1000, 1000]) == 1


@pytest.mark.parametrize(
    ("target", "stands"),
    [(3.0, "met"), (4.7, "unsure"), (6.0, "below"), (None, None)],
)
def test_a_target_is_judged_on_the_whole_interval(target, stands):
    plain = None if target is None else target / 1000
    assert against_target(interval(*WEEK), plain) == stands


def test_a_target_is_not_judged_on_too_little():
    assert against_target(interval([1], [100_000]), 0.005) == "too_little"
    assert against_target(None, 0.005) is None


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (interval(*WEEK), "IPM 4.7, likely 3.8 to 5.8 (331 installs, 70,000 impressions, 7 days)."),
        (interval([0], [20_000]), "No install in 20,000 impressions: IPM below 0.18."),
        (None, "No impressions, so no IPM."),
        (
            interval([1], [20_000]),
            "IPM 0.050, likely 0.0013 to 0.28 (1 install, 20,000 impressions, 1 day).",
        ),
        (
            interval([1500], [1000]),
            "IPM 1,500, likely 1,425 to 1,578 (1,500 installs, 1,000 impressions, 1 day);"
            " more installs than impressions: check the import.",
        ),
    ],
    ids=["week", "no_install", "no_impressions", "one_install", "more_than_impressions"],
)
def test_sentence(rate, words):
    assert sentence(rate) == words


def test_sentence_of_another_rate():
    rate = interval([300] * 7, [10_000] * 7)
    text = sentence(rate, "CTR", scale=100, unit=" %", event="click")
    assert text.startswith("CTR 3.0 %, likely 2.8 to 3.2 % (2,100 clicks")


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.184, "0.18"), (0.0013, "0.0013"), (4.71, "4.7"), (1234.5, "1,234")],
)
def test_short_number(value, text):
    assert short_number(value) == text
