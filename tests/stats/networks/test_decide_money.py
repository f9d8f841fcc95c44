"""Does a network pay? Known answers on money and the chances that rest on it."""

import pytest

from campaigns.stats.networks.decide_money import Cohort, Cohorts, estimate, heaviness
from tests.stats.networks.worlds_of_money import HEAVY, TARGET, regular


def shrunk(cohorts):
    return estimate(cohorts, HEAVY)


def test_a_network_on_target_is_known_to_within_a_tenth():
    money = shrunk(regular(1.0))
    assert money.rho == pytest.approx(0.999913, abs=1e-6)
    assert money.mean == pytest.approx(-0.000083, abs=1e-6)
    assert money.sd == pytest.approx(0.103618, abs=1e-6)
    assert money.lift == pytest.approx(0.005368, abs=1e-6)
    assert money.below(0.9) == pytest.approx(0.1428, abs=1e-4)


def test_a_network_over_target_is_surely_so():
    money = shrunk(regular(1.4))
    assert money.mean == pytest.approx(0.321939, abs=1e-6)
    assert money.above(1.05) == pytest.approx(0.9958, abs=1e-4)


def test_a_poor_network_is_not_surely_awful():
    money = shrunk(regular(0.55))
    assert money.mean == pytest.approx(-0.572245, abs=1e-6)
    assert money.below(0.5) == pytest.approx(0.1115, abs=1e-4)
    assert shrunk(regular(0.35)).below(0.5) == pytest.approx(0.9984, abs=1e-4)


def test_few_installs_are_shrunk_more_and_known_less():
    money = shrunk(regular(0.55, installs=3))
    assert money.mean == pytest.approx(-0.436920, abs=1e-6)
    assert money.sd == pytest.approx(0.259935, abs=1e-6)
    assert money.below(0.9) == pytest.approx(0.8740, abs=1e-4)


def test_the_range_of_roas_holds_the_reported_one():
    money = shrunk(regular(1.0))
    low, high = money.roas_range
    assert money.roas == pytest.approx(TARGET * money.rho)
    assert (low, high) == pytest.approx((0.1632, 0.2450), abs=1e-4)


def test_halves_are_told_apart():
    first, second = shrunk(regular(1.2, late=0.4)).halves
    assert second == pytest.approx(0.4 * first, rel=0.02)


def test_money_is_unknown_without_a_target_installs_or_spend():
    days = regular(1.0).days
    assert shrunk(Cohorts(days)) is None
    assert shrunk(Cohorts((Cohort(0, 60, 0),) * 28, TARGET)) is None
    assert shrunk(Cohorts((Cohort(40, -60, 9),) * 28, TARGET)) is None
    assert shrunk(Cohorts((None,) * 28, TARGET)) is None


def test_days_that_report_no_revenue_do_not_count():
    days = regular(1.0).days
    money = shrunk(Cohorts((*days[:20], *[None] * 8), TARGET))
    assert (money.days, money.installs) == (20, sum(day.installs for day in days[:20]))


def test_one_day_of_cohorts_is_less_sure_than_many_installs_make_it():
    one = Cohorts((Cohort(1147, 1720.5, 344.1),), TARGET)
    assert estimate(one, 500).sd > shrunk(regular(1.0)).sd


def test_no_revenue_at_all_counts_as_a_tenth_of_the_target():
    nothing = shrunk(regular(0.0))
    assert nothing.roas == 0
    assert nothing.mean == shrunk(regular(0.1)).mean


def test_the_tail_of_payers_is_as_heavy_as_the_days_are_noisy():
    """All revenue on one of 28 equal days: the revenue's variance is its square, so that of an
    install is 1400 times its mean's."""
    calm = regular(1.0)
    wild = Cohorts(tuple(Cohort(50, 50, 280 if t == 9 else 0) for t in range(28)), TARGET)
    assert heaviness([(calm, 0.0)]) == 10
    assert heaviness([(wild, 0.0)]) == pytest.approx(1400)
    assert 10 < heaviness([(calm, 0.0), (wild, 0.0)]) < 1400


def test_few_days_and_networks_at_stake_say_nothing_of_the_tail():
    short, small = regular(1.0, days=6), regular(1.0, installs=0)
    assert heaviness([(short, 0.0), (small, 0.0), (regular(1.0), 0.6)]) == 30
