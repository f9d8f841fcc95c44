"""Which day and which campaigns the grid shows."""

from datetime import date

from django import forms
from django.utils.timezone import localdate

from campaigns.importing.cells.days import FIRST_DAY
from campaigns.periods import last_complete_day
from campaigns.reports import networks_known


def _networks() -> list[tuple[int | str, str]]:
    return [("", "All networks"), *((pk, one.name) for pk, one in networks_known().items())]


class ShownForm(forms.Form):
    """A day, a network, a part of a name; what cannot be used is as if it were not said."""

    day = forms.DateField(
        label="Day", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    network = forms.TypedChoiceField(
        label="Network", required=False, choices=_networks, coerce=int, empty_value=None
    )
    q = forms.CharField(
        label="Find a campaign",
        required=False,
        max_length=200,
        widget=forms.SearchInput(attrs={"placeholder": "Find a campaign"}),
    )

    @property
    def shown(self) -> tuple[date, int | None, str]:
        """The day, the network and the text."""
        self.full_clean()
        said = self.cleaned_data
        day = said.get("day")
        if not day or not FIRST_DAY <= day <= localdate():
            day = last_complete_day(localdate())
        return day, said.get("network"), said.get("q", "")
