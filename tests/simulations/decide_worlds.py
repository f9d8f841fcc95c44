"""Accounts whose networks are known to pay or not, for `tests.simulations.decide`.

A network is worth what its real users bring until the horizon: rho times its spend, 1 pays
exactly. Fraud is worth nothing, though poached organic users look like good ones. Revenue grows
with spend to the power of .9, so an install costs spend to the power of .1, and who bids a part b
of the CPI buys for b to the power of 10 of the spend.
"""

from dataclasses import dataclass
from math import exp, log
from random import Random

from campaigns.stats.networks.decide import Facts, Ipm, OpenCase
from campaigns.stats.networks.decide_money import DAYS, Cohort, Cohorts
from tests.simulations.noise import WEEKDAYS, gamma_factor, poisson

TARGET = 0.20
KINDS = {
    "good": (0.20, (1.15, 1.6)),
    "at target": (0.20, (0.9, 1.1)),
    "poor": (0.12, (0.5, 0.85)),
    "awful": (0.08, (0.1, 0.45)),
    "low IPM": (0.10, (0.95, 1.3)),
    "all fraud": (0.06, (0.0, 0.3)),
    "part fraud": (0.10, (0.8, 1.5)),
    "new": (0.07, (0.3, 1.6)),
    "gaps": (0.07, (0.3, 1.6)),
}
"""How many of the networks, and between which rho those that do not cheat lie."""
LOW_RATIO = 0.7
POACHED, ORGANIC_RHO = 0.6, 1.3
"""The part of a part fraud that is poached organics, and what these seem to bring."""
SILENT = 0.05
"""Networks that report no impressions."""
FOUND_LOW = ((4, 0.20), (5, 0.80), (5.5, 0.92), (6, 0.94), (7, 0.96))
"""Chance of act by log10 of the impressions of a network that makes 70 %, and of a fine one
below: the error rates of the rule that judges networks, as are those of cases."""
FINE_ACT, FINE_WATCH, MORE_WATCH = 0.006, 0.015, 0.06
FOUND_FRAUD, FOUND_PART, FALSE_CASE = 0.9, 0.8, 0.02
ELASTICITY = 0.9
CHANGE_COST, ASK_COST, RECOVERED = 0.03, 0.01, 0.6


@dataclass(frozen=True)
class World:
    """How an account is drawn: spend a day from `low` to `high`, the part of the users who pay,
    the spread (sd of ln) of what a payer pays, the noise of days, and of the revenue that comes
    after seven days."""

    name: str
    networks: int = 10
    low: float = 30.0
    high: float = 5000.0
    payers: float = 0.03
    tail: float = 1.2
    day_cv: float = 0.20
    later: float = 0.0
    false_cases: float = FALSE_CASE


@dataclass(frozen=True)
class Truth:
    """One network as it is. `seen` is the rho of its first seven days, `rho` what it is worth."""

    kind: str
    spend: float
    cpi: float
    ipm: float
    seen: float
    rho: float
    fraud: float = 0.0
    low: bool = False

    def margin(self, word: str, bid: float | None = None) -> float:
        """A day's money until the horizon, if the word is done. With `bid`, a part of the CPI, a
        cap follows the bid, else it takes 30 % off the budget."""
        share = {"cut": 0.0, "scale": 1.2}.get(word, 1.0)
        if word == "cap":
            share = 0.7 if bid is None else min(bid, 1.0) ** (1 / (1 - ELASTICITY))
        cost = {"hold": 0.0, "watch": 0.0, "ask": ASK_COST}.get(word, CHANGE_COST)
        margin = self.rho * share**ELASTICITY - share
        if word == "ask":
            more = RECOVERED * (1 / LOW_RATIO - 1) if self.low else 0.0
            margin = margin * (1 + more) + RECOVERED * self.fraud
        return self.spend * (margin - cost)

    @property
    def best(self) -> float:
        """The margin of the best word, the bid at what it is worth."""
        words = ("hold", "cut", "ask", "scale")
        return max(self.margin("cap", self.rho), *(self.margin(word) for word in words))


@dataclass(frozen=True)
class Drawn:
    """A network's truth, and what the product sees of it."""

    truth: Truth
    facts: Facts
    cohorts: Cohorts


def draw(random: Random, world: World) -> list[Drawn]:
    """One account."""
    kinds = random.choices(list(KINDS), [share for share, _ in KINDS.values()], k=world.networks)
    return [_network(random, world, kind) for kind in kinds]


def _network(random: Random, world: World, kind: str) -> Drawn:
    truth = truth_of(random, world, kind)
    live = random.randint(3, 13) if kind == "new" else 200
    missing = random.randint(6, 15) if kind == "gaps" else random.choice((0, 0, 0, 1, 3))
    known = max(0, min(DAYS, live - 7))
    days: list[Cohort | None] = [None] * (DAYS - known)
    days += cohorts(random, world, truth, [truth.seen] * known)
    for gone in random.sample(range(DAYS), missing):
        days[gone] = None
    spend = truth.spend * min(DAYS, live) * exp(random.gauss(0, 0.05))
    facts = Facts(
        spend,
        live,
        missing,
        cpi=truth.cpi,
        ecpm=truth.cpi * truth.ipm,
        ipm=verdict(random, truth),
        cases=cases(random, world, truth, spend),
    )
    return Drawn(truth, facts, Cohorts(tuple(days), TARGET))


def truth_of(random: Random, world: World, kind: str) -> Truth:
    """A network of this kind."""
    real = random.uniform(*KINDS[kind][1])
    fraud = {"all fraud": random.uniform(0.9, 1), "part fraud": random.uniform(0.1, 0.4)}.get(
        kind, 0.0
    )
    worth = 0.0 if kind == "all fraud" else real * (1 - fraud)
    poached = POACHED * fraud * ORGANIC_RHO if kind == "part fraud" else 0.0
    later = exp(random.gauss(0, world.later) - world.later**2 / 2)
    ipm = exp(random.gauss(log(4), 0.6))
    return Truth(
        kind,
        exp(random.uniform(log(world.low), log(world.high))),
        exp(random.uniform(log(0.4), log(3))),
        ipm * (LOW_RATIO if kind == "low IPM" else 1),
        real if kind == "all fraud" else worth + poached,
        worth * later,
        fraud,
        kind == "low IPM",
    )


def cohorts(random: Random, world: World, truth: Truth, rhos: list[float]) -> list[Cohort]:
    """Days of users, one for each rho: few of them pay, and some of these pay much."""
    found = []
    pays = truth.cpi * TARGET / world.payers
    for t, rho in enumerate(rhos):
        users = poisson(
            random, truth.spend / truth.cpi * WEEKDAYS[t % 7] * gamma_factor(random, 0.3)
        )
        payers = poisson(random, users * world.payers * gamma_factor(random, world.day_cv))
        sizes = sum(random.lognormvariate(-(world.tail**2) / 2, world.tail) for _ in range(payers))
        spend = users * truth.cpi * exp(random.gauss(0, 0.05))
        found.append(Cohort(users, spend, sizes * pays * rho))
    return found


def verdict(random: Random, truth: Truth) -> Ipm:
    """The verdict on its IPM at the rates at which it errs."""
    installs = DAYS * truth.spend / truth.cpi
    impressions = 1000 * installs / truth.ipm
    if random.random() < SILENT:
        return Ipm("no_data")
    if impressions < 1000 or installs < 10:
        return Ipm("not_enough")
    act = _found(log(impressions) / log(10)) if truth.low else FINE_ACT
    watch = act + (MORE_WATCH if truth.low else FINE_WATCH)
    luck = random.random()
    word = "act" if luck < act else "watch" if luck < watch else "fine"
    ratio = LOW_RATIO if truth.low else 1.0
    return Ipm(word, ratio, missing=installs * (1 / ratio - 1))


def _found(size: float) -> float:
    (x, low), *rest = FOUND_LOW
    if size <= x:
        return low
    for other, high in rest:
        if size <= other:
            return low + (high - low) * (size - x) / (other - x)
        x, low = other, high
    return low


def cases(random: Random, world: World, truth: Truth, spend: float) -> tuple[OpenCase, ...]:
    """Cases of fraud: most that is there and some that is not."""
    luck = random.random()
    if truth.kind == "all fraud":
        return (OpenCase("farm", spend),) if luck < FOUND_FRAUD else ()
    if truth.kind == "part fraud":
        stake = spend * truth.fraud * random.uniform(0.7, 1.3)
        return (OpenCase("injection", stake),) if luck < FOUND_PART else ()
    false = luck < world.false_cases
    return (OpenCase("flooding", spend * random.uniform(0.02, 1)),) if false else ()
