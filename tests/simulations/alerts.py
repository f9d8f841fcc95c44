"""How often does a steady series raise an alarm, how soon is a fall found, how much is said of it?

    python -m tests.simulations.alerts [--seed N] [--repetitions N] [--only WORD]

Accounts of 20 series that are followed night by night, as a rule does. Steady worlds: false alarms
a month per 20 series, over 90 nights. Falls: in 5 of the 20 series the level falls for good; the
share found on the day itself, within 2, 4 and 7 days, and the alerts in the 60 days from then.
"""

import argparse
import os
from collections.abc import Mapping
from dataclasses import dataclass
from math import exp
from random import Random
from statistics import fmean

from campaigns.stats.alerts.episodes import Asked, Begun, Track, night
from campaigns.stats.alerts.usual import DayValue
from tests.simulations.noise import (
    WEEKDAYS,
    Bar,
    daily_volume,
    finish,
    lognormal_factors,
    percent,
    poisson,
    print_table,
    repeat,
)

FULL = 40
"""Accounts of a world with which the bars hold without allowance."""
SERIES, FALLING = 20, 5
HISTORY, NIGHTS, AFTER = 84, 90, 60
MOST_FALSE = 1.2


@dataclass(frozen=True)
class World:
    """A sort of account: installs a day, the CV of days and how long that lasts, and what is
    peculiar. `days` may be handed more history; `step` is the level from the fall on."""

    per_day: tuple[float, ...] = (100,)
    cv: tuple[float, ...] = (0.15,)
    rho: float = 0.3
    week: float = 1
    counted: bool = True
    sums: bool = False
    history: int = HISTORY
    drift: float = 0.0
    missing: float = 0.0
    shared: Mapping[int, float] | None = None
    step: float = 1.0

    def level(self, day: int, fell: int | None) -> float:
        moved = exp(self.drift * day) * (self.shared or {}).get(day, 1)
        return moved * (self.step if fell is not None and day >= fell else 1)


STEADY = {
    "1000 installs a day": World((1000,)),
    "100 a day": World(),
    "20 a day": World((20,)),
    "5 a day": World((5,)),
    "5 to 1000 a day": World((5, 20, 100, 1000)),
    "CV .30": World(cv=(0.30,)),
    "CV .05 to .35": World(cv=(0.05, 0.10, 0.15, 0.25, 0.35)),
    "30 a day, mixed": World((10, 30, 60), (0.10, 0.20, 0.30), 0.2),
    "installs, weekdays x 3": World(week=3, sums=True),
    "spend": World(counted=False, sums=True),
    "28 days of history": World(history=35),
    "+1 % a day": World(drift=0.01),
    "days at -40 % for all": World(shared={100: 0.6, 101: 0.6, 130: 0.6, 150: 0.6}),
    "a tenth of days missing": World(missing=0.1),
    "day correlation .6": World(rho=0.6),
}
UNTOLD = {"a tenth of days missing", "day correlation .6"}
"""Beyond what is promised: printed, without a bar."""

FALLS: dict[str, tuple[World, dict[int, float]]] = {
    "-30 %, 100 a day, CV .10": (World(cv=(0.10,), step=0.7), {4: 0.75}),
    "-30 %, 100 a day, CV .15": (World(step=0.7), {4: 0.48}),
    "-30 %, 1000 a day, CV .10": (World((1000,), (0.10,), step=0.7), {}),
    "-40 %, 100 a day, CV .15": (World(step=0.6), {4: 0.85}),
    "-50 %, 20 a day, CV .15": (World((20,), step=0.5), {}),
}
SOON = (1, 2, 4, 7)
MOST_MESSAGES = 1.7


def series(random: Random, world: World, number: int, days: int, fell: int | None) -> dict:
    """The days of one series."""
    per_day = world.per_day[number % len(world.per_day)]
    noise = lognormal_factors(random, days, world.cv[number % len(world.cv)], world.rho)
    shown = [1.0] * days if world.sums else daily_volume(random, 1.0, days)
    found = {}
    for day in range(days):
        shape = WEEKDAYS[day % 7] ** world.week if world.sums else 1 / WEEKDAYS[day % 7] ** 0.5
        mean = per_day * shown[day] * shape * noise[day] * world.level(day, fell)
        value = float(poisson(random, mean)) if world.counted else mean
        if random.random() >= world.missing:
            found[day] = DayValue(value, shown[day], value)
    return found


def followed(random: Random, world: World) -> tuple[list[tuple[int, Begun]], dict[str, int]]:
    """The alarms of an account from the end of its history on, and when which series fell."""
    falls = world.step != 1
    days = world.history + (14 + AFTER if falls else NIGHTS)
    fell = {str(n): world.history + random.randrange(14) for n in range(FALLING)} if falls else {}
    all_series = {str(n): series(random, world, n, days, fell.get(str(n))) for n in range(SERIES)}
    asked = Asked(world.counted, 1 if world.counted else 0)
    tracks: dict[str, Track] = {}
    shared: dict[int, float] = {}
    alarms = []
    for today in range(min(63, world.history - 1), days):
        # A series is judged on its newest day; a missing one is made up for by the next.
        answer = night(all_series, dict.fromkeys(all_series, today), tracks, shared, asked)
        tracks, shared = answer.tracks, answer.shared
        if today >= world.history:
            named = ((name, event) for name, event in answer.events.items())
            alarms += [(today, name, event) for name, event in named if isinstance(event, Begun)]
    return alarms, fell


def false_alarms(random: Random, world: str) -> int:
    alarms, _ = followed(random, STEADY[world])
    return len(alarms)


def fall(random: Random, world: str) -> list[tuple[int | None, int]]:
    """Of each fall the days until it was told, and the alerts within 60 days."""
    alarms, fell = followed(random, FALLS[world][0])
    told = {
        name: [today - day + 1 for today, n, _ in alarms if n == name and 0 <= today - day < AFTER]
        for name, day in fell.items()
    }
    return [(days[0] if days else None, len(days)) for days in told.values()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repetitions", type=int, default=FULL)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--only", default="", help="only worlds whose name has this word")
    options = parser.parse_args()
    run = (options.repetitions, options.seed, options.processes)
    bars: list[Bar] = []
    rows = []
    months = options.repetitions * NIGHTS / 30
    for name in (name for name in STEADY if options.only in f"steady, {name}"):
        rate = sum(repeat(false_alarms, *run, world=name)) / months
        rows.append((name, f"{rate:.2f}"))
        if name not in UNTOLD:
            bars.append(Bar(name, rate, months, high=MOST_FALSE, rate=True))
    print_table("False alarms per 20 series and month", ("world", "alarms"), rows)
    rows = []
    for name, (_, least) in FALLS.items():
        if options.only not in f"falls, {name}":
            continue
        found = [one for own in repeat(fall, *run, world=name) for one in own]
        shares = {n: fmean(bool(day and day <= n) for day, _ in found) for n in SOON}
        said = fmean(count for day, count in found if day) if any(d for d, _ in found) else 0.0
        rows.append((name, *(percent(share, 0) for share in shares.values()), f"{said:.2f}"))
        for n, low in least.items():
            bars.append(Bar(f"{name}, within {n} days", shares[n], len(found), low=low))
        bars.append(Bar(f"{name}, alerts", said, len(found), high=MOST_MESSAGES, rate=True))
    header = ("world", *(f"day {n}" for n in SOON), "alerts in 60 days")
    print_table("Falls found, in %", header, rows)
    finish(bars, options.repetitions >= FULL)


if __name__ == "__main__":
    main()
