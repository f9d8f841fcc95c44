"""Accounts of several networks with known truth, for `tests.simulations.flags`."""

from dataclasses import dataclass
from itertools import product
from math import exp, log
from random import Random

from campaigns.stats.entities import Counts
from tests.simulations.noise import (
    WEEKDAYS,
    dirichlet,
    gamma_factor,
    lognormal_factors,
    poisson,
)

CELLS = list(product(range(6), range(2), range(3)))
FORMAT_IPM = (1.2, 4.0, 10.0)
POOR_COUNTRIES = 3
POOR_FORMATS = 2
LOW_RATIO = 0.70
FINE_RATIO = 0.90
FINE_IMPRESSIONS = 1000


@dataclass(frozen=True)
class World:
    """How an account is drawn; sizes are impressions of a network in 28 days.

    `low` holds the sizes of the low networks (None = any size); with `trap` one network has
    ratio 1 and serves only the poorest cells, evenly. `window` are the days to which the sizes
    refer, all if None. Without `noise` counts are
    exactly what cell and network say.
    """

    name: str
    networks: int = 12
    days: int = 28
    low: tuple[float | None, ...] = (1e6,)
    rho: float = 0.0
    day_cv: float = 0.25
    mix: float = 0.6
    network_sd: float = 0.10
    trap: bool = False
    noise: bool = True
    window: int | None = None


@dataclass(frozen=True)
class Account:
    """Counts as the product takes them, and the truth."""

    counts: Counts
    ratio: dict[int, float]
    impressions: dict[int, float]
    low: frozenset[int]
    trap: int | None

    def fine(self, ratio: float = FINE_RATIO) -> list[int]:
        """Networks that must not be flagged: at least this ratio and 1000 impressions."""
        return [
            m
            for m, own in self.ratio.items()
            if own >= ratio and self.impressions[m] >= FINE_IMPRESSIONS
        ]


def draw(random: Random, world: World) -> Account:
    """One account."""
    rates, poorest = _cell_rates(random)
    counts, ratios, volumes = {}, {}, {}
    for m in range(world.networks):
        is_low = m < len(world.low)
        is_trap = world.trap and m == len(world.low)
        size = exp(random.uniform(log(1e3), log(1e7)))
        if is_low and world.low[m] is not None:
            size = world.low[m]
        if is_trap:
            size = 1e6
        shares = _even_shares(poorest) if is_trap else _shares(random, world.mix)
        impressions = _impressions(random, world, size, shares)
        spread = 0.15 if world.noise else 0.0
        level = [rate * exp(random.gauss(0, spread)) for rate in rates]
        own = exp(random.gauss(0, world.network_sd))
        typical = sum(sum(days) * rate for days, rate in zip(impressions, rates, strict=True))
        actual = sum(sum(days) * rate for days, rate in zip(impressions, level, strict=True))
        if typical > 0:
            if is_low:
                own = LOW_RATIO * typical / actual
            if is_trap:
                own = typical / actual
            ratios[m] = own * actual / typical
            volumes[m] = sum(map(sum, impressions))
        counts[m] = _counts(random, world, impressions, [own * value for value in level])
    lows = frozenset(m for m in range(len(world.low)) if m in ratios)
    return Account(counts, ratios, volumes, lows, len(world.low) if world.trap else None)


def _cell_rates(random: Random) -> tuple[list[float], set[tuple[int, int]]]:
    country = [random.gauss(0, 0.6) for _ in range(6)]
    rates = [
        FORMAT_IPM[form]
        / 1000
        * exp(country[place] + (0.15 if platform else -0.15) + random.gauss(0, 0.2))
        for place, platform, form in CELLS
    ]
    poor = sorted(range(6), key=country.__getitem__)[:POOR_COUNTRIES]
    return rates, set(product(poor, range(POOR_FORMATS)))


def _shares(random: Random, mix: float) -> list[float]:
    country = dirichlet(random, [mix] * 6)
    platform = dirichlet(random, [2.0] * 2)
    form = dirichlet(random, [mix] * 3)
    return [country[c] * platform[p] * form[f] for c, p, f in CELLS]


def _even_shares(only: set[tuple[int, int]]) -> list[float]:
    chosen = [float((c, f) in only) for c, _, f in CELLS]
    return [share / sum(chosen) for share in chosen]


def _impressions(random: Random, world: World, size: float, shares: list[float]) -> list[list[int]]:
    per_day = size / (world.window or world.days)
    volume = [per_day * WEEKDAYS[day % 7] * gamma_factor(random, 0.30) for day in range(world.days)]
    return [
        [
            int(share * day * gamma_factor(random, 0.50) + random.random()) if share else 0
            for day in volume
        ]
        for share in shares
    ]


def _counts(
    random: Random, world: World, impressions: list[list[int]], level: list[float]
) -> dict[tuple[int, int, int], list[tuple[float, float]]]:
    if world.rho:
        days = lognormal_factors(random, world.days, world.day_cv, world.rho)
    elif world.noise:
        days = [gamma_factor(random, world.day_cv) for _ in range(world.days)]
    cells = {}
    for cell, by_day, rate in zip(CELLS, impressions, level, strict=True):
        if not any(by_day):
            continue
        if world.noise:
            cells[cell] = [
                (n, poisson(random, n * rate * day * gamma_factor(random, 0.20)) if n else 0)
                for n, day in zip(by_day, days, strict=True)
            ]
        else:
            cells[cell] = [(n, n * rate) for n in by_day]
    return cells
