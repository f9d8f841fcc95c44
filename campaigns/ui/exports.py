"""A table as lines of a file: its rows and columns as on the page, and what they were made of."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.util import find_spec
from math import floor, log10
from typing import Any

from django_tables2 import Table

from campaigns.metrics import Counts
from campaigns.reports import DIMENSIONS

KINDS = ("csv", "xlsx", *(("parquet",) if find_spec("pyarrow") else ()))
"""What a table can be exported as; Parquet where its library is installed."""
ALWAYS = ("impressions", "clicks", "installs", "spend")
"""The counts that stand in every file of measured rows, whatever the page shows."""
DIGITS = 6
"""Digits that tell something in a ratio: an IPM of 6.42318 is of more installs than anybody has."""
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Line:
    """A column of a file: its heading, and the cell of a row of the table."""

    head: str
    cell: Callable[[Any], Any]


def lines(table: Table, *, for_sheets: bool = True) -> list[list[Any]]:
    """The heading and the rows, the total last, as numbers, dates and words.

    Beside the columns of the page stand the counts that its ratios are made of, the ids of what a
    row is about, and the IPM of the compared days with its change, where they are not shown anyway.
    A ratio has six digits that tell something; a cell that a spreadsheet would run is neutralised
    in a file `for_sheets`. Other files have no total, which a program would sum
    with the rows, and days as dates.
    """
    whole = None if for_sheets else getattr(table, "total", None)
    rows = [row for row in table.rows if whole is None or row.record is not whole]
    columns = _shown(table, for_sheets=for_sheets)
    heads = {column.head for column in columns}
    columns += [one for one in _beside([row.record for row in rows]) if one.head not in heads]
    clean = neutral if for_sheets else plain
    found = [clean(column.cell(row) for column in columns) for row in rows]
    return [[column.head for column in columns], *found]


def _shown(table: Table, *, for_sheets: bool) -> list[Line]:
    found: list[Line] = []
    for bound in table.columns.iterall():
        column = bound.column
        if column.exclude_from_export:
            continue
        if heads := getattr(column, "end_heads", None):
            found += [Line(head, _end_of(column, place)) for place, head in enumerate(heads)]
        else:
            head = getattr(column, "export_head", "") or str(bound.header)
            known = None if for_sheets else getattr(column, "export_value", None)
            found.append(Line(head, _known_of(known) if known else _value_of(bound.name)))
    return found


def _value_of(name: str) -> Callable[[Any], Any]:
    return lambda row: row.get_cell_value(name)


def _known_of(known: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The cell of a column that says otherwise to programs, as a date."""
    return lambda row: known(row.record)


def _end_of(column: Any, place: int) -> Callable[[Any], Any]:
    """One end of an interval, of a column with `end_heads`."""

    def cell(row: Any) -> Any:
        both = column.export_ends(row.record)
        return both[place] if both else None

    return cell


def _beside(records: Sequence[Any]) -> list[Line]:
    """Counts, ids and comparison of rows that are measured; nothing of others."""
    measured = [one for one in records if isinstance(getattr(one, "counts", None), Counts)]
    if not measured or len(measured) < len(records):
        return []
    found = [Line(name.capitalize(), _count(name)) for name in ALWAYS]
    if any(getattr(one, "previous", None) for one in measured):
        found += [Line("IPM before", _before), Line("Change", _change)]
    keys = dict.fromkeys(name for one in measured for name in getattr(one, "keys", None) or ())
    return found + [
        Line(f"{DIMENSIONS[name].label} id", _key(name))
        for name in keys
        if any(isinstance(one.keys.get(name), int) for one in measured if one.keys)
    ]


def _count(name: str) -> Callable[[Any], Any]:
    return lambda row: getattr(row.record.counts, name)


def _key(name: str) -> Callable[[Any], Any]:
    return lambda row: (row.record.keys or {}).get(name)


def _before(row: Any) -> float | None:
    return row.record.previous and row.record.previous.ipm


def _change(row: Any) -> float | None:
    now, before = row.record.counts.ipm, _before(row)
    return now / before - 1 if now is not None and before else None


def neutral(cells: Iterable[Any]) -> list[Any]:
    """A line of cells as they may stand in a file: rounded, and never a formula."""
    return [f"'{cell}" if _runs(cell) else cell for cell in plain(cells)]


def _runs(cell: Any) -> bool:
    return isinstance(cell, str) and cell.startswith(STARTS_FORMULA)


def plain(cells: Iterable[Any]) -> list[Any]:
    """A line of cells as numbers, rounded, dates and words."""
    return [_plain(cell) for cell in cells]


def _plain(cell: Any) -> Any:
    if cell is None or isinstance(cell, int | date | datetime):
        return cell
    if isinstance(cell, float) or hasattr(cell, "quantize"):
        return _rounded(float(cell))
    return str(cell)


def _rounded(number: float) -> float:
    """Six digits that tell something, and never fewer than two places: money is whole to a cent."""
    if not number:
        return number
    return round(number, max(2, DIGITS - 1 - floor(log10(abs(number)))))
