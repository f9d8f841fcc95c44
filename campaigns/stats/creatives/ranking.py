"""Which creative is best, when the best raw IPM is usually the thinnest?

Creatives of one app and format share a gamma prior fitted to all of them, so that a thin one
is pulled to the others (empirical Bayes for Poisson rates, Gelman et al. 2013, 2.7). Chances
and losses come from numerical integration, not from random numbers: the same counts always
give the same answer. Rates are plain (installs per impression).
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp, inf, lgamma, log, sqrt

from campaigns.stats.intervals import dispersion
from campaigns.stats.special import beta_inc

SHAPE_LIMITS = (4.0, 400.0)
FEW_SHAPE = 16.0
LARGEST_SHAPE = 1e5
POINTS = 4001
MOST = 30


@dataclass(frozen=True, slots=True)
class BestWords:
    """Where the words begin: chance to be the best, losses relative to the first, installs."""

    lead_p: float = 0.80
    lead_loss: float = 0.05
    equal_loss: float = 0.02
    lead_installs: float = 20


USUAL = BestWords()


@dataclass(frozen=True, slots=True)
class Prior:
    """A gamma prior of rates with this mean and shape; its weight is shape / mean impressions."""

    mean: float
    shape: float

    @property
    def exposure(self) -> float:
        return self.shape / self.mean


@dataclass(frozen=True, slots=True)
class Posterior:
    """A gamma distribution of one rate: shape over exposure."""

    shape: float
    exposure: float

    @property
    def mean(self) -> float:
        return self.shape / self.exposure

    @property
    def sd(self) -> float:
        return sqrt(self.shape) / self.exposure


@dataclass(frozen=True, slots=True)
class Ranked:
    """One creative. `raw` is installs / impressions, `posterior` its rate after shrinkage.

    `p_best` is the chance that it is the best of all, `loss` how much rate it would cost on
    average to bet on it. `effective_installs` are installs over their dispersion.
    """

    creative: Hashable
    raw: float
    posterior: Posterior
    p_best: float
    loss: float
    installs: float
    impressions: float
    effective_installs: float

    @property
    def mean(self) -> float:
        return self.posterior.mean


@dataclass(frozen=True, slots=True)
class Ranking:
    """Creatives, highest shrunken rate first; `word` is leader, equal or early."""

    creatives: tuple[Ranked, ...]
    prior: Prior
    word: str

    @property
    def leader(self) -> Hashable | None:
        """The first one if it leads."""
        return self.creatives[0].creative if self.word == "leader" else None


def rank(
    counts: Mapping[Hashable, Sequence[tuple[float, float]]],
    doubt: Mapping[Hashable, float] | None = None,
    words: BestWords = USUAL,
) -> Ranking | None:
    """Rank creatives from creative -> (impressions, installs) per day.

    Over several networks give expected installs in place of impressions, and in `doubt` the
    relative standard error of what they are held against: it widens what is known of the rate as
    phi does. Creatives without impressions are left out; None if none has any installs.
    """
    doubt = doubt or {}
    sums = {
        creative: (n, x, _phi(days) + doubt.get(creative, 0.0) ** 2 * x)
        for creative, days in counts.items()
        for n, x in [[sum(column) for column in zip(*days, strict=True)] or (0, 0)]
        if n > 0
    }
    if not any(x for _, x, _ in sums.values()):
        return None
    prior = ranking_prior(
        [x / phi for _, x, phi in sums.values()], [n / phi for n, _, phi in sums.values()]
    )
    posteriors = [
        Posterior(prior.shape + x / phi, prior.exposure + n / phi) for n, x, phi in sums.values()
    ]
    chances = best_chances(posteriors)
    ranked = sorted(
        (
            Ranked(creative, x / n, posterior, p, loss, x, n, x / phi)
            for (creative, (n, x, phi)), posterior, (p, loss) in zip(
                sums.items(), posteriors, chances, strict=True
            )
        ),
        key=lambda row: -row.mean,
    )
    return Ranking(tuple(ranked), prior, _word(ranked, words))


def _word(ranked: Sequence[Ranked], words: BestWords) -> str:
    first = ranked[0]
    if len(ranked) == 1:
        return "early"
    if (
        first.p_best >= words.lead_p
        and first.effective_installs >= words.lead_installs
        and first.loss <= words.lead_loss * first.mean
    ):
        return "leader"
    return "equal" if first.loss <= words.equal_loss * first.mean else "early"


def ranking_prior(installs: Sequence[float], exposure: Sequence[float]) -> Prior:
    """The prior used for ranking: fitted, with a shape between 4 and 400; 16 for one or two."""
    if len(installs) < 3:
        return Prior(max(sum(installs), 0.5) / sum(exposure), FEW_SHAPE)
    fitted = fit_prior(installs, exposure)
    shape = min(max(fitted.shape, SHAPE_LIMITS[0]), SHAPE_LIMITS[1])
    return Prior(_prior_mean(shape, installs, exposure), shape)


def fit_prior(installs: Sequence[float], exposure: Sequence[float]) -> Prior:
    """The gamma prior of greatest likelihood for Poisson counts (negative binomial).

    Golden section on the log of the shape between 1 and 100,000, the mean fitted for each.
    """
    low, high = 0.0, log(LARGEST_SHAPE)
    golden = (sqrt(5) - 1) / 2

    def likelihood(log_shape: float) -> float:
        shape = exp(log_shape)
        beta = shape / _prior_mean(shape, installs, exposure)
        return sum(
            lgamma(shape + x) - lgamma(shape) + shape * log(beta / (beta + n)) - x * log(beta + n)
            for x, n in zip(installs, exposure, strict=True)
        )

    left, right = high - golden * (high - low), low + golden * (high - low)
    at_left, at_right = likelihood(left), likelihood(right)
    while high - low > 1e-7:
        if at_left > at_right:
            high, right, at_right = right, left, at_left
            left = high - golden * (high - low)
            at_left = likelihood(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + golden * (high - low)
            at_right = likelihood(right)
    shape = exp((low + high) / 2)
    return Prior(_prior_mean(shape, installs, exposure), shape)


def best_chances(posteriors: Sequence[Posterior]) -> list[tuple[float, float]]:
    """(chance to be the best, average loss of betting on it) of every creative.

    By the trapezoid rule on 4001 points, error under 2e-6. Creatives that are more than four
    standard deviations of both behind the leader, and all after the 30th, get chance 0.
    """
    order = sorted(range(len(posteriors)), key=lambda i: -posteriors[i].mean)
    leader = posteriors[order[0]]
    floor = leader.mean - 4 * leader.sd
    near = [i for i in order if posteriors[i].mean + 4 * posteriors[i].sd >= floor][:MOST]
    result = [(0.0, leader.mean - posterior.mean) for posterior in posteriors]
    if len(near) == 1:
        result[near[0]] = (1.0, 0.0)
        return result
    start = max(0.0, min(posteriors[i].mean - 8 * posteriors[i].sd for i in near))
    end = max(posteriors[i].mean + 10 * posteriors[i].sd for i in near)
    step = (end - start) / (POINTS - 1)
    densities = [_density(posteriors[i], start, step) for i in near]
    below = [_cumulated(density, step) for density in densities]
    for density, total in zip(densities, [cumulated[-1] for cumulated in below], strict=True):
        density[:] = [value / total for value in density]
    below = [[value / cumulated[-1] for value in cumulated] for cumulated in below]
    chances = [0.0] * len(near)
    largest = 0.0
    for point, values in enumerate(zip(*below, strict=True)):
        ends = 0.5 if point in (0, POINTS - 1) else 1.0
        before = list(accumulate(values, float.__mul__, initial=1.0))
        after = 1.0
        for i in range(len(near) - 1, -1, -1):
            chances[i] += ends * densities[i][point] * before[i] * after
            after *= values[i]
        largest += ends * (1 - before[-1])
    expected_best = start + largest * step
    for i, chance in zip(near, chances, strict=True):
        result[i] = (chance * step, expected_best - posteriors[i].mean)
    return result


def chance_higher(first: Posterior, second: Posterior) -> float:
    """The chance that the second of two gamma rates is the higher one (exact, incomplete beta)."""
    share = first.exposure / (first.exposure + second.exposure)
    return beta_inc(first.shape, second.shape, share)


def _phi(days: Sequence[tuple[float, float]]) -> float:
    return dispersion([x for _, x in days], [n for n, _ in days])


def _prior_mean(shape: float, installs: Sequence[float], exposure: Sequence[float]) -> float:
    mean = max(sum(installs), 1e-12) / sum(exposure)
    for _ in range(200):
        weights = [1 / (1 + n * mean / shape) for n in exposure]
        top = sum(x * w for x, w in zip(installs, weights, strict=True))
        better = max(top, 1e-12) / sum(n * w for n, w in zip(exposure, weights, strict=True))
        if abs(better - mean) <= 1e-14 * mean:
            return better
        mean = better
    return mean


def _density(posterior: Posterior, start: float, step: float) -> list[float]:
    a, b = posterior.shape, posterior.exposure
    constant = a * log(b) - lgamma(a)
    points = [start + i * step for i in range(POINTS)]
    logs = [constant + (a - 1) * log(x) - b * x if x > 0 else -inf for x in points]
    return [exp(value) for value in logs]


def _cumulated(density: Sequence[float], step: float) -> list[float]:
    total, sums = 0.0, [0.0]
    for left, right in zip(density, density[1:], strict=False):
        total += (left + right) * step / 2
        sums.append(total)
    return sums
