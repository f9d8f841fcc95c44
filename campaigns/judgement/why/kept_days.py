"""What the days of networks say of a change: of rows, or as it is stored, month by month."""

import struct
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

from campaigns import reports
from campaigns.judgement.kept_months import known_months
from campaigns.judgement.kept_sums import keep_of, stored_all
from campaigns.judgement.why.cells import BASIS, REPORTING
from campaigns.metrics import Counts
from campaigns.periods import Period
from campaigns.reports import ReportQuery, bare_sums
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
Lines = tuple[list[int], list[int], list[int]]
Bare = tuple[tuple, Sequence]
"""Values and sums."""


class MonthDays(NamedTuple):
    """Numbers of eight bytes: day by day the impressions, the clicks and the installs after a click
    of every cell; and of every network and app the clicks and the installs after a click of each
    day."""

    cells: list[tuple[int, str]]
    counts: bytes
    pairs: list[tuple[int, int]]
    converted: bytes


class Converting(NamedTuple):
    """What converted by network and app on days that follow each other."""

    first: date
    of: Mapping[tuple[int, int], Converted]


@dataclass(frozen=True)
class KeptDays:
    """What is stored of the days of two questions: of each the months, as they are stored and as
    whole, with its days in them."""

    both: Sequence[ReportQuery]
    sides: Sequence[Sequence[tuple[MonthDays, Period, Period]]]

    def converting(self) -> list[list[Converting]] | None:
        """What converted by network and app, whatever filters leave of a network; None where that
        is not stored."""
        if {"country", "format"} & set(self.both[0].where):
            return None
        apps = set(reports.apps_passing(self.both[0].where))
        return [
            [_converting(*own, apps, one.ends) for own in side]
            for one, side in zip(self.both, self.sides, strict=True)
        ]

    def cells(self) -> list[list[CellDays]] | None:
        """By the cells that are stored; None where a filter cuts into them."""
        networks = self.both[0].where.get("network")
        if any(one.ends or set(one.where) - {"network"} for one in self.both):
            return None
        return [[_cells(*own, networks) for own in side] for side in self.sides]


def stretch(days: Period, rows: Iterable[Bare]) -> CellDays:
    """The same of bare rows by a cell of dimensions and by day, of BASIS."""
    lines = _lines(days, rows)
    by_count = zip(*lines.values(), strict=True)
    return CellDays([*lines], [*zip(*(zip(*of, strict=True) for of in by_count), strict=True)])


def converting(days: Period, rows: Iterable[Bare]) -> Converting:
    """The same of bare rows by network, app and day."""
    lines = _lines(days, rows).items()
    return Converting(days.first, {pair: columns[1:] for pair, columns in lines})


def kept_days(both: Sequence[ReportQuery]) -> KeptDays | None:
    """What is stored of the days of each question; None where they are not."""
    known = reports.days_with_data({})
    if known is None or any(one.as_of for one in both):
        return None
    days = [own for one in both if (own := one.period.within(known))]
    months = sorted({m for own in days for m in own.months()}, key=lambda one: one.first)
    stored = stored_all([(_question(one, stored_cell()), OF) for one in months], MonthDays)
    if stored is None or len(days) < len(both):
        return None
    of = dict(zip(months, stored, strict=True))
    return KeptDays(both, [[(of[m], m, m.within(own) or m) for m in own.months()] for own in days])


def stored_cell() -> tuple[str, str]:
    """By what the days are stored."""
    platforms = {app.platform for app in reports.apps_known().values()}
    return CELLS[len(platforms) < 2]


def _cells(
    stored: MonthDays, month: Period, days: Period, networks: Sequence[int] | None
) -> CellDays:
    """Some days of a month, of some networks alone."""
    at, cells = _places(month, days), stored.cells
    counts = [(a, b, c) for a, b, c in _split(stored.counts, len(cells), 3)[at]]
    if networks is not None:
        places = [place for place, (network, _) in enumerate(cells) if network in networks]
        cells = [cells[place] for place in places]
        counts = [_only(places, day) for day in counts]
    return CellDays(cells, counts)


def _converting(
    stored: MonthDays,
    month: Period,
    days: Period,
    apps: Collection[int],
    ends: Mapping[int, date] | None,
) -> Converting:
    """Some days of a month, of each network up to its last."""
    found = {}
    of = zip(stored.pairs, _split(stored.converted, len(month), 2), strict=True)
    every = _places(month, days) if ends is None else None
    for (network, app), columns in of:
        own = days if ends is None else days.until(ends.get(network, date.min))
        if own and app in apps:
            at = every or _places(month, own)
            found[network, app] = columns[0][at], columns[1][at]
    return Converting(days.first, found)


def _places(month: Period, days: Period) -> slice:
    first, last = ((day - month.first).days for day in (days.first, days.last))
    return slice(first, last + 1)


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
    cell = stored_cell()
    for days in known_months():
        keep_of(days, _question(days, cell), OF, partial(_month, days, cell))


def _month(days: Period, cell: tuple[str, str]) -> MonthDays:
    asked = (cell, REPORTING), (PAIR, CONVERTING)
    by_cell, by_pair = bare_sums(
        [ReportQuery(days, (*by, "day"), counts=BASIS, reporting=told) for by, told in asked]
    )
    cells, counts = stretch(days, by_cell)
    pairs = converting(days, by_pair).of
    return MonthDays([*cells], _joined(counts), [*pairs], _joined(pairs.values()))


def _lines(days: Period, rows: Iterable[Bare]) -> dict[Any, Lines]:
    """Impressions, clicks and installs after a click of each day, in the order of the values."""
    found: dict[tuple, Lines] = {}
    for (*cell, day), (shown, clicks, installs, through) in rows:
        key, at = tuple(cell), (day - days.first).days
        line = found.get(key)
        if line is None:
            line = found[key] = [0] * len(days), [0] * len(days), [0] * len(days)
        line[0][at] += shown or 0
        line[1][at] += clicks or 0
        line[2][at] += (installs or 0) - (through or 0)
    return {key: found[key] for key in sorted(found, key=lambda key: [*map(str, key)])}


def _question(days: Period, cell: tuple[str, ...]) -> ReportQuery:
    return ReportQuery(days, cell)
