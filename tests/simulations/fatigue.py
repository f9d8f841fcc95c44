"""How often is a flat creative called tired, and how soon is a falling one found?

    python -m tests.simulations.fatigue [--seed N] [--repetitions N] [--only WORD]

Accounts of one network, three countries and 90 days, judged anew every day from the days until
then. Flat worlds: creatives of constant level among launches, batches, seasons, changed bids:
the share ever called tired. Falling worlds: the share found within 14 and 28 days of the full
drop. Then the class three weeks after a change. In %, of `--repetitions` creatives in a flat world,
a quarter as many falls, a sixth as many changes.
"""

import argparse
import os
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from math import exp, pi, sin
from random import Random

from campaigns.stats.creatives.app import judge_app
from campaigns.stats.creatives.lines import Counts
from tests.simulations.creatives import (
    DAYS,
    NETWORK,
    Account,
    Ad,
    draw,
    old_ones,
    ramp,
    subject,
    times,
)
from tests.simulations.noise import Bar, finish, percent, repeat

FULL = 1000
"""Creatives with which the bars hold without allowance; about an hour and a half of one core."""
FIRST_LOOK = 24
START = 36
OLD = 20
FORMATS: dict = defaultdict(lambda: "video")

World = Callable[[Random], Account]


def flat(random: Random, per_day: float = 40, count: int = OLD, **noise: float) -> Account:
    return Account(old_ones(random, count, per_day), watched=range(count), **noise)


def moved(random: Random, market: list[float]) -> Account:
    """All rise or fall alike."""
    return Account(old_ones(random, OLD), market=market, watched=range(OLD))


def weekly(random: Random, better: float, count: int = OLD) -> Account:
    """Four new creatives a week that take a part of the impressions of those before."""
    old = times(old_ones(random, count), shown=ramp(0.4, 14, 60))
    new = [
        Ad(better * exp(random.gauss(0, 0.3)), start=week * 7)
        for week in range(2, 12)
        for _ in range(4)
    ]
    return Account([*old, *new], watched=range(len(old) + len(new)))


def batch(random: Random, number: int, better: float, day: int = 40) -> Account:
    """Many new creatives on one day; the old ones keep a third of their impressions."""
    old = times(old_ones(random, 3 * OLD), shown=ramp(0.33, day))
    new = [Ad(better * exp(random.gauss(0, 0.3)), per_day=6, start=day) for _ in range(number)]
    return Account([*old, *new], watched=range(3 * OLD))


def changing(random: Random, shape: Callable[[int], float]) -> Account:
    """Four launches a week whose level changes with their age in days."""
    old = old_ones(random, OLD)
    new = [
        Ad(start=week * 7, rate=[shape(max(0, day - week * 7)) for day in range(DAYS)])
        for week in range(2, 12)
        for _ in range(4)
    ]
    return Account([*old, *new], watched=range(OLD))


def learning(age: int) -> float:
    return 1 - 0.5 * exp(-age / 7)


def decaying(age: int) -> float:
    return 0.7 + 0.8 * exp(-age / 20)


def churn(random: Random) -> Account:
    """Creatives of different levels come and go after three to nine weeks."""
    ads = old_ones(random, 4)
    for _ in range(60):
        start = random.randrange(-40, 75)
        stop = start + random.randrange(21, 64)
        ads.append(Ad(exp(random.gauss(0, 0.5)), start=max(0, start), stop=max(0, stop)))
    return Account(ads, watched=range(len(ads)))


def copies(random: Random) -> Account:
    """Half of the creatives give way, one a week, to a copy of themselves."""
    old = old_ones(random, OLD)
    ads = list(old)
    for number, ad in enumerate(old[: OLD // 2]):
        day = 20 + 7 * number
        [ads[number]] = times([ad], shown=ramp(0.1, day))
        if day < DAYS:
            ads.append(Ad(ad.level, ad.per_day, start=day))
    return Account(ads, watched=range(len(ads)))


def bids_cut(random: Random) -> Account:
    """Half of the creatives lose four fifths of their impressions, the others do later."""
    old = old_ones(random, OLD, 80)
    early = times(old[: OLD // 2], shown=ramp(0.2, 40))
    return Account([*early, *times(old[OLD // 2 :], shown=ramp(0.3, 65))], watched=range(OLD))


def mixed(random: Random) -> Account:
    """Half of the creatives move to the poor country."""
    poor = [0.85 * (1 - part) for part in ramp(0.0, 40, 7)]
    old = old_ones(random, OLD)
    ads = [Ad(ad.level, ad.per_day, poor=poor) for ad in old[: OLD // 2]]
    return Account([*ads, *old[OLD // 2 :]], watched=range(OLD))


def season(days: int = DAYS) -> list[float]:
    return [1 + 0.3 * sin(2 * pi * day / 60) for day in range(days)]


PROMOTION = [1.6 if 40 <= day < 54 else 1.0 for day in range(DAYS)]

FLAT: dict[str, World] = {
    "base": flat,
    "days of CV .30": partial(flat, cv=0.30),
    "days of CV .50": partial(flat, cv=0.50),
    "days independent": partial(flat, rho=0.0),
    "day correlation .6": partial(flat, rho=0.6),
    "5 installs a day": partial(flat, per_day=5),
    "10 installs a day": partial(flat, per_day=10),
    "15 installs a day": partial(flat, per_day=15),
    "3 creatives only": partial(flat, count=3),
    "network -35 %": partial(moved, market=ramp(0.65, 40, 7)),
    "network -50 %": partial(moved, market=ramp(0.50, 40, 7)),
    "season": partial(moved, market=season()),
    "promotion": partial(moved, market=PROMOTION),
    "weekly launches half as good": partial(weekly, better=0.5),
    "weekly launches as good": partial(weekly, better=1.0),
    "weekly launches twice as good": partial(weekly, better=2.0),
    "batch of 940 x 0.4": partial(batch, number=940, better=0.4),
    "batch of 940 x 1.8": partial(batch, number=940, better=1.8),
    "batch of 300 x 3": partial(batch, number=300, better=3.0),
    "launches that learn": partial(changing, shape=learning),
    "launches that decay": partial(changing, shape=decaying),
    "churn": churn,
    "replaced by copies": copies,
    "bids cut": bids_cut,
    "moved to a poor country": mixed,
    "volume follows IPM": partial(flat, follows=1.5),
}


def falling(
    random: Random,
    drop: float = 0.4,
    over: int = 21,
    per_day: float = 40,
    rest: Callable[[Random], Account] = flat,
    **noise: float,
) -> Account:
    """The first creative falls from day 36 on beside the account of `rest`."""
    others = rest(random)
    one = Ad(per_day=per_day, rate=ramp(1 - drop, START, over))
    noise = {"cv": others.cv, "rho": others.rho} | noise
    return Account([one, *others.ads], market=others.market, watched=[0], **noise)


CLIFF = {"over": 0}
FALLS: dict[str, tuple[World, int, float | None]] = {
    "-40 % in 3 weeks, 40 a day": (falling, 21, 0.92),
    "days independent": (partial(falling, rho=0.0), 21, None),
    "150 a day": (partial(falling, per_day=150), 21, None),
    "15 a day": (partial(falling, per_day=15), 21, None),
    "5 a day": (partial(falling, per_day=5), 21, None),
    "days of CV .30": (partial(falling, cv=0.30), 21, None),
    "cliff, 40 a day": (partial(falling, **CLIFF), 0, 0.78),
    "cliff, 80 a day": (partial(falling, per_day=80, **CLIFF), 0, 0.78),
    "cliff, 150 a day": (partial(falling, per_day=150, **CLIFF), 0, None),
    "40 a day, network -30 %": (
        partial(falling, rest=partial(moved, market=ramp(0.7, 40, 7))),
        21,
        None,
    ),
    "40 a day, season": (partial(falling, rest=partial(moved, market=season())), 21, None),
    "40 a day, weekly launches x 2": (
        partial(falling, rest=partial(weekly, better=2.0)),
        21,
        None,
    ),
    "-25 % in 3 weeks, 80 a day": (partial(falling, drop=0.25, per_day=80), 21, None),
}

KINDS = ("steady", "tired", "mix", "season", "pulled_back")


def changed(random: Random, kind: str, launch: bool) -> Account:
    """One creative of 100 installs a day with one change within a week from day 36 on."""
    one = Ad(per_day=100)
    down = ramp(0.6, START, 7)
    if kind == "tired":
        [one] = times([one], rate=down)
    elif kind == "pulled_back":
        [one] = times([one], shown=ramp(0.2, START, 7))
    elif kind == "mix":
        one = Ad(per_day=100, poor=[0.85 * (1 - part) for part in ramp(0.0, START, 7)])
    others = old_ones(random, OLD)
    if launch:
        [one], others = (times(ads, shown=ramp(0.5, START)) for ads in ([one], others))
        others += [Ad(2 * exp(random.gauss(0, 0.3)), start=START) for _ in range(40)]
    market = {"market": down} if kind == "season" else {}
    return Account([one, *others], watched=[0], **market)


def looked_at(counts: Counts, stop: int, numbers) -> dict[int, str]:
    """The classes of some creatives on the last of `stop` days."""
    falls = judge_app(counts, FORMATS, {NETWORK: stop}, only=[subject(n) for n in numbers])
    return {key.creative: fall.kind for key, fall in falls.items()}


def ever_tired(random: Random, world: str) -> tuple[int, int]:
    """How many of the creatives watched are ever called tired, and how many there are."""
    account = FLAT[world](random)
    counts = draw(random, account)
    left = set(account.watched)
    for stop in range(FIRST_LOOK, DAYS + 1):
        left -= {n for n, kind in looked_at(counts, stop, left).items() if kind == "tired"}
    return len(account.watched) - len(left), len(account.watched)


def found_after(random: Random, world: str) -> int | None:
    """Days from the full drop until the creative is called tired, up to 28."""
    build, over, _ = FALLS[world]
    counts = draw(random, build(random))
    full = START + over
    for stop in range(START + 1, min(DAYS, full + 28) + 1):
        if looked_at(counts, stop, [0]).get(0) == "tired":
            return stop - full
    return None


def class_after(random: Random, kind: str, launch: bool) -> bool:
    """Whether the class three weeks after a change of this kind is right."""
    counts = draw(random, changed(random, kind, launch))
    return looked_at(counts, START + 21, [0])[0] == kind


def told(world: str, *cells: str) -> None:
    """One line of a table, as soon as it is known."""
    print(f"{world:36}", *(f"{cell:>12}" for cell in cells), flush=True)


def flat_worlds(count: int, run: tuple[int, int], asked: str) -> list[Bar]:
    bars = []
    told("\nFlat: ever tired in 90 days", "creatives", "tired")
    for world in (name for name in FLAT if asked in f"flat, {name}"):
        size = len(FLAT[world](Random(0)).watched)
        results = repeat(ever_tired, max(1, -(-count // size)), *run, world=world)
        tired, watched = (sum(column) for column in zip(*results, strict=True))
        told(world, str(watched), percent(tired / watched))
        bars.append(Bar(f"flat, {world}: ever tired", tired / watched, watched, high=0.02))
    return bars


def falling_worlds(count: int, run: tuple[int, int], asked: str) -> list[Bar]:
    bars = []
    told("\nFalling: found after the full drop", "14 days", "28 days")
    for world, (_, _, low) in FALLS.items():
        if asked in f"falling, {world}":
            days = repeat(found_after, count, *run, world=world)
            soon, late = (sum(d is not None and d <= n for d in days) / count for n in (14, 28))
            told(world, percent(soon), percent(late))
            if low is not None:
                bars.append(Bar(f"falling, {world}: within 14 days", soon, count, low=low))
    return bars


def classes(count: int, run: tuple[int, int], asked: str) -> list[Bar]:
    bars = []
    told("\nClass three weeks after a change", *KINDS)
    for launch, name in ((False, "100 installs a day"), (True, "after a launch of 40 x 2")):
        if asked in f"class, {name}":
            right = [
                sum(repeat(class_after, count, *run, kind=kind, launch=launch)) / count
                for kind in KINDS
            ]
            told(name, *map(percent, right))
            bars += [
                Bar(f"class, {name}: {kind}", share, count, low=0.90)
                for kind, share in zip(KINDS, right, strict=True)
            ]
    return bars


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repetitions", type=int, default=FULL, help="creatives a flat world")
    parser.add_argument("--only", default="", help='worlds with this word, such as "flat, batch"')
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    options = parser.parse_args()
    run = options.seed, options.processes
    bars = [
        *flat_worlds(options.repetitions, run, options.only),
        *falling_worlds(max(1, options.repetitions // 4), run, options.only),
        *classes(max(1, options.repetitions // 6), run, options.only),
    ]
    finish(bars, options.repetitions >= FULL)


if __name__ == "__main__":
    main()
