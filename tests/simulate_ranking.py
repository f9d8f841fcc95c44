"""Does the ranking pick better creatives than the raw IPM, and is a named leader the best?

    python -m tests.simulate_ranking [--reps 2000] [--seed 1]

Creatives around IPM 5 with sd .25 on the log scale, sizes log-uniform, 14 days with a day CV of
.20. Ours (`rank`) beside the highest raw IPM and the highest raw IPM of at least 1000
impressions.
"""

from math import exp, log
from random import Random

from campaigns.stats.ranking import rank
from tests.simulate_noise import (
    Bar,
    arguments,
    daily_volume,
    finish,
    gamma_factor,
    percent,
    poisson,
    print_table,
    repeat,
)

REPS = 2000
DAYS = 14
BASE = 0.005
DAY_CV = 0.20


def draw(random: Random, count: int, sd: float, low: float, high: float):
    """True rates and (impressions, installs) per day of every creative."""
    rates, counts = {}, {}
    for i in range(count):
        rate = rates[i] = BASE * exp(random.gauss(0, sd))
        size = exp(random.uniform(log(low), log(high)))
        counts[i] = [
            (n, poisson(random, rate * gamma_factor(random, DAY_CV) * n))
            for n in map(round, daily_volume(random, size / DAYS, DAYS))
        ]
    return rates, counts


def one_pick(random: Random) -> tuple[float, float, float]:
    """The true IPM of each pick as a share of the best: ours, raw, raw from 1000 impressions."""
    rates, counts = draw(random, 20, 0.25, 2e2, 2e5)
    sums = {i: [sum(column) for column in zip(*days, strict=True)] for i, days in counts.items()}
    raw = {i: x / n for i, (n, x) in sums.items() if n}
    large = {i: ipm for i, ipm in raw.items() if sums[i][0] >= 1000}
    ranking = rank(counts)
    ours = ranking.creatives[0].creative if ranking else 0
    best = max(rates.values())
    return tuple(rates[i] / best for i in (ours, max(raw, key=raw.get), max(large, key=large.get)))


def one_leader(random: Random, sd: float) -> tuple[bool, bool]:
    """Whether a leader is named among eight, and whether it is the best."""
    rates, counts = draw(random, 8, sd, 1e3, 1e6)
    ranking = rank(counts)
    leader = ranking.leader if ranking else None
    return leader is not None, leader is not None and rates[leader] == max(rates.values())


def main() -> None:
    options = arguments(__doc__, REPS)
    run = (options.seed, options.processes)
    picks = repeat(one_pick, options.reps, *run)
    ours, raw, large = (sum(column) / len(picks) for column in zip(*picks, strict=True))
    print_table(
        "True IPM of the pick among 20, % of the best one",
        ("ours", "raw", "raw from 1000 impressions"),
        [(percent(ours), percent(raw), percent(large))],
    )
    few = max(2, options.reps * 300 // REPS)
    apart = repeat(one_leader, few, *run, sd=0.25)
    equal = repeat(one_leader, few, *run, sd=0.0)
    named, right = (sum(column) for column in zip(*apart, strict=True))
    wrongly = sum(flag for flag, _ in equal)
    print_table(
        "Leader among 8, %",
        ("creatives", "named", "of these the best"),
        [
            ("sd .25", percent(named / few), percent(right / named) if named else "-"),
            ("equal", percent(wrongly / few), "-"),
        ],
    )
    bars = [
        Bar("ours picks better than raw from 1000 impressions", ours, options.reps, low=large),
        Bar("a leader is truly the best", right / named if named else 0, max(named, 1), low=0.85),
        Bar("a leader among equals", wrongly / few, few, high=0.01),
    ]
    finish(bars, options.full)


if __name__ == "__main__":
    main()
