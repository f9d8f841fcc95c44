"""Is today out of the ordinary for this weekday?

A count over a base: installs over impressions for IPM; installs over spend for CPI, whose sign
is then turned; a base of 1 for volumes. The usual level is a median of eight weeks (four when
there is no more), so a few odd days in the history do not move it. Provisional days have no
place here, neither today nor in the history.

Sources: median and MAD as robust centre and spread (Iglewicz & Hoaglin 1993), on logs, with
counting noise as the least spread.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, log, sqrt
from statistics import median

Z_ONE = 5.0
Z_TWO = 3.2
SHORT_Z_ONE = 6.0
SHORT_Z_TWO = 4.0
MIN_CHANGE = 0.25
NOISE_FLOOR = 0.08
MIN_EXPECTED = 20
QUIET_Z = 2.0
QUIET_DAYS = 3
MAX_EPISODE = 14

LONG = (56, 42)
SHORT = (28, 24)
"""Days of history and how many of them must have a base."""


@dataclass(frozen=True, slots=True)
class Usual:
    """What the same weekday usually brings: `rate` per unit of base, spread of the logs."""

    rate: float
    sd: float
    history: int


@dataclass(frozen=True, slots=True)
class Day:
    """Today against its usual weekday. `change` is -.41 for 41 % under it; `z` its size in
    standard deviations, 0 below a change of 25 %. `history` tells on how many days it rests."""

    value: float
    usual: float
    expected: float
    change: float
    z: float
    history: int


@dataclass(frozen=True, slots=True)
class Episode:
    """Where a series stands: in an episode or not, its length, quiet days and yesterday's z."""

    open: bool = False
    days: int = 0
    quiet: int = 0
    last_z: float = 0.0


def usual_day(
    counts: Sequence[float | None], bases: Sequence[float | None], weekday: int
) -> Usual | None:
    """The usual rate of a weekday from the complete days before today, oldest first.

    `weekday` is any number modulo 7, counted so that the day before today has `weekday` - 1.
    None without enough history or where the usual rate is 0.
    """
    for length, least in (LONG, SHORT):
        if len(counts) < length:
            continue
        days = [
            ((weekday - length + i) % 7, x, n)
            for i, (x, n) in enumerate(zip(counts[-length:], bases[-length:], strict=True))
            if n and x is not None
        ]
        if len(days) >= least:
            return _usual(days, weekday % 7, length)
    return None


def judge_day(
    count: float | None,
    base: float | None,
    usual: Usual | None,
    *,
    floor: float = NOISE_FLOOR,
    min_change: float = MIN_CHANGE,
    falling_is_up: bool = False,
) -> Day | None:
    """Judge today; None without a base or a usual day, or when fewer than 20 were expected.

    `falling_is_up` turns the sign for CPI, which is installs over spend here.
    """
    if usual is None or count is None or not base:
        return None
    expected = base * usual.rate
    if expected < MIN_EXPECTED:
        return None
    change = exp(log_change(count, expected)) - 1
    z = z_score(count, expected, usual.sd, floor)
    if abs(change) < min_change:
        z = 0.0
    if falling_is_up:
        return Day(base / count if count else float("inf"), 1 / usual.rate, expected,
                   1 / (1 + change) - 1, -z, usual.history)  # fmt: skip
    return Day(count / base, usual.rate, expected, change, z, usual.history)


def log_change(observed: float, expected: float) -> float:
    """ln of observed over expected, half a count added to both."""
    return log((observed + 0.5) / (expected + 0.5))


def z_score(observed: float, expected: float, sd: float, floor: float = NOISE_FLOOR) -> float:
    """The log change over its spread, at least counting noise and a floor together."""
    return log_change(observed, expected) / sqrt(max(sd**2, 1 / expected + floor**2))


def step(
    before: Episode | None,
    day: Day | None,
    *,
    z_one: float = Z_ONE,
    z_two: float = Z_TWO,
) -> tuple[Episode, str | None]:
    """One more day: the episode, and what to send ("alert", "over", "new_level" or None).

    An episode sends once at its start, ends after three quiet days or as a new level after 14
    days. A day that cannot be judged counts neither way, but breaks "two days in a row".
    """
    before = before or Episode()
    if day is None:
        return replace(before, last_z=0.0), None
    if day.history == SHORT[0]:
        z_one, z_two = z_one + SHORT_Z_ONE - Z_ONE, z_two + SHORT_Z_TWO - Z_TWO
    if before.open:
        quiet = before.quiet + 1 if abs(day.z) <= QUIET_Z else 0
        if quiet >= QUIET_DAYS:
            return Episode(last_z=day.z), "over"
        if before.days + 1 >= MAX_EPISODE:
            return Episode(), "new_level"
        return Episode(True, before.days + 1, quiet, day.z), None
    two_days = min(abs(day.z), abs(before.last_z)) > z_two and day.z * before.last_z > 0
    if abs(day.z) > z_one or two_days:
        return Episode(True, 1, 0, day.z), "alert"
    return Episode(last_z=day.z), None


def _usual(days: Sequence[tuple[int, float, float]], today: int, length: int) -> Usual | None:
    weeks = length / 7
    rates = [x / n for _, x, n in days]
    middle = median(rates)
    if middle <= 0:
        return None
    factors = {}
    for weekday in range(7):
        same = [x / n for k, x, n in days if k == weekday]
        raw = median(same) / middle if same else 1.0
        factors[weekday] = min(max(1 + weeks / (weeks + 4) * (raw - 1), 0.7), 1.4)
    base = median(rate / factors[k] for rate, (k, _, _) in zip(rates, days, strict=True))
    if base <= 0:
        return None
    residuals = [log_change(x, n * base * factors[k]) for k, x, n in days]
    centre = median(residuals)
    sd = 1.4826 * median(abs(residual - centre) for residual in residuals)
    return Usual(base * factors[today], sd, length)
