"""The forms of an import: files or a pasted table, and what a file does not say itself."""

import json
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from campaigns.importing.archives import members
from campaigns.importing.cells.rates import MAX_RATE, MIN_RATE
from campaigns.importing.lines import FileFault
from campaigns.importing.readers import READERS
from campaigns.importing.tables.encodings import CODECS
from campaigns.models.choices import Platform, Reporter
from campaigns.pages.imports.columns import chosen

MOST_NAME = 200


class FilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A list of files, each checked as one."""

    widget = FilesInput(attrs={"data-drop-files": True})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(file, initial) for file in files if file]


class DropForm(forms.Form):
    """Reports as files, or the text of one table."""

    file = FilesField(label="Files", required=False)
    pasted = forms.CharField(
        label="The table, with its headings",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )

    def clean_file(self) -> list[tuple[str, bytes]]:
        """Name and bytes of each file; a ZIP is the files in it."""
        most = settings.REPORT_UPLOAD_MAX_BYTES
        found = []
        for file in self.cleaned_data["file"]:
            if file.size > most:
                raise forms.ValidationError(
                    f"The file has {file.size / 2**20:.0f} MB; {most / 2**20:.0f} MB is the most."
                )
            try:
                found += members(file.read(), file.name)
            except FileFault as fault:
                raise forms.ValidationError(f"{file.name}: {fault.message}") from fault
        return found

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        pasted = asked.get("pasted", "").strip("\r\n")
        if pasted.strip() and "file" in asked:
            asked["file"] = [*asked["file"], ("Pasted table", pasted.encode())]
        if not asked.get("file") and "file" not in self.errors:
            raise forms.ValidationError("Choose a file, or paste a table.")
        return asked


class AnswerForm(forms.Form):
    """What a file does not say itself. Only what was asked is filled in."""

    app = forms.CharField(label="Name", required=False, max_length=MOST_NAME)
    platform = forms.ChoiceField(required=False, choices=[("", "As known"), *Platform.choices])
    network = forms.CharField(label="Name", required=False, max_length=MOST_NAME)
    source = forms.ChoiceField(
        label="Report",
        required=False,
        choices=[("", "As recognised"), *((r.key, r.label) for r in READERS)],
    )
    reported_by = forms.ChoiceField(
        required=False, choices=[("", "As recognised"), *Reporter.choices]
    )
    day = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    date_order = forms.ChoiceField(
        required=False,
        choices=[("", "As the file shows"), ("day", "Day first"), ("month", "Month first")],
    )
    encoding = forms.ChoiceField(
        required=False, choices=[("", "As the file shows"), *CODECS.items()]
    )
    rate = forms.DecimalField(
        required=False,
        min_value=MIN_RATE,
        max_value=MAX_RATE,
        max_digits=15,
        decimal_places=8,
        error_messages=dict.fromkeys(
            ("min_value", "max_value"),
            f"A rate must be at least {MIN_RATE} and at most {MAX_RATE:,}.",
        ),
    )
    of = forms.CharField(required=False, max_length=MOST_NAME, widget=forms.HiddenInput)

    def said(self) -> dict[str, Any]:
        """What was answered, as an upload keeps it. `of` is what the file calls the answer."""
        found = {name: value for name, value in self.cleaned_data.items() if name in self.data}
        of = found.pop("of", "")
        for name in ("day", "rate"):
            if name in found:
                found[name] = str(found[name] or "")
        if of and found.get("app"):
            return {"apps": {of: [found["app"], found.get("platform", ""), of]}}
        if of and found.get("network"):
            return {"networks": {of: found["network"]}}
        return found


def answers(posted: Any) -> tuple[AnswerForm, dict[str, Any] | None]:
    """The form that was sent and what it says; None where that cannot be.

    A button says all in its own value, as JSON; the choices above columns and the fields say it,
    too.
    """
    if "column" in posted:
        said = chosen(*(posted.getlist(name) for name in ("column", "meaning", "was")))
        return AnswerForm({}), {"columns": said}
    if "say" not in posted:
        form = AnswerForm(posted)
        return form, form.said() if form.is_valid() else None
    try:
        said = json.loads(posted["say"])
        form = AnswerForm({name: v for name, v in said.items() if isinstance(v, str)})
        tables = {
            name: _table(said[name]) for name in ("apps", "networks", "columns") if name in said
        }
    except (ValueError, AttributeError, TypeError):
        return AnswerForm({}), None
    return form, {**form.said(), **tables} if form.is_valid() else None


def _table(said: Any) -> dict[str, Any]:
    """Names and what they mean, each a text or the name, platform and store ID of an app."""
    for name, meant in said.items():
        parts = meant if isinstance(meant, list) else [meant]
        texts = all(isinstance(part, str) and len(part) <= MOST_NAME for part in (name, *parts))
        if not texts or (isinstance(meant, list) and len(meant) != 3):
            raise ValueError(name)
    return dict(said)


def confirmed(posted: Any) -> dict[str, Any]:
    """What was ticked: the points that are confirmed, and whether finer numbers may go."""
    return {"accept": posted.getlist("accept"), "replace_detail": "replace_detail" in posted}
