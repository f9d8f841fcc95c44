"""The table of rates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from campaigns import formats
from campaigns.importing.storing.rates import known_rates
from campaigns.ui.columns import Column
from campaigns.ui.tables import RowsData


@dataclass(frozen=True)
class DatedRate:
    """A rate and the days for which it holds; `until` is None for the newest."""

    currency: str
    day: date
    until: date | None
    rate: Decimal


def dated_rates() -> list[DatedRate]:
    """All rates, by currency, the newest first."""
    found: list[DatedRate] = []
    for currency, days in sorted(known_rates().items()):
        ends: list[date | None] = [day - timedelta(days=1) for day, _ in days[1:]]
        both = zip(days, [*ends, None], strict=True)
        mine = [DatedRate(currency, day, until, rate) for (day, rate), until in both]
        found += reversed(mine)
    return found


class DatedRateColumn(Column):
    """As many digits as the rate has, at least two."""

    css = "number"

    def render(self, value: Decimal) -> str:
        cents = value.quantize(Decimal("0.01"))
        return f"{cents if cents == value else value.normalize():f}"

    def value(self, value: Decimal) -> Any:
        return f"{value.normalize():f}"


class RatesTable(tables.Table):
    """A row for each rate."""

    currency = Column("Currency", accessor="currency")
    day = Column("From", accessor="day")
    until = Column("Until", accessor="until", empty_values=())
    rate = DatedRateColumn(f"{settings.REPORTING_CURRENCY} for one", accessor="rate")
    away = Column("", empty_values=(), orderable=False, exclude_from_export=True)

    class Meta:
        default = formats.NO_DATA

    row_header = "currency"
    caption = "Rates by currency, the newest first"
    css = "table--plain"

    def __init__(self, rows: Iterable[DatedRate], *, may_set: bool) -> None:
        super().__init__(RowsData(list(rows)))
        if not may_set:
            self.columns.hide("away")

    def render_day(self, value: date) -> str:
        return formats.day(value, year=True)

    def value_day(self, value: date) -> date:
        return value

    def render_until(self, value: date | None) -> str:
        return formats.day(value, year=True) if value else "now"

    def value_until(self, value: date | None) -> date | None:
        return value

    def render_away(self, record: DatedRate) -> SafeString:
        context = {"rate": record}
        return render_to_string("campaigns/rates/_away.html", context, request=self.request)
