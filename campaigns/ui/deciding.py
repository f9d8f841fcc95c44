"""What is decided about a creative or a budget: the form, and what is said of it."""

from typing import Any

from django import forms

from campaigns import formats
from campaigns.judgement.deciding import WORDS
from campaigns.models import Decision


class DecisionForm(forms.Form):
    """A word, perhaps with a note."""

    word = forms.ChoiceField(label="Decide")
    note = forms.CharField(
        label="Note, if you like",
        max_length=500,
        required=False,
        help_text="What you do, and what you expect of it",
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["word"] = forms.ChoiceField(label="Decide", choices=[*WORDS[kind].items()])


def told(made: Decision) -> str:
    """Replace, 24 Nov. It stands under Decisions, with what IPM does from now on."""
    word = WORDS[made.kind][made.word]
    return f"{word}, {formats.day(made.day)}. It stands under Decisions, with what IPM does next."
