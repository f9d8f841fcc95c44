"""Does the ledger name concepts that work, and leave alone those that only ran in good places?

    python -m tests.simulations.concepts [--seed N] [--repetitions N]

Accounts of 160 creatives whose names have four fields (12, 6, 5 and 4 values). Creatives vary by
30 %, networks and countries by more, and every value is drawn to some countries and networks, so
that pooled rates differ without any effect. Printed: how often pooled rates (|z| > 1.96, 10 %
apart) and the ledger name a value that does nothing. Then two values with a true difference: +25 %
with 50 creatives a side, +50 % with 20.
"""

import argparse
import os
from dataclasses import dataclass
from math import exp, log, sqrt
from random import Random

from campaigns.stats.concepts.ledger import ledger
from tests.simulations.noise import Bar, finish, percent, poisson, print_table, repeat

FULL = 60
FIELDS = {"hook": 12, "length": 6, "size": 5, "language": 4}
NETWORKS, COUNTRIES = 5, 8
SPREAD = 0.30


@dataclass(frozen=True)
class ConceptWorld:
    """An account: creatives, their fields, and ln of what the first value of `hook` does."""

    name: str
    creatives: int = 160
    hooks: int = 12
    effect: float = 0.0
    pull: float = 1.0


NOTHING = (
    ConceptWorld("no effect"),
    ConceptWorld("no effect, no pull", pull=0.0),
    ConceptWorld("no effect, 40 creatives", creatives=40),
)
TRUE = (
    (ConceptWorld("+25 %, 50 a side", 100, 2, log(1.25)), 0.75),
    (ConceptWorld("+50 %, 20 a side", 40, 2, log(1.5)), 0.80),
)


@dataclass(frozen=True)
class Named:
    """Of how many values each way of comparing says that they differ; `found` the true one."""

    raw: int
    clear: int
    judged: int
    found: bool


def account(random: Random, world: ConceptWorld) -> Named:
    """Draw one account and read its ledger."""
    sizes = FIELDS | {"hook": world.hooks}
    named = {}
    for field, size in sizes.items():
        values = [f"{field}{i % size}" for i in range(world.creatives)]
        random.shuffle(values)
        named[field] = dict(enumerate(values))
    found = ledger(_sums(random, world, named), named)
    judged = [one for one in found.values if one.word in ("clear", "leaning", "level")]
    first = next((one for one in judged if one.value == "hook0"), None)
    return Named(
        sum(map(_raw_differs, judged)),
        sum(one.word == "clear" for one in judged),
        len(judged),
        bool(first) and first.word == "clear" and first.delta > 0,
    )


def _sums(random: Random, world: ConceptWorld, named: dict) -> dict:
    rates = {
        (network, country): 0.004 * a * b
        for network, a in enumerate(exp(random.gauss(0, 0.3)) for _ in range(NETWORKS))
        for country, b in enumerate(exp(random.gauss(0, 0.6)) for _ in range(COUNTRIES))
    }
    drawn = {
        value: {place: exp(world.pull * random.gauss(0, 0.8)) for place in rates}
        for own in named.values()
        for value in sorted(set(own.values()))
    }
    sums = {}
    for i in range(world.creatives):
        level = exp(random.gauss(0, SPREAD) + world.effect * (named["hook"][i] == "hook0"))
        liked = dict.fromkeys(rates, 1.0)
        for own in named.values():
            for place in liked:
                liked[place] *= drawn[own[i]][place]
        size = exp(random.uniform(log(5e4), log(1e6)))
        places = random.sample(list(rates), 16)
        total = sum(liked[place] for place in places)
        cells = {}
        for place in places:
            n = round(size * liked[place] / total)
            cell = exp(random.gauss(0, 0.15))
            cells[(*place, "video")] = (n, poisson(random, n * rates[place] * level * cell))
        sums[i] = cells
    return sums


def _raw_differs(value) -> bool:
    if value.raw is None or abs(value.raw) < log(1.1):
        return False
    return abs(value.raw) > 1.96 * sqrt(1 / value.successes + 1 / value.rest_successes)


def nothing(count: int, run: tuple[int, int]) -> list[Bar]:
    rows, bars = [], []
    for world in NOTHING:
        answers = repeat(account, count, *run, world=world)
        judged = sum(answer.judged for answer in answers)
        raw = sum(answer.raw for answer in answers) / judged
        clear = sum(answer.clear for answer in answers) / judged
        rows.append((world.name, str(judged), percent(raw), percent(clear)))
        bars.append(Bar(f"{world.name}: clear", clear, judged, high=0.05))
        if world.pull:
            bars.append(Bar(f"{world.name}: raw errs", raw, judged, low=0.5))
    print_table("Values without effect, %", ("account", "values", "raw", "clear"), rows)
    return bars


def true(count: int, run: tuple[int, int]) -> list[Bar]:
    rows, bars = [], []
    for world, least in TRUE:
        found = sum(answer.found for answer in repeat(account, count, *run, world=world))
        rows.append((world.name, percent(found / count)))
        bars.append(Bar(f"{world.name}: found", found / count, count, low=least))
    print_table("A true difference found, %", ("account", "clear"), rows)
    return bars


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repetitions", type=int, default=FULL, help="accounts a world")
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    options = parser.parse_args()
    run = options.seed, options.processes
    bars = nothing(options.repetitions, run) + true(4 * options.repetitions, run)
    finish(bars, options.repetitions >= FULL)


if __name__ == "__main__":
    main()
