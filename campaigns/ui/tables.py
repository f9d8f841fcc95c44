"""What all tables share: how rows sort, what is pinned."""

from typing import Any

import django_tables2 as tables
from django_tables2.data import TableListData
from django_tables2.utils import OrderBy

from campaigns import formats


class RowsData(TableListData):
    """Rows sorted by what a column measures. A row without a value is last in both directions."""

    def order_by(self, aliases) -> None:
        for alias in reversed(aliases):
            column = self.table.columns[OrderBy(alias).bare].column
            keyed = [(column.sort_key(record), record) for record in self.data]
            filled = [pair for pair in keyed if pair[0] is not None]
            filled.sort(key=lambda pair: pair[0], reverse=OrderBy(alias).is_descending)
            self.data = [record for _, record in filled + [p for p in keyed if p[0] is None]]


class TotalTable(tables.Table):
    """A table whose last row is the total. `total` must be there before the table is made."""

    total: Any

    class Meta:
        default = formats.NO_DATA
        pinned_row_attrs = {"class": "row--total"}

    def get_bottom_pinned_data(self) -> list[Any]:
        return [self.total]
