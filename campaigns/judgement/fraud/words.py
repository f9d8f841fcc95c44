"""What the rules found, in words: sentences of their codes and numbers."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings

from campaigns import formats
from campaigns.judgement.fraud.kinds import INPUTS
from campaigns.models import Case, CaseNote
from campaigns.stats.fraud.signals import Facts, Signal

Code = Mapping[str, Any]
"""What is stored of one thing that was found: its `rule` and its `facts`."""
CLOSED = "closed"
"""The code of a case that weeks without a signal have closed."""


def code(signal: Signal) -> dict[str, Any]:
    """A signal as it is stored."""
    return {"rule": signal.rule, "facts": dict(signal.facts)}


def case_sentence(case: Case) -> str:
    """What a case found; one from before there were codes has kept its sentence."""
    return _sentences(case.said) or case.text


def note_sentence(note: CaseNote) -> str:
    """What a line of a case's history says."""
    return _sentences(note.said) or note.note


def sentence(signal: Signal) -> str:
    """What one rule says of one network."""
    if signal.state == "missing":
        return f"Cannot be judged: {INPUTS[signal.missing]} not reported."
    if signal.state == "no_peers":
        return "Fewer than three other networks with 100 installs."
    if signal.state == "too_little":
        template = LEAST[signal.rule] if signal.facts else LEAST_OTHERWISE[signal.rule]
        return f"Judged from {template.format(**signal.facts)} on."
    return FOUND[signal.rule](signal.facts)


def _sentences(said: Iterable[Code]) -> str:
    return " ".join(FOUND[one["rule"]](one["facts"]) for one in said)


LEAST = {
    "flooding_a": "{clicks:,.0f} clicks",
    "flooding_b": "{clicks:,.0f} clicks",
    "flooding_c": "{clicks:,.0f} clicks and {installs:,.0f} installs",
    "late_installs": "{installs:,.0f} installs with a click time",
    "click_injection": "{installs:,.0f} installs with a click time",
    "views_as_clicks": "{impressions:,.0f} impressions",
    "stuffing": "{impressions:,.0f} impressions and {installs:,.0f} installs in 28 days",
    "incentive": "{installs:,.0f} installs whose first day has passed",
    "farm": "{installs:,.0f} installs whose first day has passed",
    "rejected": "{installs:,.0f} installs",
    "poaching": "{installs:,.0f} installs in the 14 days before",
    "over_reporting": "{installs:,.0f} MMP installs",
    "weekday_pattern": "{days:.0f} days and {installs:,.0f} installs",
    "round_or_copied": "{days:.0f} days of {installs:,.0f} installs",
}
LEAST_OTHERWISE = {"stuffing": "impressions in both windows", "poaching": "28 days"}
"""Of rules that also ask for something else than counts."""


def _many_clicks(facts: Facts) -> str:
    return f"{_clicks_per_install(facts)}; 1 to 10 is plausible (Kochava)."


def _low_cvr(facts: Facts) -> str:
    share = f"{_percent(facts['cvr'], 3)} of {facts['clicks']:,.0f} clicks install"
    return f"{share}; at 0.05 % almost certainly spam (Adjust)."


def _more_clicks_than_peers(facts: Facts) -> str:
    return f"{_clicks_per_install(facts)}; peers have {facts['peer']:,.0f}."


def _late(facts: Facts) -> str:
    return f"{_timed(facts, 'more than a day')}."


def _injected(facts: Facts) -> str:
    fastest = f"{_percent(facts['under_5s'])} under 5 seconds, which no human can do (AppsFlyer)"
    return f"{_timed(facts, 'under 10 seconds')}; {fastest}."


def _timed(facts: Facts, when: str) -> str:
    share, peer = _percent(facts["share"]), _percent(facts["peer"])
    return f"{share} of {facts['installs']:,.0f} installs {when} after the click, peers {peer}"


def _views(facts: Facts) -> str:
    return f"{_percent(facts['ctr'])} of impressions are clicked."


def _stuffed(facts: Facts) -> str:
    return (
        f"Impressions a day {facts['impressions']:.1f} times the three weeks before, "
        f"installs {facts['installs']:.1f} times."
    )


def _gone_but_many(facts: Facts) -> str:
    times = facts.get("times")
    many = "" if times is None else f"; IPM or CVR {times:.1f} times the peers’"
    return f"{_stayed(facts)}{many}."


def _gone(facts: Facts) -> str:
    revenue = facts["revenue"]
    spent = formats.money(revenue, settings.REPORTING_CURRENCY)
    worth = "" if revenue is None else f"; all of them brought {spent} in seven days"
    return f"{_stayed(facts)}{worth}."


def _stayed(facts: Facts) -> str:
    return f"{_percent(facts['d1'])} stay the first day, peers {_percent(facts['peer'])}"


def _rejected(facts: Facts) -> str:
    share, peer = _percent(facts["share"]), _percent(facts["peer"])
    return f"{share} of {facts['installs']:,.0f} installs rejected, peers {peer}."


def _poached(facts: Facts) -> str:
    return (
        f"Organic installs {facts['before']:,.0f} to {facts['after']:,.0f}, "
        f"the network's {facts['own_before']:,.0f} to {facts['own_after']:,.0f}."
    )


def _over_reported(facts: Facts) -> str:
    others = f"the MMP {facts['mmp']:,.0f}"
    if facts.get("skan"):
        others += f" and SKAN {facts['skan']:,.0f}"
    return f"The network counts {facts['claimed']:,.0f} installs, {others}."


def _other_weekdays(facts: Facts) -> str:
    return f"{_percent(facts['share'])} of the installs fall on other weekdays than the peers'."


def _round(facts: Facts) -> str:
    return (
        f"{facts['tens']} of {facts['days']} days with {facts['installs']:,.0f} installs are "
        f"multiples of 10; {facts['copies']} pairs of days are equal in all counts."
    )


def _closed(facts: Facts) -> str:
    return f"No signal for {facts['weeks']} weeks: closed by itself."


def _clicks_per_install(facts: Facts) -> str:
    clicks, installs = facts["clicks"] or 0, facts["installs"]
    counts = f"({clicks:,.0f} clicks, {installs:,.0f} installs)"
    if not installs:
        return f"No install over 28 days {counts}"
    return f"{clicks / installs:,.0f} clicks per install over 28 days {counts}"


def _percent(share: float | None, digits: int = 1) -> str:
    return f"{100 * (share or 0):.{digits}f} %"


FOUND: dict[str, Callable[[Facts], str]] = {
    "flooding_a": _many_clicks,
    "flooding_b": _low_cvr,
    "flooding_c": _more_clicks_than_peers,
    "late_installs": _late,
    "click_injection": _injected,
    "views_as_clicks": _views,
    "stuffing": _stuffed,
    "incentive": _gone_but_many,
    "farm": _gone,
    "rejected": _rejected,
    "poaching": _poached,
    "over_reporting": _over_reported,
    "weekday_pattern": _other_weekdays,
    "round_or_copied": _round,
    CLOSED: _closed,
}
"""What each rule found, in words."""
