"""The leaderboard of networks, and the bar of a distance from expected."""

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from campaigns.judgement.networks.standing import Networks
from campaigns.judgement.networks.words import signed
from campaigns.metrics import Counts
from campaigns.ui.breakdown_tables import ChosenColumns, ShareColumn
from campaigns.ui.tables import CountColumn, FragmentColumn, MoneyColumn, NetworkTable, RatioColumn

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

    def __init__(self, page: Networks, **kwargs: Any) -> None:
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


def gap(ratio: float | None, widest: float = WIDEST) -> Gap | None:
    """The bar of a distance from expected: to the left below, to the right above.

    It is full from a distance of `widest` on.
    """
    if ratio is None:
        return None
    part = max(-1.0, min(1.0, (ratio - 1) / widest)) * 50
    return Gap(round(50 + min(part, 0), 2), max(round(abs(part), 2), 1))


class GapColumn(FragmentColumn):
    """The distance from expected as a number and a bar."""

    css = "number gap"
    template = "campaigns/ui/_gap.html"
    widest = WIDEST

    def render(self, record: Any) -> str:
        said = signed(record.ratio)
        bar = gap(record.ratio, self.widest)
        return render_to_string(self.template, {"words": said, "bar": bar})

    def value(self, record: Any) -> float | None:
        return record.ratio
