import pytest

from campaigns.stats.networks.scores import (
    DAY_C2,
    DayCounts,
    DayNoise,
    benjamini_hochberg,
    day_noise,
    funnel,
    pooled_dispersion,
    score,
)

RESTLESS = [100, 40, 160, 50, 150, 60, 140, 45, 155, 100, 90, 110, 30, 170]
CALM = [100, 98, 103, 99, 101, 97, 102, 100, 100, 99, 101, 103, 97, 100]


def days(installs, expected=100.0):
    return DayCounts(installs, [expected] * len(installs))


def test_restless_days_raise_the_dispersion():
    noise = day_noise([days(RESTLESS), days(CALM), days(CALM)])
    assert pooled_dispersion(days(RESTLESS), noise) > 5
    assert pooled_dispersion(days(CALM), noise) < 3


def test_dispersion_is_never_under_one():
    assert pooled_dispersion(days(CALM), DayNoise(0.01, 0.0, None)) >= 1
    assert pooled_dispersion(days([0] * 14), DayNoise(0.01, 0.0, None)) == 1


def test_with_one_known_network_the_noise_is_the_default():
    noise = day_noise([days(RESTLESS), days([1] * 14)])
    assert (noise.c2, noise.a) == (DAY_C2, 0)
    assert noise.h == pytest.approx(1 / 14)


def test_days_that_follow_each_other_raise_the_correlation():
    drifting = [60, 65, 70, 80, 90, 100, 110, 120, 130, 135, 140, 120, 100, 80]
    assert day_noise([days(drifting)] * 2).a > day_noise([days(RESTLESS)] * 2).a
    assert day_noise([days(drifting)] * 2).a == 0.6


def test_a_day_without_expectation_takes_no_part_in_the_noise():
    gap = DayCounts([100, 0, 100, 100], [100, 0, 100, 100])
    assert gap.days == 3


def test_the_score_grows_with_the_evidence():
    few, many = score(70, 100, 1, 10, 30), score(7000, 10_000, 1, 10, 30)
    assert few.ratio == many.ratio == 0.7
    assert many.t < few.t < 0
    assert many.shrunk < few.shrunk < 1


def test_even_endless_installs_are_shrunk_by_the_doubt_about_the_typical_network():
    assert score(7e9, 1e10, 1, 4, 30).shrunk > 0.72
    assert score(7e9, 1e10, 1, 4000, 30).shrunk == pytest.approx(0.7, abs=0.001)


def test_a_network_at_its_expectation_scores_one_half():
    assert score(100, 100, 2, 8, 30).p == pytest.approx(0.5)


def test_adjusted_p_values_keep_their_order_and_never_fall_under_p():
    p = [0.03, 0.001, 0.5, 0.04, 0.2]
    q = benjamini_hochberg(p)
    assert sorted(range(5), key=q.__getitem__) == sorted(range(5), key=p.__getitem__)
    assert all(a >= b for a, b in zip(q, p, strict=True))


def test_no_networks_have_no_adjusted_values():
    assert benjamini_hochberg([]) == []


def test_the_funnel_narrows_and_its_limits_are_nested():
    points = funnel([1e4, 1e5, 1e6], 0.005, DayNoise(0.06, 0.2, 1 / 28), 10)
    for point in points:
        assert point.outer[0] <= point.inner[0] < 1 < point.inner[1] <= point.outer[1]
        assert point.inner[0] < point.counting[0] and point.counting[1] < point.inner[1]
    widths = [point.inner[1] - point.inner[0] for point in points]
    assert widths == sorted(widths, reverse=True)


def test_the_funnel_does_not_narrow_below_day_noise_and_peers():
    (point,) = funnel([1e9], 0.005, DayNoise(0.06, 0.2, 1 / 28), 10)
    assert point.inner[1] - point.inner[0] > 0.15


def test_the_funnel_has_no_point_without_expectation():
    assert funnel([0, 1e4], 0.0, DayNoise(0.06, 0.2, None), 10) == []
