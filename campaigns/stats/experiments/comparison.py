"""Is B really better than A? Two arms on the same days, looked at as often as one likes.

Both arms share what a day does to everybody, so days are compared in pairs: only what moves one
arm and not the other is noise. Counts are (impressions, installs) per day and arm.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from campaigns.stats.experiments.always_valid import Sequential, always_valid
from campaigns.stats.experiments.plan import Plan
from campaigns.stats.special import gamma_q, normal_quantile, t_cdf, t_quantile

FIRST_DAY = 14
MIN_INSTALLS = 50
RHO = 0.3
RHO_WEIGHT = 20
EVEN_POINTS = 0.05
EVEN_MIX = 0.10
SILENT_DAYS = 0.20

Days = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Estimate:
    """ln(IPM of B / IPM of A) on the days on which both ran.

    `clustered` is the variance that the pairs of days show, `counting` that of installs alone,
    `variance` what is judged: correlated days and few days in it.
    """

    delta: float
    clustered: float
    counting: float
    variance: float
    days: int
    installs: tuple[float, float]
    impressions: tuple[float, float]

    @property
    def lift(self) -> float:
        return exp(self.delta) - 1


@dataclass(frozen=True, slots=True)
class Delivery:
    """Whether both arms got what they should. `problems` are keys of `experiment_words`."""

    problems: tuple[str, ...]
    share: float | None
    distance: float | None

    @property
    def valid(self) -> bool:
        return not self.problems


@dataclass(frozen=True, slots=True)
class Result:
    """`word` is beats, loses, no_difference, not_found, running or too_little.

    A beaten or lost verdict is kept from the first look that reached it, on `decided_day`
    (counted in days on which both ran). `low`, `high` are limits of the lift that hold however
    often one looks; `progress` the part of the plan that is in, None without one.
    """

    word: str
    estimate: Estimate | None
    sequential: Sequential | None
    low: float | None
    high: float | None
    progress: float | None
    decided_day: int | None
    alpha: float


def estimate(a: Days, b: Days) -> Estimate | None:
    """Compare two arms day by day; None before two common days or without installs in an arm."""
    pairs = [
        (day, *first, *second)
        for day, (first, second) in enumerate(zip(a, b, strict=True))
        if first[0] > 0 and second[0] > 0
    ]
    days = len(pairs)
    na, xa, nb, xb = (sum(pair[i] for pair in pairs) for i in range(1, 5))
    if days < 2 or xa <= 0 or xb <= 0:
        return None
    ra, rb = xa / na, xb / nb
    g = {day: (x2 - rb * n2) / xb - (x1 - ra * n1) / xa for day, n1, x1, n2, x2 in pairs}
    squares = sum(value * value for value in g.values())
    clustered = days / (days - 1) * squares
    counting = 1 / xa + 1 / xb
    lagged = sum(value * g[day - 1] for day, value in g.items() if day - 1 in g)
    seen = (lagged / squares if squares > 0 else 0.0) + 1 / days
    rho = min(max((RHO_WEIGHT * RHO + days * seen) / (RHO_WEIGHT + days), 0.0), 0.6)
    few = (t_quantile(0.975, days - 1) / normal_quantile(0.975)) ** 2
    variance = max(clustered * (1 + rho) / (1 - rho), counting) * few
    return Estimate(log(rb / ra), clustered, counting, variance, days, (xa, xb), (na, nb))


def evaluate(
    a: Days,
    b: Days,
    plan: Plan | None = None,
    *,
    alpha: float = 0.05,
    challengers: int = 1,
) -> Result:
    """The state of an experiment, replaying every daily look from day 14 and 50 installs an arm.

    With several challengers each one is judged at alpha / challengers.
    """
    alpha /= challengers
    seen = estimate(a, b)
    decided, decided_day = _first_decision(a, b, alpha)
    if seen is None:
        return Result("too_little", None, None, None, None, None, None, alpha)
    sequential = always_valid(seen.delta, seen.variance, alpha)
    low, high = exp(sequential.low) - 1, exp(sequential.high) - 1
    progress = min(seen.impressions) / plan.impressions if plan else None
    if decided:
        word = decided
    elif not _may_decide(seen):
        word = "running"
    elif plan and -log(1 + plan.lift) < sequential.low and sequential.high < log(1 + plan.lift):
        word = "no_difference"
    elif progress is not None and progress >= 1:
        word = "not_found"
    else:
        word = "running"
    return Result(word, seen, sequential, low, high, progress, decided_day, alpha)


def check_delivery(
    a: Days,
    b: Days,
    *,
    planned_share: float = 0.5,
    mix: tuple[Mapping[Hashable, float], Mapping[Hashable, float]] | None = None,
    units: tuple[int, int] | None = None,
    even_points: float = EVEN_POINTS,
    even_mix: float = EVEN_MIX,
) -> Delivery:
    """Whether the comparison is fair.

    `planned_share` is B's part of the impressions, `mix` the impressions of each arm by country
    and network, `units` the users of each arm where the network assigns users. A share may be
    `even_points` off the plan, the mixes `even_mix` apart.
    """
    problems = []
    shares = [n2 / (n1 + n2) for (n1, _), (n2, _) in zip(a, b, strict=True) if n1 > 0 and n2 > 0]
    mean = sum(shares) / len(shares) if shares else None
    if mean is not None and abs(mean - planned_share) > even_points and _off(shares, planned_share):
        problems.append("share")
    distance = _total_variation(*mix) if mix else None
    if distance is not None and distance > even_mix:
        problems.append("mix")
    running = [day for day in zip(a, b, strict=True) if day[0][0] > 0 or day[1][0] > 0]
    silent = sum(1 for first, second in running if first[0] <= 0 or second[0] <= 0)
    if silent > SILENT_DAYS * len(running):
        problems.append("silent")
    if units and sum(units) and _unit_p(units, planned_share) < 0.0005:
        problems.append("units")
    return Delivery(tuple(problems), mean, distance)


def _may_decide(seen: Estimate) -> bool:
    return seen.days >= FIRST_DAY and min(seen.installs) >= MIN_INSTALLS


def _first_decision(a: Days, b: Days, alpha: float) -> tuple[str | None, int | None]:
    for end in range(FIRST_DAY, len(a) + 1):
        seen = estimate(a[:end], b[:end])
        if seen is None or not _may_decide(seen):
            continue
        if always_valid(seen.delta, seen.variance, alpha).likelihood_ratio >= 1 / alpha:
            return ("beats" if seen.delta > 0 else "loses"), seen.days
    return None, None


def _off(shares: Sequence[float], planned: float) -> bool:
    """One-sample t test of the daily shares at p < .001, two-sided."""
    days = len(shares)
    if days < 2:
        return False
    mean = sum(shares) / days
    spread = sqrt(sum((share - mean) ** 2 for share in shares) / (days - 1) / days)
    if spread == 0:
        return True
    return 2 * t_cdf(-abs(mean - planned) / spread, days - 1) < 0.001


def _total_variation(
    first: Mapping[Hashable, float], second: Mapping[Hashable, float]
) -> float | None:
    totals = sum(first.values()), sum(second.values())
    if not all(totals):
        return None
    keys = {*first, *second}
    return sum(abs(first.get(k, 0) / totals[0] - second.get(k, 0) / totals[1]) for k in keys) / 2


def _unit_p(units: tuple[int, int], planned_share: float) -> float:
    """Chi-square with one degree of freedom (sample ratio mismatch, Fabijan et al. 2019)."""
    total = sum(units)
    expected = total * (1 - planned_share), total * planned_share
    statistic = sum((o - e) ** 2 / e for o, e in zip(units, expected, strict=True))
    return gamma_q(0.5, statistic / 2)
