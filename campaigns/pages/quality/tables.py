"""The table and the picture of quality: IPM against ROAS D7, a bubble as large as the spend."""

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

from campaigns import formats
from campaigns.judgement.breakdown import Breakdown
from campaigns.judgement.networks.decide_table_words import Said
from campaigns.judgement.quality import CORNERS, PlacedPart
from campaigns.metrics import Counts
from campaigns.ui.breakdown_tables import BreakdownTable, drill
from campaigns.ui.columns import Column
from campaigns.ui.decided import DoColumn
from campaigns.ui.pictures import ScatterChart
from campaigns.ui.point_words import between, joined
from campaigns.ui.report_form import ReportForm

SMALLEST, LARGEST = 4, 26
"""Radius of a bubble, px."""
NAMED = ("scale", "ad", "app", "suspect")


class CornerColumn(Column):
    """The corner in words."""

    css = "stands"

    def render(self, record: Any, table: "QualityTable") -> str:
        return table.corners.get(tuple(record.keys.values()), "")

    value = render


class QualityTable(BreakdownTable):
    """What users did later, beside what they cost, with the corner that each part stands in."""

    do = DoColumn(accessor="names")
    corner = CornerColumn("Against the average", accessor="names", default="", orderable=False)

    class Meta(BreakdownTable.Meta):
        pass

    first = ("do", "corner")
    usual: tuple[str, ...] = (
        "do", "corner", "ipm", "installs", "spend", "cpi", "retention_d1", "retention_d7",
        "revenue_per_install", "roas_d7", "daily",
    )  # fmt: skip

    def __init__(
        self,
        found: Breakdown,
        placed: Sequence[PlacedPart],
        decided: Mapping[int, Said],
        **kwargs: Any,
    ) -> None:
        """`decided` are the words on networks; of other parts there are none."""
        self.corners = {tuple(p.part.keys.values()): p.word for p in placed}
        self.decided = decided
        if not decided:
            kwargs["exclude"] = ("do",)
        super().__init__(found, name="parts", caption="What users are worth", **kwargs)


def scatter(
    found: Breakdown, placed: Sequence[PlacedPart], form: ReportForm
) -> dict[str, Any] | None:
    """The bubbles of the parts with an IPM and a ROAS D7, which lead to the parts; None with fewer
    than two."""
    drawn = [p for p in placed if p.part.counts.ipm is not None and p.part.counts.roas_d7]
    if len(drawn) < 2:
        return None
    most = max(float(p.part.counts.spend) for p in drawn)
    return ScatterChart(
        x=round(found.total.counts.ipm, 4),
        y=round(found.total.counts.roas_d7, 4),
        x_title="IPM",
        y_title="ROAS D7 %",
        corners={name: CORNERS[name] for name in NAMED},
        points=[
            {
                "name": p.part.name,
                "x": round(p.part.counts.ipm, 4),
                "y": round(p.part.counts.roas_d7, 4),
                "r": round(SMALLEST + LARGEST * sqrt(float(p.part.counts.spend) / most), 1),
                "corner": p.corner,
                "words": _words(p),
                "url": drill(*next(iter(p.part.keys.items())), form),
            }
            for p in sorted(drawn, key=lambda p: -p.part.counts.spend)
        ],
    ).spec


def _words(place: PlacedPart) -> str:
    """Northlight: IPM 4.18 (95 %: 4.02 to 4.41), before 5.60, ROAS D7 31 %, average"""
    part = place.part
    ipm, roas = (
        formats.ratio(r, getattr(part.counts, r.name)) for r in (Counts.ipm, Counts.roas_d7)
    )
    sure, then = part.interval, part.previous and part.previous.ipm
    return joined(
        f"{part.name}: IPM {ipm}"
        + (f" (95 %: {between(Counts.ipm, sure.low, sure.high)})" if sure else ""),
        "" if then is None else f"before {formats.ratio(Counts.ipm, then)}",
        f"ROAS D7 {roas} %",
        place.word.lower(),
    )
