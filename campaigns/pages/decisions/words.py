"""What followed on decisions, in words."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from campaigns import formats
from campaigns.english import listed
from campaigns.judgement import deciding
from campaigns.judgement.afterwards import LEAST, Afterwards
from campaigns.judgement.budget_words import money
from campaigns.judgement.networks.decide_words import WORDS
from campaigns.models import Decision

ANSWERED = "Answered"
"""A flag that somebody acknowledged, without following a word."""


def word(one: Afterwards) -> str:
    """The word that was followed; of an answer to a flag, until when it is quiet."""
    if one.decision.kind != "network":
        return deciding.WORDS[one.decision.kind].get(one.decision.word, one.decision.word)
    until = one.decision.snoozed_until
    if until and not one.decision.word:
        return f"Quiet until {formats.day(until)}"
    return WORDS.get(one.decision.word, ANSWERED)


def numbers(one: Afterwards) -> str:
    """IPM 4.67 over 28 days, from the counts that were known then."""
    known = one.decision.numbers or {}
    if one.decision.kind in OTHER:
        return OTHER[one.decision.kind](known)
    installs, impressions = known.get("installs"), known.get("impressions")
    if not impressions or installs is None:
        return formats.NO_DATA
    return f"IPM {1000 * installs / impressions:.2f}, {formats.short(round(installs))} installs"


def _of_case(known: dict[str, Any]) -> str:
    if known.get("installs") is None:
        return formats.NO_DATA
    paid = known.get("stake")
    said = f"{formats.count(known.get('installs'))} installs in question"
    return said if paid is None else f"{said}, {money(paid)} paid"


def _of_experiment(known: dict[str, Any]) -> str:
    if known.get("lift") is None:
        return formats.NO_DATA
    said = f"lift {formats.signed_percent(known['lift'])}"
    if known.get("low") is None or known.get("high") is None:
        return said
    ends = (formats.signed_percent(known[name]) for name in ("low", "high"))
    return f"{said} ({' to '.join(ends)})"


def _of_budget(known: dict[str, Any]) -> str:
    said = f"{money(known['spent'])} of {money(known['plan'])} spent"
    return f"{said}, heading for {money(known['end'])}" if "end" in known else said


OTHER = {"case": _of_case, "experiment": _of_experiment, "budget": _of_budget}
"""The numbers of then of what is no network and no creative."""


def measured(one: Afterwards) -> str:
    """On how many settled days the change stands, or why there is none."""
    days = f"{one.days} settled {'day' if one.days == 1 else 'days'}"
    days += f" of {one.measured}" if one.measured else ""
    if one.days < LEAST:
        return f"{'decided again too soon' if one.followed else 'too early'}: {days}"
    return days if one.moved else f"nothing to compare: {days}"


def title(found: Sequence[Afterwards]) -> str:
    """The page in one sentence."""
    if not found:
        return "Nothing has been decided yet."
    higher = [one for one in found if one.moved and one.moved.low > 0]
    lower = [one for one in found if one.moved and one.moved.high < 0]
    said = "1 decision" if len(found) == 1 else f"{len(found)} decisions"
    if all(one.moved is None for one in found):
        return f"{said}, too early to tell what followed."
    if not higher and not lower:
        return f"{said}: no IPM moved beyond noise afterwards."
    parts = [f"{len(higher)} followed by a higher IPM"] if higher else []
    if lower:
        verb = "by a lower" if higher else "followed by a lower IPM"
        parts.append(f"{len(lower)} {verb}: {_names(lower)}")
    return f"Of {said}, {' and '.join(parts)}."


def _names(found: Sequence[Afterwards]) -> str:
    return listed(list(dict.fromkeys(one.about for one in found)))


def text(found: Sequence[Afterwards]) -> str:
    """What of the rest cannot be told yet."""
    if all(one.moved is None for one in found):
        return ""
    early = sum(1 for one in found if one.days < LEAST and not one.followed)
    again = sum(1 for one in found if one.days < LEAST and one.followed)
    within = sum(1 for one in found if one.moved and not one.moved.sure)
    said = [f"For {early} it is too early."] if early else []
    said += [f"{again} {'was' if again == 1 else 'were'} decided again too soon."] if again else []
    said += [f"{within} stayed within day-to-day noise."] if within else []
    return " ".join(said)


def page(one: Decision) -> tuple[str, str]:
    """The page of what was decided about, as of then where it can be: address and query."""
    then = f"as_of={one.day}"
    if one.creative_id:
        return reverse("creative", args=[one.creative_id]), f"?{then}"
    if one.experiment_id:
        return reverse("experiment", args=[one.experiment_id]), ""
    if one.budget:
        return reverse("budgets"), f"?month={one.budget.month:%Y-%m}"
    network = one.case.network_id if one.case else one.network_id
    return reverse("network", args=[network]), f"?app={one.app_id}&{then}"
