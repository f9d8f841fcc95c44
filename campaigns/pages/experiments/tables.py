"""The arms of an experiment, and the ledger of decisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string

from campaigns import formats
from campaigns.judgement.experiments.judge import ArmCounts, Comparison, Judged
from campaigns.judgement.experiments.records import LedgerEntry
from campaigns.judgement.experiments.result_words import limits
from campaigns.metrics import Counts, total
from campaigns.models import Experiment
from campaigns.pages.experiments import words
from campaigns.ui.columns import (
    Column,
    CountColumn,
    FragmentColumn,
    RatioColumn,
    of_count,
)
from campaigns.ui.tables import RowsData, TotalTable


@dataclass(frozen=True)
class ArmRow:
    """One arm, or the sum of all; a challenger has its comparison."""

    name: str
    role: str
    counts: Counts
    comparison: Comparison | None = None

    @property
    def lift(self) -> float | None:
        """The lift over the control, as a part."""
        seen = self.comparison and self.comparison.result.estimate
        return seen.lift if seen else None

    @property
    def link(self) -> str:
        return ""


class TitleColumn(FragmentColumn):
    """A name with what it is."""

    css = "name"
    template = "campaigns/experiments/_experiment_name.html"

    def value(self, record: Any) -> str:
        return f"{record.name} ({record.role})" if record.role else record.name

    def sort_key(self, record: Any) -> str:
        return record.name.casefold()


class LiftColumn(Column):
    """A lift over the control in per cent, with its sign."""

    css = "number"

    def render(self, value: float) -> str:
        return words.signed(value).removesuffix(" %")

    def value(self, value: float) -> float:
        return 100 * value


class LiftLimitsColumn(Column):
    """Where the lift lies however often one looks."""

    css = "number"

    def __init__(self, verbose_name: str, **kwargs: Any) -> None:
        super().__init__(verbose_name, accessor="name", default="", **kwargs)
        self.end_heads = (f"{verbose_name} low", f"{verbose_name} high")

    def ends(self, record: Any) -> tuple[float | None, float | None]:
        result = record.comparison and record.comparison.result
        return (result.low, result.high) if result else (None, None)

    def sort_key(self, record: Any) -> float | None:
        return self.ends(record)[0]

    def render(self, record: Any) -> str:
        low, high = self.ends(record)
        return formats.NO_DATA if low is None else limits(low, high).replace(" %", "")

    def export_ends(self, record: Any) -> tuple[float, ...]:
        """Both ends in per cent, for a file."""
        return tuple(100 * end for end in self.ends(record) if end is not None)


class ArmsTable(TotalTable):
    """What each arm brought, and all of them together."""

    name = TitleColumn("Arm")
    lift = LiftColumn("Lift %")
    limits = LiftLimitsColumn("Likely %")
    impressions = of_count("impressions")
    clicks = of_count("clicks")
    installs = of_count("installs")
    ipm = RatioColumn(Counts.ipm)
    ctr = RatioColumn(Counts.ctr)
    cvr = RatioColumn(Counts.cvr)
    cpi = RatioColumn(Counts.cpi)
    spend = of_count("spend")

    class Meta(TotalTable.Meta):
        attrs = {"id": "arms"}
        orderable = False
        row_attrs = {"class": "row--arm"}

    row_header = "name"
    css = "table--plain"

    def __init__(self, judged: Judged, **kwargs: Any) -> None:
        self.caption = f"The arms of {judged.experiment}"
        control, *others = judged.arms
        by_arm = {one.challenger.arm.pk: one for one in judged.comparisons}
        rows = [ArmRow(control.name, "control", control.counts)]
        rows += [_challenger(one, by_arm[one.arm.pk]) for one in others]
        self.total = ArmRow("All arms", "", judged.total)
        super().__init__(rows, **kwargs)


def _challenger(one: ArmCounts, comparison: Comparison) -> ArmRow:
    return ArmRow(one.name, "challenger", one.counts, comparison)


@dataclass(frozen=True)
class LedgerRow:
    """A decided experiment as it was on the day of its decision, or the sum of all."""

    name: str
    role: str
    counts: Counts
    lift: float | None = None
    low: float | None = None
    high: float | None = None
    decision: str = ""
    against: bool = False
    days: int | None = None
    decided: date | None = None
    by: str = ""
    rate: float | None = None
    so_far: str = ""
    pk: int | None = None


class DecisionColumn(FragmentColumn):
    """The decision, with a tag where it was against the counts."""

    css = "mark"
    template = "campaigns/experiments/_decision.html"

    def sort_key(self, record: LedgerRow) -> str:
        return record.decision

    def value(self, record: LedgerRow) -> str:
        return f"{record.decision}, against the counts" if record.against else record.decision


class SeenColumn(LiftLimitsColumn):
    """Where the lift lay on that day."""

    def ends(self, record: LedgerRow) -> tuple[float | None, float | None]:
        return record.low, record.high


class DecidedColumn(Column):
    """A day with its year."""

    css = "number"

    def render(self, value: date) -> str:
        return formats.day(value, year=True)

    def value(self, value: date) -> date:
        return value


class RateColumn(Column):
    """The win rate up to a decision."""

    css = "number"

    def render(self, record: LedgerRow) -> str:
        rate = words.percent(record.rate)
        return render_to_string(
            "campaigns/experiments/_win_rate.html", {"rate": rate, "so_far": record.so_far}
        )

    def value(self, value: float) -> float:
        return 100 * value


class LedgerTable(TotalTable):
    """All decisions, the newest first, with the win rate up to each."""

    name = TitleColumn("Test")
    decision = DecisionColumn("Decision", default="")
    lift = LiftColumn("Lift %", initial_sort_descending=True)
    limits = SeenColumn("Likely %")
    days = CountColumn("Days", initial_sort_descending=True)
    impressions = of_count("impressions", initial_sort_descending=True)
    clicks = of_count("clicks", initial_sort_descending=True)
    installs = of_count("installs", initial_sort_descending=True)
    decided = DecidedColumn("Decided", default="", initial_sort_descending=True)
    by = Column("By", default="")
    rate = RateColumn("Win rate so far %")

    class Meta(TotalTable.Meta):
        attrs = {"id": "ledger"}
        order_by = "-decided"
        row_attrs = {"class": "row--decided"}

    caption = "Decided tests"
    row_header = "name"
    css = "table--plain"

    def __init__(self, entries: Sequence[LedgerEntry], **kwargs: Any) -> None:
        rows = [_ledger_row(entry) for entry in entries]
        newest = entries[0] if entries else None
        if not any(row.by for row in rows):
            kwargs["exclude"] = ("by",)
        self.total = LedgerRow(
            "All decided tests",
            "",
            total(row.counts for row in rows),
            rate=newest and newest.rate,
            so_far=f"{newest.wins} of {newest.tries}" if newest else "",
        )
        super().__init__(RowsData(rows), **kwargs)


def _ledger_row(entry: LedgerEntry) -> LedgerRow:
    one: Experiment = entry.experiment
    return LedgerRow(
        one.name,
        words.versus(one),
        Counts.of(
            impressions=one.seen_impressions, clicks=one.seen_clicks, installs=one.seen_installs
        ),
        lift=one.seen_lift,
        low=one.seen_low,
        high=one.seen_high,
        decision=one.get_decision_display(),
        against=not one.agreed,
        days=(one.end - one.start).days + 1 if one.end else None,
        decided=one.decided_on,
        by=words.person(one.decided_by),
        rate=entry.rate if entry.counts else None,
        so_far=f"{entry.wins} of {entry.tries}",
        pk=one.pk,
    )
