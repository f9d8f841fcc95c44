"""Columns of tables: what stands in a cell, how it sorts, what is exported of it."""

from typing import Any

import django_tables2 as tables
from django.conf import settings
from django.template.loader import render_to_string
from django_tables2.utils import Accessor

from campaigns import formats
from campaigns.judgement.breakdown import Measured
from campaigns.judgement.part_days import Daily
from campaigns.metrics import MONEY, RATIOS, Counts, Ratio
from campaigns.ui import cells, small_charts
from campaigns.ui.point_words import joined

SHOWN = {"installs": True, "impressions": True, "clicks": False, "spend": True}
"""The counts that tables show, and whether with their part of the whole."""


class Column(tables.Column):
    """A column whose header on phones is the label of its cell; `days` are its own, where they are
    not those of the table."""

    css = ""
    days = ""
    export_head = ""
    """The heading in a file, where it is not that of the page."""

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


class CountColumn(Column):
    """A count, whole, or short on phones."""

    css = "number"

    def render(self, value: int) -> str:
        if value < 1_000_000:
            return formats.count(value)
        return cells.whole_and_short(value)

    def value(self, value: int) -> int:
        return value


def in_money(words: str) -> str:
    """The words of a heading with the reporting currency."""
    return f"{words} {formats.symbol(settings.REPORTING_CURRENCY).strip()}"


class MoneyColumn(CountColumn):
    """An amount, whole, its currency in the heading."""

    def __init__(self, verbose_name: str, **kwargs: Any) -> None:
        super().__init__(in_money(verbose_name), **kwargs)
        self.export_head = verbose_name if verbose_name == "Spend" else ""

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


class ShareColumn(Column):
    """The part of a count that a row brings, in per cent of the total."""

    css = "number"

    def __init__(self, verbose_name: str, count: str) -> None:
        super().__init__(
            f"{verbose_name} %",
            accessor=f"counts__{count}",
            order_by=count,
            initial_sort_descending=True,
        )
        self.count = count

    def sort_key(self, record: Any) -> Any:
        return getattr(record.counts, self.count)

    def render(self, record: Any, table: Any) -> str:
        part = self.value(record, table)
        return formats.NO_DATA if part is None else f"{part:.1f}"

    def value(self, record: Any, table: Any) -> float | None:
        part, whole = self.sort_key(record), getattr(table.everyone, self.count)
        return None if part is None or not whole else float(100 * part / whole)


class IntervalColumn(Column):
    """Where the IPM likely lies, all rows on one axis. It sorts by the lower end."""

    css = "interval"
    end_heads = ("IPM low", "IPM high")
    head = "campaigns/ui/_axis.html"

    def sort_key(self, record: Any) -> float | None:
        return record.interval.low if record.interval else None

    def render(self, record: Any, table: tables.Table) -> str:
        found = {"tick": _ipm(record), "target": record.target, "expected": record.expected_ipm}
        if record.interval:
            found |= {"low": record.interval.low, "high": record.interval.high}
        at = {name: table.axis.x(value) for name, value in found.items() if value is not None}
        return cells.interval(record, at, below=getattr(record, "mark", "") == "below")

    def export_ends(self, record: Any) -> tuple[float, float] | None:
        """The lower and the upper end for a file."""
        return (record.interval.low, record.interval.high) if record.interval else None


class ChangeColumn(Column):
    """The change of the IPM from the period before, "level" within the noise of days."""

    css = "number change-cell"

    def sort_key(self, record: Measured) -> float | None:
        now, before = _ipm(record), record.previous and record.previous.ipm
        return now / before - 1 if now is not None and before else None

    def render(self, record: Measured) -> str:
        new = record.counts.ipm is not None and record.previous.ipm is None
        return cells.change(formats.NEW if new else record.ipm_change)

    def value(self, record: Measured) -> float | None:
        return self.sort_key(record)


def _ipm(record: Measured) -> float | None:
    """The IPM that the interval is of: that of settled days where there are any."""
    return record.interval.value if record.interval else record.counts.ipm


class SparkColumn(Column):
    """The days in small, which lead to the trend of the row."""

    css = "spark"

    def render(self, value: Daily, record: Any, table: tables.Table) -> str:
        trend = table.trend(record) if hasattr(table, "trend") else ""
        return cells.spark(small_charts.sparkline(value), trend, record.name, _whole(record))


def _whole(record: Any) -> str:
    """What a small line tells of all its days: 4.18 in all, before 5.60"""
    now, then = record.counts.ipm, record.previous and record.previous.ipm
    return joined(
        "" if now is None else f"{formats.ratio(Counts.ipm, now)} in all",
        "" if then is None else f"before {formats.ratio(Counts.ipm, then)}",
    )


def of_count(name: str, **kwargs: Any) -> CountColumn:
    """The column of a count."""
    kind = MoneyColumn if name in MONEY else CountColumn
    return kind(name.capitalize(), accessor=f"counts__{name}", **kwargs)


def of_measured() -> dict[str, Column]:
    """The columns of whatever is measured: every ratio, the counts, interval, change and days.

    What the first click brings to the top is the largest count, the worst ratio.
    """
    found: dict[str, Column] = {
        "ipm": RatioColumn(Counts.ipm),
        "interval": IntervalColumn("95 % interval", default=""),
    }
    for name, shared in SHOWN.items():
        found[name] = of_count(name, initial_sort_descending=True)
        if shared:
            found[f"{name}_share"] = ShareColumn(name.capitalize(), name)
    for ratio in RATIOS[1:]:
        worst_first = not ratio.higher_is_better
        found[ratio.name] = RatioColumn(ratio, initial_sort_descending=worst_first)
    found["change"] = ChangeColumn("Change", accessor="previous")
    found["daily"] = SparkColumn("Daily IPM", default="", orderable=False, exclude_from_export=True)
    return found
