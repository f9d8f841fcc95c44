"""Tables of what was judged: how rows sort, what is pinned, which columns the reader chose."""

from collections.abc import Sequence
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django_tables2.data import TableListData
from django_tables2.utils import OrderBy

from campaigns import formats
from campaigns.judgement.breakdown import Breakdown, Part
from campaigns.reports import DIMENSIONS
from campaigns.ui import charts
from campaigns.ui.columns import of_measured
from campaigns.ui.report_form import ReportForm


class RowsData(TableListData):
    """Rows sorted by what a column measures. A row without a value is last in both directions."""

    def order_by(self, aliases) -> None:
        for alias in reversed(aliases):
            column = self.table.columns[OrderBy(alias).bare].column
            keyed = [(column.sort_key(record), record) for record in self.data]
            filled = [pair for pair in keyed if pair[0] is not None]
            filled.sort(key=lambda pair: pair[0], reverse=OrderBy(alias).is_descending)
            self.data = [record for _, record in filled + [p for p in keyed if p[0] is None]]


class TotalTable(tables.Table):
    """A table whose last row is the total. `total` must be there before the table is made."""

    total: Any

    class Meta:
        default = formats.NO_DATA
        pinned_row_attrs = {"class": "row--total"}

    def get_bottom_pinned_data(self) -> list[Any]:
        return [self.total]


class MeasuredTable(type("Columns", (tables.Table,), of_measured())):  # type: ignore[misc]
    """A table of measured rows, of which the reader chooses the columns.

    `form` says what was chosen; without a choice it shows the `usual` ones. `choices` are all
    columns that can be chosen, with their labels, those `offered_first` before the others.
    """

    usual: tuple[str, ...] = ()
    offered_first: tuple[str, ...] = ()
    row_header = "name"

    def __init__(
        self, found: Breakdown, rows: Sequence[Part], *, form: ReportForm, **kwargs: Any
    ) -> None:
        self.form, self.total, self.everyone = form, found.total, found.total.counts
        self._measure([*rows, found.total])
        fixed = (self.row_header, *(name for name, _ in kwargs.get("extra_columns", ())))
        order = dict.fromkeys((*self.offered_first, *self.base_columns))
        free = [name for name in order if name not in fixed]
        shown = [name for name in free if name in form.chosen_columns] or self.usual
        hidden = {name for name in free if name not in shown}
        if not (found.total.previous and found.total.previous.ipm):
            hidden.add("change")
        kwargs["exclude"] = (*kwargs.get("exclude", ()), *hidden)
        super().__init__(RowsData(rows), **kwargs)
        self.choices = [
            {"name": name, "label": self.base_columns[name].verbose_name, "chosen": name in shown}
            for name in free
        ]
        self.kept = form.pairs(columns=None)
        self.usual_url = form.address(columns=None) if form.chosen_columns else ""
        if len(found.period) > charts.DAYS and "daily" in self.columns.names():
            self.columns["daily"].column.verbose_name = "Weekly IPM"

    def _measure(self, shown: Sequence[Part]) -> None:
        """The axis of the intervals, and whether it has a target and an expectation."""
        known = [one.interval for one in shown if one.interval]
        sure = [interval.high for interval in known if interval.label != "too_little"]
        targets = [one.target for one in shown if one.target is not None]
        expected = [one.expected_ipm for one in shown if one.expected_ipm is not None]
        self.has_target, self.has_expected = bool(targets), bool(expected)
        self.axis = charts.Axis.over(
            [*(one.counts.ipm for one in shown), *sure, *targets, *expected]
        )

    def trend(self, record: Any) -> str:
        """The address of a row's trend, of the total's too."""
        keys = {n: v for n, v in record.keys.items() if DIMENSIONS[n].can_filter}
        first = next(iter(keys), "")
        own = {first: keys[first]} if first and DIMENSIONS[first].own_page else keys
        per = "week" if len(self.form.period) > charts.DAYS else "day"
        return reverse("trends") + self.form.elsewhere(**own, by=per)
