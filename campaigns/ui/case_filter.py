"""What people do with a case, and with the networks that have one."""

from collections.abc import Mapping

from django import forms

from campaigns.judgement.fraud import cases
from campaigns.models import Case

LEAVE_OUT = "leave_out"
LEFT_OUT = "Leave out networks with an open case"
CHOICES = ((LEAVE_OUT, LEFT_OUT),)


def narrowed(where: Mapping[str, tuple], chosen: str) -> dict[str, tuple]:
    """The filters, without the networks that have a case where that is chosen."""
    if chosen != LEAVE_OUT:
        return dict(where)
    free = cases.unquestioned_networks()
    asked = where.get("network", free)
    return {**where, "network": tuple(network for network in asked if network in free)}


def case_pill(chosen: str) -> dict:
    """The filter of networks with a case as the bar shows it once it is chosen."""
    return {
        "name": "cases",
        "label": "Open cases",
        "value": "Left out",
        "active": True,
        "options": [
            {"value": value, "label": label, "selected": value == chosen}
            for value, label in CHOICES
        ],
    }


class CaseForm(forms.Form):
    """A note, a state, an owner; at least one of them must say something new."""

    note = forms.CharField(
        required=False,
        max_length=1000,
        help_text="What you asked, what the network answered",
    )
    state = forms.ChoiceField(choices=Case.State.choices)
    owner = forms.ChoiceField(required=False, help_text="Who looks after it")

    def __init__(self, *args, people: list[tuple[int, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", "Nobody yet"), *people]
