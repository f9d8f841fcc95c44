"""Tables of the page of one network: cells like for like, campaigns and creatives."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import django_tables2 as tables
from django_tables2.rows import BoundRows

from campaigns import formats
from campaigns.judgement.networks import evidence_words
from campaigns.judgement.networks import words as network_words
from campaigns.judgement.networks.evidence import JudgedPart
from campaigns.judgement.networks.evidence_words import CAMPAIGNS, CREATIVES, Words
from campaigns.judgement.networks.network_page import AppView
from campaigns.metrics import Counts
from campaigns.models.choices import COUNTRIES, UNKNOWN_COUNTRY, Format
from campaigns.stats.networks.account import CellRate
from campaigns.ui.columns import Column, CountColumn, FragmentColumn, IpmColumn
from campaigns.ui.network_tables import GapColumn
from campaigns.ui.tables import RowsData

SHOWN = 5
"""Cells that stand in the first table; the rest is summed up in one row."""
NO_PEERS = "none"


@dataclass(frozen=True)
class ExpectedLine:
    """One row against its expectation: a cell, a campaign, a creative, or a sum of them.

    `worst` marks those that together hold most of the missing installs. `kind` is "total" or
    "rest" for sums. Where it has no peers, what is expected of it is its own.
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
    limits: tuple[float, float] | None = None

    @property
    def ipm(self) -> float | None:
        """Installs per mille."""
        return Counts.ipm.scale * self.installs / self.impressions if self.impressions else None

    @property
    def expected_ipm(self) -> float | None:
        """Installs per mille that were expected."""
        if not self.impressions or not self._compared:
            return None
        return Counts.ipm.scale * self.expected / self.impressions

    @property
    def ratio(self) -> float | None:
        """Installs over expected installs."""
        return self.installs / self.expected if self._compared else None

    @property
    def missing(self) -> float | None:
        """Installs short of the expectation; None without one."""
        return self.expected - self.installs if self._compared else None

    @property
    def _compared(self) -> bool:
        return bool(self.expected) and self.peers != NO_PEERS

    @property
    def css(self) -> str:
        """Classes of the row."""
        return f"row--{self.kind}" if self.kind else "row--worst" if self.worst else ""


class MissingColumn(Column):
    """Installs short of the expectation; more than expected has a minus."""

    css = "number"

    def render(self, value: float) -> str:
        return formats.count(round(value))

    def value(self, value: float) -> float:
        return value


class ExpectedLineColumn(FragmentColumn):
    """The name of a line with what it is."""

    css = "name"
    template = "campaigns/networks/_line.html"

    def sort_key(self, record: ExpectedLine) -> tuple[str, str]:
        return record.name.casefold(), record.group

    def value(self, record: ExpectedLine) -> str:
        return f"{record.name} {record.hint}".strip()


class ReadsColumn(Column):
    """What a campaign or creative is, in plain words, or why nothing can be said. It sorts by how
    much it needs somebody."""

    css = "reads"

    def sort_key(self, record: ExpectedLine) -> int:
        return list(network_words.VERDICTS).index(record.verdict)

    def render(self, record: ExpectedLine) -> str:
        return ": ".join(filter(None, (record.word, record.reason)))

    value = render


class IpmRangeColumn(Column):
    """Where the IPM likely lies, in words; two numbers in a file."""

    css = "number"
    end_heads = ("IPM low", "IPM high")

    def render(self, value: tuple[float, float]) -> str:
        return " to ".join(formats.ratio(Counts.ipm, end) for end in value)

    def export_ends(self, record: Any) -> tuple[float, float] | None:
        """The lower and the upper end for a file."""
        return record.limits


class PeersColumn(Column):
    """Whose rates the expectation is made of."""

    css = "peers"


class LineTable(tables.Table):
    """Lines with a total pinned below. `name` tells it from the other tables of the page."""

    class Meta:
        default = formats.NO_DATA
        row_attrs = {"class": lambda record: record.css}
        pinned_row_attrs = {"class": lambda record: record.css}

    row_header = "name"
    css = "table--lines"
    rows_per_page = None

    def __init__(
        self,
        lines: Sequence[ExpectedLine],
        pinned: Sequence[ExpectedLine],
        caption: str,
        name: str,
        **kwargs: Any,
    ) -> None:
        self.caption = caption
        self.pinned = list(pinned)
        self.export_name = name
        super().__init__(RowsData(list(lines)), prefix=f"{name}-", attrs={"id": name}, **kwargs)

    def get_bottom_pinned_data(self) -> list[ExpectedLine]:
        return self.pinned


def summed(lines: Sequence[ExpectedLine], name: str, kind: str) -> ExpectedLine:
    """Several lines as one."""
    return ExpectedLine(
        name, "", "",
        sum(line.impressions for line in lines),
        sum(line.installs for line in lines),
        sum(line.expected for line in lines),
        NO_PEERS if all(line.peers == NO_PEERS for line in lines) else "",
        kind=kind,
    )  # fmt: skip


class CellLines(LineTable):
    """Countries x formats against peers."""

    class Meta(LineTable.Meta):
        pass

    name = ExpectedLineColumn("Country")
    group = Column("Format", default="", accessor="group")
    impressions = CountColumn("Impressions", accessor="impressions", initial_sort_descending=True)
    ipm = IpmColumn("IPM", accessor="ipm")
    expected_ipm = IpmColumn("Peers’ IPM", accessor="expected_ipm")
    gap = GapColumn("Gap", accessor="ratio", default="")
    peers = PeersColumn("Peers", default="", orderable=False)
    missing = MissingColumn("Missing installs", accessor="missing", initial_sort_descending=True)


class CellTable(CellLines):
    """The cells of a network in an app, most missing installs first unless asked otherwise.

    On the page the cells after the first eight are one row, and `rest` is the table of them.
    """

    class Meta(LineTable.Meta):
        order_by = "-missing"

    def __init__(self, view: AppView, **kwargs: Any) -> None:
        self.app_name = view.app.app_name
        cells = [cell for cell in view.cells if cell.impressions]
        flagged = view.verdict in network_words.FLAGGED
        self.behind = evidence_words.behind([c.missing for c in cells]) if flagged else None
        worst = self.behind.most if self.behind else 0
        lines = [_cell_line(c, view.app.names, place < worst) for place, c in enumerate(cells)]
        total = [summed(lines, "All cells", "total")] if lines else []
        caption = f"Countries and formats in {self.app_name} against peers"
        super().__init__(lines, total, caption, f"cells_{view.app.app}", **kwargs)

    @property
    def folded(self) -> list[ExpectedLine]:
        """The cells that are one row, in the order asked for. One alone stands for itself."""
        lines = self.data.data
        return lines[SHOWN:] if len(lines) > SHOWN + 1 else []

    @property
    def paginated_rows(self) -> BoundRows:
        """What stands on the page before `rest` is opened."""
        if not self.folded:
            return self.rows
        rest = summed(self.folded, f"{len(self.folded)} more cells", "rest")
        return BoundRows(self.data.data[:SHOWN], self, {"bottom": [rest, *self.pinned]})

    @cached_property
    def rest(self) -> CellLines | None:
        """The table of the other cells, None where all are shown."""
        if not self.folded:
            return None
        caption = f"The other cells in {self.app_name}"
        return CellLines(self.folded, [], caption, f"{self.export_name}_rest", orderable=False)


def _cell_line(cell: CellRate, names: Mapping[Hashable, str], worst: bool) -> ExpectedLine:
    country, format = cell.cell if len(cell.cell) > 1 else (*cell.cell, None)
    peers = [
        f"{names.get(peer, evidence_words.OTHERS)} {100 * weight:.0f} %"
        for peer, weight in cell.peers[:1]
    ]
    if len(cell.peers) > 1:
        peers.append(f"+{len(cell.peers) - 1}")
    return ExpectedLine(
        str(country or UNKNOWN_COUNTRY),
        COUNTRIES.get(country or UNKNOWN_COUNTRY, ""),
        Format(format or "").label,
        round(cell.impressions),
        cell.installs,
        cell.expected,
        ", ".join(peers) or NO_PEERS,
        worst,
    )


class PartTable(LineTable):
    """Campaigns or creatives against what their own cells lead to expect, lowest ratio first."""

    class Meta(LineTable.Meta):
        order_by = "gap"

    name = ExpectedLineColumn("Name")
    impressions = CountColumn("Impressions", accessor="impressions", initial_sort_descending=True)
    ipm = IpmColumn("IPM", accessor="ipm")
    limits = IpmRangeColumn("95 % interval", default="", orderable=False)
    expected_ipm = IpmColumn("Expected IPM", accessor="expected_ipm")
    gap = GapColumn("Gap", accessor="ratio", default="")
    verdict = ReadsColumn("Against peers", empty_values=())
    missing = MissingColumn("Missing installs", accessor="missing", initial_sort_descending=True)

    def __init__(self, view: AppView, words: Words, **kwargs: Any) -> None:
        """`words` are those of campaigns or of creatives."""
        parts = view.campaigns if words is CAMPAIGNS else view.creatives
        caption = f"{words.peers.capitalize()} in {view.app.app_name}"
        name = f"{words.peers}_{view.app.app}"
        super().__init__([_part_line(part, words) for part in parts], [], caption, name, **kwargs)
        self.columns["name"].column.verbose_name = words.peer.capitalize()


def of_app(view: AppView) -> dict[str, LineTable]:
    """The tables of an app on a network's page."""
    return {
        "cells": CellTable(view),
        "campaigns": PartTable(view, CAMPAIGNS),
        "creatives": PartTable(view, CREATIVES),
    }


def _part_line(part: JudgedPart, words: Words) -> ExpectedLine:
    one = part.judgement
    limits = None
    if one.interval and one.interval.events:
        scale = Counts.ipm.scale
        limits = (scale * one.interval.low, scale * one.interval.high)
    return ExpectedLine(
        part.name, part.group, "", round(one.window.impressions), one.window.installs,
        0 if part.reason else one.window.expected,
        verdict="not_enough" if part.reason else one.verdict,
        word="" if part.reason else evidence_words.part_word(one),
        reason=words.reason(part.reason) or evidence_words.held_back(one, words),
        limits=limits,
    )  # fmt: skip
