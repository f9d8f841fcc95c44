"""The forms of an import: the file, and what it does not say itself."""

from django import forms
from django.conf import settings

from campaigns.importing.cells.rates import MAX_RATE, MIN_RATE
from campaigns.importing.readers import READERS
from campaigns.importing.tables.encodings import CODECS
from campaigns.models.choices import Platform, Reporter


class ImportForm(forms.Form):
    """A report to import, and what its file does not say itself."""

    file = forms.FileField(label="Report", help_text="CSV or XLSX, as the network or MMP gave it")
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

    def clean_file(self):
        file = self.cleaned_data["file"]
        most = settings.REPORT_UPLOAD_MAX_BYTES
        if file.size > most:
            raise forms.ValidationError(
                f"The file has {file.size / 2**20:.0f} MB; {most / 2**20:.0f} MB is the most."
            )
        return file


class OptionsForm(ImportForm):
    """The same questions about a file that is already here."""

    file = None
