"""How often does an A/A comparison find a winner, and how often is a real lift found?

    python -m tests.simulations.ab [--repetitions 3000] [--seed 1]

Two arms of 20,000 impressions a day each at IPM 5, days shared by both (CV .20, rho .3) and
days of each arm's own, looked at every day. Ours beside the daily z test and the mixture test on
counts alone. Then real lifts, and whether the plan reaches its power of 80 %: a plan of 14 days
has a single look and stays under it, so it is printed without a bar.
"""

from dataclasses import dataclass, replace
from math import log, sqrt
from random import Random

from campaigns.stats.experiments.always_valid import always_valid
from campaigns.stats.experiments.comparison import FIRST_DAY, evaluate
from campaigns.stats.experiments.plan import plan
from tests.simulations.noise import (
    Bar,
    arguments,
    daily_volume,
    finish,
    lognormal_factors,
    percent,
    poisson,
    print_table,
    repeat,
)

REPS = 3000
IPM = 0.005
PER_DAY = 20_000


@dataclass(frozen=True)
class World:
    """An experiment: own day noise of each arm, length, true lift, volume."""

    name: str
    cv: float
    rho: float = 0.0
    days: int = 30
    lift: float = 0.0
    per_day: float = PER_DAY
    bar: bool = True


EQUAL = [
    World("own CV 0", 0.0),
    World("own CV .10", 0.10),
    World("own CV .25", 0.25),
    World("60 days, rho .3, own CV .10", 0.10, 0.3, 60),
    World("60 days, rho .3, own CV .25", 0.25, 0.3, 60),
    World("30 days, rho .5, own CV .25", 0.25, 0.5, bar=False),
]
LIFTS = [World(f"+{lift} %", 0.10, lift=lift / 100) for lift in (15, 20, 30)]
PLANS = (0.15, 0.20, 0.30)


def draw(random: Random, world: World):
    """(impressions, installs) per day of both arms."""
    shared = lognormal_factors(random, world.days, 0.20, 0.3)
    volume = daily_volume(random, world.per_day, world.days)
    arms = []
    for lift in (0.0, world.lift):
        own = lognormal_factors(random, world.days, world.cv, world.rho)
        arms.append(
            [
                (n, poisson(random, n * IPM * (1 + lift) * s * o))
                for n, s, o in zip(volume, shared, own, strict=True)
            ]
        )
    return arms


def ever_a_winner(random: Random, world: World) -> tuple[bool, bool, bool]:
    """Whether ours, the daily z and the mixture test on counts ever name a winner."""
    a, b = draw(random, world)
    z_wins = mixture_wins = False
    na = xa = nb = xb = 0.0
    for (n1, x1), (n2, x2) in zip(a, b, strict=True):
        na, xa, nb, xb = na + n1, xa + x1, nb + n2, xb + x2
        if not xa or not xb:
            continue
        delta, variance = log(xb / nb / (xa / na)), 1 / xa + 1 / xb
        z_wins |= abs(delta) > 1.96 * sqrt(variance)
        mixture_wins |= always_valid(delta, variance).likelihood_ratio >= 20
    return evaluate(a, b).word in ("beats", "loses"), z_wins, mixture_wins


def is_found(random: Random, world: World) -> bool:
    """Whether B is found to be better by the last day."""
    return evaluate(*draw(random, world)).word == "beats"


def main() -> None:
    options = arguments(__doc__, REPS)
    run = (options.seed, options.processes)
    rows, bars = [], []
    for world in EQUAL:
        columns = zip(*repeat(ever_a_winner, options.repetitions, *run, world=world), strict=True)
        shares = [sum(column) / options.repetitions for column in columns]
        rows.append((world.name, *map(percent, shares)))
        if world.bar:
            bars.append(Bar(f"A/A, {world.name}", shares[0], options.repetitions, high=0.05))
    header = ("A/A, ever a winner, %", "ours", "daily z", "mixture test on counts")
    print_table("Equal arms", header, rows)

    few = max(2, options.repetitions // 3)
    rows = []
    for world in LIFTS:
        found = sum(repeat(is_found, few, *run, world=world)) / few
        rows.append((world.name, percent(found)))
    print_table("Found in 30 days at own CV .10", ("lift", "found, %"), rows)

    rows = []
    for lift in PLANS:
        asked = plan(IPM, lift, PER_DAY)
        world = World(f"+{lift:.0%}", 0.10, 0.0, asked.days, lift, asked.impressions / asked.days)
        reached = [
            sum(repeat(is_found, few, *run, world=replace(world, rho=rho))) / few
            for rho in (0.0, 0.3)
        ]
        rows.append((world.name, asked.days, f"{asked.impressions:,.0f}", *map(percent, reached)))
        if asked.days > FIRST_DAY:
            bars.append(Bar(f"plan for {world.name}", reached[0], few, low=0.78))
    header = ("lift", "days", "impressions an arm", "reached, %", "at rho .3")
    print_table("The plan (power 80 %)", header, rows)
    finish(bars, options.full)


if __name__ == "__main__":
    main()
