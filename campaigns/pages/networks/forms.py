"""What people say to a flag."""

from datetime import date

from django import forms

from campaigns.ui.fields import LARGEST_ID


class DoneForm(forms.Form):
    """That a word was followed, perhaps with a note."""

    note = forms.CharField(required=False, max_length=500)


class FlagForm(forms.Form):
    """What somebody does about a flag."""

    app = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=LARGEST_ID)
    note = forms.CharField(max_length=500, help_text="What you found, or whom you asked")
    owner = forms.ChoiceField(required=False, help_text="Who looks after it")
    snoozed_until = forms.DateField(
        required=False,
        label="Quiet until",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Leave empty to keep it in view",
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
