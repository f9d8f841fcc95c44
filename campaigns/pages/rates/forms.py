"""Rates as they are typed, or as a CSV of day, currency and rate."""

import csv
from datetime import date
from decimal import Decimal, InvalidOperation

from django import forms
from django.conf import settings

from campaigns.importing.cells.currencies import codes
from campaigns.importing.cells.rates import MAX_RATE, MIN_RATE

MOST_LINES = 20_000
MOST_BYTES = 2**20
COLUMNS = ("day", "currency", "rate")
PLACES = 10


def currency(text: str) -> str:
    """A code of ISO 4217 other than the reporting currency. Raises ValidationError."""
    code = text.strip().upper()
    if code not in codes():
        raise forms.ValidationError(f"{text[:20]} is no currency code, as EUR or GBP are.")
    if code == settings.REPORTING_CURRENCY:
        raise forms.ValidationError(f"Money is counted in {code}: it needs no rate.")
    return code


class RateForm(forms.Form):
    """One rate."""

    day = forms.DateField(label="From day", widget=forms.DateInput(attrs={"type": "date"}))
    currency = forms.CharField(label="Currency", max_length=3)
    rate = forms.DecimalField(
        label="Rate",
        min_value=MIN_RATE,
        max_value=MAX_RATE,
        decimal_places=PLACES,
        help_text=f"{settings.REPORTING_CURRENCY} for one unit of it.",
    )

    def clean_currency(self) -> str:
        return currency(self.cleaned_data["currency"])

    @property
    def wanted(self) -> dict[tuple[str, date], Decimal | None]:
        said = self.cleaned_data
        return {(said["currency"], said["day"]): said["rate"]}


class RateFileForm(forms.Form):
    """Many rates."""

    file = forms.FileField(label="CSV of rates", help_text="Columns: day, currency, rate.")

    def clean_file(self) -> dict[tuple[str, date], Decimal | None]:
        """The rates by currency and day. Raises ValidationError, which names lines."""
        content = self.cleaned_data["file"].read(MOST_BYTES + 1)
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError("The text is not UTF-8.") from error
        lines = text.splitlines()
        if len(content) > MOST_BYTES or len(lines) > MOST_LINES:
            raise forms.ValidationError(f"A file may have {MOST_LINES:,} lines at most.")
        semicolons = lines and lines[0].count(";") > lines[0].count(",")
        rows = csv.DictReader(lines, delimiter=";" if semicolons else ",")
        rows.fieldnames = [name.strip().lower() for name in rows.fieldnames or ()]
        if missing := [name for name in COLUMNS if name not in rows.fieldnames]:
            raise forms.ValidationError(f"There is no column {missing[0]}.")
        return _read(rows)


class NoRateForm(forms.Form):
    """A rate that is taken away."""

    day = forms.DateField()
    currency = forms.CharField(max_length=3)

    @property
    def wanted(self) -> dict[tuple[str, date], Decimal | None]:
        return {(self.cleaned_data["currency"], self.cleaned_data["day"]): None}


def _read(rows: csv.DictReader) -> dict[tuple[str, date], Decimal | None]:
    found: dict[tuple[str, date], Decimal | None] = {}
    errors = []
    for row in rows:
        if not any(str(cell or "").strip() for cell in row.values()):
            continue
        try:
            key, rate = _line(row)
        except forms.ValidationError as error:
            errors.append(f"Line {rows.line_num}: {error.messages[0]}")
            continue
        if found.get(key, rate) != rate:
            errors.append(f"Line {rows.line_num}: {key[0]} has another rate of {key[1]} above.")
        found[key] = rate
    if errors:
        raise forms.ValidationError(errors[:20])
    if not found:
        raise forms.ValidationError("The file has no rates.")
    return found


def _line(row: dict) -> tuple[tuple[str, date], Decimal]:
    said = {name: str(row.get(name) or "").strip() for name in COLUMNS}
    try:
        day = date.fromisoformat(said["day"])
    except ValueError as error:
        raise forms.ValidationError(f"{said['day'][:20]} is no day, as 2026-11-20 is.") from error
    try:
        rate = Decimal(said["rate"])
    except InvalidOperation as error:
        raise forms.ValidationError(f"{said['rate'][:20]} is no number.") from error
    if not rate.is_finite() or not MIN_RATE <= rate <= MAX_RATE:
        raise forms.ValidationError(f"{rate}: a rate is between {MIN_RATE} and {MAX_RATE:,}.")
    return (currency(said["currency"]), day), round(rate, PLACES)
