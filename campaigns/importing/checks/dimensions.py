"""Which columns tell a report's lines apart, and lines left out together with their counts."""

import re
from collections.abc import Sequence
from itertools import compress
from typing import Any

from campaigns.importing.cells.columns import is_unknown
from campaigns.importing.report import Report
from campaigns.importing.tables.files import Cell

LOADERS = ("_sdc_", "_fivetran_", "_airbyte_", "_dlt_")
MEASURED = ("ipm", "currency")
_NUMBER = re.compile(r"[\d\s.,%()+\-−$€£¥<>]*\d[\d\s.,%()+\-−$€£¥<>]*")
_WHOLE_PARTS = frozenset(["hour", "hourofday", "age", "agegroup", "position", "slot", "week"])


def loader_columns(report: Report) -> list[int]:
    """The columns that a loader has added: its prefixes, and others that begin with "_"."""
    cells = [cell.casefold() for cell in report.header.cells]
    mapped = set(report.columns.at.values())
    own = [i for i, cell in enumerate(cells) if cell.startswith("_") and i not in mapped]
    if 2 * len(own) > len(cells):
        return [i for i in own if cells[i].startswith(LOADERS)]
    return own


def dimensions(report: Report) -> list[int]:
    """The columns that tell lines apart: neither counts nor ratios, nor a loader's own."""
    at = report.columns.at
    of_counts = {at[field] for field in (*report.counts, *MEASURED) if field in at}
    mapped = set(at.values())
    left_out = of_counts | set(loader_columns(report))
    return [
        i
        for i, name in enumerate(report.header.plain)
        if i not in left_out and (i in mapped or (name and not _is_measure(report, i, name)))
    ]


def _is_measure(report: Report, index: int, name: str) -> bool:
    """Whether an unread column holds numbers that say nothing of which line this is."""
    if name.endswith("id") or name in _WHOLE_PARTS:
        return False
    return all(is_unknown(c) or _is_number(c) for c in report.rows.distinct(index))


def _is_number(cell: Cell) -> bool:
    return not isinstance(cell, str) or bool(_NUMBER.fullmatch(cell.strip()))


def keep(report: Report, values: dict[str, list[Any]], kept: Sequence[bool]) -> None:
    """Keep these rows, and what was read of them."""
    report.rows = report.rows.kept(kept)
    for field, column in values.items():
        values[field] = list(compress(column, kept))


def line_names(numbers: Sequence[int]) -> str:
    """`line 4`, `lines 4, 6 and 9`: every one of them up to twenty."""
    if len(numbers) == 1:
        return f"line {numbers[0]}"
    if len(numbers) > 20:
        return f"lines {', '.join(map(str, numbers[:20]))} and {len(numbers) - 20:,} more"
    return f"lines {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
