"""Words of signals for templates; all of them are made in `fraud_shapes.words`."""

from django import template

from campaigns.judgement.fraud.triage import TriageEntry
from campaigns.judgement.fraud.words import note_sentence
from campaigns.pages.fraud import words

register = template.Library()
register.filter("said", note_sentence)


@register.filter
def case_state(entry: TriageEntry) -> str:
    """The state of a signal's case."""
    return words.state(entry)


@register.filter
def standing(entry: TriageEntry) -> str:
    """What the rules say by now of a case that goes on."""
    return words.standing(entry) if entry.case and entry.case.ongoing else ""
