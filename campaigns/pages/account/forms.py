"""The form that makes a key for a program."""

from typing import Any

from django import forms

from campaigns.models import Token
from campaigns.ui.permissions import MAY_IMPORT

DAYS = (30, 90, 365)
"""How long a key may work."""


class KeyForm(forms.Form):
    """What the key is for, what it may do, and for how many days."""

    name = forms.CharField(label="What it is for", max_length=80)
    scope = forms.ChoiceField(label="It may", choices=Token.Scope.choices)
    days = forms.TypedChoiceField(
        label="For", choices=[(n, f"{n} days") for n in DAYS], coerce=int, initial=90
    )

    def __init__(self, *args: Any, user: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if not user.has_perm(MAY_IMPORT):
            scope: Any = self.fields["scope"]
            scope.choices = [(Token.Scope.READ.value, Token.Scope.READ.label)]
