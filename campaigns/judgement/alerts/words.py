"""The sentences of alerts, made of stored numbers whenever they are read."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from campaigns import formats
from campaigns.judgement.alerts.metrics import METRICS, Metric
from campaigns.models import AlertEpisode, AlertRule
from campaigns.reports import DIMENSIONS
from campaigns.reports.filter_words import narrowed
from campaigns.stats.alerts.periods import needed

Kind = AlertRule.Kind
SIDE_WORDS = {-1: "under", 1: "over"}
MORE = {-1: "fewer", 1: "more"}


def any_of(by: str) -> str:
    """any network"""
    return "any reporter" if by == "reported_by" else f"any {DIMENSIONS[by].label.lower()}"


def subject_of(rule: AlertRule, name: str) -> str:
    """IPM of Volt Ads in United States"""
    within = narrowed(rule.where)
    of = f" of {name}" if rule.by else "" if within else " of all"
    return f"{METRICS[rule.metric].label}{of}{within}"


def begun(rule: AlertRule, name: str, sign: int, numbers: Mapping[str, Any]) -> str:
    """IPM of Volt Ads 33 % under its usual for 4 days (3.1, not 4.6; 190 installs fewer)."""
    metric = METRICS[rule.metric]
    now, usual = _rates(numbers)
    days = _days(numbers["days"])
    if rule.kind == Kind.FIXED:
        limit = metric.written(float(rule.threshold) / metric.scale)
        value = _value(metric, now)
        return f"{subject_of(rule, name)} {SIDE_WORDS[sign]} {limit} in {days} ({value})."
    part = formats.percent(round(abs(now / usual - 1), 2))
    against = f"its usual for {days}"
    if rule.kind == Kind.BEFORE:
        against = f"the {rule.days} days before"
    figures = f"{_value(metric, now)}, not {_value(metric, usual)}{_events(rule, numbers)}"
    return f"{subject_of(rule, name)} {part} {SIDE_WORDS[sign]} {against} ({figures})."


def episode(one: AlertEpisode) -> str:
    """What was told when it began."""
    if one.key == "*":
        return shared(one.rule, one.since, one.numbers["part"])
    return begun(one.rule, one.name, one.sign, one.numbers)


def over(rule: AlertRule, name: str, since: date, normal_from: date) -> str:
    """IPM of Volt Ads: over since 23 Nov, after 8 days."""
    days = _days((normal_from - since).days)
    return f"{subject_of(rule, name)}: over since {formats.day(normal_from)}, after {days}."


def new_level(rule: AlertRule, name: str, since: date) -> str:
    """IPM of Volt Ads: new level since 9 Nov, now its usual."""
    return f"{subject_of(rule, name)}: new level since {formats.day(since)}, now its usual."


def shared(rule: AlertRule, day: date, part: float) -> str:
    """IPM of all networks fell 41 % on Friday, 20 Nov: holiday, outage, tracking?"""
    all_of = f"all {DIMENSIONS[rule.by].plural}" if rule.by else "all"
    moved = "fell" if part < 0 else "rose"
    return (
        f"{subject_of(rule, all_of)} {moved} {formats.percent(round(abs(part), 2))} on "
        f"{day:%A}, {formats.day(day)}: holiday, outage, tracking?"
    )


def described(rule: AlertRule) -> str:
    """IPM of any network in Japan is 15 % or more lower than its own weekdays, beyond noise"""
    metric = METRICS[rule.metric]
    side = {"low": "lower", "high": "higher", "both": "lower or higher"}[rule.side]
    part = f"{rule.threshold.normalize():f} %"
    if rule.kind == Kind.FIXED:
        limit = metric.written(float(rule.threshold) / metric.scale)
        said = f"is {side} than {limit} over {_days(rule.days)}"
    elif rule.kind == Kind.BEFORE:
        said = f"is {part} or more {side} than in the {_days(rule.days)} before, beyond noise"
    else:
        said = f"is {part} or more {side} than its own weekdays, beyond noise"
    return f"{subject_of(rule, any_of(rule.by) if rule.by else '')} {said}"


def needs(rule: AlertRule, cvs: tuple[float, ...] = (0.10, 0.15)) -> str:
    """What a rule that compares periods needs to tell its change from noise; "" for others."""
    if rule.kind != Kind.BEFORE:
        return ""
    part = float(rule.threshold) / 100
    change = part if rule.side == "high" else -min(part, 0.99)
    counts = [needed(change, cv**2, 0.3, rule.days) for cv in cvs]
    quiet, noisy = (formats.percent(cv) for cv in cvs)
    threshold = f"{rule.threshold.normalize():f} %"
    if not any(counts):
        return (
            f"Where days vary by {quiet} or more, no number of events tells {threshold} from "
            "noise, so nothing is told there."
        )
    least, most = (count and f"{formats.count(round(count, -1))} events" for count in counts)
    noisier = f"{most} where they vary by {noisy}" if most else f"at {noisy} no number is enough"
    return (
        f"Either period needs {least} where days vary by {quiet}; {noisier}. With fewer "
        f"{threshold} cannot be told from noise, so nothing is told."
    )


def _rates(numbers: Mapping[str, Any]) -> tuple[float, float]:
    size = numbers["size"]
    return numbers["value"] / size, numbers["expected"] / size


def _value(metric: Metric, rate: float) -> str:
    """A value; of a sum that of a day."""
    return metric.written(rate) + ("" if metric.below else " a day")


def installs_more(rule: AlertRule, numbers: Mapping[str, Any]) -> float | None:
    """How many installs more than expected that is; None where it counts none."""
    missing = numbers["value"] - numbers["expected"]
    counts = METRICS[rule.metric].above in ("installs", "click_installs")
    return missing if counts and round(abs(missing)) >= 1 else None


def _events(rule: AlertRule, numbers: Mapping[str, Any]) -> str:
    """How many installs more or fewer that is, where it counts some."""
    missing = installs_more(rule, numbers)
    if missing is None:
        return ""
    return f"; {formats.count(abs(missing))} installs {MORE[1 if missing > 0 else -1]}"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
