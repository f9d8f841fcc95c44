"""Tables of breakdowns: any dimension, the columns that were chosen, links to what is in it."""

from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse

from campaigns import formats
from campaigns.judgement.breakdown import Breakdown, Part
from campaigns.metrics import RATIOS, Counts
from campaigns.reports import DIMENSIONS
from campaigns.ui import charts
from campaigns.ui.report_form import ReportForm
from campaigns.ui.tables import (
    ChangeColumn,
    Column,
    CountColumn,
    FragmentColumn,
    IntervalColumn,
    MoneyColumn,
    RatioColumn,
    RowsData,
    SparkColumn,
    TotalTable,
)


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
    return [
        {
            "label": DIMENSIONS[name].label,
            "url": form.address(by=None if name == opens_with else name, sort=None) + "#parts",
            "active": name == chosen,
        }
        for name in names
    ]


class ChosenColumns(tables.Table):
    """A table of which the reader chooses the columns; without a choice it shows the `usual` ones.

    `form` says what was chosen. `choices` are all columns that can be, with their labels: those of
    the class, and every ratio that it does not declare.
    """

    usual: tuple[str, ...] = ()
    row_header = "name"

    def __init__(self, *args: Any, form: ReportForm, **kwargs: Any) -> None:
        self.form = form
        extra = [*kwargs.get("extra_columns", ())]
        more = {r.name: RatioColumn(r) for r in RATIOS if r.name not in self.base_columns}
        kwargs["extra_columns"] = [*extra, *more.items()]
        columns = self.base_columns | more
        fixed = (self.row_header, *(name for name, _ in extra))
        free = [name for name in columns if name not in fixed]
        shown = [name for name in free if name in form.chosen_columns] or self.usual
        hidden = [name for name in free if name not in shown]
        kwargs["exclude"] = (*kwargs.get("exclude", ()), *hidden)
        super().__init__(*args, **kwargs)
        self.choices = [
            {"name": name, "label": columns[name].verbose_name, "chosen": name in shown}
            for name in free
        ]
        self.kept = form.pairs(columns=None)
        self.usual_url = form.address(columns=None) if form.chosen_columns else ""

    def trend(self, record: Any) -> str:
        """The address of a row's trend, of the total's too."""
        keys = {n: v for n, v in record.keys.items() if DIMENSIONS[n].can_filter}
        first = next(iter(keys), "")
        own = {first: keys[first]} if first and DIMENSIONS[first].own_page else keys
        per = "week" if len(self.form.period) > charts.DAYS else "day"
        return reverse("trends") + self.form.elsewhere(**own, by=per)


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


class PartColumn(FragmentColumn):
    """The name of a value, which leads to what it consists of."""

    css = "name"
    template = "campaigns/ui/_part.html"

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
        others = [name for key, name in record.names.items() if key != self.dimension]
        context = {"words": words, "link": link, "others": ", ".join(others)}
        context["case"] = record.keys.get("network") in table.questioned
        if "daily" not in table.columns.names() and DIMENSIONS[self.dimension].path != "day":
            context["trend"] = table.trend(record)
        return render_to_string(self.template, context)

    def value(self, record: Part) -> str:
        if record.keys and DIMENSIONS[self.dimension].path == "day":
            return formats.day(record.keys[self.dimension], year=True)
        return record.names.get(self.dimension, record.name)


class TextColumn(Column):
    """The name of a further dimension."""

    css = "text"

    def __init__(self, dimension: str, **kwargs: Any) -> None:
        self.dimension = dimension
        super().__init__(DIMENSIONS[dimension].label, accessor="names", default="", **kwargs)

    def sort_key(self, record: Part) -> str:
        return record.names[self.dimension].casefold()

    def render(self, record: Part) -> str:
        return record.names.get(self.dimension, "")

    value = render


class BreakdownTable(ChosenColumns, TotalTable):
    """The parts of a breakdown and its total: the first dimension leads to what is in it."""

    ipm = RatioColumn(Counts.ipm)
    interval = IntervalColumn("95 % interval", default="")
    installs = CountColumn("Installs", accessor="counts__installs", initial_sort_descending=True)
    installs_share = ShareColumn("Installs", "installs")
    impressions = CountColumn(
        "Impressions", accessor="counts__impressions", initial_sort_descending=True
    )
    impressions_share = ShareColumn("Impressions", "impressions")
    clicks = CountColumn("Clicks", accessor="counts__clicks", initial_sort_descending=True)
    spend = MoneyColumn("Spend", accessor="counts__spend", initial_sort_descending=True)
    spend_share = ShareColumn("Spend", "spend")
    ctr = RatioColumn(Counts.ctr)
    cvr = RatioColumn(Counts.cvr)
    cpi = RatioColumn(Counts.cpi, initial_sort_descending=True)
    ecpm = RatioColumn(Counts.ecpm, initial_sort_descending=True)
    roas_d7 = RatioColumn(Counts.roas_d7)
    revenue_per_install = RatioColumn(Counts.revenue_per_install)
    retention_d1 = RatioColumn(Counts.retention_d1)
    retention_d7 = RatioColumn(Counts.retention_d7)
    change = ChangeColumn("Change", accessor="previous")
    daily = SparkColumn("Daily IPM", default="", orderable=False, exclude_from_export=True)

    class Meta(TotalTable.Meta):
        row_attrs = {"class": "row--part"}

    usual = (
        "ipm", "interval", "installs", "impressions", "impressions_share", "ctr", "cvr", "cpi",
        "ecpm", "change", "daily",
    )  # fmt: skip
    first: tuple[str, ...] = ()
    """Columns that stand beside the names."""
    has_target = has_expected = False
    name_column: type[PartColumn] = PartColumn

    def __init__(
        self, found: Breakdown, *, name: str, caption: str, form: ReportForm, **kwargs: Any
    ) -> None:
        """`name` is the table's own in the page, `caption` what it holds, in words."""
        self.caption = caption
        self.everyone = found.total.counts
        self.total = found.total
        self.questioned = found.questioned
        shown = [*found.parts, found.total]
        sure = [p.interval.high for p in shown if p.interval and p.interval.label != "too_little"]
        self.axis = charts.Axis.over([*(part.counts.ipm for part in shown), *sure])
        first, *others = found.by
        columns = [
            (first, self.name_column(first)),
            *((other, TextColumn(other)) for other in others),
        ]
        self.row_header = first
        hidden = [] if found.total.previous and found.total.previous.ipm else ["change"]
        if DIMENSIONS[first].path == "day":
            hidden += ["daily", "change"]
        kwargs = {"order_by": "-impressions"} | kwargs
        super().__init__(
            RowsData(found.parts),
            form=form,
            extra_columns=columns,
            sequence=[*found.by, *self.first, "..."],
            attrs={"id": name},
            exclude=(*kwargs.pop("exclude", ()), *hidden),
            **kwargs,
        )
        if len(found.period) > charts.DAYS and "daily" in self.columns.names():
            self.columns["daily"].column.verbose_name = "Weekly IPM"
