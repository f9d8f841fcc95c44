"""Accounts of creatives with known truth: what each has by country and day on one network.

Only the standard library: every draw comes from the seeded `random.Random` that is handed in.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import exp
from random import Random

from campaigns.stats.creatives.lines import Counts, Subject
from tests.simulations.noise import WEEKDAYS, gamma_factor, lognormal_factors, poisson

DAYS = 90
COUNTRIES = {"rich": 0.008, "middle": 0.004, "poor": 0.002}
NETWORK = "network"
FLAT = (1.0,) * DAYS


@dataclass(frozen=True)
class Ad:
    """A creative: level beside the others, installs a day at level 1, days from start to stop.

    `rate` and `shown` are factors of its IPM and of its impressions per day, `poor` is the part
    of its impressions that has moved to the poor country.
    """

    level: float = 1.0
    per_day: float = 40.0
    start: int = 0
    stop: int = DAYS
    rate: Sequence[float] = FLAT
    shown: Sequence[float] = FLAT
    poor: Sequence[float] = (0.0,) * DAYS


@dataclass(frozen=True)
class Account:
    """Ads with the noise of their own days (CV, correlation) and what moves all alike.

    `cells` is the CV of each country's own days, which nothing joins; `follows` the power of its
    own day's level with which an ad's impressions move; `watched` are those that are judged.
    """

    ads: Sequence[Ad]
    cv: float = 0.15
    rho: float = 0.3
    cells: float = 0.20
    market: Sequence[float] = FLAT
    follows: float = 0.0
    watched: Sequence[int] = field(default=())


def subject(number: int) -> Subject:
    return Subject(number, NETWORK)


def ramp(to: float, start: int, over: int = 0) -> list[float]:
    """Factors that move from 1 to `to` in a straight line, from a day on over some days."""
    return [1 + (to - 1) * min(1.0, max(0.0, (d - start + 1) / (over + 1))) for d in range(DAYS)]


def old_ones(random: Random, count: int, per_day: float = 40.0, **more) -> list[Ad]:
    """Creatives of different levels and sizes that were there before."""
    return [
        Ad(exp(random.gauss(0, 0.3)), per_day * exp(random.gauss(0, 0.4)), **more)
        for _ in range(count)
    ]


def times(ads: Sequence[Ad], **factors: Sequence[float]) -> list[Ad]:
    """The ads with their `rate` or `shown` multiplied day by day."""
    return [
        replace(
            ad,
            **{
                name: [a * b for a, b in zip(getattr(ad, name), factor, strict=True)]
                for name, factor in factors.items()
            },
        )
        for ad in ads
    ]


def draw(random: Random, account: Account) -> Counts:
    """The counts of all ads, numbered in their order."""
    common = lognormal_factors(random, DAYS, 0.10, 0.5)
    market = [a * b for a, b in zip(common, account.market, strict=True)]
    return {
        subject(number): _lines(random, ad, account, market)
        for number, ad in enumerate(account.ads)
    }


def _lines(random: Random, ad: Ad, account: Account, market: Sequence[float]):
    own = lognormal_factors(random, DAYS, account.cv, account.rho)
    lines = {}
    for country, ipm in COUNTRIES.items():
        volume = ad.per_day / len(COUNTRIES) / ipm
        whole = sum(ad.per_day / len(COUNTRIES) / other for other in COUNTRIES.values())
        lines[country] = line = [(0, 0)] * DAYS
        for day in range(ad.start, min(ad.stop, DAYS)):
            there = volume * (1 - ad.poor[day]) + (whole * ad.poor[day]) * (country == "poor")
            n = there * ad.shown[day] * own[day] ** account.follows
            n = round(n * WEEKDAYS[day % 7] * gamma_factor(random, 0.30))
            rate = ipm * ad.level * ad.rate[day] * own[day] * market[day]
            rate *= gamma_factor(random, account.cells)
            if n > 0:
                line[day] = (n, poisson(random, n * rate))
    return lines
