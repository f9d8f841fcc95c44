"""Networks by eCPM, those bought by CPM, and benchmarks beside the team's own."""

from collections.abc import Mapping, Sequence
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string

from campaigns import formats
from campaigns.judgement.networks.decide_table_words import Said
from campaigns.judgement.planner import MediaPlan, Peer
from campaigns.metrics import Counts
from campaigns.models.choices import COUNTRIES, BidType
from campaigns.ui import charts
from campaigns.ui.breakdown_tables import BreakdownTable
from campaigns.ui.columns import Column, CountColumn, FragmentColumn, in_money
from campaigns.ui.decided import DoColumn
from campaigns.ui.network_tables import GapColumn
from campaigns.ui.report_form import ReportForm
from campaigns.ui.tables import RowsData

ALL = "All"
VERDICTS = {
    "below": "Below",
    "within": "Within",
    "above": "Above",
    "too_little": "Too few installs",
    "none": "None of your own",
}
"""How the team's own IPM stands to a benchmark."""


class TwoPlacesColumn(Column):
    """A number of a line with the two places of IPM and money; the export has all its digits."""

    css = "number"

    def render(self, value: float) -> str:
        text = formats.ratio(Counts.ipm, value)
        return text.lstrip("-") if not float(f"{value:.2f}") else text.replace("-", formats.MINUS)

    def value(self, value: float) -> float:
        return value


class PriceColumn(TwoPlacesColumn):
    """An amount of money, its currency in the heading."""

    def __init__(self, verbose_name: str, **kwargs: Any) -> None:
        super().__init__(in_money(verbose_name), **kwargs)


class MedianColumn(GapColumn):
    """The distance from the median: eCPM often differs by more than an IPM from its expectation."""

    widest = 1.0


class EcpmRankColumn(Column):
    """The place by eCPM, 1 for the highest."""

    css = "number"


class PlannerTable(BreakdownTable):
    """Networks by eCPM: what would match the median, what an install may cost, and what to do."""

    do = DoColumn(accessor="names")
    rank = EcpmRankColumn("Rank")
    median = MedianColumn("Against median", accessor="ratio", default="")
    ipm_needed = TwoPlacesColumn("IPM to match")
    cpi_needed = PriceColumn("CPI to match")
    affordable_cpi = PriceColumn("Affordable CPI")
    room = PriceColumn("Room")

    class Meta(BreakdownTable.Meta):
        pass

    usual: tuple[str, ...] = (
        "do", "rank", "ecpm", "median", "ipm", "ipm_needed", "cpi", "cpi_needed",
        "revenue_per_install", "affordable_cpi", "room", "impressions", "installs", "spend",
    )  # fmt: skip
    first = usual[:11]
    css = "table--plain table--folds"

    def __init__(
        self,
        plan: MediaPlan,
        decided: Mapping[int, Said],
        *,
        form: ReportForm,
        kept: list,
        **kwargs: Any,
    ) -> None:
        self.decided = decided
        super().__init__(
            plan.found,
            name="networks",
            caption="Networks, their eCPM and what would match the median",
            form=form,
            order_by="rank",
            **kwargs,
        )
        self.kept += kept


class CpmTable(BreakdownTable):
    """Networks bought by CPM, where CPI = CPM / IPM. `narrows` is what it leaves out."""

    narrows = {"bid_type": (BidType.CPM,)}

    cpi_at_cpm = PriceColumn("CPI at the CPM set")
    affordable_cpi = PriceColumn("Affordable CPI")

    class Meta(BreakdownTable.Meta):
        pass

    usual: tuple[str, ...] = (
        "ecpm",
        "ipm",
        "cpi",
        "cpi_at_cpm",
        "affordable_cpi",
        "impressions",
        "installs",
        "spend",
    )
    first = usual[:5]
    css = "table--plain table--folds"

    def __init__(self, plan: MediaPlan, *, form: ReportForm, **kwargs: Any) -> None:
        super().__init__(
            plan.by_cpm,
            name="cpm",
            caption="What campaigns bought by CPM come to, by network",
            form=form,
            prefix="cpm-",
            **kwargs,
        )
        self.choices = []


class KindColumn(FragmentColumn):
    """What a benchmark is of, and who says so."""

    css = "name"
    template = "campaigns/planner/_benchmark.html"

    def sort_key(self, record: Peer) -> tuple[str, str]:
        return record.benchmark.get_format_display(), record.benchmark.platform

    def render(self, record: Peer) -> str:
        return render_to_string(self.template, {"kind": kind(record), "place": place(record)})

    def value(self, record: Peer) -> str:
        return ", ".join((kind(record), place(record)))


def kind(record: Peer) -> str:
    """The format and genre of a benchmark."""
    one = record.benchmark
    format = one.get_format_display() if one.format else f"{ALL} formats"
    return f"{format}, {one.genre}" if one.genre else format


def place(record: Peer) -> str:
    """The platform and country of a benchmark."""
    one = record.benchmark
    platform = one.get_platform_display() if one.platform else f"{ALL} platforms"
    return f"{platform}, {COUNTRIES.get(one.country) or f'{ALL} countries'.lower()}"


class BenchmarkColumn(FragmentColumn):
    """The benchmark's range and the own IPM on one axis."""

    css = "interval"
    template = "campaigns/planner/_benchmark_range.html"
    head = "campaigns/ui/_axis.html"

    def sort_key(self, record: Peer) -> Any:
        return record.benchmark.ipm_low

    def words(self, record: Peer) -> str:
        one = record.benchmark
        return f"{charts.level(float(one.ipm_low))} to {charts.level(float(one.ipm_high))}"

    def render(self, record: Peer, table: "BenchmarkTable") -> str:
        x, one, own = table.axis.x, record.benchmark, record.counts.ipm
        context = {
            "low": x(float(one.ipm_low)),
            "high": x(float(one.ipm_high)),
            "tick": None if own is None else x(own),
            "words": self.words(record),
            "own": formats.ratio(Counts.ipm, own),
        }
        return render_to_string(self.template, context)

    def value(self, record: Peer) -> str:
        return self.words(record)


class StandsColumn(Column):
    """How the own IPM stands to the range, in plain words."""

    css = "stands"

    def sort_key(self, record: Peer) -> int:
        return list(VERDICTS).index(record.verdict)

    def render(self, record: Peer) -> str:
        return VERDICTS[record.verdict]

    value = render


class SourceColumn(FragmentColumn):
    """Who published it, when, and how far it is to be trusted."""

    css = "text"
    template = "campaigns/planner/_benchmark_source.html"

    def sort_key(self, record: Peer) -> Any:
        return record.benchmark.published

    def render(self, record: Peer) -> str:
        one = record.benchmark
        context = {"source": one.source, "when": self.when(record), "demo": one.is_demo}
        return render_to_string(self.template, context)

    def when(self, record: Peer) -> str:
        one = record.benchmark
        return f"{formats.day(one.published, year=True)}, trust {one.trust}"

    def value(self, record: Peer) -> str:
        return f"{record.benchmark.source}, {self.when(record)}"


class BenchmarkTable(tables.Table):
    """Benchmarks with the team's own IPM of the same format, platform and country."""

    kind = KindColumn("What", accessor="benchmark")
    range = BenchmarkColumn("Benchmark IPM", accessor="benchmark")
    ipm = TwoPlacesColumn("Own IPM", accessor="counts__ipm")
    stands = StandsColumn("You stand", accessor="verdict")
    impressions = CountColumn(
        "Own impressions", accessor="counts__impressions", initial_sort_descending=True
    )
    installs = CountColumn(
        "Own installs", accessor="counts__installs", initial_sort_descending=True
    )
    source = SourceColumn("Source", accessor="benchmark")

    class Meta:
        attrs = {"id": "benchmarks"}
        default = formats.NO_DATA
        row_attrs = {"class": "row--benchmark"}

    caption = "Benchmarks beside your own IPM"
    row_header = "kind"
    css = "table--plain table--folds"

    def __init__(self, peers: Sequence[Peer], **kwargs: Any) -> None:
        ends = [float(peer.benchmark.ipm_high) for peer in peers]
        self.axis = charts.Axis.over([*ends, *(peer.counts.ipm for peer in peers)])
        super().__init__(RowsData(list(peers)), prefix="benchmark-", **kwargs)
