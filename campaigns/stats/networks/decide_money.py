"""Does a network pay? What its cohorts brought back against the target, and how sure that is.

rho is ROAS D7 over the target: 1 pays exactly. Money is noisier than installs, because a few
users pay most of it: days show how much (ratio estimator with days as clusters, Cochran 1977,
6.3), and few days lean on what the app's networks show together. The level is shrunk towards
the target (normal prior on ln rho with variance .25).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from campaigns.stats.special import normal_cdf, normal_quantile

DAYS = 28
RECENT = 14
PRIOR_VARIANCE = 0.25
LOWEST = 0.1
"""A lower rho counts as this: half of it is no other answer."""
LEAST_REVENUE = 0.3
"""The noise of days is relative to at least this part of the target revenue."""
LEAST_HEAVY, MOST_HEAVY, USUAL_HEAVY = 10.0, 5000.0, 30.0
"""Variance of an install's revenue over its squared mean."""
HEAVY_DF = 10
COUNTED_DAYS, COUNTED_INSTALLS, COUNTED_STAKE = 7, 50, 0.5
"""A network says how heavy the app's tail is from these days and installs on, and unless half of
its spend is at stake in a case."""
EXTRA = 0.05**2
"""What no day shows: attribution, late revenue, rates of currency."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """The users of one day: how many, what they cost, what they brought within seven days."""

    installs: float
    spend: float
    revenue: float


@dataclass(frozen=True, slots=True)
class Cohorts:
    """The last 28 days whose users have had seven whole days, oldest first, and the target.

    A day is None where installs, spend or revenue is not reported. `target` is the ROAS D7 asked
    for, a share. With `retained`, revenue is a number of retained users and the target the
    number that a unit of money must bring.
    """

    days: tuple[Cohort | None, ...] = ()
    target: float | None = None
    retained: bool = False

    @property
    def known(self) -> tuple[Cohort, ...]:
        """The days that report all three."""
        return tuple(day for day in self.days if day is not None)

    @property
    def installs(self) -> float:
        """The installs of these days."""
        return sum(day.installs for day in self.known)

    @property
    def recent(self) -> "Cohorts":
        """The same of the last 14 days."""
        return Cohorts(self.days[-RECENT:], self.target, self.retained)


@dataclass(frozen=True, slots=True)
class Money:
    """Where rho lies: `mean` and `sd` of ln rho, shrunk, with `lift` because revenue is skewed.

    `halves` are the rho of the first and of the second half of the days. Revenue is in money, or
    in retained users with `retained`.
    """

    days: int
    installs: float
    spend: float
    revenue: float
    target: float
    retained: bool
    mean: float
    sd: float
    lift: float
    halves: tuple[float | None, float | None]

    @property
    def roas(self) -> float:
        """Revenue over spend, as reported."""
        return self.revenue / self.spend

    @property
    def rho(self) -> float:
        """The same over the target, as reported."""
        return self.roas / self.target

    @property
    def level(self) -> float:
        """rho as best guessed."""
        return exp(self.mean)

    @property
    def roas_range(self) -> tuple[float, float]:
        """Where ROAS lies with 95 %."""
        reach = normal_quantile(0.975) * self.sd
        return self.target * exp(self.mean - reach), self.target * exp(self.mean + reach)

    def below(self, rho: float) -> float:
        """The chance that the network is under this rho; a few whales might still come."""
        return normal_cdf((log(rho) - self.mean - self.lift) / self.sd)

    def above(self, rho: float) -> float:
        """The chance that the network is over this rho."""
        return normal_cdf((self.mean - log(rho)) / self.sd)

    def halves_below(self, rho: float) -> bool:
        """Whether both halves are under this rho."""
        return all(half is not None and half < rho for half in self.halves)

    def halves_above(self, rho: float) -> bool:
        """Whether both halves are over this rho."""
        return all(half is not None and half > rho for half in self.halves)


def estimate(cohorts: Cohorts, heavy: float) -> Money | None:
    """What the cohorts say of rho; None without a target, installs or spend.

    `heavy` is that of the app, see `heaviness`: it counts like ten days.
    """
    known, target = cohorts.known, cohorts.target
    installs, spend, revenue = _sums(known)
    if not target or installs <= 0 or spend <= 0:
        return None
    df = len(known) - 1
    pooled = (HEAVY_DF * heavy / installs + df * _day_noise(known, target)) / (HEAVY_DF + df)
    variance = max(LEAST_HEAVY / installs, pooled) + EXTRA
    kept = PRIOR_VARIANCE / (PRIOR_VARIANCE + variance)
    middle = len(known) // 2
    return Money(
        days=len(known),
        installs=installs,
        spend=spend,
        revenue=revenue,
        target=target,
        retained=cohorts.retained,
        mean=kept * log(max(revenue / (spend * target), LOWEST)),
        sd=sqrt(kept * variance),
        lift=kept * min(variance, 1.0) / 2,
        halves=(_rho(known[:middle], target), _rho(known[middle:], target)),
    )


def heaviness(networks: Iterable[tuple[Cohorts, float]]) -> float:
    """How heavy the tail of payers is in an app: the variance of an install's revenue over its
    squared mean, by the noise of the days of its networks.

    `networks` are cohorts and the part of the spend that is at stake in cases.
    """
    weight = total = 0.0
    for cohorts, stake in networks:
        known, target = cohorts.known, cohorts.target
        installs, spend, _ = _sums(known)
        few = len(known) < COUNTED_DAYS or installs < COUNTED_INSTALLS
        if few or stake >= COUNTED_STAKE or not target or spend <= 0:
            continue
        df = len(known) - 1
        total += df * _day_noise(known, target) * installs
        weight += df
    return min(max(LEAST_HEAVY, total / weight), MOST_HEAVY) if weight else USUAL_HEAVY


def _sums(days: Sequence[Cohort]) -> tuple[float, float, float]:
    return (
        sum(day.installs for day in days),
        sum(day.spend for day in days),
        sum(day.revenue for day in days),
    )


def _rho(days: Sequence[Cohort], target: float) -> float | None:
    _, spend, revenue = _sums(days)
    return revenue / (spend * target) if spend > 0 else None


def _day_noise(days: Sequence[Cohort], target: float) -> float:
    """The variance of the revenue of all days over its square; 0 of a single day."""
    if len(days) < 2:
        return 0.0
    _, spend, revenue = _sums(days)
    roas = revenue / spend
    squares = sum((day.revenue - roas * day.spend) ** 2 for day in days)
    least = max(revenue, LEAST_REVENUE * target * spend)
    return len(days) / (len(days) - 1) * squares / least**2
