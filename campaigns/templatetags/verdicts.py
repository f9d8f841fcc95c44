"""The words and numbers of verdicts for templates; all of them are made in `network_words`."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField

from campaigns import formats
from campaigns.english import person
from campaigns.judgement.networks import decide_table_words, evidence_words, sentences
from campaigns.judgement.networks import words as network_words
from campaigns.judgement.networks.decisions import NetworkDecision
from campaigns.judgement.networks.network_page import AppView, NetworkPage
from campaigns.judgement.networks.standing import Standing
from campaigns.models import Case
from campaigns.pages.method import content as method
from campaigns.pages.networks import cards as verdict_cards
from campaigns.pages.networks import charts as verdict_charts

register = template.Library()


@register.filter
def verdict_word(verdict: str) -> str:
    """The word of a verdict."""
    return network_words.VERDICTS[verdict]


@register.filter
def decide_title(found: Sequence[NetworkDecision]) -> str:
    """What to do, in the words of a title."""
    return decide_table_words.title(found)


@register.filter
def decide_stakes(found: Sequence[NetworkDecision]) -> str:
    """How much of the spend that is about."""
    return decide_table_words.stakes(found, settings.REPORTING_CURRENCY)


@register.filter
def case_word(cases: Sequence[Case]) -> str:
    """The word on the mark of open cases."""
    return network_words.case_word(cases)


@register.filter
def questioned(cases: Sequence[Case]) -> str:
    """What the open cases are about."""
    return network_words.questioned(cases)


@register.filter
def card(view: AppView, network: str) -> verdict_cards.VerdictCard:
    """What the verdict card says."""
    return verdict_cards.card(view, network)


@register.filter
def clearing(view: AppView) -> list[str]:
    """What would change the verdict."""
    return verdict_cards.clearing(view)


@register.filter
def history(page: NetworkPage) -> list[verdict_cards.HistoryEntry]:
    """How the verdict came about."""
    return verdict_cards.history(page)


@register.filter
def peers(view: AppView) -> str:
    """Who the peers are, in one sentence."""
    return evidence_words.peers(view)


@register.filter
def best_guess(view: AppView) -> str:
    """How far it is allowing for noise."""
    return sentences.best_guess(view.stored)


@register.filter
def flagged(view: AppView) -> bool:
    """Whether the verdict in force needs somebody."""
    return view.verdict in network_words.FLAGGED


@register.filter
def leaders(networks: Sequence[Standing]) -> str:
    """Who needs somebody, in one sentence."""
    return network_words.leaders(networks)


@register.filter
def funnel_rows(view: AppView) -> list[verdict_charts.FunnelRow]:
    """The numbers behind the funnel."""
    return verdict_charts.funnel_rows(view)


@register.filter
def unseen(view: AppView) -> list[str]:
    """The networks that the funnel cannot show."""
    return verdict_charts.unseen(view)


register.filter("person", person)


@register.filter
def own_id(field: BoundField, suffix: Any) -> str:
    """The id of a field whose form stands on the page more than once."""
    return f"{field.auto_id}-{suffix}"


@register.filter
def drawn(field: BoundField, suffix: Any) -> str:
    """The field's input with that id."""
    attrs: dict[str, str | bool] = {"id": own_id(field, suffix)}
    if field.help_text:
        attrs["aria-describedby"] = f"{attrs['id']}_helptext"
    return field.as_widget(attrs=attrs)


@register.filter
def percent(part: float) -> str:
    """A part as a rule states it: 5 %"""
    return formats.percent(part)


@register.filter
def meaning(name: str) -> str:
    """What a threshold says."""
    return method.meaning(name)


@register.filter
def threshold(value: float) -> str:
    """A threshold as a person writes it."""
    return method.number(value)
