"""What the planner says: who pays what per impression, and what the levers come to."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from campaigns import formats
from campaigns.english import listed
from campaigns.judgement.headline import Headline
from campaigns.judgement.networks.decide_table_words import Said, networks_decided
from campaigns.judgement.planner import MediaPlan, PlannerLine
from campaigns.metrics import Counts
from campaigns.ui import charts
from campaigns.ui.report_form import ReportForm

STEPS = 200
"""Steps of a slider."""


@dataclass(frozen=True)
class Lever:
    """A slider with its number: where it stands, where it stands today, and where it ends."""

    name: str
    label: str
    unit: str
    value: str
    today: str
    most: str
    step: str


@dataclass(frozen=True)
class Sum:
    """One thing to work out: its levers and the answer in words."""

    title: str
    formula: str
    levers: list[Lever]
    answer: str
    more: str


def _money(value: float | None) -> str:
    return formats.money(value, settings.REPORTING_CURRENCY)


def decided(form: ReportForm) -> dict[int, Said]:
    """What to do with each network, as of the evening that is asked for."""
    return networks_decided(form.where, form.as_of)


def all_of(plan: MediaPlan) -> dict[str, Any]:
    """What the page says, by the names that its template gives it."""
    return {"headline": headline(plan), "sums": sums(plan), "silent": silent(plan)}


def headline(plan: MediaPlan) -> Headline | None:
    """The median, and who is furthest from it; None without an eCPM to compare."""
    if plan.median is None:
        return None
    under = [line for line in plan.ranked if line.ratio is not None and line.ratio < 0.995]
    title = f"The median eCPM is {_money(plan.median)}"
    if not under:
        return Headline(f"{title}; no network is under it.", [])
    last = min(under, key=lambda line: line.ratio)
    pay = "pays" if len(under) == 1 else "pay"
    of = f"{len(under)} of {len(plan.ranked)} networks {pay} less"
    more = [
        f"{last.name} is furthest below with {_money(last.counts.ecpm)}: to match the median it "
        f"needs IPM {formats.ratio(Counts.ipm, last.ipm_needed)} at its CPI of "
        f"{_money(last.counts.cpi)}, or a CPI of {_money(last.cpi_needed)} at its IPM of "
        f"{formats.ratio(Counts.ipm, last.counts.ipm)}."
    ]
    return Headline(f"{title}; {of}.", [*more, *_dear(plan)])


def _dear(plan: MediaPlan) -> list[str]:
    """The networks whose installs cost more than the target affords, once one is set: at today's
    ROAS of all of them some always cost more."""
    dear = [line for line in plan.lines if line.room is not None and line.room < 0]
    if not dear or plan.levers.roas in (None, plan.today.roas):
        return []
    target = formats.ratio(Counts.roas_d7, plan.levers.roas)
    dear.sort(key=lambda line: line.room)
    names = [line.name + _own(plan, line) for line in dear[:3]]
    if len(dear) > 3:
        names.append(f"{len(dear) - 3} more")
    return [f"At a ROAS D7 of {target} % installs cost too much at {listed(names)}."]


def _own(plan: MediaPlan, line: PlannerLine) -> str:
    target = plan.own.get(line.keys["network"])
    return f" (its own target {formats.ratio(Counts.roas_d7, target)} %)" if target else ""


def sums(plan: MediaPlan) -> list[Sum]:
    """What can be worked out with the levers."""
    currency = formats.symbol(settings.REPORTING_CURRENCY).strip()
    levers, today = plan.levers, plan.today
    return [
        Sum(
            "What an IPM and a CPI pay",
            f"eCPM = IPM × CPI{_of_whom(plan)}",
            [
                _lever("ipm", "IPM", "", levers.ipm, today.ipm),
                _lever("cpi", "CPI", currency, levers.cpi, today.cpi),
            ],
            f"eCPM {_money(plan.ecpm)}",
            _place(plan),
        ),
        Sum(
            "What an install costs when you buy by CPM",
            "CPI = CPM ÷ IPM",
            [_lever("cpm", "CPM", currency, levers.cpm, today.cpm)],
            f"CPI {_money(plan.cpi_at_cpm)}",
            f"at the IPM of {formats.ratio(Counts.ipm, levers.ipm)} that is set",
        ),
        Sum(
            "What an install may cost",
            "CPI = revenue D7 per install ÷ target ROAS D7",
            [_lever("roas", "Target ROAS D7", "%", levers.roas, today.roas)],
            f"CPI {_money(plan.affordable_cpi)}",
            _revenue(plan),
        ),
    ]


def _of_whom(plan: MediaPlan) -> str:
    """Whose IPM and CPI these are, where some networks report no impressions or no spend."""
    paid, everyone = len(plan.ranked), len(plan.lines)
    if not 0 < paid < everyone:
        return ""
    report = "reports" if paid == 1 else "report"
    return f", of the {paid} of {everyone} networks that {report} impressions and spend"


def _place(plan: MediaPlan) -> str:
    if plan.rank is None:
        return "no network to compare with"
    ranked, place = plan.ranked, plan.rank
    if len(ranked) == 1:
        return "no other network to compare with"
    if place == 1:
        return f"more than each of {len(ranked)} networks"
    if place > len(ranked):
        return f"less than each of {len(ranked)} networks"
    above, below = (formats.brief(one.name) for one in ranked[place - 2 : place])
    return f"between {above} and {below}, place {place}"


def _revenue(plan: MediaPlan) -> str:
    revenue = plan.found.total.counts.revenue_per_install
    if revenue is None:
        return "no revenue D7 is reported for these days"
    return f"an install brought {_money(revenue)} in its first seven days"


def _lever(name: str, label: str, unit: str, value: float | None, today: float | None) -> Lever:
    most = charts.Axis.over([value, 3 * (today or 0)]).end
    return Lever(
        name,
        label,
        unit,
        "" if value is None else f"{value:.4g}",
        formats.NO_DATA if today is None else f"{today:.4g}",
        f"{most:g}",
        f"{most / STEPS:g}",
    )


def silent(plan: MediaPlan) -> list[str]:
    """What the ranks leave out."""
    notes = []
    absent = [line.name for line in plan.lines if line.rank is None]
    if absent:
        notes.append(f"No rank without reported impressions and spend: {listed(absent)}.")
    thin = [line.name for line in plan.ranked if _thin(line)]
    if thin:
        notes.append(f"Too few installs to count in the median: {listed(thin)}.")
    apart = [f"{line.name}{_own(plan, line)}" for line in plan.lines if _own(plan, line)]
    if apart:
        notes.append(f"Affordable at a target of its own, not the apps’: {listed(apart)}.")
    return notes


def _thin(line: PlannerLine) -> bool:
    return line.interval is None or line.interval.label == "too_little"
