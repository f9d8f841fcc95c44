"""How long would a test take? Impressions and days from what the arms bring today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from campaigns.judgement import thresholds
from campaigns.judgement.experiments.judge import BASIS, ratio_of
from campaigns.metrics import Counts, Ratio, total
from campaigns.periods import DEFAULT_DAYS, Period, last_settled_day
from campaigns.reports import ReportQuery, networks, report
from campaigns.stats.experiments.plan import DAYS, Plan, plan

LIFTS = (5, 10, 15, 20, 30, 50)
"""Per cent, for the table of what other lifts would need."""
LARGEST = 100
LONGEST = DAYS[-1]


@dataclass(frozen=True)
class Proposal:
    """A test as it is asked for. `parts` are creatives or store pages, the control first;
    `lift` is a part (.1 for 10 %), `share` a challenger's part of its and the control's volume.
    """

    kind: str
    app: int
    parts: tuple[int, ...]
    lift: float
    share: float = 0.5
    networks: tuple[int, ...] = ()
    countries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Need:
    """What one lift would need; `plan` is None where no volume finds it in 84 days."""

    lift: float
    plan: Plan | None

    @property
    def reachable(self) -> bool:
        """Whether today's volume brings it within 84 days."""
        return self.plan is not None and self.plan.enough


@dataclass(frozen=True)
class Volume:
    """What the arms bring now, from `days` on which any of them ran.

    `per_day` is what the arm with the smallest share would get each day: impressions, for store
    pages clicks. `rate` is the control's: installs by impression or click.
    """

    period: Period
    days: int
    control: Counts
    counts: Counts
    per_day: float
    rate: float


@dataclass(frozen=True)
class Planned:
    """A proposal with what it needs. `volume` is None where the control has brought no install;
    `smallest` is the smallest whole per cent that today's volume can find, `power` the chance that
    a test finds the lift it was planned for.
    """

    proposal: Proposal
    period: Period
    volume: Volume | None
    need: Need | None
    others: tuple[Need, ...]
    smallest: int | None
    power: float

    @property
    def ratio(self) -> Ratio:
        return ratio_of(self.proposal.kind)


def planned(proposal: Proposal, today: date) -> Planned:
    """Plan a test from the last 28 settled days of its arms."""
    values = thresholds.current()
    period = _window(proposal, today)
    volume = _volume(proposal, period)
    if volume is None:
        return Planned(proposal, period, None, None, (), None, values["ab_power"])

    def need(lift: float) -> Need:
        return Need(lift, _plan(lift, volume, len(proposal.parts) - 1, values))

    return Planned(
        proposal,
        period,
        volume,
        need(proposal.lift),
        tuple(need(lift / 100) for lift in LIFTS),
        next((lift for lift in range(1, LARGEST + 1) if need(lift / 100).reachable), None),
        values["ab_power"],
    )


def _plan(
    lift: float, volume: Volume, challengers: int, values: Mapping[str, float]
) -> Plan | None:
    return plan(
        volume.rate,
        lift,
        volume.per_day,
        alpha=values["ab_alpha"] / challengers,
        power=values["ab_power"],
    )


def _window(proposal: Proposal, today: date) -> Period:
    """The last 28 days that the networks in question have settled."""
    settle = [
        days
        for network, (_, days) in networks().items()
        if not proposal.networks or network in proposal.networks
    ]
    return Period.of_days(DEFAULT_DAYS, last_settled_day(today, max(settle, default=0)))


def _volume(proposal: Proposal, period: Period) -> Volume | None:
    ratio = ratio_of(proposal.kind)
    where: dict[str, tuple] = {"app": (proposal.app,), proposal.kind: proposal.parts}
    if proposal.networks:
        where["network"] = proposal.networks
    if proposal.countries:
        where["country"] = proposal.countries
    rows = report(ReportQuery(period, (proposal.kind, "day"), where, counts=BASIS))
    control = total(r.counts for r in rows if r.keys[proposal.kind] == proposal.parts[0])
    counts = total(row.counts for row in rows)
    installs, exposure = control.pair(ratio) or (0, 0)
    _, everything = counts.pair(ratio) or (0, 0)
    if not installs or not exposure:
        return None
    days = len({row.keys["day"] for row in rows if row.counts.basis(ratio)[1]})
    per_day = everything / days * _smallest_share(proposal.share, proposal.parts)
    return Volume(period, days, control, counts, per_day, installs / exposure)


def _smallest_share(share: float, parts: Sequence[int]) -> float:
    """The part of all volume of the arm that gets least; every challenger gets the same."""
    weight = share / (1 - share)
    return min(1.0, weight) / (1 + weight * (len(parts) - 1))
