"""The table of the ledger: every value of a field, its effect drawn and in words."""

from collections.abc import Sequence
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html

from campaigns import formats
from campaigns.judgement.concepts.judge import METRICS, Concepts, FieldLedger
from campaigns.pages.concepts.words import effect, named, reads_as
from campaigns.reports.name_fields import REPORTED, STATED, value_ids
from campaigns.stats.concepts.ledger import ValueEffect
from campaigns.ui.columns import Column, CountColumn, FragmentColumn
from campaigns.ui.name_columns import FROM_NAME
from campaigns.ui.report_form import ReportForm
from campaigns.ui.tables import RowsData

WIDEST = 2.0
"""How far the axis goes at most: three times as good."""


class FieldValueColumn(Column):
    """The value, which leads to its creatives."""

    css = "name"

    def render(self, record: ValueEffect, table: "ConceptTable") -> str:
        pk = table.ids.get(record.value)
        if pk is None:
            return named(record.field, record.value)
        address = table.creatives_address + table.form.elsewhere(**{record.field: pk})
        return format_html('<a href="{}">{}</a>', address, named(record.field, record.value))

    def value(self, record: ValueEffect) -> str:
        return named(record.field, record.value)


class ConceptEffectColumn(FragmentColumn):
    """Like for like with its interval, and raw, on one axis for all rows."""

    css = "interval"
    template = "campaigns/concepts/_effect.html"
    head = "campaigns/ui/_axis.html"

    def render(self, record: ValueEffect, table: tables.Table) -> str:
        at = table.axis.at
        context = {"row": record, "words": reads_as(record), "point": at(record.delta)}
        context |= {"low": at(record.low), "high": at(record.high), "raw": at(record.raw)}
        return render_to_string(self.template, context)

    def sort_key(self, record: ValueEffect) -> float:
        return record.delta

    def value(self, record: ValueEffect) -> float:
        return effect(record.delta)


class DifferenceColumn(Column):
    """A difference as a percentage; the file has the share."""

    css = "number"

    def __init__(self, verbose_name: str, of: str, **kwargs: Any) -> None:
        self.of = of
        super().__init__(verbose_name, accessor="value", **kwargs)

    def sort_key(self, record: ValueEffect) -> float | None:
        return getattr(record, self.of)

    def render(self, record: ValueEffect) -> str:
        part = self.sort_key(record)
        return formats.NO_DATA if part is None else formats.signed_percent(effect(part))

    def value(self, record: ValueEffect) -> float | None:
        part = self.sort_key(record)
        return None if part is None else effect(part)


class ReadsAsColumn(Column):
    """What the row says."""

    css = "mark"

    def render(self, record: ValueEffect) -> str:
        return reads_as(record)

    value = render


class ConceptTable(tables.Table):
    """The values of one field."""

    value = FieldValueColumn("Value", accessor="value")
    effect = ConceptEffectColumn("Like for like", accessor="value")
    delta = DifferenceColumn("Effect", "delta")
    low = DifferenceColumn("Low", "low")
    high = DifferenceColumn("High", "high")
    creatives = CountColumn("Creatives")
    base = CountColumn("Impressions")
    raw = DifferenceColumn("Raw", "raw")
    mix = DifferenceColumn("Where it ran", "mix")
    word = ReadsAsColumn("Reads as", accessor="value", orderable=False)

    rows_per_page = None
    row_header = "value"
    css = "table--opens"

    class Meta:
        default = formats.NO_DATA
        template_name = "campaigns/ui/_table.html"

    def __init__(
        self,
        values: Sequence[ValueEffect],
        *,
        label: str,
        source: str,
        base: str,
        ids: dict,
        address: str,
        form: ReportForm,
    ) -> None:
        self.ids, self.creatives_address, self.form = ids, address, form
        self.caption = f"Effect of each {label.lower()}"
        self.axis = _Axis(values)
        super().__init__(RowsData(list(values)))
        self.columns["value"].column.verbose_name = label
        self.columns["value"].column.days = source
        self.columns["base"].column.verbose_name = base.capitalize()


class _Axis:
    """Where an effect stands on the axis, per cent of its width."""

    def __init__(self, values: Sequence[ValueEffect]) -> None:
        ends = [end for v in values for end in (v.low, v.high, v.raw or 0.0)]
        self.reach = min(max([abs(effect(end)) for end in ends] or [0.2], default=0.2), WIDEST)
        self.reach = max(self.reach, 0.1)

    def at(self, delta: float | None) -> float | None:
        if delta is None:
            return None
        part = max(-self.reach, min(self.reach, effect(delta)))
        return round(50 + 46 * part / self.reach, 2)

    @property
    def ticks(self) -> list[tuple[float, str]]:
        half = self.reach / 2
        return [(50 + 46 * p / self.reach, formats.signed_percent(p)) for p in (-half, 0, half)]


def ledger_table(
    found: Concepts | None, shown: FieldLedger | None, form: ReportForm
) -> ConceptTable | None:
    """The table of a field; None without one."""
    if found is None or shown is None:
        return None
    return ConceptTable(
        shown.values,
        label=shown.label,
        source="" if shown.field in (*REPORTED, *STATED) else FROM_NAME,
        base=METRICS[found.metric][0],
        ids=value_ids(shown.field),
        address=reverse("creatives"),
        form=form,
    )
