import pytest

from campaigns.stats.creatives.ranking import (
    BestWords,
    Posterior,
    best_chances,
    chance_higher,
    fit_prior,
    rank,
    ranking_prior,
)
from tests.stats.golden import assert_known_answer


def hospitals(prior, hospitals):
    posteriors = [Posterior(prior[0] + deaths, prior[1] + n) for deaths, n in hospitals]
    return {
        "mean": [posterior.mean for posterior in posteriors],
        "sd": [posterior.sd for posterior in posteriors],
        "p_second_higher": chance_higher(*posteriors),
    }


def maximum_likelihood(installs, expected):
    prior = fit_prior(installs, expected)
    return {"mean": prior.mean, "shape": prior.shape}


def three_creatives(creatives, prior, phi):
    assert phi == 1
    posteriors = [Posterior(prior[0] + x, prior[1] + n) for x, n in creatives]
    chances = best_chances(posteriors)
    return {
        "ipm": [1000 * posterior.mean for posterior in posteriors],
        "p_best": [chance for chance, _ in chances],
        "expected_loss_ipm": [1000 * loss for _, loss in chances],
    }


def two_rates(installs, impressions, prior):
    first, second = (
        Posterior(prior[0] + x, prior[1] + n) for x, n in zip(installs, impressions, strict=True)
    )
    return {"p": chance_higher(first, second)}


@pytest.mark.parametrize(
    ("case", "function"),
    [
        ("gamma_poisson_hearts", hospitals),
        ("eb_prior_mle", maximum_likelihood),
        ("p_best_three", three_creatives),
        ("p_beats_gamma", two_rates),
    ],
)
def test_rates_and_chances_have_their_known_answers(case, function):
    assert_known_answer(case, function)


def days(ipm, impressions=10_000, count=14):
    return [(impressions, ipm * impressions / 1000)] * count


FIELD = {f"C{i}": days(5 + i / 10) for i in range(6)}


def test_a_thin_creative_with_a_lucky_ipm_is_not_first():
    ranking = rank(FIELD | {"Lucky": [(100, 2)], "Good": days(8)})
    assert ranking.creatives[0].creative == "Good"
    lucky = next(row for row in ranking.creatives if row.creative == "Lucky")
    assert lucky.raw > 2.5 * lucky.mean


def test_a_clear_leader_is_named():
    ranking = rank(FIELD | {"Good": days(9)})
    assert (ranking.word, ranking.leader) == ("leader", "Good")


def test_equal_creatives_have_no_leader():
    ranking = rank({name: days(5, 100_000) for name in "ABCD"})
    assert (ranking.word, ranking.leader) == ("equal", None)


def test_thin_creatives_are_too_early_to_rank():
    ranking = rank({"A": days(5, 100), "B": days(7, 100), "C": days(6, 100)})
    assert ranking.word == "early"


def test_words_begin_where_they_are_told_to():
    counts = FIELD | {"Good": days(6.2, 2_000)}
    first = rank(counts).creatives[0]
    assert rank(counts, words=BestWords(lead_p=first.p_best, lead_loss=1)).word == "leader"
    assert rank(counts, words=BestWords(lead_p=first.p_best + 0.01, lead_loss=1)).word != "leader"


def test_a_doubtful_yardstick_widens_what_is_known():
    counts = {name: days(5) for name in "ABC"} | {"D": days(6)}
    sure, doubtful = rank(counts), rank(counts, dict.fromkeys("ABCD", 0.1))
    assert doubtful.creatives[0].posterior.sd > 1.3 * sure.creatives[0].posterior.sd
    assert doubtful.creatives[0].p_best < sure.creatives[0].p_best


def test_a_few_installs_never_lead():
    ranking = rank({"A": [(1_000, 19)], "B": days(0.1), "C": days(0.1), "D": days(0.1)})
    assert ranking.creatives[0].creative == "A"
    assert ranking.word != "leader"


def test_restless_days_weaken_a_lead():
    calm = rank(FIELD | {"Good": days(7)})
    restless = rank(FIELD | {"Good": [(10_000, x) for x in (0, 140)] * 7})
    assert restless.creatives[0].p_best < calm.creatives[0].p_best
    assert restless.creatives[0].effective_installs < calm.creatives[0].effective_installs


def test_chances_add_up_to_one():
    ranking = rank({f"C{i}": days(4 + i / 5, 2_000) for i in range(9)})
    assert sum(row.p_best for row in ranking.creatives) == pytest.approx(1, abs=1e-5)


def test_the_chance_of_two_agrees_with_the_closed_form():
    first, second = Posterior(60, 10_000), Posterior(75, 11_000)
    (_, _), (p, _) = best_chances([first, second])
    assert p == pytest.approx(chance_higher(first, second), abs=1e-6)


def test_losses_of_two_differ_by_their_means():
    first, second = Posterior(60, 10_000), Posterior(75, 11_000)
    (_, one), (_, two) = best_chances([first, second])
    assert one - two == pytest.approx(second.mean - first.mean, abs=1e-9)
    assert min(one, two) > 0


def test_hopeless_creatives_get_no_chance_and_their_distance_as_loss():
    good, bad = Posterior(10_000, 1e6), Posterior(1_000, 1e6)
    assert best_chances([good, bad])[1] == (0, pytest.approx(0.009))


def test_a_lonely_creative_is_certain_and_no_leader():
    ranking = rank({"A": days(5)})
    assert ranking.creatives[0].p_best == 1
    assert ranking.word == "early"


def test_one_or_two_creatives_take_the_pooled_mean():
    assert ranking_prior([10, 30], [1_000, 3_000]).mean == pytest.approx(0.01)
    assert ranking_prior([10, 30], [1_000, 3_000]).shape == 16


def test_equal_creatives_are_pulled_together_hard():
    assert ranking_prior([50] * 8, [10_000] * 8).shape == 400
    assert fit_prior([50] * 8, [10_000] * 8).shape > 1_000


def test_wild_creatives_keep_some_shrinkage():
    assert ranking_prior([1, 500, 3, 900], [10_000] * 4).shape == 4


@pytest.mark.parametrize("counts", [{}, {"A": []}, {"A": [(100, 0)]}, {"A": [(0, 0)]}])
def test_without_installs_there_is_no_ranking(counts):
    assert rank(counts) is None


def test_the_order_of_creatives_does_not_matter():
    counts = FIELD | {"Good": days(9)}
    backwards = dict(reversed(list(counts.items())))
    for one, other in zip(rank(counts).creatives, rank(backwards).creatives, strict=True):
        assert one.creative == other.creative
        assert one.p_best == pytest.approx(other.p_best, abs=1e-9)
