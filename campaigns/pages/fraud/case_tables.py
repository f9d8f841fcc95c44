"""Tables of what a case rests on: its evidence, and its counts day by day."""

from collections.abc import Sequence
from typing import Any

import django_tables2 as tables

from campaigns import formats
from campaigns.judgement.fraud.dossier import Dossier, DossierDay
from campaigns.judgement.fraud.measures import Measure
from campaigns.metrics import Counts
from campaigns.models import BUCKETS, Case
from campaigns.pages.fraud import words
from campaigns.pages.fraud.tables import MeasureColumn
from campaigns.ui.columns import Column, CountColumn, RatioColumn, in_money
from campaigns.ui.tables import TotalTable

ALL_DAYS = "All days"


class EvidenceTable(tables.Table):
    """What the network has beside its peers, and where the limit is."""

    name = Column("Evidence")
    own = MeasureColumn("Network", "own", with_unit=False)
    peers = MeasureColumn("Peers", "peers", with_unit=False)
    limit = MeasureColumn("Threshold", "limit")

    class Meta:
        attrs = {"id": "evidence"}
        default = formats.NO_DATA
        orderable = False

    caption = "Evidence: network, peers and threshold"
    row_header = "name"
    css = "table--lines table--evidence"

    def __init__(self, case: Case, **kwargs: Any) -> None:
        measures = [Measure(**line) for line in case.evidence]
        lines = [
            {"name": f"{m.label} {words.unit(m.unit)}".strip(), "measure": m} for m in measures
        ]
        super().__init__(lines, **kwargs)


class DayColumn(Column):
    """The day, or all of them."""

    def render(self, record: DossierDay) -> str:
        return formats.day(record.day, year=True) if record.day else ALL_DAYS

    def value(self, record: DossierDay) -> Any:
        return record.day or ALL_DAYS


class DayCount(CountColumn):
    """A count of a day."""

    def __init__(self, verbose_name: str, name: str) -> None:
        super().__init__(verbose_name, accessor=f"counts__{name}")


class AmountColumn(DayCount):
    """An amount of a day, with its cents."""

    def __init__(self, verbose_name: str, name: str) -> None:
        super().__init__(in_money(verbose_name), name)

    def render(self, value: Any) -> str:
        return f"{value:,.2f}"

    def value(self, value: Any) -> float:
        return float(value)


class BucketColumn(CountColumn):
    """Installs of one click time."""

    def __init__(self, verbose_name: str, place: int) -> None:
        super().__init__(verbose_name, accessor="times")
        self.place = place

    def render(self, value: Sequence[int]) -> str:
        return formats.count(value[self.place])

    def value(self, value: Sequence[int]) -> int:
        return value[self.place]


class DayTable(TotalTable):
    """The counts of a case day by day, as the reports have them, and their sums."""

    day = DayColumn("Day", accessor="counts")
    impressions = DayCount("Impressions", "impressions")
    clicks = DayCount("Clicks", "clicks")
    installs = DayCount("Installs", "installs")
    spend = AmountColumn("Spend", "spend")
    ipm = RatioColumn(Counts.ipm)
    ctr = RatioColumn(Counts.ctr)
    cvr = RatioColumn(Counts.cvr)
    cpi = RatioColumn(Counts.cpi)
    retained_d1 = DayCount("Retained D1", "retained_d1")
    rejected_installs = DayCount("Rejected", "rejected_installs")

    class Meta(TotalTable.Meta):
        attrs = {"id": "days"}
        orderable = False

    caption = "Counts of the case by day"
    row_header = "day"
    css = "table--lines table--days"

    def __init__(self, dossier: Dossier, **kwargs: Any) -> None:
        self.total = dossier.total
        columns = []
        if dossier.total.times:
            columns = [
                (name, BucketColumn(label.capitalize(), place))
                for place, (name, label) in enumerate(BUCKETS.items())
            ]
        known = [n for n in ("retained_d1", "rejected_installs") if getattr(self.total.counts, n)]
        kwargs["exclude"] = [n for n in ("retained_d1", "rejected_installs") if n not in known]
        super().__init__(dossier.days, extra_columns=columns, **kwargs)
