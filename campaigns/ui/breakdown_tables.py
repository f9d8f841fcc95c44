"""Tables of breakdowns: any dimension, the columns that were chosen, links to what is in it."""

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse

from campaigns import formats
from campaigns.judgement.breakdown import Breakdown, Part
from campaigns.reports import DIMENSIONS
from campaigns.ui.columns import Column, FragmentColumn
from campaigns.ui.report_form import ReportForm
from campaigns.ui.tables import MeasuredTable, TotalTable


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


class BreakdownTable(MeasuredTable, TotalTable):
    """The parts of a breakdown and its total: the first dimension leads to what is in it."""

    class Meta(TotalTable.Meta):
        row_attrs = {"class": "row--part"}

    usual = (
        "ipm", "interval", "installs", "impressions", "impressions_share", "ctr", "cvr", "cpi",
        "ecpm", "change", "daily",
    )  # fmt: skip
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
            extra_columns=[
                (first, self.name_column(first)),
                *((other, TextColumn(other)) for other in others),
            ],
            sequence=[*found.by, *self.first, "..."],
            attrs={"id": name},
            exclude=(*kwargs.pop("exclude", ()), *hidden),
            **{"order_by": "-impressions"} | kwargs,
        )
