"""What is asked of the page of names: a level, a template to try, and the kinds of its fields."""

import re
from collections.abc import Mapping
from typing import cast

from django import forms

from campaigns.models import NamingRule
from campaigns.naming.kinds import KINDS, usual_kind
from campaigns.naming.template import Template, TemplateError
from campaigns.records import naming

LEVELS = NamingRule.Level
_FIELD = re.compile(r"\{([a-z][a-z0-9_]*)([*?]?)(?::[a-z]+)?\}")


class DraftForm(forms.Form):
    """A template that is tried: nothing is written. It always says of which level names are."""

    level = forms.ChoiceField(choices=LEVELS.choices, required=False)
    rule = forms.ModelChoiceField(naming.in_use(), required=False)
    template = forms.CharField(max_length=400, required=False, label="Template")
    apps = forms.ModelMultipleChoiceField(naming.all_apps(), required=False)
    networks = forms.ModelMultipleChoiceField(naming.all_networks(), required=False)

    def __init__(self, data: Mapping) -> None:
        super().__init__(data)
        # Asked anew: each reader has a limit of their own.
        offered = {"apps": naming.all_apps(), "networks": naming.all_networks()}
        for name, rows in offered.items():
            cast(forms.ModelMultipleChoiceField, self.fields[name]).queryset = rows
        self.is_valid()

    @property
    def level_asked(self) -> str:
        rule = self.cleaned_data.get("rule")
        asked = rule.level if rule else self.cleaned_data.get("level")
        return asked or LEVELS.CREATIVE

    @property
    def text(self) -> str:
        """The template that is tried, with the kinds that were chosen for its fields."""
        rule = self.cleaned_data.get("rule")
        said = self.cleaned_data.get("template", "") or (rule.template if rule else "")
        return _FIELD.sub(self._with_kind, said)

    def _with_kind(self, found: re.Match) -> str:
        name, mark = found[1], found[2]
        kind = self.data.get(f"kind_{name}")
        if kind not in KINDS:
            return found[0]
        return f"{{{name}{mark}}}" if kind == usual_kind(name) else f"{{{name}{mark}:{kind}}}"

    def made(self, text: str) -> tuple[Template | None, str]:
        """The template that a text states, or why it cannot be used."""
        try:
            return naming.usable(text, self.level_asked), ""
        except TemplateError as error:
            return None, str(error)


class MergeForm(forms.Form):
    """A value of a field, or a word of a kind, and what it counts as: nothing but itself if ""."""

    field = forms.CharField(max_length=40)
    word = forms.CharField(max_length=200)
    value = forms.CharField(max_length=200, required=False)
