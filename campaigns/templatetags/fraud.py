"""Words of signals for templates; all of them are made in `fraud_shapes.words`."""

from django import template

from campaigns.judgement.fraud.triage import TriageEntry
from campaigns.judgement.fraud.words import note_sentence
from campaigns.pages.fraud import words

register = template.Library()
register.filter("said", note_sentence)
BADGES = {"open": "case", "asked": "case", "cleared": "fine", "refunded": "fine"}


@register.filter
def case_state(entry: TriageEntry) -> dict[str, str]:
    """The badge of a signal's case and its word."""
    name, word = words.state(entry)
    return {"badge": BADGES.get(name, "not_enough"), "word": word}


@register.filter
def standing(entry: TriageEntry) -> str:
    """What the rules say by now of a case that goes on."""
    return words.standing(entry) if entry.case and entry.case.ongoing else ""
