"""Is this network low? One verdict per network of an app, like for like.

Expectation from `like_for_like`, score from `scores`, verdict through `hysteresis`, words from
`verdict_words`. The window is the last 28 complete, settled days.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from campaigns.stats.entities import Counts
from campaigns.stats.intervals import Interval, interval
from campaigns.stats.networks import scores
from campaigns.stats.networks.hysteresis_of_q import DAYS_OFF, DAYS_ON, Standing, step
from campaigns.stats.networks.like_for_like import (
    MIN_COVER,
    MIN_EXPECTED,
    CellRate,
    Expectation,
    LikeForLike,
)
from campaigns.stats.special import increasing_root

MIN_EFFECTIVE = 3
MIN_DAYS = 7
MIN_NETWORKS = 3
MAX_SR = 0.10


@dataclass(frozen=True, slots=True)
class Rule:
    """The tiers that staff may change: largest q, largest shrunk ratio, days in a row."""

    act_q: float = 0.05
    act_ratio: float = 0.85
    watch_q: float = 0.10
    watch_ratio: float = 0.88
    keep_q: float = 0.20
    keep_ratio: float = 0.90
    days_on: int = DAYS_ON
    days_off: int = DAYS_OFF

    def condition(self, q: float, shrunk: float, sr: float) -> str:
        """The condition of an eligible network's day."""
        if q < self.act_q and shrunk <= self.act_ratio and sr <= MAX_SR:
            return "act"
        if q < self.watch_q and shrunk <= self.watch_ratio:
            return "watch"
        return "keep" if self.keeps(q, shrunk) else "fine"

    def keeps(self, q: float, shrunk: float) -> bool:
        """Whether a flag once raised stays."""
        return q < self.keep_q and shrunk <= self.keep_ratio


DEFAULT_RULE = Rule()


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is known about one network in the window. IPM values are per 1000 impressions.

    `expected` are expected installs; `ratio` = installs / expected is shown, `shrunk` is judged;
    `q` is None unless `eligible`. `condition` is that of the day, `verdict` comes after
    hysteresis. `reason` is a key of `verdict_words.REASONS`, "" where nothing limits the
    verdict. `would_clear_above` is the IPM at which a flag would go, None unless flagged.
    `more_impressions` is how many are missing at least when data is thin.
    """

    network: Hashable
    impressions: float
    installs: float
    days: int
    ipm: float | None
    interval: Interval | None
    expected: float
    expected_ipm: float | None
    ratio: float | None
    shrunk: float | None
    t: float | None
    p: float | None
    q: float | None
    sr: float
    cover: float
    phi: float
    df: int
    eligible: bool
    condition: str
    verdict: str
    reason: str
    would_clear_above: float | None
    more_impressions: float | None
    standing: Standing
    cells: tuple[CellRate, ...] = field(repr=False)

    @property
    def missing_installs(self) -> float:
        """Installs short of the expectation; negative above it."""
        return self.expected - self.installs


@dataclass(frozen=True, slots=True)
class Verdicts:
    """All judgements of an app, and what the account as a whole says.

    `expected_rate` is the account's expected installs per impression, for `scores.funnel`.
    """

    judgements: tuple[Judgement, ...]
    noise: scores.DayNoise
    eligible: int
    scale: float
    expected_rate: float


@dataclass(frozen=True, slots=True)
class _Case:
    """One network on the way to its judgement."""

    number: int
    network: Hashable
    impressions: float
    counts: scores.DayCounts
    expectation: Expectation
    phi: float

    @property
    def reason(self) -> str:
        """Why this network by itself cannot be scored, or ""."""
        if self.expectation.total > 0 and self.expectation.cover < MIN_COVER:
            return "no_peers"
        expected = self.expectation.total
        if expected < MIN_EXPECTED or expected / self.phi < MIN_EFFECTIVE:
            return "thin"
        return "few_days" if self.counts.days < MIN_DAYS else ""


def judge(
    counts: Counts,
    before: Mapping[Hashable, Standing] | None = None,
    rule: Rule = DEFAULT_RULE,
    *,
    details: bool = True,
) -> Verdicts:
    """Judge every network from network -> cell -> (impressions, installs) per day.

    All day lists cover the same days. `before` are the standings of the previous judged day;
    without them the first judgement takes the day's condition. `details=False` leaves out the
    intervals, cells and clearing levels that only a page needs.
    """
    benchmark = LikeForLike(counts)
    cases, noise = _cases(benchmark)
    present = sum(1 for case in cases if case.impressions > 0)
    eligible = [case for case in cases if case.impressions > 0 and not case.reason]
    k = len(eligible)
    scored = {
        case.number: scores.score(
            case.counts.observed, case.expectation.total, case.phi, k, _df(case)
        )
        for case in eligible
    }
    p = [scored[case.number].p for case in eligible]
    q = dict(zip(scored, scores.benjamini_hochberg(p), strict=True))

    judgements = []
    for case in cases:
        reason = _reason(case, present, k)
        judged = case.number in scored and not reason
        score = scored[case.number] if judged else None
        sr = case.expectation.sr
        if case.impressions <= 0:
            condition = "no_data"
        elif score is None:
            condition = "ineligible"
        elif case.counts.observed == 0:
            condition, reason = "act", "no_installs"
        else:
            condition = rule.condition(q[case.number], score.shrunk, sr)
            if condition == "watch" and sr > MAX_SR:
                reason = "few_peers"
        standing = step((before or {}).get(case.network), condition, rule.days_on, rule.days_off)
        flagged = standing.verdict in ("act", "watch") and score is not None
        others = [value for number, value in zip(scored, p, strict=True) if number != case.number]
        clears = _clears_above(case, others, k, rule) if details and flagged else None
        judgements.append(
            _judgement(benchmark, case, score, q.get(case.number) if judged else None,
                       condition, standing, reason, clears, details)
        )  # fmt: skip
    expected = sum(case.expectation.total for case in cases)
    impressions = benchmark.table.total_impressions
    rate = expected / impressions if impressions else 0.0
    return Verdicts(tuple(judgements), noise, k, benchmark.scale, rate)


def _cases(benchmark: LikeForLike) -> tuple[list[_Case], scores.DayNoise]:
    table = benchmark.table
    expectations = [benchmark.expectation(m) for m in range(len(table.entities))]
    days = [
        scores.DayCounts(installs, expectation.daily)
        for installs, expectation in zip(table.daily_installs, expectations, strict=True)
    ]
    noise = scores.day_noise(days)
    return [
        _Case(
            m,
            network,
            table.entity_impressions[m],
            days[m],
            expectations[m],
            scores.pooled_dispersion(days[m], noise),
        )
        for m, network in enumerate(table.entities)
    ], noise


def _df(case: _Case) -> int:
    return scores.degrees_of_freedom(case.counts.days)


def _reason(case: _Case, present: int, eligible: int) -> str:
    """Why there is no verdict on this network, or ""."""
    if case.impressions <= 0:
        return "no_impressions"
    if present == 1:
        return "alone"
    if present == 2:
        return "too_few_networks"
    return case.reason or ("too_few_networks" if eligible < MIN_NETWORKS else "")


def _clears_above(case: _Case, other_p: Sequence[float], eligible: int, rule: Rule) -> float:
    """The IPM from which on `keep` fails, all else fixed, by bisection on the ratio."""
    expected = case.expectation.total
    ratio = case.counts.observed / expected

    def fails(rho: float) -> float:
        score = scores.score(rho * expected, expected, case.phi, eligible, _df(case))
        q = scores.benjamini_hochberg([score.p, *other_p])[0]
        return -1.0 if rule.keeps(q, score.shrunk) else 1.0

    rho = ratio if ratio >= 1 or fails(ratio) > 0 else increasing_root(fails, ratio, 1.0)
    return 1000 * rho * expected / case.impressions


def _judgement(
    benchmark: LikeForLike,
    case: _Case,
    score: scores.Score | None,
    q: float | None,
    condition: str,
    standing: Standing,
    reason: str,
    clears: float | None,
    details: bool,
) -> Judgement:
    table, m = benchmark.table, case.number
    n, x = case.impressions, case.counts.observed
    expected = case.expectation.total
    more = None
    if reason == "thin" and expected > 0:
        more = max(0.0, n * (max(MIN_EXPECTED, MIN_EFFECTIVE * case.phi) / expected - 1))
    return Judgement(
        network=case.network,
        impressions=n,
        installs=x,
        days=case.counts.days,
        ipm=1000 * x / n if n > 0 else None,
        interval=interval(table.daily_installs[m], table.daily_volume[m]) if details else None,
        expected=expected,
        expected_ipm=1000 * expected / n if n > 0 and expected > 0 else None,
        ratio=x / expected if expected > 0 else None,
        shrunk=score.shrunk if score else None,
        t=score.t if score else None,
        p=score.p if score else None,
        q=q,
        sr=case.expectation.sr,
        cover=case.expectation.cover,
        phi=case.phi,
        df=_df(case),
        eligible=score is not None,
        condition=condition,
        verdict=standing.verdict,
        reason=reason,
        would_clear_above=clears,
        more_impressions=more,
        standing=standing,
        cells=benchmark.cells(m) if details else (),
    )
