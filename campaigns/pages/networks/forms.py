"""What people say to a flag."""

from datetime import date, timedelta

from django import forms

from campaigns.models.keys import LARGEST_ID
from campaigns.ui.answers import SNOOZES


class DoneForm(forms.Form):
    """That a word was followed, perhaps with a note."""

    note = forms.CharField(required=False, max_length=500)


class FlagForm(forms.Form):
    """What somebody does about the flag of a network in one app, or without one in all.

    `days` is how long it is put aside, where no day is given.
    """

    app = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)
    days = forms.TypedChoiceField(
        required=False, choices=[(n, n) for n in SNOOZES], coerce=int, empty_value=None
    )
    note = forms.CharField(
        required=False,
        max_length=500,
        label="Note, if you like",
        help_text="What you found, or whom you asked",
    )
    owner = forms.ChoiceField(required=False, help_text="Who looks after it")
    snoozed_until = forms.DateField(
        required=False,
        label="Quiet until",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Another day than those below",
    )

    def __init__(self, *args, people: list[tuple[int, str]], today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["owner"].choices = [("", "Nobody yet"), *people]

    def clean_snoozed_until(self):
        until = self.cleaned_data["snoozed_until"]
        if until and until <= self.today:
            raise forms.ValidationError("Choose a day that is still to come.")
        return until

    def clean(self) -> dict:
        asked = super().clean()
        if asked.get("days") and not asked.get("snoozed_until"):
            asked["snoozed_until"] = self.today + timedelta(days=asked["days"])
        return asked
