"""The forms of an import: the file, and what it does not say itself."""

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


class FilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A list of files, each checked as one."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(file, initial) for file in files or [None]]


class ImportForm(forms.Form):
    """A report to import, and what its file does not say itself."""

    file = FilesField(
        label="Reports", help_text="CSV, XLSX or a ZIP of them, as the network or MMP gave them"
    )
    app = forms.CharField(
        required=False, max_length=200, help_text="Where the file does not name it"
    )
    platform = forms.ChoiceField(required=False, choices=[("", "As known"), *Platform.choices])
    source = forms.ChoiceField(required=False, label="Source")
    network = forms.CharField(
        required=False, max_length=200, help_text="Where the file does not name it"
    )
    reported_by = forms.ChoiceField(
        required=False, choices=[("", "As the source implies"), *Reporter.choices]
    )
    day = forms.DateField(
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Only for a report of one day without a date column",
    )
    date_order = forms.ChoiceField(
        required=False,
        label="Dates",
        choices=[
            ("", "As the file shows"),
            ("day", "Day first: 23/11/2026"),
            ("month", "Month first: 11/23/2026"),
        ],
    )
    encoding = forms.ChoiceField(
        required=False,
        choices=[("", "As the file shows"), *CODECS.items()],
        help_text="Only where letters would be others",
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
        help_text="Reporting currency per unit of the file's, where they differ",
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [
            ("", "Recognise it"),
            *((reader.key, reader.label) for reader in READERS),
        ]

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


class OptionsForm(ImportForm):
    """The same questions about a file that is already here."""

    file = None
