"""The table of plans."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from campaigns import formats
from campaigns.judgement import budget_words as words
from campaigns.judgement.budgets import PacedBudget
from campaigns.ui.columns import Column, FragmentColumn, MoneyColumn, in_money
from campaigns.ui.tables import RowsData

MOST = 1.5
"""The axis ends at one and a half times the plan; what lies beyond stands at its end."""
SIGNS = {
    "over": "act",
    "under": "watch",
    "on": "fine",
    "unsure": "not_enough",
    "early": "not_enough",
}
KINDS = {"app": "App", "network": "Network", "campaign": "Campaign"}


def place(value: float, plan: float) -> float:
    """Where money stands on the axis of its plan, in per cent of its width."""
    return round(100 * min(value / plan, MOST) / MOST, 2)


class PaceColumn(FragmentColumn):
    """Spent as a bar, the month's end with its interval, the plan as a line."""

    css = "interval"
    template = "campaigns/budgets/_pace.html"

    def render(self, record: PacedBudget, table: tables.Table) -> str:
        plan, end = float(record.plan), record.forecast
        context: dict[str, Any] = {"spent": place(float(record.spent), plan)}
        context |= {"plan": place(plan, plan), "state": record.state}
        if end and record.left:
            values = {"low": end.low, "high": end.high, "value": end.value}
            context |= {name: place(value, plan) for name, value in values.items()}
        return render_to_string(self.template, context)


class EndColumn(Column):
    """The month's end with its interval; two numbers more in a file."""

    css = "number"

    def __init__(self, verbose_name: str, **kwargs: Any) -> None:
        super().__init__(in_money(verbose_name), **kwargs)

    def render(self, record: PacedBudget) -> str:
        end = record.forecast
        if end is None:
            return formats.NO_DATA
        if not record.left:
            return formats.count(end.value)
        limits = f"{formats.count(end.low)} to {formats.count(end.high)}"
        return format_html('{}<br><span class="hint">{}</span>', formats.count(end.value), limits)

    def value(self, record: PacedBudget) -> float | None:
        return record.forecast.value if record.forecast else None

    def sort_key(self, record: PacedBudget) -> float | None:
        return self.value(record)


class EndsColumn(Column):
    """The ends of the interval, for a file."""

    end_heads = ("Month’s end, low", "Month’s end, high")

    def export_ends(self, record: PacedBudget) -> tuple[float, float] | None:
        """Both ends; none without a forecast."""
        return (record.forecast.low, record.forecast.high) if record.forecast else None


class PacingColumn(Column):
    """The word, and how far the month's end is off; it sorts by that."""

    def render(self, record: PacedBudget) -> SafeString:
        context = {"sign": SIGNS[record.state], "word": words.STATES[record.state]}
        return render_to_string(
            "campaigns/budgets/_state.html", context | {"why": words.why(record)}
        )

    def value(self, record: PacedBudget) -> str:
        return words.STATES[record.state]

    def sort_key(self, record: PacedBudget) -> float | None:
        return record.off


class RunsOutColumn(Column):
    """A day of the month."""

    css = "number"

    def render(self, value: date) -> str:
        return formats.day(value)

    def value(self, value: date) -> date:
        return value


class BudgetTable(tables.Table):
    """A row for each plan, those off pace first, by the money they miss it by."""

    name = Column("Plan of", accessor="name")
    kind = Column("Kind", accessor="budget__kind", visible=False)
    plan = MoneyColumn("Plan", accessor="plan")
    spent = MoneyColumn("Spent", accessor="spent")
    settling = MoneyColumn("Of it settling", accessor="settling", visible=False)
    pace = PaceColumn(
        "Spent, month’s end, plan", empty_values=(), orderable=False, exclude_from_export=True
    )
    end = EndColumn("Month’s end", empty_values=())
    ends = EndsColumn("Likely", visible=False, empty_values=())
    state = PacingColumn("Pace", empty_values=())
    per_day = MoneyColumn("A day", accessor="forecast__per_day")
    runs_out = RunsOutColumn("Runs out", accessor="runs_out")
    do = Column("", empty_values=(), orderable=False, exclude_from_export=True)

    class Meta:
        default = formats.NO_DATA
        attrs = {"id": "budgets"}

    row_header = "name"
    caption = "Plans with what is spent and where the month ends, those off pace first"
    css = "table--plain"

    def __init__(self, found: Sequence[PacedBudget], *, may_decide: bool) -> None:
        super().__init__(RowsData(found))
        if not may_decide:
            self.columns.hide("do")

    def render_name(self, value: str, record: PacedBudget) -> str:
        return format_html(
            '<a href="{}">{}</a> <span class="hint">{}</span>{}',
            address(record), value, KINDS[record.budget.kind],
            mark_safe(' <span class="tag">Demo</span>') if record.budget.is_demo else "",
        )  # fmt: skip

    def value_name(self, value: str) -> str:
        return value

    def render_spent(self, value: Any, record: PacedBudget) -> str:
        said = [f"{round(100 * record.part)}{formats.PERCENT}"]
        if record.settling:
            said.append(f"{formats.count(record.settling)} settling")
        under = format_html_join(
            "", '<span class="hint budget__line">{}</span>', ((one,) for one in said)
        )
        return format_html("{}{}", formats.count(value), under)

    def value_spent(self, value: Any) -> float:
        return float(value)

    def render_do(self, record: PacedBudget) -> str:
        return format_html(
            '<a class="button" href="{}">Decide<span class="visually-hidden"> on {}</span></a>',
            reverse("budget_decide", args=[record.budget.pk]),
            record.name,
        )


def address(one: PacedBudget) -> str:
    """The page of what a plan is of, in the days of its month."""
    month, kind = one.budget.month, one.budget.kind
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    days = {"from": month, "to": last}
    if kind == "app":
        return f"{reverse('networks')}?{urlencode({'app': one.budget.app_id, **days})}"
    return f"{reverse(kind, args=[one.budget.about.pk])}?{urlencode(days)}"
