"""Tables of breakdowns: any dimension, the columns that were chosen, links to what is in it."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from campaigns import formats
from campaigns.judgement.breakdown import Breakdown, Part
from campaigns.models.choices import NOT_STATED
from campaigns.reports import DIMENSIONS
from campaigns.reports.name_fields import TAGS
from campaigns.ui import cells, charts
from campaigns.ui.columns import Column, of_measured
from campaigns.ui.name_columns import name_columns
from campaigns.ui.report_form import ReportForm
from campaigns.ui.tables import FreedTable, RowsData, TotalTable


def drill(dimension: str, value: Any, form: ReportForm) -> str:
    """The address of what a value consists of, in the same range and filters; "" without one.

    A page about one thing is narrowed instead of left, unless the value has a page of its own.
    """
    about = DIMENSIONS[dimension]
    if not about.page:
        return ""
    if about.own_page:
        return reverse(about.page, args=[value]) + form.elsewhere()
    narrower = {"from": value, "to": value} if dimension == "day" else {dimension: value}
    if form.subject:
        return form.address(**narrower, by=None, sort=None)
    return reverse(about.page) + form.elsewhere(**narrower)


def splits(form: ReportForm, names: tuple[str, ...]) -> list[dict]:
    """The dimensions that a page can be split by, as links."""
    chosen, opens_with = form.one_of(*names), form.opens_with(*names)
    names = (*names, *form.named)
    return [
        {
            "label": DIMENSIONS[name].label,
            "url": form.address(by=None if name == opens_with else name, sort=None) + "#parts",
            "active": name == chosen,
        }
        for name in names
    ]


class PartColumn(Column):
    """The name of a value, which leads to what it consists of."""

    css = "name"

    def __init__(self, dimension: str, **kwargs: Any) -> None:
        self.dimension = dimension
        super().__init__(DIMENSIONS[dimension].label, accessor="name", **kwargs)

    def sort_key(self, record: Part) -> Any:
        if DIMENSIONS[self.dimension].path == "day":
            return record.keys[self.dimension]
        return record.names[self.dimension].casefold()

    def render(self, record: Part, table: "BreakdownTable") -> str:
        words = self.value(record)
        link = ""
        if record.keys:
            link = drill(self.dimension, record.keys[self.dimension], table.form)
        others = [
            formats.cut(name)
            for key, name in record.names.items()
            if key != self.dimension and name != NOT_STATED
        ]
        case = reverse("fraud") if record.keys.get("network") in table.questioned else ""
        trend = ""
        if "daily" not in table.columns.names() and DIMENSIONS[self.dimension].path != "day":
            trend = table.trend(record)
        return cells.part(words, link, trend=trend, case=case, others=", ".join(others))

    def value(self, record: Part) -> str:
        if record.keys and DIMENSIONS[self.dimension].path == "day":
            return formats.day(record.keys[self.dimension], year=True)
        return record.names.get(self.dimension, record.name)

    def export_value(self, record: Part) -> date | str:
        """What programs are told: a day, or the first of a week or month, as a date."""
        key = record.keys.get(self.dimension) if record.keys else None
        return key if isinstance(key, date) else self.value(record)


class TextColumn(Column):
    """The name of a further dimension."""

    css = "text"

    def __init__(self, dimension: str, **kwargs: Any) -> None:
        self.dimension = dimension
        super().__init__(DIMENSIONS[dimension].label, accessor="names", default="", **kwargs)

    def sort_key(self, record: Part) -> str:
        return record.names[self.dimension].casefold()

    def render(self, record: Part) -> str:
        return cells.name(self.value(record))

    def value(self, record: Part) -> str:
        return record.names.get(self.dimension, "")


class MeasuredTable(type("Columns", (FreedTable,), of_measured())):  # type: ignore[misc]
    """A table of measured rows, of which the reader chooses the columns.

    `form` says what was chosen; without a choice it shows the `usual` ones. `choices` are all
    columns that can be chosen, with their labels, those `offered_first` before the others.
    """

    usual: tuple[str, ...] = ()
    offered_first: tuple[str, ...] = ()
    row_header = "name"
    css = "table--opens"

    def __init__(
        self,
        found: Breakdown,
        rows: Sequence[Part],
        *,
        form: ReportForm,
        named: Mapping[str, Column] = MappingProxyType({}),
        **kwargs: Any,
    ) -> None:
        """`named` are columns of names' fields, shown where they are chosen."""
        self.form, self.total, self.everyone = form, found.total, found.total.counts
        self.days = len(found.period)
        self._measured = [*rows, found.total]
        self.has_target = any(one.target is not None for one in self._measured)
        self.has_expected = any(one.expected_ipm is not None for one in self._measured)
        fixed = (self.row_header, *(name for name, _ in kwargs.get("extra_columns", ())))
        offered = {**self.base_columns, **named}
        order = dict.fromkeys((*self.offered_first, *offered))
        free = [name for name in order if name not in fixed]
        shown = [name for name in free if name in form.chosen_columns] or self.usual
        hidden = {name for name in free if name not in shown}
        if not (found.total.previous and found.total.previous.ipm):
            hidden.add("change")
        kwargs["exclude"] = (*kwargs.get("exclude", ()), *hidden.difference(named))
        chosen = [(name, column) for name, column in named.items() if name in shown]
        kwargs["extra_columns"] = [*kwargs.get("extra_columns", ()), *chosen]
        super().__init__(RowsData(rows), **kwargs)
        for name in self.columns.names():
            if days := found.days_of(name):
                self.columns[name].column.days = formats.day_range(days)
        self.choices = [
            {"name": name, "label": offered[name].verbose_name, "chosen": name in shown}
            for name in free
        ]
        self.kept = form.pairs(columns=None)
        self.usual_url = form.address(columns=None) if form.chosen_columns else ""
        self.query = urlencode(self.kept)
        if self.days > charts.DAYS and "daily" in self.columns.names():
            self.columns["daily"].column.verbose_name = "Weekly IPM"

    @cached_property
    def axis(self) -> charts.Axis:
        """The axis of the intervals of all rows, and of what they are held against."""
        known = [one.interval for one in self._measured if one.interval]
        sure = [interval.high for interval in known if interval.label != "too_little"]
        beside = (own for one in self._measured for own in (one.target, one.expected_ipm))
        ipm = (one.counts.ipm for one in self._measured)
        return charts.Axis.over([*ipm, *sure, *(own for own in beside if own is not None)])

    def trend(self, record: Any) -> str:
        """The address of a row's trend, of the total's too."""
        keys = {n: v for n, v in record.keys.items() if DIMENSIONS[n].can_filter}
        first = next(iter(keys), "")
        own = {first: keys[first]} if first and DIMENSIONS[first].own_page else keys
        per = "week" if self.days > charts.DAYS else "day"
        return reverse("trends") + self.form.elsewhere(**own, by=per)


class BreakdownTable(MeasuredTable, TotalTable):
    """The parts of a breakdown and its total: the first dimension leads to what is in it."""

    class Meta(TotalTable.Meta):
        row_attrs = {"class": "row--part"}

    usual: tuple[str, ...] = (
        "ipm", "interval", "installs", "impressions", "impressions_share", "ctr", "cvr", "cpi",
        "ecpm", "change", "daily",
    )  # fmt: skip
    beside_name = ("ipm",)
    """What stands beside the name, on every screen."""
    first: tuple[str, ...] = ()
    """Columns that stand beside the names."""
    name_column: type[PartColumn] = PartColumn

    def __init__(
        self, found: Breakdown, *, name: str, caption: str, form: ReportForm, **kwargs: Any
    ) -> None:
        """`name` is the table's own in the page, `caption` what it holds, in words."""
        self.caption = caption
        self.questioned = found.questioned
        first, *others = found.by
        self.row_header = first
        hidden = ("daily", "change") if DIMENSIONS[first].path == "day" else ()
        super().__init__(
            found,
            found.parts,
            form=form,
            named=name_columns(first, form, {*found.by, *self.base_columns.keys() & {TAGS}}),
            extra_columns=[
                (first, self.name_column(first)),
                *((other, TextColumn(other)) for other in others),
            ],
            sequence=[*dict.fromkeys((first, *self.beside_name, *others, *self.first)), "..."],
            attrs={"id": name},
            exclude=(*kwargs.pop("exclude", ()), *hidden),
            **{"order_by": "-impressions"} | kwargs,
        )
