"""What people do with a case."""

from django import forms

from ..models import Case


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
