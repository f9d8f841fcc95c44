"""What all simulations share: random counts, noise that lasts for days, tables and bars.

Only the standard library: the numbers come from seeded `random.Random` objects, one per
repetition, so a repetition does not depend on how the work is divided between processes.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from math import exp, floor, lgamma, log, sqrt
from multiprocessing import Pool
from random import Random
from typing import Any

WEEKDAYS = (1, 0.98, 0.97, 0.98, 1.02, 1.1, 1.08)


def poisson(random: Random, mean: float) -> int:
    """An exact Poisson count: by inversion under 12, else Hormann's PTRS (1993)."""
    if mean < 12:
        left, count, chance = random.random(), 0, exp(-mean)
        while left > chance and count < 200:
            left -= chance
            count += 1
            chance *= mean / count
        return count
    root = sqrt(mean)
    b = 0.931 + 2.53 * root
    a = -0.059 + 0.02483 * b
    inverse_alpha = 1.1239 + 1.1328 / (b - 3.4)
    steady = 0.9277 - 3.6224 / (b - 2)
    log_mean = log(mean)
    while True:
        u = random.random() - 0.5
        v = random.random()
        us = 0.5 - abs(u)
        count = floor((2 * a / us + b) * u + mean + 0.43) if us > 0 else -1
        if us >= 0.07 and v <= steady:
            return count
        if count < 0 or (us < 0.013 and v > us):
            continue
        bound = log(v * inverse_alpha / (a / (us * us) + b)) if v > 0 else -1e9
        if bound <= count * log_mean - mean - lgamma(count + 1):
            return count


def binomial(random: Random, trials: int, chance: float) -> int:
    """A binomial count: trial by trial when small, rounded normal when it is close to one."""
    if trials * min(chance, 1 - chance) < 30:
        if trials > 200 and chance < 0.5:
            return min(trials, poisson(random, trials * chance))
        return sum(random.random() < chance for _ in range(trials))
    spread = sqrt(trials * chance * (1 - chance))
    return min(trials, max(0, round(random.gauss(trials * chance, spread))))


def gamma_factor(random: Random, cv: float) -> float:
    """A gamma factor with mean 1 and the given coefficient of variation."""
    return random.gammavariate(1 / cv**2, cv**2) if cv > 0 else 1.0


def lognormal_factors(random: Random, days: int, cv: float, rho: float = 0.0) -> list[float]:
    """Lognormal day factors with mean 1, the given CV and day-to-day correlation rho."""
    if cv <= 0:
        return [1.0] * days
    s = sqrt(log(1 + cv**2))
    fresh = sqrt(1 - rho**2)
    z = random.gauss(0, 1)
    factors = []
    for _ in range(days):
        factors.append(exp(s * z - s * s / 2))
        z = rho * z + fresh * random.gauss(0, 1)
    return factors


def dirichlet(random: Random, alphas: Sequence[float]) -> list[float]:
    """Shares that add to 1."""
    draws = [random.gammavariate(alpha, 1) for alpha in alphas]
    total = sum(draws) or 1.0
    return [draw / total for draw in draws]


def daily_volume(random: Random, per_day: float, days: int, cv: float = 0.30) -> list[float]:
    """Impressions a day: the shape of a week times gamma noise, `per_day` on average."""
    return [per_day * WEEKDAYS[day % 7] * gamma_factor(random, cv) for day in range(days)]


@dataclass(frozen=True)
class Bar:
    """What a printed share must reach: `share` of `count` cases, at least low, at most high.

    With `rate` it is a number per unit, not a share, and `count` the units that were seen.
    """

    name: str
    share: float
    count: float
    low: float = 0.0
    high: float = 1.0
    rate: bool = False

    @property
    def standard_error(self) -> float:
        if self.rate:
            return sqrt(max(self.share, 1 / self.count) / self.count)
        return sqrt(max(self.share * (1 - self.share), 0.25 / self.count) / self.count)

    def missed(self, slack: float = 0.0) -> bool:
        room = slack * self.standard_error
        return not self.low - room <= self.share <= self.high + room


def arguments(doc: str, reps: int) -> argparse.Namespace:
    """--repetitions, --seed and --processes; the bars hold at the default number of repetitions."""
    parser = argparse.ArgumentParser(description=doc)
    parser.add_argument(
        "--repetitions", type=int, default=reps, help=f"repetitions, default {reps}"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    options = parser.parse_args()
    options.full = options.repetitions >= reps
    return options


def repeat(
    function: Callable[..., Any], reps: int, seed: int, processes: int, **world: Any
) -> list[Any]:
    """Call `function(Random, **world)` reps times, each with its own seed; in order."""
    task = partial(_one, function, seed, world)
    if processes <= 1:
        return [task(number) for number in range(reps)]
    with Pool(processes) as pool:
        return pool.map(task, range(reps), chunksize=max(1, reps // (8 * processes)))


def _one(function: Callable[..., Any], seed: int, world: dict[str, Any], number: int) -> Any:
    return function(Random(f"{seed}/{number}/{sorted(world.items())}"), **world)


def print_table(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A plain table with aligned columns."""
    lines = [list(header), *[[str(cell) for cell in row] for row in rows]]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    print(f"\n{title}")
    for line in lines:
        first, *rest = zip(line, widths, strict=True)
        print("  ".join([first[0].ljust(first[1]), *[cell.rjust(width) for cell, width in rest]]))
    sys.stdout.flush()


def percent(share: float, digits: int = 1) -> str:
    """A share in percent."""
    return f"{100 * share:.{digits}f}"


def finish(bars: Sequence[Bar], full: bool) -> None:
    """Print the bars and exit 1 when one is missed.

    With fewer repetitions than the bars were set for, three standard errors are allowed and
    printed.
    """
    print("\nBars" + ("" if full else " (short run: three standard errors allowed)"))
    failed = False
    for bar in bars:
        missed = bar.missed(0 if full else 3)
        failed |= missed
        show = (
            (lambda value: f"{value:.2f}") if bar.rate else (lambda value: f"{100 * value:.2f} %")
        )
        error = "" if full else f" +- {show(bar.standard_error)}"
        verdict = "MISSED" if missed else "held"
        limits = f"{show(bar.low)} to {show(bar.high)}"
        print(f"  {verdict:6} {bar.name}: {show(bar.share)}{error} ({limits})")
    sys.exit(1 if failed else 0)
