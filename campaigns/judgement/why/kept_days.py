"""What the days of networks say of a change: of rows, or as it is stored, month by month."""

import struct
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import chain
from typing import NamedTuple

from campaigns import reports
from campaigns.judgement.kept_months import known_months
from campaigns.judgement.kept_sums import keep_of, stored_all
from campaigns.judgement.why.cells import BASIS, REPORTING
from campaigns.metrics import Counts
from campaigns.periods import Period
from campaigns.reports import ReportQuery, Row, at_once, grouped
from campaigns.stats.changes.part_noise import CellDays

OF = "days of all cells"
CELLS = ("network", "platform"), ("network", "country")
"""By what the days of the usual split are looked at: the second where there is one platform."""
PAIR = ("network", "app")
CONVERTING = Counts.cvr.denominator, "installs"
Column = Sequence[int]
Converted = tuple[Column, Column]
"""The clicks and the installs after a click of each day."""
DayCounts = tuple[Column, Column, Column]


class MonthDays(NamedTuple):
    """Numbers of eight bytes: day by day the impressions, the clicks and the installs after a click
    of every cell; and of every network and app the clicks and the installs after a click of each
    day."""

    cells: list[tuple[int, str]]
    counts: bytes
    pairs: list[tuple[int, int]]
    converted: bytes


class DaysOfCells(NamedTuple):
    """Days that follow each other: their cells, and by network and app what converted on them."""

    first: date
    cells: CellDays
    converted: Mapping[tuple[int, int], Converted]


def stretch(
    days: Period, by_cell: Sequence[Row], cell: Sequence[str], by_pair: Sequence[Row]
) -> DaysOfCells:
    """The same of the rows of some days, by a cell of dimensions and by network and app."""
    cells = grouped(by_cell, *cell)
    by_count = zip(*(_columns(days, own) for own in cells.values()), strict=True)
    return DaysOfCells(
        days.first,
        CellDays([*cells], [*zip(*(zip(*of, strict=True) for of in by_count), strict=True)]),
        {pair: _columns(days, own)[1:] for pair, own in grouped(by_pair, *PAIR).items()},
    )


def kept_days(both: Sequence[ReportQuery], cell: tuple[str, ...]) -> list[list[DaysOfCells]] | None:
    """What is stored of the days of each question, by a cell of dimensions; None where it does not
    answer."""
    known, networks = reports.days_with_data({}), both[0].where.get("network")
    if (
        known is None
        or cell not in CELLS
        or any(one.ends or one.as_of or set(one.where) - {"network"} for one in both)
    ):
        return None
    days = [own for one in both if (own := one.period.within(known))]
    months = sorted({m for own in days for m in own.months()}, key=lambda one: one.first)
    stored = stored_all([(_question(one, cell), OF) for one in months], MonthDays)
    if stored is None or len(days) < len(both):
        return None
    of = dict(zip(months, stored, strict=True))
    return [[_part(of[m], m, m.within(own) or m, networks) for m in own.months()] for own in days]


def _part(
    stored: MonthDays, month: Period, days: Period, networks: Sequence[int] | None
) -> DaysOfCells:
    """Some days of a month; their cells of some networks alone."""
    first, last = ((day - month.first).days for day in (days.first, days.last))
    at, cells = slice(first, last + 1), stored.cells
    counts = [(a, b, c) for a, b, c in _split(stored.counts, len(cells), 3)[at]]
    if networks is not None:
        places = [place for place, (network, _) in enumerate(cells) if network in networks]
        cells = [cells[place] for place in places]
        counts = [_only(places, day) for day in counts]
    of = zip(stored.pairs, _split(stored.converted, len(month), 2), strict=True)
    converted = {pair: (clicks[at], installs[at]) for pair, (clicks, installs) in of}
    return DaysOfCells(days.first, CellDays(cells, counts), converted)


def _split(content: bytes, width: int, columns: int) -> list[tuple[Column, ...]]:
    """Numbers in columns of this width, so many of them together."""
    found = struct.unpack(f"<{len(content) // 8}q", content)
    own = [found[at : at + width] for at in range(0, len(found), width or 1)]
    return [*zip(*[iter(own)] * columns, strict=True)]


def _joined(some: Iterable[Iterable[Column]]) -> bytes:
    found = [*chain.from_iterable(chain.from_iterable(some))]
    return struct.pack(f"<{len(found)}q", *found)


def _only(places: Sequence[int], day: DayCounts) -> DayCounts:
    shown, clicks, installs = ([column[place] for place in places] for column in day)
    return shown, clicks, installs


def keep_days() -> None:
    """Store them of every month."""
    platforms = {app.platform for app in reports.apps_known().values()}
    cell = CELLS[len(platforms) < 2]
    for days in known_months():
        keep_of(days, _question(days, cell), OF, partial(_month, days, cell))


def _month(days: Period, cell: tuple[str, str]) -> MonthDays:
    asked = (cell, REPORTING), (PAIR, CONVERTING)
    by_cell, by_pair = at_once(
        [ReportQuery(days, (*by, "day"), counts=BASIS, reporting=told) for by, told in asked]
    )
    cells, counts = (found := stretch(days, by_cell, cell, by_pair)).cells
    pairs, converted = [*found.converted], found.converted.values()
    return MonthDays([*cells], _joined(counts), pairs, _joined(converted))


def _columns(days: Period, rows: Sequence[Row]) -> DayCounts:
    """Impressions, clicks and installs after a click of each day."""
    found: tuple[list[int], list[int], list[int]] = (
        [0] * len(days),
        [0] * len(days),
        [0] * len(days),
    )
    for row in rows:
        counts, at = row.counts, (row.keys["day"] - days.first).days
        found[0][at] = counts.impressions or 0
        found[1][at] = counts.clicks or 0
        found[2][at] = counts.click_installs or 0
    return found


def _question(days: Period, cell: tuple[str, ...]) -> ReportQuery:
    return ReportQuery(days, cell)
