import pytest

from campaigns.stats.networks.funnel import funnel
from campaigns.stats.networks.judge import judge
from tests.stats.accounts import account

FOUND = judge(account(1, 0.97, 1.04, 1, 0.95, 1.02, 1, 1.01, 0.99, 1.03))


def test_the_funnel_narrows_and_its_limits_are_nested():
    points = funnel([1e5, 1e6, 1e7], FOUND)
    for point in points:
        assert point.outer[0] <= point.inner[0] < 1 < point.inner[1] <= point.outer[1]
        assert point.counting[1] < point.inner[1]
    widths = [point.inner[1] - point.inner[0] for point in points]
    assert widths == sorted(widths, reverse=True)


def test_the_funnel_does_not_narrow_below_day_noise_and_peers():
    (point,) = funnel([1e10], FOUND)
    assert point.inner[1] - point.inner[0] > 2 * 1.96 * FOUND.sr
    assert point.counting[1] - point.counting[0] == pytest.approx(0, abs=0.001)


def test_the_funnel_has_no_point_without_expectation():
    assert funnel([0, 1e4], judge({})) == []
