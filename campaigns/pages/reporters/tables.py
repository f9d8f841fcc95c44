"""The table of reporters side by side."""

from typing import Any

import django_tables2 as tables

from campaigns import formats
from campaigns.judgement.reporters import Reported
from campaigns.models.choices import Reporter
from campaigns.pages.reporters import words
from campaigns.ui.columns import Column
from campaigns.ui.tables import RowsData


class ReportedByColumn(Column):
    """What one reporter counted."""

    css = "number"

    def __init__(self, reporter: str, name: str, *, says: str = "") -> None:
        label = f"{name.capitalize()}, {Reporter(reporter).label}{says}"
        super().__init__(label, empty_values=())
        self.reporter, self.name = reporter, name

    def sort_key(self, record: Any) -> Any:
        return record.count(self.reporter, self.name)

    def render(self, record: Any) -> str:
        return formats.count(self.sort_key(record))

    def value(self, record: Any) -> Any:
        value = self.sort_key(record)
        return int(value) if value is not None and value == int(value) else value


class DiffersColumn(ReportedByColumn):
    """How far one reporter is from the first, in per cent."""

    def __init__(self, reporter: str, name: str) -> None:
        super().__init__(reporter, name, says=" differs")

    def sort_key(self, record: Any) -> Any:
        return record.differs(self.reporter, self.name)

    def render(self, record: Any) -> str:
        return words.apart(self.sort_key(record))


class OfNetworkColumn(Column):
    """The network that a row is of."""

    css = "name"


class ReportersTable(tables.Table):
    """A row for each network and app, of each week or day where that is asked for."""

    network = OfNetworkColumn("Network", accessor="network")
    app = Column("App", accessor="app")
    when = Column("From", accessor="when")
    by_network = ReportedByColumn("network", "installs")
    by_mmp = ReportedByColumn("mmp", "installs")
    by_skan = ReportedByColumn("skan", "installs")
    mmp_differs = DiffersColumn("mmp", "installs")
    skan_differs = DiffersColumn("skan", "installs")
    says = Column("Apart", accessor="outside")
    impressions = ReportedByColumn("network", "impressions")
    impressions_mmp = DiffersColumn("mmp", "impressions")
    spend = ReportedByColumn("network", "spend")
    spend_mmp = DiffersColumn("mmp", "spend")
    enters = Column("Enters IPM", accessor="shown", orderable=False)

    class Meta:
        default = formats.NO_DATA

    row_header = "network"
    caption = "Installs, impressions and spend by reporter, the furthest apart first"
    css = "table--plain table--folds"

    def __init__(self, rows: list[Reported]) -> None:
        super().__init__(RowsData(rows))
        if not any(row.when for row in rows):
            self.columns.hide("when")

    def render_when(self, value: Any) -> str:
        return formats.day(value, year=True)

    def render_says(self, record: Reported) -> str:
        if record.apart is None:
            return "One reporter"
        limit = formats.percent(record.tolerance)
        return f"Over {limit}" if record.outside else f"Within {limit}"

    def render_enters(self, record: Reported) -> str:
        return words.shown(record)

    def value_enters(self, record: Reported) -> str:
        return words.shown(record)
