"""What all tables share: how rows sort, what is pinned."""

from collections.abc import Iterator
from typing import Any
from weakref import proxy

import django_tables2 as tables
from django_tables2.data import TableListData
from django_tables2.rows import BoundRow
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


def each_row(table: tables.Table) -> Iterator[BoundRow]:
    """The rows of the page that a table is turned to, without their cells, which hold them."""
    for row in table.paginated_rows:
        row.cells = None
        yield row


class FreedTable(tables.Table):
    """A table that goes with its page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._let_go()

    def _let_go(self) -> None:
        """Its columns and rows know it without holding it, so that all rows of a page go with it,
        and wait for no search for cycles."""
        own = proxy(self)
        self.data.table = self.rows.table = self.columns._table = own
        for column in self.columns.columns.values():
            column._table = own


class TotalTable(FreedTable):
    """A table whose last row is the total. `total` must be there before the table is made."""

    total: Any

    class Meta:
        default = formats.NO_DATA
        pinned_row_attrs = {"class": "row--total"}

    def get_bottom_pinned_data(self) -> list[Any]:
        return [self.total]
