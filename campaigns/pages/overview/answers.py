"""What people answer to the things on Today: asked, snoozed, done."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import Http404

from campaigns.judgement.fraud import cases
from campaigns.judgement.networks import flags
from campaigns.models import Case
from campaigns.pages.overview.today import WEEK, needs
from campaigns.records.today import answer

NOTES = {"asked": "Asked the network.", "snooze": "Put aside.", "done": "Done."}


class TodayForm(forms.Form):
    """One answer to one or several cards."""

    said = forms.ChoiceField(choices=[(name, name) for name in NOTES])
    key = forms.RegexField(r"^[a-z]+( [0-9a-z_-]+)*$", max_length=80)


def give(card: Any, said: str, user: Any, until: date | None, today: date) -> str:
    """Keep an answer where what it is about keeps its answers, and say so.

    A flag's is a decision; a case that was asked changes its state; all else is quiet.
    """
    kind, network = card.kind, card.network
    week = today + timedelta(days=WEEK)
    if kind == "network":
        _decide(network, said, user, week if said != "done" else None)
    elif kind == "case" and said == "asked":
        _ask_cases(card.keys, user)
    elif kind == "case" and said == "done":
        raise Http404("A case is closed on its page.")
    else:
        answer(card.keys, user, until)
    name = card.title.partition(":")[0]
    if said == "asked":
        return f"{name}: noted as asked."
    return f"{name}: quiet until {until:%-d %b}." if until else f"{name}: done."


def _decide(network: int, said: str, user: Any, until: date | None) -> None:
    for one in flags.flags({"network": (network,)}):
        if needs(one):
            given = {"app": one.verdict.app_id, "owner": "", "note": NOTES[said]}
            flags.respond(network, user, {**given, "snoozed_until": until})


def _ask_cases(keys: Iterable[str], user: Any) -> None:
    for key in keys:
        pk = int(key.removeprefix("case "))
        found = cases.case(pk)
        given = {"state": Case.State.ASKED, "owner": found.owner_id, "note": NOTES["asked"]}
        cases.answer(pk, user, given)
