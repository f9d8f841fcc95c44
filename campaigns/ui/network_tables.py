"""The leaderboard of networks, and the bar of a distance from expected."""

from dataclasses import dataclass
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse

from campaigns import formats
from campaigns.judgement.networks import words as network_words
from campaigns.judgement.networks.standing import Networks, Standing
from campaigns.judgement.networks.words import VERDICTS, signed
from campaigns.ui import cells
from campaigns.ui.breakdown_tables import MeasuredTable
from campaigns.ui.columns import Column, FragmentColumn
from campaigns.ui.report_form import ReportForm

WIDEST = 0.5
"""The distance from expected at which a gap bar is full."""
MARKS = {
    "below": "Below target",
    "unsure": "Not sure yet",
    "too_little": "Not enough data",
    "met": "On target",
    "no_target": "No target",
    "no_impressions": "No impressions reported",
}
"""The word of each mark, the ones that need somebody first."""


class NameColumn(Column):
    """The network: its line in the chart, its name, its kind."""

    css = "name"

    def render(self, record: Any, table: tables.Table) -> str:
        """The name links to the network's page, in the same range and filters."""
        own = record.network_id
        link = own and reverse("network", args=[own]) + table.form.elsewhere(network=None)
        return cells.network(record, link or "")

    def sort_key(self, record: Any) -> str:
        return record.name.casefold()

    def value(self, record: Any) -> str:
        return record.name


class MarkColumn(FragmentColumn):
    """The verdict in a word and a shape, with its reason; without one the plain words of the mark
    against the target. It sorts by how much it needs somebody."""

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
                "scope": _scope(record, table),
                "reason": network_words.reason(record.flags),
                "state": network_words.answers(record.flags),
            }
        return render_to_string(self.template, context)

    def value(self, record: Any, table: tables.Table) -> str:
        mark = f"{MARKS[record.mark]}: {record.reason}" if record.reason else MARKS[record.mark]
        if record.flag:
            verdict = VERDICTS[record.flag.verdict.verdict]
            said = ", ".join(filter(None, (verdict, _scope(record, table))))
            mark = f"{said}: {network_words.reason(record.flags)}"
        return "; ".join(filter(None, (mark, network_words.questioned(record.cases))))


def _scope(record: Standing, table: tables.Table) -> str:
    """What a verdict is of where the table is filtered; nothing where there is none."""
    judged = record.flag.verdict.verdict in ("act", "watch", "fine")
    return getattr(table, "scope", "") if judged else ""


def _edge(record: Standing) -> str:
    """What the row's edge tells: the worst flag that nobody has put aside."""
    loud = [flag.verdict.verdict for flag in record.flags if not flag.snoozed]
    return f"row--{loud[0]}" if loud and loud[0] in network_words.FLAGGED else ""


IN_OVERVIEW = (
    "ipm", "interval", "mark", "installs", "impressions", "ctr", "cvr", "cpi", "ecpm", "change",
    "daily",
)  # fmt: skip


class LeaderboardTable(MeasuredTable):
    """Networks with their verdicts and their part of impressions and installs.

    Those that need somebody come first, of a verdict the lowest IPM. Networks without impressions
    have no IPM to sort by: they stay at the end, before the total.
    """

    name = NameColumn("Network")
    mark = MarkColumn("Verdict")
    spend_share = None

    class Meta:
        attrs = {"id": "networks"}
        default = formats.NO_DATA
        order_by = "mark"
        row_attrs = {"class": _edge}
        pinned_row_attrs = {
            "class": lambda record: "row--silent" if record.network_id else "row--total"
        }
        sequence = (
            "name", "ipm", "interval", "mark", "installs", "installs_share", "impressions",
            "impressions_share", "ctr", "cvr", "cpi", "ecpm", "roas_d7", "retention_d1", "...",
            "change", "daily",
        )  # fmt: skip

    usual: tuple[str, ...] = (
        "ipm", "interval", "mark", "installs", "installs_share", "impressions_share", "ctr", "cvr",
        "cpi", "ecpm", "roas_d7", "retention_d1", "change", "daily",
    )  # fmt: skip
    offered_first = (*IN_OVERVIEW, "impressions_share")
    caption = "Networks with IPM, verdict and their parts of the whole"

    def __init__(self, page: Networks, *, form: ReportForm, **kwargs: Any) -> None:
        self.pinned = [*page.silent, page.total]
        self.scope = network_words.scope(page.cut)
        self.has_below = any(s.mark == "below" and s.target is not None for s in page.networks)
        super().__init__(page, page.networks, form=form, **kwargs)

    def get_bottom_pinned_data(self) -> list[Any]:
        return self.pinned


class OverviewTable(LeaderboardTable):
    """The same table, opening with the columns of the overview."""

    class Meta(LeaderboardTable.Meta):
        pass

    usual = IN_OVERVIEW
    caption = "Networks with IPM, verdict and counts"


@dataclass(frozen=True)
class Gap:
    """A bar from the middle line: where it starts and how long it is, in per cent of the width."""

    x: float
    width: float


def gap(ratio: float | None, widest: float = WIDEST) -> Gap | None:
    """The bar of a distance from expected: to the left below, to the right above.

    It is full from a distance of `widest` on.
    """
    if ratio is None:
        return None
    part = max(-1.0, min(1.0, (ratio - 1) / widest)) * 50
    return Gap(round(50 + min(part, 0), 2), max(round(abs(part), 2), 1))


class GapColumn(Column):
    """The distance from expected as a number and a bar."""

    css = "number gap"
    widest = WIDEST

    def render(self, record: Any) -> str:
        said = signed(record.ratio)
        bar = gap(record.ratio, self.widest)
        return cells.gap(said, bar and (bar.x, bar.width))

    def value(self, record: Any) -> float | None:
        return record.ratio
