"""How many impressions and days does a comparison of two creatives need?

Rates are plain (installs per impression), a lift of .2 means 20 % more.
"""

from dataclasses import dataclass
from math import log

from campaigns.stats.experiments.always_valid import multiplier
from campaigns.stats.special import normal_quantile, t_quantile

AB_ALPHA = 0.05
AB_POWER = 0.80
DAY_CV = 0.10
DAYS = range(14, 85, 7)
CORRELATED = 1.3
"""Reserve for days that follow each other."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What each arm needs. `enough` is False if even the longest time cannot hold it."""

    lift: float
    days: int
    installs: float
    impressions: float
    enough: bool = True


def daily_look_variance(
    lift: float, days: int, alpha: float = AB_ALPHA, power: float = AB_POWER
) -> float:
    """The variance of ln(IPM ratio) at which looking every day finds the lift: with the multiplier
    of an always valid interval, and reserve."""
    widened = multiplier(alpha) * t_quantile(0.975, days - 1) / normal_quantile(0.975)
    reach = widened + t_quantile(power, days - 1)
    return (log(1 + lift) / reach) ** 2 / CORRELATED


def installs_needed(variance: float, days: int, day_cv: float = DAY_CV) -> float | None:
    """Installs per arm that bring ln(IPM ratio) to this variance; None if days alone exceed it.

    `day_cv` is the CV of an arm's own daily rate, beyond what both arms share.
    """
    left = variance - 2 * day_cv**2 / days
    return 2 / left if left > 0 else None


def plan(
    base_rate: float,
    lift: float,
    impressions_per_day: float,
    *,
    day_cv: float = DAY_CV,
    alpha: float = AB_ALPHA,
    power: float = AB_POWER,
) -> Plan | None:
    """The shortest of 14, 21 ... 84 days in which today's volume per arm finds the lift.

    Safe to look at daily. With too little volume for 84 days the plan of 84 days is returned with
    `enough` False; None if no volume finds the lift ("cannot be found in 84 days").
    """
    last = None
    for days in DAYS:
        installs = installs_needed(daily_look_variance(lift, days, alpha, power), days, day_cv)
        if installs is None:
            continue
        impressions = installs / base_rate
        last = Plan(lift, days, installs, impressions)
        if impressions <= impressions_per_day * days:
            return last
    return None if last is None else Plan(lift, last.days, last.installs, last.impressions, False)
