"""Five reporting habits: does the forecast of settling days hold, and is a changed habit noticed?

    python -m tests.simulations.forecast [--seed N] [--repetitions N]

Networks a cell: 150 days each, the last 60 judged night by night. An import fails on 8 % of days,
8 % of days are never seen again, shares vary by .25 on the logit scale, IPM by 15 % a day. As
forecast.md says of its worlds, removal comes late (as slow) and then takes 2 to 16 % out, and what
turns slow turns so in impressions, too.
"""

import argparse
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import exp, log
from random import Random

from campaigns.stats.maturity.curve import Looks, learn_curves
from campaigns.stats.maturity.forecast import Forecast, forecast, learn_levels, mature
from campaigns.stats.maturity.habit import find_change, settles_after
from tests.simulations.noise import (
    WEEKDAYS,
    Bar,
    binomial,
    finish,
    gamma_factor,
    lognormal_factors,
    percent,
    poisson,
    print_table,
    repeat,
)

FULL = 24
DAYS, JUDGED, TURNS = 150, 60, 105
AGAIN = 30
MISSED, NEVER_AGAIN, SHARE_NOISE, CV = 0.08, 0.08, 0.25, 0.15
RATE = 0.005
QUICK = (0.96, 0.985, 0.995)
SLOW = (0.55, 0.75, 0.86, 0.92, 0.955, 0.975, 0.99)
STEADY = (0.75, 0.88, 0.94, 0.97, 0.985)
HABITS = ("quick", "slow", "weekend", "removal", "changing")
SIZES = (200, 20, 5)
TOGETHER = 8
"""Networks of one reporter, which learn from each other."""


@dataclass
class Network:
    """What a network had in the end, and what each look showed of it."""

    installs: list[int]
    impressions: list[int]
    looks: tuple[dict, dict] = field(default_factory=lambda: ({}, {}))


@dataclass
class Told:
    """What forecasts said, added up."""

    days: int = 0
    inside: int = 0
    inside_installs: int = 0
    error: float = 0.0
    raw: float = 0.0
    error_installs: float = 0.0
    raw_installs: float = 0.0
    ratio: float = 0.0
    networks: int = 0
    noticed: int = 0
    false: int = 0

    def __add__(self, other: "Told") -> "Told":
        pairs = zip(vars(self).values(), vars(other).values(), strict=True)
        return Told(*(a + b for a, b in pairs))


def network(random: Random, habit: str, per_day: float, fall: bool) -> Network:
    factors = lognormal_factors(random, DAYS, CV)
    shows = [
        round(per_day / RATE * WEEKDAYS[day % 7] * gamma_factor(random, 0.15))
        for day in range(DAYS)
    ]
    level = [0.6 if fall and day >= TURNS else 1.0 for day in range(DAYS)]
    installs = [
        poisson(random, n * RATE * f * part)
        for n, f, part in zip(shows, factors, level, strict=True)
    ]
    one = Network(installs, shows)
    imports = [random.random() >= MISSED for _ in range(DAYS + 1)]
    for day in range(DAYS):
        own = _installs(random, habit, installs[day], day)
        late = habit == "changing" and day >= TURNS
        seen = _grown(random, shows[day], STEADY if late else QUICK, gradual=False)
        last = random.randrange(1, 14) if random.random() < NEVER_AGAIN else AGAIN
        for age in range(min(last, DAYS - day)):
            if imports[day + 1 + age]:
                at = _frozen(habit, day, age)
                one.looks[0].setdefault(day, []).append((age, float(own[at] if at >= 0 else 0)))
                one.looks[1].setdefault(day, []).append((age, float(seen[age])))
    return one


def _frozen(habit: str, day: int, age: int) -> int:
    """The age whose state a look shows: on weekends nothing new is reported."""
    if habit != "weekend":
        return age
    weekday = (day + 1 + age) % 7
    return age - max(0, weekday - 4)


def _installs(random: Random, habit: str, final: int, day: int) -> list[int]:
    if habit == "removal":
        part = random.uniform(0.02, 0.16)
        first = final + binomial(random, round(final / (1 - part)), part)
        known = _grown(random, first, SLOW)
        out = [binomial(random, first - final, share) for share in (0.3, 0.6, 0.85)]
        return [
            value - (0 if age < 5 else sorted(out)[age - 5] if age < 8 else first - final)
            for age, value in enumerate(known)
        ]
    slow = {"slow": True, "changing": day >= TURNS}.get(habit, False)
    shares = SLOW if slow else STEADY if habit == "weekend" else QUICK
    return _grown(random, final, shares)


def _grown(random: Random, final: int, shares: tuple, *, gradual: bool = True) -> list[int]:
    """What is known at each age: shares shifted alike on the logit scale, one by one counted."""
    shift = random.gauss(0, SHARE_NOISE)
    moved = [1 / (1 + exp(-(log(s / (1 - s)) + shift))) for s in shares]
    known, before, values = 0, 0.0, []
    for age in range(AGAIN):
        share = moved[age] if age < len(moved) else 1.0
        if not gradual:
            values.append(round(final * share))
            continue
        if share > before:
            part = 1.0 if share == 1.0 else (share - before) / (1 - before)
            known += binomial(random, final - known, part)
        before = max(before, share)
        values.append(known)
    return values


def group(random: Random, habit: str, per_day: float, fall: bool, every: int) -> Told:
    """Some networks of one reporter, judged on some nights."""
    networks = {n: network(random, habit, per_day, fall) for n in range(TOGETHER)}
    told, changes = Told(networks=TOGETHER), dict.fromkeys(networks)
    for night in range(40 if every == 1 else TURNS - 5, DAYS + 1):
        for key, one in networks.items():
            before = changes[key]
            for place in (1, 0):
                looks = one.looks[place]
                found = find_change(looks, night, changes[key])
                changes[key] = found or changes[key]
            if changes[key] is not before and changes[key] is not None and night > DAYS - JUDGED:
                true = habit == "changing" and changes[key].since >= TURNS - 3
                told.noticed += true and changes[key].noticed - TURNS <= 10
                told.false += not true
        if night > DAYS - JUDGED and night % every == 0:
            told += _night(networks, night, changes, fall)
    return told


def _night(networks: dict, night: int, changes: dict, fall: bool) -> Told:
    looks = [
        {key: _until(one.looks[place], night) for key, one in networks.items()} for place in (0, 1)
    ]
    since = {key: change.since for key, change in changes.items() if change}
    curves = [learn_curves(of, night, since) for of in looks]
    told = Told()
    for key, one in networks.items():
        own = looks[0][key], looks[1][key]
        both = curves[0][key], curves[1][key]
        ages = [settles_after(*some, night, changes[key]) for some in zip(own, both, strict=True)]
        if None in ages:
            continue
        learned = mature(*own, both, night, changes[key], max(ages))
        latest = [{day: seen[-1] for day, seen in of.items()} for of in own]
        levels = learn_levels(*latest, learned, night)
        for day in range(max(TURNS if fall else 0, night - 14), night):
            if day not in own[0] or own[0][day][-1][0] >= max(ages):
                continue
            age, counts = own[0][day][-1][0], (round(own[0][day][-1][1]), round(own[1][day][-1][1]))
            found = forecast(learned, levels, day, age, counts, night)
            if isinstance(found, Forecast) and one.installs[day]:
                _compare(told, found, counts, one.installs[day], one.impressions[day])
    return told


def _until(looks: Looks, night: int) -> dict:
    seen = {
        day: [(age, value) for age, value in own if day + 1 + age <= night]
        for day, own in looks.items()
        if night - 84 <= day < night
    }
    return {day: own for day, own in seen.items() if own}


def _compare(told: Told, found: Forecast, counts: tuple, truth: int, shows: int) -> None:
    ipm, raw = 1000 * truth / shows, 1000 * counts[0] / counts[1]
    told.days += 1
    told.inside += found.ipm_range[0] <= ipm <= found.ipm_range[1]
    low, high = found.installs_range
    told.inside_installs += low - 0.5 <= truth <= high + 0.5
    told.error += abs(found.ipm - ipm)
    told.raw += abs(raw - ipm)
    told.error_installs += abs(found.installs - truth)
    told.raw_installs += abs(counts[0] - truth)
    told.ratio += found.mean / truth


def cells(size: int, run: tuple[int, int], sizes: tuple, every: int) -> Iterator[tuple]:
    groups = max(1, size // TOGETHER)
    for habit in HABITS:
        for per_day in sizes:
            found = sum(
                repeat(group, groups, *run, habit=habit, per_day=per_day, fall=False, every=every),
                Told(),
            )
            yield habit, per_day, found


def judged(size: int, run: tuple[int, int], sizes: tuple, every: int) -> list[Bar]:
    rows, bars = [], []
    noticed = false = years = 0.0
    for habit, per_day, told in cells(size, run, sizes, every):
        inside, error = told.inside / told.days, told.error / told.raw
        rows.append(
            (
                habit,
                str(per_day),
                str(told.days),
                percent(inside),
                f"{error:.2f}",
                percent(told.inside_installs / told.days),
                f"{told.error_installs / told.raw_installs:.2f}",
            )
        )
        independent = told.days / 5  # days of one network and night err together
        bars.append(Bar(f"{habit}, {per_day} a day: inside", inside, independent, 0.83, 0.96))
        if per_day == 200 and habit != "quick":
            bars.append(Bar(f"{habit}, {per_day} a day: error", error, independent, high=0.5))
        if habit == "changing" and per_day == 200:
            noticed = told.noticed / told.networks
            bars.append(Bar("change noticed in 10 days", noticed, told.networks, low=0.9))
        false += told.false
        years += told.networks * JUDGED / 365
    head = ("habit", "a day", "days", "IPM inside %", "error/raw", "installs inside %", "error/raw")
    print_table("Settling days", head, rows)
    print(f"\nNoticed in 10 days: {noticed:.0%}; false: {false:.0f} in {years:.0f} network-years")
    return bars


def fallen(size: int, run: tuple[int, int], every: int) -> list[Bar]:
    found = repeat(
        group, max(1, size // TOGETHER), *run, habit="slow", per_day=200, fall=True, every=every
    )
    told = sum(found, Told())
    ratio, inside = told.ratio / told.days, told.inside / told.days
    print(f"\nIPM falls by 40 %: forecast/truth {ratio:.3f}, {inside:.0%} inside")
    return [
        Bar("a fall of 40 %: forecast/truth - 1", abs(ratio - 1), told.days, high=0.05),
        Bar("a fall of 40 %: inside", inside, told.days / 5, low=0.8),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repetitions", type=int, default=FULL, help="networks a cell")
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    options = parser.parse_args()
    run, full = (options.seed, options.processes), options.repetitions >= FULL
    every, sizes = (1, SIZES) if full else (15, SIZES[:1])
    bars = judged(options.repetitions, run, sizes, every) + fallen(options.repetitions, run, every)
    finish(bars, full)


if __name__ == "__main__":
    main()
