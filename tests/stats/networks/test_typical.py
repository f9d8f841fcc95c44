from itertools import pairwise

import pytest

from campaigns.stats.networks.typical import Typical, weighted_median

CROWD = [(d, 0.08) for d in (-0.08, -0.03, 0.0, 0.02, 0.05, 0.09)]


def test_the_lower_the_less_likely_to_be_typical():
    typical = Typical([*CROWD, (0.0, 0.08)])
    found = [typical.judge(6, (d, 0.08)) for d in (0.0, -0.1, -0.2, -0.3, -0.5)]
    assert all(later < earlier for earlier, later in pairwise(found))


def test_who_is_not_sure_is_nearer_to_typical():
    sure, unsure = (Typical([*CROWD, (-0.3, s)]).judge(6) for s in (0.05, 0.3))
    assert sure[0] < 0.01 < unsure[0]
    assert sure[1] < unsure[1] < 1


def test_a_network_moved_to_where_it_stands_is_judged_the_same():
    typical = Typical([*CROWD, (-0.3, 0.07)])
    assert typical.judge(6, (-0.3, 0.07)) == pytest.approx(typical.judge(6))


def test_where_everybody_stands_is_typical():
    here, lower = Typical(CROWD), Typical([(d - 0.3, s) for d, s in CROWD])
    assert lower.middle == pytest.approx(here.middle - 0.3)
    assert lower.judge(0) == pytest.approx(here.judge(0))


def test_a_wide_account_forgives_more():
    wide = [(4 * d, s) for d, s in CROWD]
    assert Typical([*wide, (-0.3, 0.07)]).judge(6)[0] > Typical([*CROWD, (-0.3, 0.07)]).judge(6)[0]


def test_a_network_far_out_does_no_harm():
    chance, shrunk = Typical([*CROWD, (18.0, 0.05)]).judge(6)
    assert chance == pytest.approx(1)
    assert Typical([*CROWD, (-2.0, 0.05)]).judge(6)[0] < 1e-6
    assert shrunk > 1.5


@pytest.mark.parametrize(
    ("pairs", "median"),
    [([(1, 1), (2, 1), (9, 1)], 2), ([(1, 1), (2, 1)], 1), ([(1, 1), (2, 1), (3, 5)], 3)],
)
def test_weighted_median_is_the_first_value_to_reach_half(pairs, median):
    assert weighted_median(pairs) == median
