"""What people answer to the things on Today: asked, snoozed, done, or given to somebody."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import Http404

from campaigns import formats
from campaigns.judgement.networks import flags
from campaigns.pages.overview.cards import Card
from campaigns.pages.overview.today import WEEK, needs
from campaigns.records.today import answer
from campaigns.ui.answers import SNOOZES, Given, ask_case, own

NOTES = {"asked": "Asked the network.", "snooze": "Put aside.", "done": "Done."}


class TodayForm(forms.Form):
    """One answer to one card; `days` are those of a snooze, `owner` who looks after it."""

    said = forms.ChoiceField(choices=[(name, name) for name in (*NOTES, "assign")])
    key = forms.RegexField(r"^[a-z]+( [0-9a-z_-]+)*$", max_length=80)
    days = forms.TypedChoiceField(
        required=False, choices=[(n, n) for n in SNOOZES], coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = forms.ChoiceField(required=False, choices=[("", ""), *people])


def give(card: Card, asked: dict[str, Any], user: Any, until: date | None) -> tuple[str, Given]:
    """Keep an answer where what it is about keeps its answers; what was done, in words too.

    A flag's is a decision; a case that was asked changes its state; all else is quiet until a day.
    """
    said, name = asked["said"], card.title.partition(":")[0]
    if said == "assign":
        return _assign(card, asked["owner"], user)
    given = _given(card, said, user, until)
    if said == "asked":
        return f"{name}: noted as asked.", given
    return f"{name}: {f'quiet until {formats.day(until)}' if until else 'done'}.", given


def _given(card: Card, said: str, user: Any, until: date | None) -> Given:
    if card.kind == "network":
        return _decide(card.network, said, user, until)
    if card.kind == "case" and said == "asked":
        pks = [int(key.removeprefix("case ")) for key in card.keys]
        for pk in pks:
            ask_case(pk, user)
        return Given(asked=pks)
    if card.kind == "case" and said == "done":
        raise Http404("A case is closed on its page.")
    answer(card.keys, card.title, user, until)
    return Given(quiet=card.keys)


def _decide(network: int | None, said: str, user: Any, until: date | None) -> Given:
    if network is None:
        raise Http404("That is no network.")
    word = "ask" if said == "asked" else ""
    asked = {"owner": "", "word": word, "note": NOTES[said], "snoozed_until": until}
    made = [
        decision.pk
        for one in flags.flags({"network": (network,)})
        if needs(one)
        for decision in flags.respond(network, user, {**asked, "app": one.verdict.app_id})
    ]
    return Given(decisions=made)


def _assign(card: Card, owner: str, user: Any) -> tuple[str, Given]:
    pk = int(owner) if owner else None
    before = {key: own(key, pk, user) for key in card.keys}
    name = card.title.partition(":")[0]
    who = dict(flags.people()).get(pk) if pk else None
    words = f"{who} looks after it" if who else "nobody looks after it"
    return f"{name}: {words}.", Given(owners=before)


def quiet_until(asked: dict[str, Any], card: Card, today: date, days: int) -> date | None:
    """Until when an answer holds: a snooze its days, what was asked a week, "done" for good.

    That IPM fell is done until its `days` are others.
    """
    if asked["said"] != "done":
        return today + timedelta(days=asked["days"] or WEEK)
    return today + timedelta(days=days) if card.kind == "ipm" else None
