from math import exp, pi, sqrt

import pytest

from campaigns.stats.special import (
    beta_inc,
    binomial_lower,
    binomial_upper,
    gamma_p,
    gamma_q,
    gamma_quantile,
    increasing_root,
    normal_cdf,
    t_cdf,
    t_quantile,
)


@pytest.mark.parametrize("x", [0.001, 1.0, 1.99, 2.01, 40.0])
def test_gamma_of_shape_one_is_the_exponential_law(x):
    assert gamma_p(1, x) == pytest.approx(1 - exp(-x), rel=1e-13)
    assert gamma_q(1, x) == pytest.approx(exp(-x), rel=1e-13)


@pytest.mark.parametrize("a", [0.5, 3.0, 250.0, 1e6])
def test_gamma_parts_join_without_a_step_where_the_method_changes(a):
    below, above = a + 1 - 1e-7, a + 1 + 1e-7
    assert gamma_p(a, above) == pytest.approx(gamma_p(a, below), abs=1e-6)
    assert gamma_p(a, above) + gamma_q(a, above) == pytest.approx(1, abs=1e-14)


@pytest.mark.parametrize(("x", "expected"), [(0.25, 0.15625), (0.5, 0.5), (0.9, 0.972)])
def test_beta_two_two_is_a_cubic(x, expected):
    assert beta_inc(2, 2, x) == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize(("a", "b"), [(0.5, 0.5), (3, 200), (2000, 5)])
def test_beta_is_symmetric(a, b):
    assert beta_inc(a, b, 0.3) + beta_inc(b, a, 0.7) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("k", range(7))
def test_binomial_tails_add_up(k):
    assert binomial_lower(k - 1, 6, 0.3) + binomial_upper(k, 6, 0.3) == pytest.approx(1)


def test_binomial_tail_equals_the_sum_of_its_terms():
    assert binomial_upper(2, 3, 0.2) == pytest.approx(3 * 0.04 * 0.8 + 0.008)
    assert binomial_lower(1, 3, 0.2) == pytest.approx(0.512 + 3 * 0.2 * 0.64)


def test_poisson_tails_equal_the_sum_of_their_terms():
    at_most_two = exp(-1.5) * (1 + 1.5 + 1.125)
    assert gamma_q(3, 1.5) == pytest.approx(at_most_two)
    assert gamma_p(3, 1.5) == pytest.approx(1 - at_most_two)


def test_a_tiny_poisson_tail_is_not_rounded_to_zero():
    assert gamma_p(60, 5.0) == pytest.approx(7.6e-43, rel=0.5)
    assert gamma_q(1, 300.0) == pytest.approx(exp(-300))


def test_t_with_one_degree_of_freedom_is_cauchy():
    assert t_cdf(1, 1) == pytest.approx(0.75)
    assert t_cdf(-1, 1) == pytest.approx(0.25)


def test_t_with_two_degrees_of_freedom_has_its_closed_form():
    assert t_cdf(1.2, 2) == pytest.approx(0.5 + 1.2 / (2 * sqrt(2 + 1.44)))


@pytest.mark.parametrize(
    ("p", "df", "expected"),
    [(0.975, 6, 2.446912), (0.975, 27, 2.051831), (0.95, 3, 2.353363), (0.025, 6, -2.446912)],
)
def test_t_quantile_of_the_printed_table(p, df, expected):
    assert t_quantile(p, df) == pytest.approx(expected, abs=1e-6)


def test_t_approaches_the_normal_law():
    assert t_cdf(-1.96, 1e7) == pytest.approx(normal_cdf(-1.96), rel=1e-6)


@pytest.mark.parametrize("a", [0.8, 1.0, 25.5, 40_000.0])
@pytest.mark.parametrize("p", [0.001, 0.5, 0.975])
def test_gamma_quantile_is_the_inverse(a, p):
    assert gamma_p(a, gamma_quantile(p, a)) == pytest.approx(p, rel=1e-8)


def test_half_integer_gamma_is_the_square_of_a_normal():
    assert gamma_p(0.5, 1.96**2 / 2) == pytest.approx(1 - 2 * normal_cdf(-1.96), rel=1e-12)


def test_root_search_says_when_there_is_none():
    with pytest.raises(ArithmeticError):
        increasing_root(lambda x: -1.0, 0.0)


def test_root_search_finds_a_known_root():
    assert increasing_root(lambda x: x * x - pi, 0.0) == pytest.approx(sqrt(pi), abs=1e-11)
