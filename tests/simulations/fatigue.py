"""How often is a creative called tired that is not, and how soon one that is?

    python -m tests.simulations.fatigue [--repetitions 2000] [--seed 1]

One creative beside others of 20 times its volume over 90 days, judged daily. Its own days and
those of the market vary with lasting noise. Ours beside two usual rules: three days under 80 %
of the first seven, and Mann-Kendall at p < .01 on 28 days, looked at weekly. Then whether the
class three weeks after a change is right. In %.
"""

from dataclasses import dataclass
from math import log
from random import Random

from campaigns.stats.creatives.falls import judge_creative, replay
from campaigns.stats.creatives.fatigue import (
    FATIGUE_P,
    FatigueStanding,
    against_reference,
    change,
    looks_tired,
    step,
    windows,
)
from campaigns.stats.special import normal_cdf
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
from tests.stats.textbook import theil_sen

REPS = 2000
DAYS = 90
START = 36
REST = 20
IPM = 0.005
COUNTRIES = {"rich": 0.008, "middle": 0.004, "poor": 0.002}


@dataclass(frozen=True)
class World:
    """A creative: installs a day, noise of its own days, market and own change with its length."""

    name: str
    per_day: float = 100
    cv: float = 0.15
    rho: float = 0.3
    market: float = 0.0
    drop: float = 0.0
    over: int = 0
    bar: bool = False


FLAT = [
    World("base"),
    World("15 installs a day", per_day=15),
    World("own CV .30", cv=0.30),
    World("own rho .6, CV .20", rho=0.6, cv=0.20),
    World("market -30 %", market=0.30, over=14),
]
FALLING = [
    World("-40 % over 14 days", drop=0.4, over=14, bar=True),
    World("-40 % at once", drop=0.4, bar=True),
    World("-40 % over 28 days", drop=0.4, over=28, bar=True),
    World("40 installs a day", per_day=40, drop=0.4, over=14, bar=True),
    World("15 installs a day", per_day=15, drop=0.4, over=14),
    World("own CV .30", cv=0.30, drop=0.4, over=14),
    World("own rho .6, CV .20", rho=0.6, cv=0.20, drop=0.4, over=14),
    World("-20 % over 14 days", drop=0.2, over=14),
]
KINDS = ("steady", "tired", "mix", "season", "pulled_back")


def ramp(drop: float, over: int, days: int = DAYS, start: int = START) -> list[float]:
    """Factors that fall by `drop` in a straight line over some days."""
    return [1 - drop * min(1.0, max(0.0, (day - start + 1) / (over + 1))) for day in range(days)]


def draw(random: Random, world: World):
    """(impressions, installs) per day of the creative and of the others."""
    own = lognormal_factors(random, DAYS, world.cv, world.rho)
    market = lognormal_factors(random, DAYS, 0.10, 0.5)
    fall, season = ramp(world.drop, world.over), ramp(world.market, world.over)
    volume = daily_volume(random, world.per_day / IPM, DAYS)
    others = daily_volume(random, REST * world.per_day / IPM, DAYS)
    level = [IPM * m * s for m, s in zip(market, season, strict=True)]
    mine = [
        (n, poisson(random, n * rate * f * d))
        for n, rate, f, d in zip(volume, level, fall, own, strict=True)
    ]
    rest = [(n, poisson(random, n * rate)) for n, rate in zip(others, level, strict=True)]
    return mine, rest


def first_report(random: Random, world: World, last: int) -> tuple[int | None, ...]:
    """Days live when ours, the naive rule and Mann-Kendall first say tired, up to `last`."""
    mine, rest = draw(random, world)
    return (
        _ours(mine, rest, last),
        _under_the_first_days(mine, last),
        None if world.drop else _mann_kendall(mine, last),
    )


def _ours(mine, rest, last: int) -> int | None:
    own, others = {"US": mine}, {"US": rest}
    standing: FatigueStanding | None = None
    for live in range(1, last + 1):
        changes = {}
        for recent in FATIGUE_P:
            spans = windows(live, recent)
            days = against_reference(own, others, None, spans) if spans else None
            if days is not None:
                changes[recent] = change(days, spans)
        standing = step(
            standing, looks_tired(changes), 14 in changes and changes[14].log_ratio or None
        )
        if standing.tired:
            return live
    return None


def _under_the_first_days(mine, last: int) -> int | None:
    start = sum(x for _, x in mine[:7]) / sum(n for n, _ in mine[:7])
    run = 0
    for live in range(8, last + 1):
        n, x = mine[live - 1]
        run = run + 1 if x / n < 0.8 * start else 0
        if run >= 3:
            return live
    return None


def _mann_kendall(mine, last: int) -> int | None:
    logs = [log((x + 0.5) / n) for n, x in mine]
    for live in range(28, last + 1, 7):
        trend = theil_sen(logs[live - 28 : live])
        if trend.slope < 0 and normal_cdf(trend.z) < 0.01:
            return live
    return None


def one_class(random: Random, kind: str, volume: float) -> bool:
    """Whether the class three weeks after a change of this kind is right."""
    days = START + 21
    move = ramp(1.0, 7, days)
    own = lognormal_factors(random, days, 0.15, 0.3)
    market = lognormal_factors(random, days, 0.10, 0.5)
    mine, rest = {}, {}
    for country, ipm in COUNTRIES.items():
        shown = daily_volume(random, volume / 3 / IPM, days)
        others = daily_volume(random, REST * volume / 3 / IPM, days)
        mine[country], rest[country] = [], []
        for day in range(days):
            moved = 1 - move[day]
            level = ipm * market[day] * (1 - 0.4 * moved if kind == "season" else 1)
            fall = 1 - 0.4 * moved if kind == "tired" else 1
            n = shown[day]
            if kind == "mix":
                n *= 1 - 0.85 * moved if country != "poor" else 1 + 1.7 * moved
            if kind == "pulled_back":
                n *= 1 - 0.8 * moved
            mine[country].append((n, poisson(random, n * level * fall * own[day])))
            rest[country].append((others[day], poisson(random, others[day] * level)))
    return judge_creative(mine, rest, None, replay(mine, rest)).kind == kind


def within(reports: list[int | None], day: int) -> float:
    return sum(report is not None and report <= day for report in reports) / len(reports)


def main() -> None:
    options = arguments(__doc__, REPS)
    run = (options.seed, options.processes)
    bars = [*flat(options.repetitions, run), *falling(options.repetitions, run)]
    bars += classes(max(2, options.repetitions // 2), run)
    finish(bars, options.full)


def flat(reps: int, run: tuple[int, int]) -> list[Bar]:
    rows, bars = [], []
    for world in FLAT:
        columns = zip(*repeat(first_report, reps, *run, world=world, last=DAYS), strict=True)
        shares = [within(list(column), DAYS) for column in columns]
        rows.append((world.name, *map(percent, shares)))
        bars.append(Bar(f"flat, {world.name}: ever tired", shares[0], reps, high=0.02))
    header = ("flat creative, ever called tired in 90 days", "ours", "naive", "Mann-Kendall")
    print_table("False alarms", header, rows)
    return bars


def falling(reps: int, run: tuple[int, int]) -> list[Bar]:
    rows, bars = [], []
    for world in FALLING:
        full = START + world.over
        last = min(DAYS, full + 28)
        columns = zip(*repeat(first_report, reps, *run, world=world, last=last), strict=True)
        ours, naive, _ = (list(column) for column in columns)
        cells = [
            f"{percent(within(reports, full + 14))} / {percent(within(reports, last))}"
            for reports in (ours, naive)
        ]
        rows.append((world.name, *cells))
        if world.bar:
            name = f"{world.name}: reported within 14 days"
            bars.append(Bar(name, within(ours, full + 14), reps, low=0.85))
    header = ("falling, reported within 14 / 28 days of the full drop", "ours", "naive")
    print_table("Tired creatives", header, rows)
    return bars


def classes(reps: int, run: tuple[int, int]) -> list[Bar]:
    rows, bars = [], []
    for name, volume in (("100 installs a day", 100.0), ("20 installs a day", 20.0)):
        right = [
            sum(repeat(one_class, reps, *run, kind=kind, volume=volume)) / reps for kind in KINDS
        ]
        rows.append((name, *map(percent, right)))
        if volume == 100:
            bars += [
                Bar(f"class {kind} is right", share, reps, low=0.85)
                for kind, share in zip(KINDS, right, strict=True)
            ]
    print_table("Right class three weeks after a change", ("volume", *KINDS), rows)
    return bars


if __name__ == "__main__":
    main()
