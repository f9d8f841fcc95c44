"""What people said that columns mean: listed, corrected, taken along as JSON, forgotten."""

import json

from django import forms
from django.contrib import admin
from django.http import HttpResponse

from campaigns.importing.heads import in_words, meanings
from campaigns.importing.readers import GENERIC
from campaigns.importing.tables.meanings import LEAVE_OUT
from campaigns.models import ColumnMapping

MEANINGS = [(meaning, in_words(meaning)) for meaning in (*meanings(GENERIC), LEAVE_OUT)]
GUESSED = ("", "As recognised")


class MappingForm(forms.ModelForm):
    """A choice for each column, in fields that `made_for` declares."""

    def clean(self) -> dict | None:
        asked = super().clean()
        said = self.said()
        meant = [meaning for meaning in said.values() if meaning != LEAVE_OUT]
        if twice := {in_words(meaning) for meaning in meant if meant.count(meaning) > 1}:
            raise forms.ValidationError(
                f"Two columns have one meaning: {', '.join(sorted(twice))}."
            )
        return asked

    def said(self) -> dict[str, str]:
        """What the form says of each column, where it says anything."""
        fields = zip(self.instance.names, _fields(self.instance), strict=True)
        return {name: said for name, field in fields if (said := self.cleaned_data.get(field))}


def _fields(mapping: ColumnMapping) -> list[str]:
    return [f"column_{place}" for place in range(len(mapping.names))]


def made_for(mapping: ColumnMapping) -> type[MappingForm]:
    """The form for the columns of one header."""
    declared = {}
    for name, field in zip(mapping.names, _fields(mapping), strict=True):
        said = mapping.choices.get(name, "")
        known = {meaning for meaning, _ in MEANINGS} | {""}
        more = [] if said in known else [(said, in_words(said))]
        declared[field] = forms.ChoiceField(
            label=name, required=False, initial=said, choices=[GUESSED, *MEANINGS, *more]
        )
    return type("MappingOfHeader", (MappingForm,), declared)


@admin.register(ColumnMapping)
class ColumnMappingAdmin(admin.ModelAdmin):
    list_display = ("__str__", "what", "user", "updated_at")
    list_select_related = ("user",)
    search_fields = ("names", "user__username")
    search_help_text = "Name of a column or person"
    show_full_result_count = False
    actions = ("as_json",)

    def has_add_permission(self, request) -> bool:
        return False

    def get_fieldsets(self, request, obj=None):
        text = "Holds for every file with these columns, from the next import on."
        return [(None, {"fields": _fields(obj) if obj else [], "description": text})]

    def get_form(self, request, obj=None, **kwargs):
        return super().get_form(request, obj, form=made_for(obj or ColumnMapping()), **kwargs)

    def save_model(self, request, obj, form, change) -> None:
        obj.choices, obj.user = form.said(), request.user
        super().save_model(request, obj, form, change)

    @admin.display(description="what was said")
    def what(self, mapping) -> str:
        said = [f"{name}: {in_words(meaning)}" for name, meaning in mapping.choices.items()]
        return "; ".join(said[:6]) + ("; ..." if len(said) > 6 else "")

    @admin.action(description="Download as JSON", permissions=["view"])
    def as_json(self, request, mappings) -> HttpResponse:
        found = [{"columns": m.names, "meanings": m.choices} for m in mappings]
        text = json.dumps(found, ensure_ascii=False, indent=2)
        name = 'attachment; filename="column-mappings.json"'
        answer = HttpResponse(text, content_type="application/json")
        answer["Content-Disposition"] = name
        return answer
