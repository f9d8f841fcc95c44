"""The known answers on rankings (job 3) and on chances to win, through the product."""

from campaigns.stats.creatives.ranking import Posterior, best_chances, chance_higher, fit_prior
from tests.stats.textbook import chance_higher_beta


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


def two_proportions(successes, n, prior):
    first, second = (
        (prior[0] + x, prior[1] + size - x) for x, size in zip(successes, n, strict=True)
    )
    return {"p": chance_higher_beta(first, second)}


CASES = {
    "gamma_poisson_hearts": hospitals,
    "eb_prior_mle": maximum_likelihood,
    "p_best_three": three_creatives,
    "p_beats_gamma": two_rates,
    "p_beats_beta_exact": lambda A, B: {"p": chance_higher_beta(A, B)},
    "p_beats_beta_evan_miller": two_proportions,
}
