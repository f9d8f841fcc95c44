"""What an assistant is told: each number with its interval, what it rests on, its days, whether
they have settled, and the page that shows it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from math import exp, sqrt
from typing import Any

from campaigns.api.asking import link, page_of
from campaigns.judgement.breakdown import Breakdown, Measured, Part
from campaigns.judgement.creatives.fatigue import OF_ALL_COUNTRIES, FallOnNetwork
from campaigns.judgement.creatives.ranking import CreativePart
from campaigns.judgement.experiments.judge import Comparison, Judged, ratio_of
from campaigns.judgement.networks.standing import Networks
from campaigns.judgement.why import Why
from campaigns.metrics import Counts
from campaigns.pages.why.words import TITLES
from campaigns.periods import Period
from campaigns.stats.creatives.tired import LONG
from campaigns.stats.special import t_quantile
from campaigns.ui.report_form import ReportForm

IPM = "installs per 1,000 impressions"
PART = "as a part: 0.1 is 10 % more"
Fact = dict[str, Any]
Ends = tuple[float | None, float | None]
FACT = {
    "type": "object",
    "properties": {
        "what": {"type": "string"},
        "number": {"type": ["number", "null"]},
        "unit": {"type": "string"},
        "low": {"type": ["number", "null"]},
        "high": {"type": ["number", "null"]},
        "n": {"type": "object", "additionalProperties": {"type": ["number", "null"]}},
        "settled": {"type": "boolean"},
        "from": {"type": ["string", "null"]},
        "to": {"type": ["string", "null"]},
        "page": {"type": "string"},
    },
    "required": ["what", "number", "unit", "low", "high", "n", "settled", "from", "to", "page"],
}
"""`low` and `high` are the ends of the 95 % interval; what is not known is null."""


def fact(
    what: str,
    number: float | None,
    ends: Ends,
    n: Mapping[str, float | None],
    *,
    unit: str,
    settled: bool,
    days: tuple[date | None, date | None],
    page: str,
    **more: Any,
) -> Fact:
    """A number with all that it must not be read without."""
    first, last = (day and day.isoformat() for day in days)
    known = {"what": what, "number": number, "unit": unit, "low": ends[0], "high": ends[1]}
    return known | {
        "n": dict(n), "settled": settled, "from": first, "to": last, "page": page, **more,
    }  # fmt: skip


def n_of(counts: Counts | None, *names: str) -> dict[str, float | None]:
    """What a number rests on."""
    names = names or ("impressions", "installs")
    return {name: getattr(counts, name) if counts else None for name in names}


def ends_of(interval: Any) -> Ends:
    """Both ends of an interval, None without one."""
    return (interval.low, interval.high) if interval else (None, None)


def part_fact(part: Part, found: Breakdown, form: ReportForm, by: tuple[str, ...]) -> Fact:
    """The IPM of a part of a report, or of all of it, with its other numbers."""
    values = {name: part.keys[name] for name in by}
    whose = " × ".join(part.names[name] for name in by) or "everything asked for"
    ratios = ("ctr", "cvr", "cpi", "ecpm", "spend", "clicks")
    numbers = {name: getattr(part.counts, name) for name in ratios}
    return fact(
        f"IPM of {whose}",
        part.counts.ipm,
        ends_of(part.interval),
        n_of(part.counts),
        unit=IPM,
        settled=found.preset or not part.settling,
        days=(found.period.first, found.period.last),
        page=page_of(form, by),
        settled_to=part.settled_to.isoformat(),
        ids={name: str(value) for name, value in values.items()},
        other={k: None if v is None else float(v) for k, v in numbers.items()},
    )


def verdict_fact(one: Mapping[str, Any]) -> Fact:
    """The IPM of a network in an app, and what was said of it; `one` is as the API tells it."""
    return fact(
        f"IPM of {one['network']} in {one['app']} ({one['platform']})",
        one["ipm"],
        (one["ipm_low"], one["ipm_high"]),
        {"impressions": one["impressions"], "installs": one["installs"]},
        unit=IPM,
        settled=True,
        days=(one["first_day"], one["day"]),
        page=one["page"],
        verdict=one["verdict"],
        decision=one["decision"],
        expected_ipm=one["expected_ipm"],
        chance=one["chance"],
        low_since=one["low_since"] and one["low_since"].isoformat(),
        reason=one["reason"],
    )


def why_facts(found: Why | None, networks: Networks, form: ReportForm) -> list[Fact]:
    """IPM now and before, its change, and the parts of it."""
    whole: Measured = networks.total
    page = link("why", form)
    if found is None or found.lost:
        whole = _without_days(whole)
    common: dict[str, Any] = {"settled": networks.preset or not whole.settling, "page": page}
    now, before = n_of(whole.counts), n_of(whole.previous)
    ipm = whole.counts.ipm if found is None else found.split.ipm_after
    period, compare = networks.period, networks.compare
    here = (period.first, period.last)
    facts = [fact("IPM", ipm, ends_of(whole.interval), now, unit=IPM, days=here, **common)]
    if found is None or compare is None:
        return facts
    then = (compare.first, compare.last)
    earlier = found.split.ipm_before
    facts.append(
        fact("IPM before", earlier, ends_of(whole.before), before, unit=IPM, days=then, **common)
    )
    moved = whole.moved()
    part = found.split.ipm_after / earlier - 1 if earlier else None
    ends = _as_parts(*moved) if moved else (None, None)
    common |= {"n": now, "days": here}
    facts.append(fact("Change of IPM against before", part, ends, unit=PART, **common))
    for one in found.drivers:
        reach: Ends = (None, None)
        if one.reach is not None:
            reach = (one.value - one.reach, one.value + one.reach)
        facts.append(
            fact(f"Of the change: {TITLES[one.key]}", one.value, reach, unit=IPM, **common)
        )
    for pk, apart in (found.apart or {}).items():
        name = f"Conversion of clicks of {found.networks[pk]} against the other networks"
        limits = _as_parts(apart.log_ratio, apart.reach)
        facts.append(fact(name, apart.change, limits, unit=PART, **common))
    return facts


def _without_days(whole: Measured) -> Measured:
    """The total of a split that is not that of the overview: it has no interval of its own."""
    return replace(whole, interval=None, before=None)


def _as_parts(middle: float, reach: float) -> tuple[float, float]:
    """The ends of a change on the log scale, as parts."""
    return exp(middle - reach) - 1, exp(middle + reach) - 1


def creative_facts(part: CreativePart, settled: Mapping[int, date], form: ReportForm) -> list[Fact]:
    """How far the IPM of a creative moved on each of its networks, in the last fortnight."""
    if part.fatigue is None:
        return []
    return [_fall(one, part, settled, form) for one in part.fatigue.networks]


def _fall(
    one: FallOnNetwork, part: CreativePart, settled: Mapping[int, date], form: ReportForm
) -> Fact:
    number: float | None = None
    ends: Ends = (None, None)
    if parts := one.fall.parts:
        change = parts.raw if one.fall.kind in OF_ALL_COUNTRIES else parts.alone
        reach = t_quantile(0.975, change.df) * sqrt(change.variance)
        number, ends = exp(change.log_ratio) - 1, _as_parts(change.log_ratio, reach)
    last = min(settled[one.network], form.period.last)
    return fact(
        f"Change of the IPM of {part.about.name} on {one.name} against its settled level",
        number,
        ends,
        {"impressions": one.impressions},
        unit=PART,
        settled=True,
        days=(Period.of_days(LONG, last).first, last),
        page=link("creative", form, part.about.pk),
        verdict=one.verdict,
        ipm=one.ipm,
        ipm_before=one.ipm_before,
        since=one.since and one.since.isoformat(),
        reason=one.reason,
    )


def test_fact(one: Comparison, judged: Judged, form: ReportForm) -> Fact:
    """The lift of a challenger over the control, with limits that hold however often one looks."""
    arms, days = (judged.control, one.challenger), judged.days
    base = ratio_of(judged.experiment.kind).denominator
    sums = zip(*(pair for arm in arms for pair in arm.days), strict=True)
    shown, installs = (sum(side) for side in sums) if any(arm.days for arm in arms) else (0, 0)
    return fact(
        f"Lift of {one.challenger.name} over {judged.control.name} in {judged.experiment.name}",
        one.result.estimate.lift if one.result.estimate else None,
        (one.result.low, one.result.high),
        {base: shown, "installs": installs},
        unit=PART,
        settled=True,
        days=(days.first, days.last) if days else (None, None),
        page=link("experiment", form, judged.experiment.pk),
        verdict=one.word,
        settling_days_left_out=judged.settling,
        reason=one.sentence,
    )
