"""The heat table of countries and platforms, as a table that can be read without its colours."""

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse

from campaigns import formats
from campaigns.judgement.audience import Heat, HeatRow, sure
from campaigns.judgement.breakdown import Part
from campaigns.metrics import Counts
from campaigns.reports import DIMENSIONS
from campaigns.ui import cells
from campaigns.ui.breakdown_tables import drill
from campaigns.ui.columns import Column, FragmentColumn, ShareColumn, of_count
from campaigns.ui.point_words import joined
from campaigns.ui.report_form import ReportForm
from campaigns.ui.tables import RowsData, TotalTable

ALL = "all"
TOO_LITTLE = "too little"


def _part(row: HeatRow, platform: str) -> Part | None:
    return row.whole if platform == ALL else row.cells.get(platform)


def _limits(part: Part | None) -> str | None:
    if part is None or part.interval is None:
        return None
    low, high = (formats.ratio(Counts.ipm, end) for end in (part.interval.low, part.interval.high))
    return f"{low} to {high}"


class CountryColumn(Column):
    """The country, which leads to itself alone."""

    css = "name"

    def sort_key(self, record: HeatRow) -> str:
        return record.name.casefold()

    def render(self, record: HeatRow, table: "HeatTable") -> str:
        link = drill("country", record.country, table.form) if record.country is not None else ""
        return cells.part(record.name, link)

    def value(self, record: HeatRow) -> str:
        return record.name


class HeatColumn(FragmentColumn):
    """IPM with its interval and impressions on one platform; it leads to the campaigns there.

    It sorts by IPM; what rests on too little is last.
    """

    css = "heat"
    template = "campaigns/audience/_heat.html"

    def __init__(self, platform: str, label: str) -> None:
        self.platform = platform
        super().__init__(label, accessor="name", initial_sort_descending=True)

    def sort_key(self, record: HeatRow) -> float | None:
        part = _part(record, self.platform)
        return part.counts.ipm if part and sure(part) else None

    def render(self, record: HeatRow, table: "HeatTable") -> str:
        part = _part(record, self.platform)
        context: dict[str, Any] = {}
        if part is not None:
            platform = None if self.platform == ALL else self.platform
            asked = {"country": record.country, "platform": platform}
            chosen = {name: value for name, value in asked.items() if value is not None}
            context = {
                "link": reverse("campaigns") + table.form.elsewhere(**chosen),
                "step": table.heat.step(part),
                "ipm": formats.ratio(Counts.ipm, part.counts.ipm),
                "limits": _limits(part) if sure(part) else "",
                "too_little": TOO_LITTLE if part.counts.ipm is not None and not sure(part) else "",
                "impressions": formats.short(part.counts.impressions),
                "words": _told(record, part, self.verbose_name),
            }
        return render_to_string(self.template, context)

    def value(self, record: HeatRow) -> float | None:
        part = _part(record, self.platform)
        return part and part.counts.ipm


class HeatPartColumn(Column):
    """What stands small in a cell of the heat table, for the export: a column of its own."""

    def __init__(self, platform: str, label: str) -> None:
        self.platform = platform
        super().__init__(label, accessor="name", visible=False)


def _told(row: HeatRow, part: Part, column: str) -> str:
    """Germany, iOS IPM 5.31, 95 %: 4.90 to 5.72, before 5.12, 1.2 M impressions"""
    then = part.previous and part.previous.ipm
    return joined(
        f"{row.name}, {column} {formats.ratio(Counts.ipm, part.counts.ipm)}",
        f"95 %: {_limits(part)}" if _limits(part) else "",
        "" if then is None else f"before {formats.ratio(Counts.ipm, then)}",
        f"{formats.short(part.counts.impressions)} impressions",
    )


class LimitsColumn(HeatPartColumn):
    """The 95 % interval of a cell."""

    def __init__(self, platform: str, label: str) -> None:
        super().__init__(platform, f"{label} 95 % interval")
        self.end_heads = (f"{label} IPM low", f"{label} IPM high")

    def export_ends(self, record: HeatRow) -> tuple[float, float] | None:
        """The lower and the upper end; none where the cell holds too little to say."""
        part = _part(record, self.platform)
        if not part or not part.interval or not sure(part):
            return None
        return part.interval.low, part.interval.high


class ImpressionsColumn(HeatPartColumn):
    """The impressions of a cell."""

    def value(self, record: HeatRow) -> int | None:
        part = _part(record, self.platform)
        return part and part.counts.impressions


class HeatTable(TotalTable):
    """Countries against platforms, those with the most impressions first, and the total."""

    name = CountryColumn(DIMENSIONS["country"].label)
    impressions = of_count("impressions", initial_sort_descending=True)
    impressions_share = ShareColumn("Impressions", "impressions")

    class Meta(TotalTable.Meta):
        attrs = {"id": "heat"}
        order_by = "-impressions"
        prefix = "heat-"
        row_attrs = {"class": "row--heat"}
        pinned_row_attrs = {"class": "row--heat row--total"}

    caption = "IPM by country and platform, with impressions"
    row_header = "name"
    css = "table--heat"

    def __init__(self, heat: Heat, *, form: ReportForm, **kwargs: Any) -> None:
        self.heat, self.form, self.total = heat, form, heat.total
        self.everyone = heat.total.counts
        names = DIMENSIONS["platform"].choices
        shown = {platform: names[platform] for platform in heat.platforms}
        if len(shown) > 1:
            shown[ALL] = "All"
        columns = []
        for platform, label in shown.items():
            columns += [
                (platform, HeatColumn(platform, f"{label} IPM")),
                (f"{platform}_limits", LimitsColumn(platform, label)),
                (f"{platform}_count", ImpressionsColumn(platform, f"{label} impressions")),
            ]
        super().__init__(
            RowsData(heat.rows),
            extra_columns=columns,
            sequence=["name", *(name for name, _ in columns), "..."],
            **kwargs,
        )


def key(heat: Heat) -> list[tuple[int, str]]:
    """Each step of the shading and what it means."""
    if not heat.ends:
        return []
    ends = [f"{end:g}" for end in heat.ends]
    words = [
        f"under {ends[0]}",
        *(f"{low} to {high}" for low, high in zip(ends, ends[1:], strict=False)),
        f"{ends[-1]} and more",
    ]
    return list(enumerate(words, start=1))
