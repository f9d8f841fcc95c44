"""What people write on a day."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.urls import reverse

from campaigns.models import Annotation
from campaigns.records import notes as annotations
from campaigns.records.saved_views import report_page
from campaigns.ui import note_words
from campaigns.ui.note_words import EVERYTHING
from campaigns.ui.permissions import MAY_NOTE

MANY = ("campaign",)
"""What a page may show so many of, that only those chosen are offered."""
LONGEST_ADDRESS = 2000


class NoteForm(forms.ModelForm):
    """A note, what it is about, and the address of the page that it was written on.

    `scopes` are offered as what it can be about: by default every app and network.
    """

    scope = forms.CharField(
        required=False,
        label="About",
        widget=forms.Select,
        help_text="It stands on every chart of this",
    )
    page = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Annotation
        fields = ("day", "last_day", "text")
        labels = {"text": "What happened?"}
        widgets = {
            "day": forms.DateInput(attrs={"type": "date"}),
            "last_day": forms.DateInput(attrs={"type": "date"}),
        }

    field_order = ("text", "day", "last_day", "scope")

    def __init__(
        self, *args, scopes: Sequence[tuple[str, str]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, auto_id="note_%s", **kwargs)
        self.offered = dict(annotations.scopes() if scopes is None else scopes)
        if self.instance.scope:
            self.initial["scope"] = self._offer(self.instance.scope)
        self.fields["scope"].widget.choices = self._choices

    def _offer(self, scope) -> str:
        value = f"{scope._meta.model_name}:{scope.pk}"
        self.offered[value] = str(scope)
        return value

    def _choices(self) -> list[tuple[str, str]]:
        return [("", EVERYTHING), *self.offered.items()]

    def clean_scope(self) -> dict:
        try:
            scope = annotations.scope(self.cleaned_data["scope"])
        except LookupError as unknown:
            raise forms.ValidationError("Choose what the note is about.") from unknown
        for row in scope.values():
            self._offer(row)
        return scope

    def clean(self) -> dict:
        asked = super().clean()
        if "scope" in asked:
            for name in Annotation.SCOPES:
                setattr(self.instance, name, asked["scope"].get(name))
        if asked.get("day") and asked.get("last_day") and asked["last_day"] < asked["day"]:
            self.add_error("last_day", "The last day is before the day.")
        return asked

    @property
    def back(self) -> str:
        """The address to go back to: that of a report page, else the overview."""
        asked = self.data.get("page") or self.initial.get("page") or ""
        path = asked.partition("?")[0]
        known = path == reverse("notes") or report_page(path)
        known = known and len(asked) <= LONGEST_ADDRESS
        return asked if known else "/"


def scopes_of(
    filters: Mapping[str, Any], here: tuple[str, int, str] | None = None
) -> tuple[list[tuple[str, str]], str]:
    """What a note written on a page can be about, the narrowest kind first, and what is suggested.

    `filters` are those of the page's frame; `here` is what the page is about, as kind, id and name.
    Of a kind that is filtered only the chosen ones are left.
    """
    kinds = {pill["name"]: pill["options"] for pill in filters["pills"]}
    if here:
        kinds[here[0]] = [{"value": here[1], "label": here[2], "selected": True}]
    found, suggested = [], ""
    for name in reversed(Annotation.SCOPES):
        options = kinds.get(name, [])
        chosen = [option for option in options if option["selected"]]
        if chosen and not suggested:
            suggested = f"{name}:{chosen[0]['value']}"
        shown = chosen or (options if name not in MANY else [])
        found += [(f"{name}:{option['value']}", option["label"]) for option in shown]
    return found, suggested


def notes(
    request,
    filters: Mapping[str, Any],
    found: Sequence[Annotation],
    here: tuple[str, int, str] | None = None,
) -> dict[str, Any]:
    """What stands under a chart: the notes on it, and the form for one more.

    `filters` are those of the page's frame; `here` is what the page is about, as kind, id and name.
    """
    page, form = request.get_full_path(), None
    if request.user.has_perm(MAY_NOTE):
        scopes, suggested = scopes_of(filters, here)
        initial = {"day": filters["last"], "scope": suggested, "page": page}
        form = NoteForm(initial=initial, scopes=scopes)
    return {
        "entries": [
            {
                "note": note,
                "when": note_words.when(note, year=True),
                "about": note_words.about(note),
                "may_change": annotations.may(request.user, note, "change"),
            }
            for note in found
        ],
        "form": form,
        "page": page,
    }
