"""Cells of a date column -> days, the order of day and month decided for the column as a whole."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from campaigns.importing.cells.columns import Column, Fault, is_unknown
from campaigns.importing.codes import Code
from campaigns.importing.tables.files import Cell

FIRST_DAY = date(2007, 1, 1)
_ZONE = r"(?:Z|UTC|GMT|[+\-]\d{2}:?(?:\d{2})?)?"
_TIME = rf"(?:(?:T|,?\s+)\d{{1,2}}(?::\d{{2}}){{0,2}}(?:[.,]\d+)?\s*(?:[AaPp][Mm])?\s*{_ZONE})?"
_ISO = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_NUMERIC = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}){_TIME}", re.ASCII)
_SHORT_YEAR = re.compile(rf"\d{{1,2}}([-/.])\d{{1,2}}\1\d{{2}}{_TIME}", re.ASCII)
_WEEKDAY = r"(?:[A-Za-z]{3,9},?\s+)?"
_DAY_MONTH = re.compile(
    rf"{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th)?[\s\-]+([A-Za-z]{{3,9}})\.?,?[\s\-]+(\d{{4}}){_TIME}",
    re.ASCII,
)
_MONTH_DAY = re.compile(
    rf"{_WEEKDAY}([A-Za-z]{{3,9}})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}){_TIME}", re.ASCII
)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_NO_DAY = Fault("This cannot be read as a day: write it as 2026-11-23.")


def read_days(cells: Iterable[Cell], day_first: bool | None, newest: date) -> Column:
    """The column as days. Times are cut off, never shifted to another zone.

    Whether 03/04/2026 is in March or April is decided by a day above 12 somewhere in the column,
    or else by `day_first`. No day may be later than `newest`.
    """
    column = Column()
    families: dict[str, set[Cell]] = {}
    numeric: dict[Cell, tuple[int, int, int]] = {}
    times = Counter(cells)
    for cell in times:
        if is_unknown(cell):
            column.values[cell] = None
            continue
        family, parts = _day_parts(cell)
        if isinstance(parts, Fault):
            column.values[cell] = parts
            continue
        families.setdefault(family, set()).add(cell)
        if family == "numeric":
            numeric[cell] = parts
        else:
            column.values[cell] = _day(*parts, newest)
    if len(families) > 1:
        ordered = sorted(families.values(), key=lambda some: sum(times[cell] for cell in some))
        example = min(map(str, ordered[-1]))
        fault = Fault(f"Not written as {example} in the same column.")
        column.faults.append((ordered[0], fault))
    first = _day_first(column, numeric, day_first)
    for cell, (one, two, year) in numeric.items():
        month, day = (two, one) if first else (one, two)
        column.values[cell] = _day(year, month, day, newest)
    if families:
        largest = max(families.values(), key=len)
        example = min(map(str, largest))
        order = {True: ", day first", False: ", month first"}[first] if numeric else ""
        column.how = f"days written as {example}{order}"
    return column


def _day_first(column: Column, numeric: dict, stated: bool | None) -> bool:
    day_first = {cell for cell, (one, _, _) in numeric.items() if one > 12}
    month_first = {cell for cell, (_, two, _) in numeric.items() if two > 12}
    if day_first and month_first:
        fewer, more = sorted((day_first, month_first), key=len)
        fault = Fault(f"Day and month are the other way round in {min(map(str, more))}.")
        column.faults.append((fewer, fault))
    elif stated is not None:
        against = month_first if stated else day_first
        if against:
            order = "day first" if stated else "month first"
            fault = Fault(f"There is no such month: this is not {order}.")
            column.faults.append((against, fault))
        return stated
    elif numeric and not day_first and not month_first:
        open_ = {cell for cell, (one, two, _) in numeric.items() if one != two}
        if open_ and all("." in str(cell) for cell in open_):
            return True  # Where days are written with dots, the day stands first.
        if open_:
            example = min(map(str, open_))
            column.faults.append((open_, Fault.of(Code.DAY_ORDER_OPEN, example=example)))
    return bool(day_first)


def _day_parts(cell: Cell) -> tuple[str, tuple[int, int, int] | Fault]:
    if isinstance(cell, datetime | date):
        return "cell", (cell.year, cell.month, cell.day)
    text = str(cell).strip()
    if isinstance(cell, Decimal) or (isinstance(cell, int) and not _COMPACT.fullmatch(text)):
        return "", Fault("This is a number, not a day: format the column as dates.")
    if found := _ISO.fullmatch(text):
        return "iso", (int(found[1]), int(found[3]), int(found[4]))
    if found := _COMPACT.fullmatch(text):
        return "compact", (int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMERIC.fullmatch(text):
        return "numeric", (int(found[1]), int(found[3]), int(found[4]))
    if found := _DAY_MONTH.fullmatch(text):
        return "words", _in_words(found[3], found[2], found[1])
    if found := _MONTH_DAY.fullmatch(text):
        return "words", _in_words(found[3], found[1], found[2])
    if _SHORT_YEAR.fullmatch(text):
        return "", Fault("Write the year with four digits, as 2026-11-23.")
    return "", _NO_DAY


def _in_words(year: str, name: str, day: str) -> tuple[int, int, int] | Fault:
    for month, full in enumerate(_MONTHS, start=1):
        if full.startswith(name.casefold()) or (name.casefold() == "sept" and month == 9):
            return int(year), month, int(day)
    return _NO_DAY


def _day(year: int, month: int, day: int, newest: date) -> date | Fault:
    try:
        found = date(year, month, day)
    except ValueError:
        return Fault("There is no such day: write it as 2026-11-23.")
    return fault_of(found, newest) or found


def fault_of(found: date, newest: date) -> Fault | None:
    """Why a day cannot be one of a report."""
    if found > newest:
        return Fault("This day has not begun anywhere: it is in the future.")
    return None if found >= FIRST_DAY else Fault("This is a day before there were app stores.")
