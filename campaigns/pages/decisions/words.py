"""What followed on decisions, in words."""

from collections.abc import Sequence

from campaigns import formats
from campaigns.english import listed
from campaigns.judgement.afterwards import LEAST, Afterwards
from campaigns.judgement.networks.decide_words import WORDS

ANSWERED = "Answered"
"""A flag that somebody acknowledged, without following a word."""


def word(one: Afterwards) -> str:
    """The word that was followed; of an answer to a flag, until when it is quiet."""
    until = one.decision.snoozed_until
    if until and not one.decision.word:
        return f"Quiet until {formats.day(until)}"
    return WORDS.get(one.decision.word, ANSWERED)


def numbers(one: Afterwards) -> str:
    """IPM 4.67 over 28 days, from the counts that were known then."""
    known = one.decision.numbers or {}
    installs, impressions = known.get("installs"), known.get("impressions")
    if not impressions or installs is None:
        return formats.NO_DATA
    return f"IPM {1000 * installs / impressions:.2f}, {formats.short(round(installs))} installs"


def measured(one: Afterwards) -> str:
    """On how many settled days the change stands, or why there is none."""
    days = f"{one.days} settled {'day' if one.days == 1 else 'days'}"
    if one.days < LEAST:
        return f"too early: {days}"
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
    parts += [f"{len(lower)} by a lower: {_names(lower)}"] if lower else []
    return f"Of {said}, {' and '.join(parts)}."


def _names(found: Sequence[Afterwards]) -> str:
    return listed(list(dict.fromkeys(one.decision.network.name for one in found)))


def text(found: Sequence[Afterwards]) -> str:
    """What of the rest cannot be told yet."""
    if all(one.moved is None for one in found):
        return ""
    early = sum(1 for one in found if one.days < LEAST)
    within = sum(1 for one in found if one.moved and not one.moved.sure)
    said = [f"For {early} it is too early."] if early else []
    said += [f"{within} stayed within day-to-day noise."] if within else []
    return " ".join(said)
