"""Does the ranking pick better creatives than the raw IPM, and is a named leader the best?

    python -m tests.simulations.ranking [--repetitions 2000] [--seed 1]

Creatives around IPM 5 with sd .25 on the log scale, sizes log-uniform, 14 days with a day CV of
.20. Ours (`rank`) beside the highest raw IPM and the highest raw IPM of at least 1000
impressions.

Then like for like (`compare`): eight creatives, four of them on each of six networks in three
countries, that vary by 15 % from cell to cell, 21 days with a day CV of .25.
"""

from math import exp, log
from random import Random

from campaigns.stats.creatives.best import compare
from campaigns.stats.creatives.ranking import rank
from tests.simulations.noise import (
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


def one_field(random: Random, sd: float) -> tuple[int, ...]:
    """Leaders and right ones (within 2 % of the best); places, those called worse, wrongly so."""
    rates = [exp(random.gauss(0, sd)) for _ in range(8)]
    counts: dict = {creative: {} for creative in range(8)}
    for network in range(6):
        level = exp(random.gauss(0, 0.3))
        for creative in random.sample(range(8), 4):
            for country, rich in enumerate((1.0, 0.6, 0.3)):
                own = exp(random.gauss(0, 0.15))
                rate = 0.006 * level * rich * rates[creative] * own
                counts[creative][network, country] = [
                    (n, poisson(random, n * rate * gamma_factor(random, 0.25)))
                    for n in [random.randint(2_000, 8_000) for _ in range(21)]
                ]
    places = compare({creative: cells for creative, cells in counts.items() if cells}).ranked
    if not places:
        return 0, 0, 0, 0, 0
    first, best = rates[places[0].creative], max(rates[place.creative] for place in places)
    leads = places[0].status == "leader"
    worse = [rates[place.creative] for place in places if place.status == "worse"]
    wrong = sum(rate >= first for rate in worse)
    return leads, leads and first >= 0.98 * best, len(places), len(worse), wrong


def main() -> None:
    options = arguments(__doc__, REPS)
    run = (options.seed, options.processes)
    picks = repeat(one_pick, options.repetitions, *run)
    ours, raw, large = (sum(column) / len(picks) for column in zip(*picks, strict=True))
    print_table(
        "True IPM of the pick among 20, % of the best one",
        ("ours", "raw", "raw from 1000 impressions"),
        [(percent(ours), percent(raw), percent(large))],
    )
    few = max(2, options.repetitions * 300 // REPS)
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
    few_fields = max(2, options.repetitions * 200 // REPS)
    fields = {
        sd: [
            sum(column) for column in zip(*repeat(one_field, few_fields, *run, sd=sd), strict=True)
        ]
        for sd in (0.2, 0.0)
    }
    print_table(
        "Like for like among 8, %",
        (
            "creatives",
            "leader named",
            "of these among the best",
            "called worse",
            "of these wrongly",
        ),
        [
            (
                f"sd {sd:.2f}" if sd else "equal",
                percent(leads / few_fields),
                percent(best / leads) if leads and sd else "-",
                percent(worse / places),
                percent(wrong / worse) if worse and sd else "-",
            )
            for sd, (leads, best, places, worse, wrong) in fields.items()
        ],
    )
    leads, best, _, worse, wrong = fields[0.2]
    no_leads, _, places, no_worse, _ = fields[0.0]
    bars = [
        Bar(
            "like for like, a leader is among the best",
            best / max(leads, 1),
            max(leads, 1),
            low=0.85,
        ),
        Bar(
            "like for like, worse ones are not better",
            wrong / max(worse, 1),
            max(worse, 1),
            high=0.02,
        ),
        Bar("like for like, a leader among equals", no_leads / few_fields, few_fields, high=0.05),
        Bar("like for like, worse ones among equals", no_worse / places, places, high=0.10),
        Bar(
            "ours picks better than raw from 1000 impressions", ours, options.repetitions, low=large
        ),
        Bar("a leader is truly the best", right / named if named else 0, max(named, 1), low=0.85),
        Bar("a leader among equals", wrongly / few, few, high=0.01),
    ]
    finish(bars, options.full)


if __name__ == "__main__":
    main()
