"""The lines of a trend as a table: each leads to the same trend of itself alone."""

from django.urls import reverse
from django.utils.html import format_html

from campaigns.judgement.breakdown import Part
from campaigns.judgement.trends import Trends
from campaigns.reports import DIMENSIONS
from campaigns.ui import cells, trend_charts
from campaigns.ui.breakdown_tables import BreakdownTable, PartColumn, drill
from campaigns.ui.report_form import ReportForm


class TrendLineColumn(PartColumn):
    """The line's mark and name, or a step with what must be known of it."""

    def value(self, record: Part) -> str:
        if record.keys and self.dimension == "month":
            return f"{record.keys[self.dimension]:%b %Y}"
        return super().value(record)

    def render(self, record: Part, table: "TrendTable") -> str:
        key = record.keys.get(self.dimension)
        slot = table.slots.get(key) if record.keys else None
        case = reverse("fraud") if record.keys.get("network") in table.questioned else ""
        named = cells.part(self.value(record), table.link(record), case=case)
        hint = table.hints.get(key, "")
        beside = format_html(' <span class="hint">{}</span>', hint) if hint else cells.drawn("")
        return cells.swatch(slot) + named + beside


class TrendTable(BreakdownTable):
    """The parts of a trend, or its steps where nothing is split."""

    name_column = TrendLineColumn

    class Meta(BreakdownTable.Meta):
        pass

    def __init__(self, found: Trends, form: ReportForm) -> None:
        self.split, self.alone = found.split, found.alone
        self.slots = found.slots
        self.hints = {} if found.split else trend_charts.hints(found)
        super().__init__(
            found.found,
            name="lines",
            caption="IPM and counts of each line" if found.split else f"Each {found.per}",
            form=form,
            order_by="-impressions" if found.split else f"-{found.per}",
        )

    def link(self, part: Part) -> str:
        """The trend of this part alone; from there on, what the part consists of."""
        if not part.keys:
            return ""
        name, value = next(iter(part.keys.items()))
        if not self.split or self.alone:
            return drill(name, value, self.form)
        return self.form.address(**{name: value, "by": self.form.some_of(DIMENSIONS), "sort": None})
