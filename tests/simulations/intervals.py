"""Does the IPM interval hold the true IPM as often as it says?

    python -m tests.simulations.intervals [--repetitions 4000] [--seed 1]

Worlds: true IPM 5, impressions spread over days with the shape of a week, each day's own rate
moved by gamma noise. Ours (the product's interval) beside plain Wilson on the summed counts.
"""

from random import Random

from campaigns.stats.intervals import interval, wilson
from campaigns.stats.special import normal_quantile
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

TRUE_RATE = 0.005
REPS = 4000
CLAIMED = 0.95
WORLDS = [
    # days, impressions in all, CV of a day's own rate
    (7, 1e6, 0.25),
    (14, 1e5, 0.25),
    (28, 1e4, 0.25),
    (28, 1e5, 0.25),
    (28, 1e6, 0.25),
    (7, 1e6, 0.0),
    (14, 1e5, 0.0),
    (28, 1e4, 0.0),
    (28, 1e6, 0.0),
]


def one_period(random: Random, days: int, impressions: float, cv: float) -> tuple[bool, bool]:
    """Whether ours and plain Wilson hold the true rate of one drawn period."""
    n = [max(1, round(day)) for day in daily_volume(random, impressions / days, days)]
    x = [poisson(random, TRUE_RATE * gamma_factor(random, cv) * day) for day in n]
    ours = interval(x, n, CLAIMED)
    low, high = wilson(sum(x), sum(n), normal_quantile(0.5 + CLAIMED / 2))
    return ours.low <= TRUE_RATE <= ours.high, low <= TRUE_RATE <= high


def main() -> None:
    options = arguments(__doc__, REPS)
    rows, bars = [], []
    for days, impressions, cv in WORLDS:
        held = repeat(
            one_period,
            options.repetitions,
            options.seed,
            options.processes,
            days=days,
            impressions=impressions,
            cv=cv,
        )
        ours, naive = (sum(column) / len(held) for column in zip(*held, strict=True))
        name = f"{days} days, {impressions:,.0f} impressions, day CV {cv:.2f}"
        rows.append((name, percent(ours), percent(naive)))
        bars.append(Bar(name, ours, options.repetitions, 0.935, 0.995))
    print_table("True IPM inside the 95 % interval, %", ("world", "ours", "plain Wilson"), rows)
    finish(bars, options.full)


if __name__ == "__main__":
    main()
