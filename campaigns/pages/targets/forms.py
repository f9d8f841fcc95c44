"""The targets of an app, as people write them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from campaigns import formats
from campaigns.english import listed
from campaigns.metrics import Counts
from campaigns.models import App
from campaigns.periods import DEFAULT_DAYS
from campaigns.records.first_steps import apps
from campaigns.reports import ReportQuery, last_days, report

MOST = Decimal(1000)
"""A ROAS D7 in per cent over this is a slip of the pen."""


def plain(number: Decimal) -> str:
    """Without the zeros behind it: 20, 6.5"""
    return f"{number.normalize():f}"


class TargetForm(forms.ModelForm):
    """The IPM and the ROAS D7 that an app shall reach; empty is no target."""

    roas = forms.DecimalField(
        required=False, min_value=0, max_value=MOST, decimal_places=2, label="Target ROAS D7, %"
    )

    class Meta:
        model = App
        fields = ("target_ipm",)
        labels = {"target_ipm": "Target IPM"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target_ipm"].help_text = ""
        share = self.instance.target_roas_d7
        self.fields["roas"].initial = None if share is None else plain(share * 100)
        if self.instance.target_ipm is not None:
            self.initial["target_ipm"] = plain(self.instance.target_ipm)

    def clean(self) -> dict:
        asked = super().clean() or {}
        for name in ("target_ipm", "roas"):
            if asked.get(name) == 0:
                self.add_error(name, "Zero is no target: leave it empty.")
        share = asked.get("roas")
        self.instance.target_roas_d7 = share and share / 100
        return asked


@dataclass(frozen=True)
class TargetRow:
    """An app with the form of its targets, and what it reached in the last settled days."""

    form: TargetForm
    reached: Counts

    @property
    def words(self) -> str:
        """Now IPM 6.40 and ROAS D7 21.3 %; nothing where nothing can be divided."""
        known = [
            f"{ratio.label} {formats.ratio(ratio, value)}{unit}"
            for ratio, unit in ((Counts.ipm, ""), (Counts.roas_d7, " %"))
            if (value := getattr(self.reached, ratio.name)) is not None
        ]
        return f"now {listed(known)}, in {DEFAULT_DAYS} settled days" if known else ""


def rows(today: date, data: Mapping | None = None) -> list[TargetRow]:
    """Every app, with what was sent about it. Two queries and one of counts."""
    counts = report(ReportQuery(last_days(DEFAULT_DAYS, today).period, ("app",), today=today))
    reached = {row.keys["app"]: row.counts for row in counts}
    return [
        TargetRow(
            TargetForm(data, instance=app, prefix=f"app{app.pk}"), reached.get(app.pk, Counts())
        )
        for app in apps()
    ]
