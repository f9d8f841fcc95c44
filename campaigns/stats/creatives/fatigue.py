"""Is this creative tired? Its recent days against its own settled level, like for like.

One creative on one network. Every day is compared with what all other creatives made in the
same countries on the same day, so that season, market and a move to poorer countries are no
fatigue. Yardstick are the creative's settled days, not its best or first ones.

Source of the variance: quasi-likelihood with a pooled prior for the noise of days and their
correlation, as in `scores`. Rates are plain (installs per impression), changes are logs.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from campaigns.stats.special import t_cdf

FATIGUE_P = {7: 1e-4, 14: 3e-4}
FATIGUE_DROP = 0.30
RECOVERED = 0.15
DAYS_ON = 3
DAYS_OFF = 7
SKIP = 3
SETTLED = 28
SETTLED_MIN = 14
MIN_SETTLED_INSTALLS = 50
MIN_RECENT_EXPECTED = 30
REFERENCE_INSTALLS = 100
MIN_COVER = 0.6

Days = Sequence[tuple[float, float]]
"""(impressions, installs) per day, first day live to last complete day."""


@dataclass(frozen=True, slots=True)
class Expected:
    """Installs of each day against what the reference makes of the same impressions.

    `installs`, `expected` per day; `variance` is the squared relative error of `expected`
    that comes from few reference installs.
    """

    installs: Sequence[float]
    expected: Sequence[float]
    variance: Sequence[float]


@dataclass(frozen=True, slots=True)
class LevelChange:
    """Recent level against settled level: `log_ratio` = ln(recent / settled), one-sided `p`.

    `evidence` tells whether both windows hold enough installs.
    """

    log_ratio: float
    variance: float
    p: float
    df: int
    evidence: bool


@dataclass(frozen=True, slots=True)
class Windows:
    """Settled and recent days as positions in the day lists."""

    settled: range
    recent: range

    def __iter__(self) -> Iterator[range]:
        yield from (self.settled, self.recent)


@dataclass(frozen=True, slots=True)
class FatigueStanding:
    """Tired or not after a day, with the runs of days that lead to the next change."""

    tired: bool = False
    tired_run: int = 0
    recovered_run: int = 0


def windows(days_live: int, recent: int) -> Windows | None:
    """The settled and the last `recent` days; None before there are 14 settled ones.

    The first three days live are skipped, then up to 28 settle the level.
    """
    end = min(SKIP + SETTLED, days_live - recent)
    if end - SKIP < SETTLED_MIN:
        return None
    return Windows(range(SKIP, end), range(days_live - recent, days_live))


def against_reference(
    own: Mapping[str, Days],
    same_network: Mapping[str, Days],
    other_networks: Mapping[str, Days] | None,
    spans: Windows,
) -> Expected | None:
    """Expected installs per day from the other creatives, country by country.

    `same_network` are all other creatives of the network, `other_networks` the same countries
    elsewhere, used where the first have fewer than 100 installs in both windows together. A
    country with neither is left out; None if less than 60 % of the impressions of either window
    remain ("no reference").
    """
    references = {
        country: reference
        for country in own
        if (reference := reference_days(country, same_network, other_networks, spans)) is not None
    }
    for span in spans:
        covered = sum(own[country][d][0] for country in references for d in span)
        if covered < MIN_COVER * sum(days[d][0] for days in own.values() for d in span):
            return None
    length = max((len(days) for days in own.values()), default=0)
    installs, expected, variance = [0.0] * length, [0.0] * length, [0.0] * length
    for country, reference in references.items():
        total_n = sum(reference[d][0] for span in spans for d in span)
        total_x = sum(reference[d][1] for span in spans for d in span)
        for span in spans:
            for d in span:
                n, x = own[country][d]
                n_ref, x_ref = reference[d] if reference[d][0] > 0 else (total_n, total_x)
                rate = (x_ref + 0.5) / n_ref
                installs[d] += x
                expected[d] += n * rate
                variance[d] += n * n * rate / n_ref
    relative = [v / (e * e) if e > 0 else 0.0 for v, e in zip(variance, expected, strict=True)]
    return Expected(installs, expected, relative)


def reference_days(
    country: str,
    same_network: Mapping[str, Days],
    other_networks: Mapping[str, Days] | None,
    spans: Windows,
) -> Days | None:
    """The first source with at least 100 installs in this country in both windows together."""
    for source in (same_network, other_networks or {}):
        days = source.get(country)
        if days and sum(days[d][1] for span in spans for d in span) >= REFERENCE_INSTALLS:
            return days
    return None


def change(days: Expected, spans: Windows) -> LevelChange:
    """The recent level against the settled one, with the noise that the days show."""
    used = [[d for d in span if days.expected[d] > 0] for span in spans]
    x = [sum(days.installs[d] for d in span) for span in spans]
    e = [sum(days.expected[d] for d in span) for span in spans]
    level = [(xs + 0.5) / (es + 0.5) for xs, es in zip(x, e, strict=True)]
    count = len(used[0]) + len(used[1])
    mu = {d: rate * days.expected[d] for span, rate in zip(used, level, strict=True) for d in span}
    noise = _day_noise(days, mu, count)
    widening = _widening(days, used, mu, noise, count)
    concentration = sum(
        sum(mu[d] ** 2 for d in span) / max(sum(mu[d] for d in span), 0.5) ** 2 for span in used
    )
    variance = 1 / max(x[0], 1) + 1 / max(x[1], 1) + noise * widening * concentration
    log_ratio = log(level[1] / level[0])
    df = 8 + count
    evidence = x[0] >= MIN_SETTLED_INSTALLS and e[1] * level[0] >= MIN_RECENT_EXPECTED
    return LevelChange(log_ratio, variance, t_cdf(log_ratio / sqrt(variance), df), df, evidence)


def looks_tired(changes: Mapping[int, LevelChange | None], drop: float = FATIGUE_DROP) -> bool:
    """Whether a day's change over the last 7 or 14 days is that of a tired creative."""
    return any(
        seen is not None
        and seen.evidence
        and seen.p < FATIGUE_P[days]
        and seen.log_ratio <= log(1 - drop)
        for days, seen in changes.items()
    )


def step(
    before: FatigueStanding | None, tired_today: bool, fortnight: float | None
) -> FatigueStanding:
    """One more judged day: tired after three such days in a row, over after seven near level.

    `fortnight` is the log ratio over 14 recent days.
    """
    before = before or FatigueStanding()
    tired_run = before.tired_run + 1 if tired_today else 0
    near = fortnight is not None and fortnight > log(1 - RECOVERED)
    recovered_run = before.recovered_run + 1 if near else 0
    tired = recovered_run < DAYS_OFF if before.tired else tired_run >= DAYS_ON
    return FatigueStanding(tired, tired_run, recovered_run)


def _day_noise(days: Expected, mu: Mapping[int, float], count: int) -> float:
    """Squared CV of a day's own level: moments, pulled to .20 with the weight of ten days."""
    squares = sum(m * m for m in mu.values())
    found = 0.0
    if squares > 0 and count > 2:
        factor = count / (count - 2)
        excess = sum(
            (days.installs[d] - m) ** 2 * factor - m - m * m * days.variance[d]
            for d, m in mu.items()
        )
        found = max(excess / squares, 0.0)
    weight = max(count - 2, 0)
    return max(0.05**2, (10 * 0.2**2 + weight * found) / (10 + weight))


def _widening(
    days: Expected,
    used: Sequence[Sequence[int]],
    mu: Mapping[int, float],
    noise: float,
    count: int,
) -> float:
    """(1 + a) / (1 - a) for the correlation a of days, pulled to .5 with the weight of twenty."""
    scaled = {
        d: (days.installs[d] - m) / sqrt(m + m * m * (days.variance[d] + noise))
        for d, m in mu.items()
        if m > 0
    }
    total = sum(u * u for u in scaled.values())
    lagged = sum(
        scaled[d] * scaled[d - 1]
        for span in used
        for d in span[1:]
        if d - 1 in scaled and d in scaled
    )
    seen = (lagged / total if total > 0 else 0.0) + (2 / count if count else 0.0)
    a = min(max((20 * 0.5 + count * seen) / (20 + count), 0.0), 0.7)
    return (1 + a) / (1 - a)
