"""Installs of several reporters: known answers of the specification of the range."""

import pytest

from campaigns.stats.reporters.defended import (
    MMP_SKAN,
    NOTHING_KNOWN,
    Counted,
    Known,
    installs_range,
)
from campaigns.stats.reporters.rebuild import SKAN_3, SKAN_4, mixed, rebuild

ARRIVALS = dict(zip(range(10, 20), (100, 110, 90, 120, 130, 100, 80, 90, 100, 110), strict=True))
GUIDE = dict.fromkeys(range(20), 40.0)
NETWORK, MMP, SKAN = Counted.of(130), Counted.of(40), Counted(85, 95)
ALL = {"network": NETWORK, "mmp": MMP, "skan": SKAN}


def _ends(counts, known=NOTHING_KNOWN):
    found = installs_range(counts, known)
    return pytest.approx((found.low, found.proven_high, found.high), abs=1e-9)


@pytest.mark.parametrize(
    ("period", "mean", "low", "high"),
    [
        ((11,), 118.389227, 85.622338, 151.156117),
        (range(9, 16), 719.818491, 690.342171, 749.294812),
    ],
)
def test_install_days_are_rebuilt_from_arrival_days(period, mean, low, high):
    found = rebuild(ARRIVALS, period, SKAN_4, GUIDE)
    assert (found.mean, found.low, found.high) == pytest.approx((mean, low, high), abs=1e-6)


def test_a_period_whose_arrivals_are_missing_is_not_rebuilt():
    assert rebuild(ARRIVALS, (16,), SKAN_4, GUIDE) is None
    assert rebuild({**ARRIVALS, 14: 0}, (11,), SKAN_4, GUIDE).mean < 70


def test_without_a_guide_days_are_as_large_as_what_arrives_around_their_delay():
    found = rebuild(ARRIVALS, range(9, 16), SKAN_4)
    assert 690 < found.mean < 750
    guided = rebuild(ARRIVALS, range(9, 16), SKAN_4, GUIDE)
    assert found.high - found.low > guided.high - guided.low


def test_versions_are_mixed_by_their_share():
    assert mixed({"3.0": 1, "4.0": 3}) == {1: 0.125, 2: 0.125, 3: 0.375, 4: 0.375}
    assert mixed({"2.2": 5}) == SKAN_3


def test_a_share_that_overlaps_bounds_the_range():
    shares = Known({MMP_SKAN: (0.7, 0.9)}, inside=True)
    assert _ends(ALL, shares) == (89, 107, 142)


def test_a_flag_of_the_mmp_tells_the_overlap():
    flagged = Known({}, inside=True, both=Counted(25, 35), only=Counted(55, 65))
    assert _ends(ALL, flagged) == (95, 105, 145)


def test_unknown_overlaps_leave_all_open():
    assert _ends(ALL) == (85, 135, 265)
    assert _ends({"network": NETWORK, "mmp": MMP}) == (40, 40, 170)


def test_a_networks_own_word_counts_where_nobody_else_reports():
    found = installs_range({"network": NETWORK})
    assert (found.low, found.proven_high, found.high) == (130, None, 130)
    assert installs_range({}) is None
