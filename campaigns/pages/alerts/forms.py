"""An alert rule as a sentence of fields."""

from datetime import date
from typing import Any, cast
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.http import QueryDict

from campaigns.judgement.alerts.metrics import METRICS
from campaigns.judgement.alerts.words import any_of
from campaigns.models import AlertRule
from campaigns.records import channels
from campaigns.reports import DIMENSIONS, last_days, options
from campaigns.reports.name_fields import name_fields
from campaigns.ui.report_form import ReportForm

FILTERS = ("app", "platform", "network", "country", "format")
"""The filters that have a field; others come along from the address."""
DAYS = (1, 3, 7, 14, 28)


class RuleForm(forms.ModelForm):
    """A rule; `where` holds the filters that have no field."""

    metric = forms.ChoiceField(choices=[(m.name, m.label) for m in METRICS.values()])
    by = forms.ChoiceField(required=False, label="Of")
    where = forms.CharField(required=False, max_length=1900, widget=forms.HiddenInput)
    days = forms.TypedChoiceField(
        coerce=int, choices=[(n, "1 day" if n == 1 else f"{n} days") for n in DAYS], label="Over"
    )

    class Meta:
        model = AlertRule
        fields = (
            *("metric", "by", "where", "kind", "side", "threshold", "days", "least", "settled"),
            *("level_days", "channels", "in_use"),
        )
        widgets = {"channels": forms.CheckboxSelectMultiple}
        labels = {
            "kind": "Compared",
            "side": "It is",
            "threshold": "By at least, in % (of a fixed value: the value)",
            "least": "Installs a day, at least",
            "settled": "Settled days only",
            "level_days": "A new level is normal after days",
            "in_use": "In use",
        }

    def __init__(self, *args, today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        rest = self._fill_filters(self.instance.where)
        self.initial["where"] = rest
        names = [*DIMENSIONS, *(name for name in name_fields() if name not in DIMENSIONS)]
        cast(forms.ChoiceField, self.fields["by"]).choices = [
            ("", "the total"),
            *((name, any_of(name)) for name in names if DIMENSIONS[name].can_filter),
        ]
        cast(forms.ModelMultipleChoiceField, self.fields["channels"]).queryset = channels.usable()

    def _fill_filters(self, where: str) -> str:
        """A field for each filter, filled where it has one value; the others as a query string."""
        said = parse_qsl(where)
        several = {n for n, value in said if [m for m, _ in said].count(n) > 1 or value[:1] == "-"}
        period = last_days(90, self.today).period
        for name in FILTERS:
            if name not in several:
                found = [(str(v), text) for v, text in options(name, period) if v != ""]
                self.fields[f"of_{name}"] = forms.ChoiceField(
                    required=False,
                    label=DIMENSIONS[name].label,
                    choices=[("", "all"), *found],
                    initial=dict(said).get(name, ""),
                )
        own = {name for name in FILTERS if name not in several}
        return urlencode([(name, value) for name, value in said if name not in own])

    @property
    def filters(self) -> list[forms.BoundField]:
        """The fields of filters."""
        return [self[name] for name in self.fields if name.startswith("of_")]

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        own = [
            (name.removeprefix("of_"), asked[name])
            for name in self.fields
            if name.startswith("of_") and asked.get(name)
        ]
        where = urlencode([*parse_qsl(asked.get("where", "")), *own])
        problems = ReportForm(QueryDict(where), today=self.today).problems()
        for problem in problems:
            self.add_error(None, problem)
        asked["where"] = where
        if asked.get("kind") == AlertRule.Kind.FIXED and asked.get("side") == AlertRule.Side.BOTH:
            self.add_error("side", "A fixed value is held from one side: lower or higher.")
        part = asked.get("threshold")
        if part and asked.get("kind") != AlertRule.Kind.FIXED and not 5 <= part <= 500:
            self.add_error("threshold", "Write a percentage from 5 to 500.")
        return asked
