"""Cohorts with exact sums, for the tests of decisions."""

from campaigns.stats.networks.decide import Facts, Ipm
from campaigns.stats.networks.decide_money import Cohort, Cohorts

TARGET = 0.20
SPEND = 1764.0
"""Of the 28 settled days, which are later ones than the cohorts'."""
HEAVY = 10.0


def regular(
    rho: float, *, late: float = 1.0, installs: int = 40, days: int = 28, target=TARGET
) -> Cohorts:
    """`installs` to two more a day at 1.50 each, whose revenue is `rho` times the target; in the
    last 14 days `late` times that."""
    return Cohorts(tuple(_day(t, rho * (late if t >= 14 else 1), installs) for t in range(days)),
                   target)  # fmt: skip


def _day(t: int, rho: float, installs: int) -> Cohort:
    users = installs + t % 3
    spend = 1.5 * users
    return Cohort(users, spend, spend * TARGET * rho * (1 + 0.1 * ((7 * t % 5) - 2)))


def facts(**changes) -> Facts:
    """An old network whose IPM is fine."""
    usual = {"spend": SPEND, "live_days": 200, "cpi": 1.5, "ipm": Ipm("fine")}
    return Facts(**usual | changes)
