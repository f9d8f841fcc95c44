"""Does the ranking pick better creatives than the raw IPM, and is a named leader the best?

    python -m tests.simulations.ranking [--seed N] [--repetitions N]

First plain counts: creatives around IPM 5 with sd .25 on the log scale, sizes log-uniform, 14 days
with a day CV of .20. The pick (`rank`) beside the highest raw IPM.

Then like for like (`compare`): creatives that each run on four of six networks in three countries
over 21 days with a day CV of .25. Equal ones, equal ones that vary by .3 from cell to cell, unequal
ones, and a best one that is tired. How often one leads, and whether it is among the best.
"""

import argparse
import os
from dataclasses import dataclass
from math import exp, log
from random import Random

from campaigns.stats.creatives.best import compare
from campaigns.stats.creatives.ranking import rank
from tests.simulations.noise import (
    Bar,
    daily_volume,
    finish,
    gamma_factor,
    percent,
    poisson,
    print_table,
    repeat,
)

FULL = 80
PICKS = 25
NETWORKS = 6
COUNTRIES = (1.0, 0.6, 0.3)
DAYS = 21
AMONG_BEST = 0.98


@dataclass(frozen=True)
class World:
    """A field: number of creatives, spread of their levels, spread of each from cell to cell.

    `tired` bars the truly best one.
    """

    name: str
    count: int = 8
    spread: float = 0.0
    cells: float = 0.15
    tired: bool = False
    most_leaders: float | None = None


WORLDS = (
    World("8 equals", most_leaders=0.05),
    World("8 equals, cells vary by .30", cells=0.30, most_leaders=0.08),
    World("20 equals", count=20, most_leaders=0.05),
    World("8 of sd .20", spread=0.20),
    World("8 of sd .40", spread=0.40),
    World("8 of sd .40, the best one tired", spread=0.40, tired=True),
)


@dataclass(frozen=True)
class Answer:
    """What one field said. `inside` of `judged` reported rates lie in what they are judged as."""

    leads: bool
    right: bool
    tired_leads: bool
    worse: int
    wrongly: int
    inside: int
    judged: int


def field(random: Random, world: World) -> Answer:
    """Draw one field and compare its creatives."""
    levels = [exp(random.gauss(0, world.spread)) for _ in range(world.count)]
    counts: dict = {creative: {} for creative in range(world.count)}
    for network in range(NETWORKS):
        rich = exp(random.gauss(0, 0.3))
        for creative in random.sample(range(world.count), world.count // 2):
            for country, share in enumerate(COUNTRIES):
                own = exp(random.gauss(0, world.cells))
                counts[creative][network, country] = days(
                    random, 0.006 * rich * share * levels[creative] * own
                )
    counts = {creative: cells for creative, cells in counts.items() if cells}
    best = max(counts, key=lambda creative: levels[creative])
    found = compare(counts, tired=[best] if world.tired else [])
    candidates = [creative for creative in counts if not (world.tired and creative == best)]
    top = max(levels[creative] for creative in candidates)
    first = found.first
    leader = first.creative if first and first.status == "leader" else None
    worse = [place for place in found.ranked if place.status == "worse"]
    judged = [place for place in found.places if place.rate]
    return Answer(
        leads=leader is not None,
        right=leader is not None and levels[leader] >= AMONG_BEST * top,
        tired_leads=world.tired and leader == best,
        worse=len(worse),
        wrongly=sum(levels[place.creative] >= levels[first.creative] for place in worse),
        inside=sum(not place.judged_apart for place in judged),
        judged=len(judged),
    )


def days(random: Random, rate: float) -> list[tuple[int, int]]:
    sizes = [random.randint(2_000, 8_000) for _ in range(DAYS)]
    return [(n, poisson(random, n * rate * gamma_factor(random, 0.25))) for n in sizes]


def pick(random: Random) -> tuple[float, float]:
    """The true level of our pick and of the highest raw IPM, as parts of the best of twenty."""
    levels, counts = {}, {}
    for creative in range(20):
        levels[creative] = 0.005 * exp(random.gauss(0, 0.25))
        size = exp(random.uniform(log(2e2), log(2e5)))
        counts[creative] = [
            (n, poisson(random, levels[creative] * gamma_factor(random, 0.20) * n))
            for n in map(round, daily_volume(random, size / 14, 14))
        ]
    raw = {
        creative: sum(x for _, x in own) / sum(n for n, _ in own)
        for creative, own in counts.items()
        if any(n for n, _ in own)
    }
    ranking = rank(counts)
    ours = ranking.creatives[0].creative if ranking else 0
    best = max(levels.values())
    return levels[ours] / best, levels[max(raw, key=raw.get)] / best


def picks(count: int, run: tuple[int, int]) -> list[Bar]:
    found = repeat(pick, count, *run)
    ours, raw = (sum(column) / count for column in zip(*found, strict=True))
    print_table(
        "True IPM of the pick among 20, % of the best",
        ("ours", "raw"),
        [[*map(percent, (ours, raw))]],
    )
    return [Bar("ours picks better than raw", ours, count, low=raw)]


def fields(count: int, run: tuple[int, int]) -> list[Bar]:
    rows, bars = [], []
    for world in WORLDS:
        answers = repeat(field, count, *run, world=world)
        leaders = sum(answer.leads for answer in answers)
        right = sum(answer.right for answer in answers)
        worse = sum(answer.worse for answer in answers)
        wrongly = sum(answer.wrongly for answer in answers)
        inside = sum(a.inside for a in answers) / max(1, sum(a.judged for a in answers))
        unequal = world.spread > 0
        rows.append(
            (
                world.name,
                percent(leaders / count),
                percent(right / leaders) if leaders and unequal else "-",
                str(worse),
                percent(wrongly / worse) if worse and unequal else "-",
                percent(inside),
            )
        )
        if world.most_leaders is not None:
            name = f"{world.name}: a leader"
            bars.append(Bar(name, leaders / count, count, high=world.most_leaders))
        elif leaders:
            bars.append(Bar(f"{world.name}: it is right", right / leaders, leaders, low=0.85))
        if world.tired:
            wrong = sum(answer.tired_leads for answer in answers)
            bars.append(Bar(f"{world.name}: it leads", wrong / count, count, high=0.0))
        if worse and unequal:
            bars.append(Bar(f"{world.name}: worse is wrong", wrongly / worse, worse, high=0.02))
    header = ("field", "leader", "right", "worse", "wrongly", "reported inside")
    print_table("Like for like, %", header, rows)
    return bars


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repetitions", type=int, default=FULL, help="fields a world")
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    options = parser.parse_args()
    run = options.seed, options.processes
    bars = picks(PICKS * options.repetitions // 4, run) + fields(options.repetitions, run)
    finish(bars, options.repetitions >= FULL)


if __name__ == "__main__":
    main()
