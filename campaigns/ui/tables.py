"""Tables of what was judged: what stands in a cell, how a column sorts, what is pinned."""

from typing import Any

import django_tables2 as tables
from django.conf import settings
from django.template.loader import render_to_string
from django_tables2.data import TableListData
from django_tables2.utils import Accessor, OrderBy

from campaigns import formats
from campaigns.judgement.networks import words as network_words
from campaigns.judgement.networks.standing import Networks, Standing
from campaigns.judgement.networks.words import VERDICTS
from campaigns.metrics import Counts, Ratio
from campaigns.ui import charts

MARKS = {
    "below": "Below target",
    "unsure": "Not sure yet",
    "too_little": "Not enough data",
    "met": "On target",
    "no_target": "No target",
    "no_impressions": "No impressions reported",
}
"""The word of each mark, the ones that need somebody first."""


class RowsData(TableListData):
    """Rows sorted by what a column measures. A row without a value is last in both directions."""

    def order_by(self, aliases) -> None:
        for alias in reversed(aliases):
            column = self.table.columns[OrderBy(alias).bare].column
            keyed = [(column.sort_key(record), record) for record in self.data]
            filled = [pair for pair in keyed if pair[0] is not None]
            filled.sort(key=lambda pair: pair[0], reverse=OrderBy(alias).is_descending)
            self.data = [record for _, record in filled + [p for p in keyed if p[0] is None]]


class Column(tables.Column):
    """A column whose header on phones is the label of its cell."""

    css = ""

    def __init__(self, verbose_name: str, **kwargs: Any) -> None:
        attrs = {"td": {"data-label": verbose_name}}
        if self.css:
            attrs = {"th": {"class": self.css}, "td": {"class": self.css} | attrs["td"]}
        super().__init__(verbose_name, attrs=attrs, **kwargs)

    def sort_key(self, record: Any) -> Any:
        """What the column sorts by; None is always last."""
        return Accessor(self.accessor).resolve(record, quiet=True)


class FragmentColumn(Column):
    """A cell drawn by a template, which gets the row and the table."""

    template = ""

    def render(self, record: Any, table: tables.Table) -> str:
        return render_to_string(self.template, {"row": record, "table": table})


class NameColumn(FragmentColumn):
    """The network: its line in the chart, its name, its kind."""

    css = "name"
    template = "campaigns/ui/_network.html"

    def render(self, record: Any, table: tables.Table) -> str:
        """The name links to the network's page, in the same range and filters."""
        query = table.form.elsewhere(network=None) if hasattr(table, "form") else ""
        return render_to_string(self.template, {"row": record, "query": query})

    def sort_key(self, record: Any) -> str:
        return record.name.casefold()

    def value(self, record: Any) -> str:
        return record.name


class CountColumn(Column):
    """A count, whole, or short on phones."""

    css = "number"

    def render(self, value: int) -> str:
        if value < 1_000_000:
            return formats.count(value)
        words = {"whole": formats.count(value), "short": formats.short(value)}
        return render_to_string("campaigns/ui/_count.html", words)

    def value(self, value: int) -> int:
        return value


def in_money(words: str) -> str:
    """The words of a heading with the reporting currency."""
    return f"{words} {formats.symbol(settings.REPORTING_CURRENCY).strip()}"


class MoneyColumn(CountColumn):
    """An amount, whole, its currency in the heading."""

    def __init__(self, verbose_name: str, **kwargs: Any) -> None:
        super().__init__(in_money(verbose_name), **kwargs)

    def value(self, value: Any) -> float:
        return float(value)


class IpmColumn(Column):
    """An IPM."""

    css = "number"

    def render(self, value: float) -> str:
        return formats.ratio(Counts.ipm, value)

    def value(self, value: float) -> float:
        return value


class RatioColumn(Column):
    """A ratio with its unit in the heading. The export has all its digits."""

    css = "number"

    def __init__(self, ratio: Ratio, **kwargs: Any) -> None:
        self.ratio = ratio
        unit = formats.unit(ratio, settings.REPORTING_CURRENCY)
        words = f"{ratio.label} {unit}".strip()
        super().__init__(words, accessor=f"counts__{ratio.name}", **kwargs)

    def render(self, value: float) -> str:
        return formats.ratio(self.ratio, value)

    def value(self, value: float) -> float:
        return value


class IntervalColumn(FragmentColumn):
    """Where the IPM likely lies, all rows on one axis. It sorts by the lower end."""

    css = "interval"
    template = "campaigns/ui/_interval.html"
    head = "campaigns/ui/_axis.html"

    def sort_key(self, record: Any) -> float | None:
        return record.interval.low if record.interval else None

    def render(self, record: Any, table: tables.Table) -> str:
        axis = table.axis
        target = None if record.target is None else axis.x(record.target)
        context = {"row": record, "target": target, "tick": axis.x(_ipm(record))}
        if record.expected_ipm is not None:
            context["expected"] = axis.x(record.expected_ipm)
        if record.interval:
            context |= {"low": axis.x(record.interval.low), "high": axis.x(record.interval.high)}
        return render_to_string(self.template, context)

    def value(self, record: Any) -> str:
        ends = (record.interval.low, record.interval.high)
        return " to ".join(formats.ratio(Counts.ipm, end) for end in ends)


class MarkColumn(FragmentColumn):
    """The verdict like for like in a word and a shape, with its reason; without one the mark of the
    plain floor, which else is a small second mark. It sorts by how much it needs somebody."""

    css = "mark"
    template = "campaigns/ui/_mark.html"

    def sort_key(self, record: Any) -> tuple[int, int]:
        place = list(VERDICTS).index(record.flag.verdict.verdict) if record.flag else len(VERDICTS)
        return place, list(MARKS).index(record.mark)

    def render(self, record: Any, table: tables.Table) -> str:
        context = {"row": record, "verdict": "", "reason": record.reason, "cases": record.cases}
        if record.flag:
            context |= {
                "verdict": record.flag.verdict.verdict,
                "reason": network_words.reason(record.flags),
                "state": network_words.answers(record.flags),
                "second": record.mark == "below",
            }
        return render_to_string(self.template, context)

    def value(self, record: Any) -> str:
        mark = f"{MARKS[record.mark]}: {record.reason}" if record.reason else MARKS[record.mark]
        if record.flag:
            verdict = VERDICTS[record.flag.verdict.verdict]
            mark = f"{verdict}: {network_words.reason(record.flags)}"
        return "; ".join(filter(None, (mark, network_words.questioned(record.cases))))


class ChangeColumn(FragmentColumn):
    """The change of the IPM from the period before, "level" within the noise of days."""

    css = "number change-cell"
    template = "campaigns/ui/_change.html"

    def sort_key(self, record: Standing) -> float | None:
        now, before = _ipm(record), record.previous and record.previous.ipm
        return now / before - 1 if now is not None and before else None

    def render(self, record: Standing) -> str:
        new = record.counts.ipm is not None and record.previous.ipm is None
        change = formats.NEW if new else record.ipm_change
        return render_to_string(self.template, {"change": change})

    def value(self, record: Standing) -> float | None:
        return self.sort_key(record)


def _ipm(record: Standing) -> float | None:
    """The IPM that the interval is of: that of settled days where there are any."""
    return record.interval.value if record.interval else record.counts.ipm


class SparkColumn(FragmentColumn):
    """The days in small, which lead to the trend of the row."""

    css = "spark"
    template = "campaigns/ui/_spark.html"

    def render(self, value: charts.Daily, record: Any, table: tables.Table) -> str:
        trend = table.trend(record) if hasattr(table, "trend") else ""
        words = {"spark": charts.sparkline(value), "trend": trend, "name": record.name}
        return render_to_string(self.template, words)


URGENT = (*network_words.FLAGGED, "below")
"""Edges that stand before that of an open case."""


def _edge(record: Standing) -> str:
    """What the row's edge tells: the worst verdict that nobody has put aside, an open case, else
    the mark."""
    loud = [flag.verdict.verdict for flag in record.flags if not flag.snoozed]
    edge = (loud[0] if loud else "snoozed") if record.flags else record.mark
    return "case" if record.cases and edge not in URGENT else edge


class TotalTable(tables.Table):
    """A table whose last row is the total. `total` must be there before the table is made."""

    total: Any

    class Meta:
        default = formats.NO_DATA
        pinned_row_attrs = {"class": "row--total"}

    def get_bottom_pinned_data(self) -> list[Any]:
        return [self.total]


class NetworkTable(tables.Table):
    """Networks with their IPM, lowest first.

    Networks without impressions have no IPM to sort by: they stay at the end, before the total.
    """

    name = NameColumn("Network")
    ipm = RatioColumn(Counts.ipm)
    interval = IntervalColumn("95 % interval", default="")
    mark = MarkColumn("Verdict")
    installs = CountColumn("Installs", accessor="counts__installs", initial_sort_descending=True)
    impressions = CountColumn(
        "Impressions", accessor="counts__impressions", initial_sort_descending=True
    )
    ctr = RatioColumn(Counts.ctr)
    cvr = RatioColumn(Counts.cvr)
    cpi = RatioColumn(Counts.cpi, initial_sort_descending=True)
    ecpm = RatioColumn(Counts.ecpm, initial_sort_descending=True)
    change = ChangeColumn("Change", accessor="previous")
    daily = SparkColumn("Daily IPM", default="", orderable=False, exclude_from_export=True)

    class Meta:
        attrs = {"id": "networks"}
        default = formats.NO_DATA
        order_by = "ipm"
        row_attrs = {"class": lambda record: f"row--{_edge(record)}"}
        pinned_row_attrs = {
            "class": lambda record: "row--silent" if record.network_id else "row--total"
        }

    caption = "Networks with IPM, verdict and counts"
    row_header = "name"

    def __init__(self, page: Networks, **kwargs: Any) -> None:
        self.pinned = [*page.silent, page.total]
        shown = [*page.networks, page.total]
        sure = [s.interval for s in shown if s.interval and s.interval.label != "too_little"]
        targets = [s.target for s in shown if s.target is not None]
        self.has_target = bool(targets)
        expected = [s.expected_ipm for s in shown if s.expected_ipm is not None]
        self.has_expected = bool(expected)
        self.axis = charts.Axis.over(
            [*(s.counts.ipm for s in shown), *(i.high for i in sure), *targets, *expected]
        )
        if page.total.previous is None or page.total.previous.ipm is None:
            kwargs["exclude"] = (*kwargs.get("exclude", ()), "change")
        super().__init__(RowsData(page.networks), **kwargs)
        if len(page.period) > charts.DAYS and "daily" in self.columns.names():
            self.columns["daily"].column.verbose_name = "Weekly IPM"

    def get_bottom_pinned_data(self) -> list[Any]:
        return self.pinned
