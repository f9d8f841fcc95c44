"""What the counts say about experiments: the arms' days, whether they are fair, the estimate."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp

from campaigns.judgement import thresholds
from campaigns.judgement.experiments import result_words
from campaigns.metrics import Counts, Ratio, total
from campaigns.models import Arm, Experiment
from campaigns.periods import Period, last_settled_day
from campaigns.reports import ReportQuery, Row, by_value, networks, report
from campaigns.stats.experiments.always_valid import always_valid
from campaigns.stats.experiments.comparison import (
    Days,
    Delivery,
    Result,
    check_delivery,
    estimate,
    evaluate,
)
from campaigns.stats.experiments.plan import Plan

BASIS = ("impressions", "clicks", "installs", "view_through_installs", "spend")
SAME = {"not_found": "no_difference"}
"""A plan used up without a finding leads to the same decision as a difference ruled out."""
Pair = Callable[[Counts], tuple[float, float]]
"""What the counts have of a base and of installs."""


@dataclass(frozen=True)
class ArmCounts:
    """One arm: its counts, and per day what its ratio divides and what was delivered.

    `days` are (impressions, installs), for store pages (clicks, installs); `shown` the same with
    impressions wherever all arms report them; `mix` what was shown by network and country.
    """

    arm: Arm
    counts: Counts
    days: Days
    shown: Days
    mix: Mapping[Hashable, float]

    @property
    def name(self) -> str:
        return str(self.arm)


@dataclass(frozen=True)
class Look:
    """What somebody saw who looked on the evening of a day: lift and always-valid limits."""

    day: date
    lift: float
    low: float
    high: float


@dataclass(frozen=True)
class Comparison:
    """One challenger against the control."""

    challenger: ArmCounts
    result: Result
    delivery: Delivery

    @property
    def word(self) -> str:
        """The state in one word: that of the result, or invalid where delivery was uneven."""
        return self.result.word if self.delivery.valid else "invalid"

    @property
    def sentence(self) -> str:
        """The state in one sentence."""
        return result_words.sentence(self.result, self.delivery, self.challenger.name)


@dataclass(frozen=True)
class Judged:
    """An experiment with everything that its counts say. `days` is None before any settled day."""

    experiment: Experiment
    days: Period | None
    arms: tuple[ArmCounts, ...]
    comparisons: tuple[Comparison, ...]
    settling: int
    """Days of the experiment that are left out, because a network may still change them."""
    limits: Mapping[str, float]
    """The thresholds in force."""

    @property
    def ratio(self) -> Ratio:
        return ratio_of(self.experiment.kind)

    @property
    def control(self) -> ArmCounts:
        return self.arms[0]

    @property
    def total(self) -> Counts:
        """The counts of all arms."""
        return total(one.counts for one in self.arms)

    @property
    def leader(self) -> Comparison:
        """The challenger to speak of: one that beats the control, else the one ahead."""
        return max(self.comparisons, key=lambda one: (one.word == "beats", _lift(one)))

    @property
    def suggestion(self) -> str:
        """The decision that the counts carry, or "" while they carry none.

        Invalid arms count only where no other is left; a difference is ruled out, or the control
        better, only when that is so for every challenger.
        """
        words = {SAME.get(one.word, one.word) for one in self.comparisons}
        valid = words - {"invalid"}
        if "beats" in words:
            return "beats"
        if not valid:
            return "invalid"
        if valid == {"loses"}:
            return "loses"
        return "no_difference" if valid <= {"loses", "no_difference"} else ""

    @property
    def word(self) -> str:
        """The decision that the counts carry, else running or too_little."""
        return self.suggestion or self.leader.word

    @property
    def progress(self) -> float | None:
        """The part of the plan that the slowest arm has."""
        parts = [one.result.progress for one in self.comparisons]
        known = [part for part in parts if part is not None]
        return min(known, default=None) if len(known) == len(parts) else None

    def carries(self, decision: str, winner: int | None = None) -> bool:
        """Whether the counts carry a decision; `winner` is the arm that is taken over."""
        if decision != self.suggestion:
            return False
        beats = {one.challenger.arm.pk for one in self.comparisons if one.word == "beats"}
        return decision != "beats" or winner in beats

    def looks(self, comparison: Comparison) -> list[Look]:
        """The estimate of every day, as if somebody had looked each time."""
        if self.days is None:
            return []
        found = []
        a, b = self.control.days, comparison.challenger.days
        for end, day in enumerate(self.days.days(), start=1):
            seen = estimate(a[:end], b[:end])
            if seen is None:
                continue
            limits = always_valid(seen.delta, seen.variance, comparison.result.alpha)
            low, high = (exp(min(end, 20)) - 1 for end in (limits.low, limits.high))
            found.append(Look(day, seen.lift, low, high))
        return found


def ratio_of(kind: str) -> Ratio:
    """What arms are compared by: store pages by what they do after the click."""
    return Counts.cvr if kind == Experiment.Kind.STORE_PAGES else Counts.ipm


def judge(experiments: Iterable[Experiment], today: date) -> list[Judged]:
    """Judge experiments on their settled days. One report for each kind, however many there are."""
    experiments = list(experiments)
    values, settle = thresholds.current(), networks()
    rows = {
        kind: _rows(kind, [e for e in experiments if e.kind == kind], today)
        for kind in Experiment.Kind.values
    }
    return [_judged(e, rows[e.kind], settle, values, today) for e in experiments]


def _rows(kind: str, experiments: Sequence[Experiment], today: date) -> list[Row]:
    """What the arms of all experiments of a kind brought, by part, network, country and day."""
    started = [e for e in experiments if e.start and e.start < today]
    if not started:
        return []
    parts = tuple({arm.part for e in started for arm in e.arms.all()})
    first = min(e.start for e in started if e.start)
    days = Period(first, max(e.end or today - timedelta(days=1) for e in started))
    by = (kind, "network", "country", "day")
    return report(ReportQuery(days, by, {kind: parts}, counts=BASIS))


def _judged(
    experiment: Experiment,
    rows: Iterable[Row],
    settle: Mapping[int, tuple[str, int]],
    values: Mapping[str, float],
    today: date,
) -> Judged:
    arms = list(experiment.arms.all())
    mine = _belonging(rows, experiment, arms)
    asked, days = _days(experiment, mine, settle, today)
    kept = [row for row in mine if days and row.keys["day"] in days]
    counted = arm_counts(experiment.kind, arms, kept, days)
    control, *challengers = counted
    plan = Plan(
        experiment.lift,
        experiment.planned_days,
        experiment.planned_exposure,
        experiment.planned_exposure,
    )
    comparisons = tuple(
        Comparison(
            challenger,
            evaluate(
                control.days,
                challenger.days,
                plan,
                alpha=values["ab_alpha"],
                challengers=len(challengers),
            ),
            check_delivery(
                control.shown,
                challenger.shown,
                planned_share=experiment.share,
                mix=(control.mix, challenger.mix),
                even_points=values["even_points"],
                even_mix=values["even_mix"],
            ),
        )
        for challenger in challengers
    )
    return Judged(experiment, days, tuple(counted), comparisons, asked - len(days or ()), values)


def _belonging(rows: Iterable[Row], experiment: Experiment, arms: Sequence[Arm]) -> list[Row]:
    kind, parts = experiment.kind, {arm.part for arm in arms}
    chosen = {network.pk for network in experiment.networks.all()}
    codes = experiment.country_codes
    return [
        row
        for row in rows
        if row.keys[kind] in parts
        and (not chosen or row.keys["network"] in chosen)
        and (not codes or row.keys["country"] in codes)
    ]


def _days(
    experiment: Experiment,
    rows: Iterable[Row],
    settle: Mapping[int, tuple[str, int]],
    today: date,
) -> tuple[int, Period | None]:
    """How many complete days it has run, and those of them that all its networks have settled."""
    last = min(experiment.end or date.max, today - timedelta(days=1))
    if not experiment.start or last < experiment.start:
        return 0, None
    found = {row.keys["network"] for row in rows}
    settled = min((last_settled_day(today, settle[n][1]) for n in found), default=last)
    run = (last - experiment.start).days + 1
    last = min(last, settled)
    return run, Period(experiment.start, last) if last >= experiment.start else None


def arm_counts(
    kind: str, arms: Sequence[Arm], rows: Iterable[Row], days: Period | None
) -> list[ArmCounts]:
    """The counts of each arm, the control first."""
    ratio = ratio_of(kind)
    parts = by_value(rows, kind)
    mine = [parts.get(arm.part, []) for arm in arms]
    sums = [total(row.counts for row in rows) for rows in mine]
    impressions = all(counts.impressions for counts in sums)

    def compared(counts: Counts) -> tuple[float, float]:
        installs, exposure = counts.pair(ratio) or (0, 0)
        return exposure, installs

    def shown(counts: Counts) -> tuple[float, float]:
        return (counts.impressions or 0, 0) if impressions else compared(counts)

    return [
        ArmCounts(
            arm,
            counts,
            _by_day(rows, days, compared),
            _by_day(rows, days, shown),
            _mix(rows, shown),
        )
        for arm, rows, counts in zip(arms, mine, sums, strict=True)
    ]


def _by_day(rows: Iterable[Row], days: Period | None, pair: Pair) -> list[tuple[float, float]]:
    sums: dict[date, tuple[float, float]] = defaultdict(lambda: (0, 0))
    for row in rows:
        exposure, installs = pair(row.counts)
        before = sums[row.keys["day"]]
        sums[row.keys["day"]] = (before[0] + exposure, before[1] + installs)
    return [sums[day] for day in days.days()] if days else []


def _mix(rows: Iterable[Row], pair: Pair) -> dict[Hashable, float]:
    mix: dict[Hashable, float] = defaultdict(float)
    for row in rows:
        mix[row.keys["network"], row.keys["country"]] += pair(row.counts)[0]
    return dict(mix)


def _lift(one: Comparison) -> float:
    return one.result.estimate.lift if one.result.estimate else -1.0
