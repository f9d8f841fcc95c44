"""Tables of the network pages: the leaderboard, cells like for like, campaigns and creatives."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string

from . import formats, network_words
from .breakdown_tables import ChosenColumns, MoneyColumn, ShareColumn
from .choices import COUNTRIES, Format
from .metrics import Counts
from .network_page import AppView, Part
from .standing import Overview
from .stats.like_for_like import CellRate
from .tables import Column, CountColumn, FragmentColumn, NetworkTable, RatioColumn

SHOWN = 8
"""Cells and parts that stand in the first table; the rest is summed up in one row."""
WIDEST = 0.5
"""The distance from expected at which a gap bar is full."""


class LeaderboardTable(ChosenColumns, NetworkTable):
    """Networks with their verdicts and their part of impressions and installs."""

    impressions_share = ShareColumn("Impressions", "impressions")
    installs_share = ShareColumn("Installs", "installs")
    clicks = CountColumn("Clicks", accessor="counts__clicks", initial_sort_descending=True)
    spend = MoneyColumn("Spend", accessor="counts__spend", initial_sort_descending=True)
    roas_d7 = RatioColumn(Counts.roas_d7)
    revenue_per_install = RatioColumn(Counts.revenue_per_install)
    retention_d1 = RatioColumn(Counts.retention_d1)
    retention_d7 = RatioColumn(Counts.retention_d7)

    class Meta(NetworkTable.Meta):
        sequence = (
            "name", "ipm", "interval", "mark", "installs", "installs_share", "impressions",
            "impressions_share", "ctr", "cvr", "cpi", "ecpm", "roas_d7", "retention_d1", "...",
            "change", "daily",
        )  # fmt: skip

    usual = (
        "ipm", "interval", "mark", "installs", "installs_share", "impressions_share", "ctr", "cvr",
        "cpi", "ecpm", "roas_d7", "retention_d1", "change", "daily",
    )  # fmt: skip
    caption = "Networks with IPM, verdict and their parts of the whole"

    def __init__(self, page: Overview, **kwargs: Any) -> None:
        self.everyone = page.total.counts
        super().__init__(page, **kwargs)


class OverviewTable(LeaderboardTable):
    """The same table, opening with the columns of the overview."""

    class Meta(LeaderboardTable.Meta):
        pass

    usual = (
        "ipm", "interval", "mark", "installs", "impressions", "ctr", "cvr", "cpi", "ecpm", "change",
        "daily",
    )  # fmt: skip
    caption = "Networks with IPM, verdict and counts"


@dataclass(frozen=True)
class Gap:
    """A bar from the middle line: where it starts and how long it is, in per cent of the width."""

    x: float
    width: float


def gap(ratio: float | None) -> Gap | None:
    """The bar of a distance from expected: to the left below, to the right above."""
    if ratio is None:
        return None
    part = max(-1.0, min(1.0, (ratio - 1) / WIDEST)) * 50
    return Gap(round(50 + min(part, 0), 2), max(round(abs(part), 2), 1))


@dataclass(frozen=True)
class Line:
    """One row against its expectation: a cell, a campaign, a creative, or a sum of them.

    `worst` marks those that together hold most of the missing installs. `kind` is "total" or
    "rest" for sums.
    """

    name: str
    hint: str
    group: str
    impressions: float
    installs: float
    expected: float
    peers: str = ""
    worst: bool = False
    kind: str = ""
    verdict: str = ""
    word: str = ""
    reason: str = ""
    limits: str = ""

    @property
    def ipm(self) -> float | None:
        """Installs per mille."""
        return Counts.ipm.scale * self.installs / self.impressions if self.impressions else None

    @property
    def expected_ipm(self) -> float | None:
        """Installs per mille that were expected."""
        if not self.impressions or not self.expected:
            return None
        return Counts.ipm.scale * self.expected / self.impressions

    @property
    def ratio(self) -> float | None:
        """Installs over expected installs."""
        return self.installs / self.expected if self.expected else None

    @property
    def missing(self) -> float | None:
        """Installs short of the expectation; None without one."""
        return self.expected - self.installs if self.expected else None

    @property
    def css(self) -> str:
        """Classes of the row."""
        return f"row--{self.kind}" if self.kind else "row--worst" if self.worst else ""


class IpmColumn(Column):
    """An IPM of a line."""

    css = "number"

    def render(self, value: float) -> str:
        return formats.ratio(Counts.ipm, value)

    def value(self, value: float) -> float:
        return value


class GapColumn(FragmentColumn):
    """The distance from expected as a number and a bar."""

    css = "number gap"
    template = "campaigns/_gap.html"

    def render(self, record: Line) -> str:
        words = network_words.signed(record.ratio)
        return render_to_string(self.template, {"words": words, "bar": gap(record.ratio)})

    def value(self, record: Line) -> float | None:
        return record.ratio


class MissingColumn(Column):
    """Installs short of the expectation; more than expected has a minus."""

    css = "number"

    def render(self, value: float) -> str:
        return formats.count(round(value))

    def value(self, value: float) -> float:
        return value


class LineColumn(FragmentColumn):
    """The name of a line with what it is."""

    css = "name"
    template = "campaigns/_line.html"

    def value(self, record: Line) -> str:
        return f"{record.name} {record.hint}".strip()


class VerdictColumn(FragmentColumn):
    """The verdict on a campaign or creative."""

    css = "mark"
    template = "campaigns/_verdict.html"

    def value(self, record: Line) -> str:
        return f"{record.word}: {record.reason}" if record.reason else record.word


class RangeColumn(Column):
    """A range in words."""

    css = "number"


class PeersColumn(Column):
    """Whose rates the expectation is made of."""

    css = "peers"


class LineTable(tables.Table):
    """Lines in the order that they come in, the rest and the total pinned below."""

    class Meta:
        template_name = "campaigns/_table.html"
        default = formats.NO_DATA
        orderable = False
        row_attrs = {"class": lambda record: record.css}
        pinned_row_attrs = {"class": lambda record: record.css}

    row_header = "name"
    css = "table--lines"

    def __init__(
        self, lines: Sequence[Line], pinned: Sequence[Line], caption: str, **kwargs: Any
    ) -> None:
        self.caption = caption
        self.pinned = list(pinned)
        super().__init__(list(lines), **kwargs)

    def get_bottom_pinned_data(self) -> list[Line]:
        return self.pinned


def summed(lines: Sequence[Line], name: str, kind: str) -> Line:
    """Several lines as one."""
    return Line(
        name, "", "",
        sum(line.impressions for line in lines),
        sum(line.installs for line in lines),
        sum(line.expected for line in lines),
        kind=kind,
    )  # fmt: skip


class CellLines(LineTable):
    """Countries x formats against peers."""

    class Meta(LineTable.Meta):
        pass

    name = LineColumn("Country")
    group = Column("Format", default="")
    impressions = CountColumn("Impressions")
    ipm = IpmColumn("IPM")
    expected_ipm = IpmColumn("Peers’ IPM")
    gap = GapColumn("Gap", accessor="ratio", default="")
    peers = PeersColumn("Peers", default="")
    missing = MissingColumn("Missing installs")


class CellTable(CellLines):
    """The cells of a network in an app, most missing installs first.

    The cells after the first eight are one row; `rest` is the table of them.
    """

    class Meta(LineTable.Meta):
        pass

    def __init__(self, view: AppView, **kwargs: Any) -> None:
        app = view.app.app_name
        cells = [cell for cell in view.cells if cell.impressions]
        flagged = network_words.verdict_of(view) in network_words.FLAGGED
        self.behind = network_words.behind([c.missing for c in cells]) if flagged else None
        worst = self.behind.most if self.behind else 0
        lines = [_cell_line(c, view.app.names, place < worst) for place, c in enumerate(cells)]
        shown = lines if len(lines) <= SHOWN + 1 else lines[:SHOWN]
        rest = lines[len(shown) :]
        pinned = [summed(rest, f"{len(rest)} more cells", "rest")] if rest else []
        if lines:
            pinned.append(summed(lines, "All cells", "total"))
        super().__init__(shown, pinned, f"Countries and formats in {app} against peers", **kwargs)
        self.rest = CellLines(rest, [], f"The other cells in {app}") if rest else None


def _cell_line(cell: CellRate, names: Mapping[Hashable, str], worst: bool) -> Line:
    country, format = cell.cell
    peers = [f"{names.get(peer, peer)} {100 * weight:.0f} %" for peer, weight in cell.peers[:1]]
    if len(cell.peers) > 1:
        peers.append(f"+{len(cell.peers) - 1}")
    return Line(
        str(country),
        COUNTRIES.get(country, ""),
        Format(format).label,
        cell.impressions,
        cell.installs,
        cell.expected,
        ", ".join(peers) or "none",
        worst,
    )


class PartTable(LineTable):
    """Campaigns or creatives against what their own cells lead to expect, lowest ratio first."""

    class Meta(LineTable.Meta):
        pass

    name = LineColumn("Name")
    impressions = CountColumn("Impressions")
    ipm = IpmColumn("IPM")
    limits = RangeColumn("95 % interval", default="")
    expected_ipm = IpmColumn("Expected IPM")
    gap = GapColumn("Gap", accessor="ratio", default="")
    verdict = VerdictColumn("Verdict")
    missing = MissingColumn("Missing installs")

    def __init__(self, parts: Sequence[Part], caption: str, **kwargs: Any) -> None:
        super().__init__([_part_line(part) for part in parts], [], caption, **kwargs)
        self.columns["name"].column.verbose_name = caption.removesuffix("s")


def _part_line(part: Part) -> Line:
    one = part.judgement
    limits = ""
    if one.interval and one.interval.events:
        low, high = (
            formats.ratio(Counts.ipm, Counts.ipm.scale * end)
            for end in (one.interval.low, one.interval.high)
        )
        limits = f"{low} to {high}"
    comparable = one.reason not in network_words.INCOMPARABLE
    return Line(
        part.name, part.group, "", one.impressions, one.installs,
        one.expected if comparable else 0,
        verdict=one.verdict,
        word=network_words.part_word(one),
        reason=network_words.held_back(one),
        limits=limits,
    )  # fmt: skip
