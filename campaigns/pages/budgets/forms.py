"""Plans as they are typed, or as a CSV of month, app, network, campaign and plan."""

import csv
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.conf import settings

from campaigns.models.budgets import SUBJECTS
from campaigns.models.money import MAX_AMOUNT, exact
from campaigns.records.budgets import Plan, PlanNames, UnknownName, Wanted
from campaigns.reports.names import apps_known, networks_known

MOST_LINES = 5_000
MOST_BYTES = 2**20
NEEDED = ("month", "plan")
LABELS = {"app": "App", "network": "Network"}
OF_ONE = "Choose an app, a network or a campaign; app and network tell campaigns apart."


class LineFault(Exception):
    """What is wrong in a line, and in which field."""


def month_of(text: str) -> date:
    """2026-11, or any day of it, as the first day of a month. Raises ValueError."""
    return date.fromisoformat(text if len(text) > 7 else f"{text}-01").replace(day=1)


class MonthField(forms.Field):
    """A month."""

    widget = forms.DateInput(attrs={"type": "month"})

    def to_python(self, value: Any) -> date | None:
        if not value or isinstance(value, date):
            return value or None
        try:
            return month_of(str(value).strip())
        except ValueError as error:
            raise forms.ValidationError("Write a month as 2026-11.") from error


class ShownMonthForm(forms.Form):
    """The month that the page shows."""

    month = MonthField(required=False)


class BudgetForm(forms.Form):
    """One plan."""

    month = MonthField(label="Month")
    app = forms.ChoiceField(required=False)
    network = forms.ChoiceField(required=False)
    campaign = forms.CharField(label="Campaign", required=False, max_length=300, help_text=OF_ONE)
    plan = forms.DecimalField(
        label=f"Plan, {settings.REPORTING_CURRENCY}",
        min_value=Decimal("0.01"),
        max_value=MAX_AMOUNT,
        decimal_places=2,
        help_text="A plan that stands already is replaced.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known: dict[str, list[str]] = {
            "app": [app.label for app in apps_known().values()],
            "network": [one.name for one in networks_known().values()],
        }
        for name, some in known.items():
            choices = [("", "–"), *((one, one) for one in some)]
            self.fields[name] = forms.ChoiceField(
                label=LABELS[name], required=False, choices=choices
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors:
            try:
                names = [said[name].strip() for name in SUBJECTS]
                self.wanted: Wanted = {PlanNames().plan(said["month"], *names): said["plan"]}
            except UnknownName as error:
                self.add_error(error.field, error.message)
        return said


class PlanFileForm(forms.Form):
    """Many plans."""

    file = forms.FileField(
        label="CSV of plans", help_text="Columns: month, plan, and app, network or campaign."
    )

    def clean_file(self) -> Any:
        """Reads the plans. Raises ValidationError, which names lines and fields."""
        file = self.cleaned_data["file"]
        content = file.read(MOST_BYTES + 1)
        try:
            lines = content.decode("utf-8-sig").splitlines()
        except UnicodeDecodeError as error:
            raise forms.ValidationError("The text is not UTF-8.") from error
        if len(content) > MOST_BYTES or len(lines) > MOST_LINES:
            raise forms.ValidationError(f"A file may have {MOST_LINES:,} lines at most.")
        semicolons = lines and lines[0].count(";") > lines[0].count(",")
        rows = csv.DictReader(lines, delimiter=";" if semicolons else ",")
        rows.fieldnames = [name.strip().lower() for name in rows.fieldnames or ()]
        if missing := [name for name in NEEDED if name not in rows.fieldnames]:
            raise forms.ValidationError(f"There is no column {missing[0]}.")
        if not set(SUBJECTS) & set(rows.fieldnames):
            raise forms.ValidationError("There is no column app, network or campaign.")
        self.wanted = _read(rows)
        return file


class NoPlanForm(forms.Form):
    """A plan that is taken away."""

    month = MonthField()
    app = forms.IntegerField(required=False)
    network = forms.IntegerField(required=False)
    campaign = forms.IntegerField(required=False)

    @property
    def wanted(self) -> Wanted:
        return {Plan(**self.cleaned_data): None}


def _read(rows: csv.DictReader) -> Wanted:
    found: dict[Plan, Decimal | None] = {}
    errors, names = [], PlanNames()
    for row in rows:
        said = {str(name): str(cell or "").strip() for name, cell in row.items() if name}
        if not any(said.values()):
            continue
        try:
            plan, amount = _line(said, names)
            if found.setdefault(plan, amount) != amount:
                raise LineFault("plan: another line says another plan of the same.")
        except LineFault as fault:
            errors.append(f"Line {rows.line_num}, {fault}")
    if errors:
        raise forms.ValidationError(errors[:20])
    if not found:
        raise forms.ValidationError("The file has no plans.")
    return found


def _line(said: dict[str, str], names: PlanNames) -> tuple[Plan, Decimal]:
    try:
        month = month_of(said["month"])
    except ValueError as error:
        raise LineFault(f"month: {said['month'][:20]} is no month, as 2026-11 is.") from error
    currency = said.get("currency", "")
    if currency and currency.upper() != settings.REPORTING_CURRENCY:
        own = settings.REPORTING_CURRENCY
        raise LineFault(f"currency: {currency[:20]}. Plans are in {own}, as all money here.")
    try:
        plan = names.plan(month, *(said.get(name, "") for name in SUBJECTS))
    except UnknownName as error:
        raise LineFault(f"{error.field}: {error.message}") from error
    return plan, _amount(said["plan"])


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation as error:
        raise LineFault(f"plan: {text[:20]} is no number, as 12000.50 is.") from error
    if not amount.is_finite() or not 0 < amount <= MAX_AMOUNT:
        raise LineFault(f"plan: {text[:20]} is not between 0 and {MAX_AMOUNT:,}.")
    return exact(amount)
