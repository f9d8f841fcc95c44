"""How many false episodes do 20 ordinary series send a month, and how soon is a fall seen?

    python -m tests.simulate_anomaly [--reps 1000] [--seed 1]

Daily installs over impressions with the shape of a week and lasting noise, judged for 90 days
after their history. Ours beside the usual rule: 20 % away from the mean of the last seven days.
Then falls of 60 and 40 % that last.
"""

from dataclasses import dataclass
from random import Random

from campaigns.stats.anomaly import judge_day, step, usual_day
from tests.simulate_noise import (
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

REPS = 1000
IPM = 0.005
JUDGED = 90
QUIET = 3
SEEN_WITHIN = 7


@dataclass(frozen=True)
class World:
    """A series: installs a day, noise of its days, days of history."""

    name: str
    per_day: float = 100
    cv: float = 0.15
    rho: float = 0.3
    history: int = 56


WORLDS = [
    World("100 installs a day"),
    World("20 installs a day", per_day=20),
    World("1000 installs a day", per_day=1000),
    World("CV .30", cv=0.30),
    World("rho .6", rho=0.6),
    World("28 days of history", history=28),
]
WEEKEND = (1.0, 0.98, 0.97, 0.98, 1.02, 1.10, 1.08)


def draw(random: Random, world: World, days: int, fall: float = 0.0):
    """Installs and impressions of history and `days` more, all of them at `fall` less."""
    length = world.history + days
    noise = lognormal_factors(random, length, world.cv, world.rho)
    impressions = daily_volume(random, world.per_day / IPM, length)
    installs = [
        poisson(
            random,
            n * IPM * f * WEEKEND[day % 7] * (1 - fall if day >= world.history else 1),
        )
        for day, (n, f) in enumerate(zip(impressions, noise, strict=True))
    ]
    return installs, impressions


def quiet_series(random: Random, world: World) -> tuple[int, int]:
    """False episodes of ours and of the naive rule in 90 days."""
    x, n = draw(random, world, JUDGED)
    ours = naive = 0
    state, naive_quiet = None, QUIET
    for today in range(world.history, len(x)):
        start = today - world.history
        usual = usual_day(x[start:today], n[start:today], today)
        state, event = step(state, judge_day(x[today], n[today], usual))
        ours += event == "alert"
        mean = sum(x[today - 7 : today]) / sum(n[today - 7 : today])
        if abs(x[today] / n[today] / mean - 1) > 0.2:
            naive += naive_quiet >= QUIET
            naive_quiet = 0
        else:
            naive_quiet += 1
    return ours, naive


def day_of_alert(random: Random, world: World, fall: float) -> int | None:
    """On which day of a lasting fall the alert is sent, None if not in a week."""
    x, n = draw(random, world, SEEN_WITHIN, fall)
    state = None
    for today in range(world.history, len(x)):
        start = today - world.history
        usual = usual_day(x[start:today], n[start:today], today)
        state, event = step(state, judge_day(x[today], n[today], usual))
        if event == "alert":
            return today - world.history + 1
    return None


def main() -> None:
    options = arguments(__doc__, REPS)
    run = (options.seed, options.processes)
    months = options.reps * JUDGED / 30 / 20
    rows, bars = [], []
    for world in WORLDS:
        counts = repeat(quiet_series, options.reps, *run, world=world)
        ours, naive = (sum(column) / months for column in zip(*counts, strict=True))
        rows.append((world.name, f"{ours:.2f}", f"{naive:.0f}"))
        name = f"{world.name}: false episodes of 20 series a month"
        bars.append(Bar(name, ours, months, high=1, rate=True))
    header = ("false episodes of 20 series a month", "ours", "naive")
    print_table("Ordinary series", header, rows)

    rows = []
    for fall in (0.6, 0.4):
        days = repeat(day_of_alert, options.reps, *run, world=WORLDS[0], fall=fall)
        seen = [
            sum(day is not None and day <= last for day in days) / options.reps
            for last in (1, 3, 7)
        ]
        rows.append((f"-{fall:.0%}", *map(percent, seen)))
        if fall == 0.6:
            bars.append(Bar("-60 % is seen by day 3", seen[1], options.reps, low=0.9))
    print_table(
        "A lasting fall at 100 installs a day, seen in %", ("fall", "day 1", "3", "7"), rows
    )
    finish(bars, options.full)


if __name__ == "__main__":
    main()
