"""The word of Decide on a network, as a column of any table of networks."""

from typing import Any

import django_tables2 as tables

from campaigns import formats
from campaigns.judgement.networks.decide_table_words import Said
from campaigns.ui.columns import FragmentColumn


class DoColumn(FragmentColumn):
    """The word, with its reason below. The table has `decided`, the words by network."""

    css = "do"
    template = "campaigns/ui/_do.html"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("Do", orderable=False, empty_values=(), **kwargs)

    def render(self, record: Any, table: tables.Table) -> str:
        found = _of(record, table)
        return super().render(found, table) if found else formats.NO_DATA

    def value(self, record: Any, table: tables.Table) -> str:
        found = _of(record, table)
        return found.word if found else ""


def _of(record: Any, table: tables.Table) -> Said | None:
    network = record.keys.get("network") if hasattr(record, "keys") else record.network
    return table.decided.get(network)
