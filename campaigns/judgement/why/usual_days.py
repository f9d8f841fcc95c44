"""The days of the usual split's cells, of what is stored of them: a day is what the sums of its
month up to it have more than those up to the day before."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import reduce
from itertools import groupby, zip_longest
from operator import add, itemgetter, sub

from campaigns.judgement.why.kept_cells import CountedDays, own_of, places_of, stored_for
from campaigns.judgement.why.parts import USUAL
from campaigns.judgement.why.running_sums import LANES, Lanes, numbers, sums_in_months
from campaigns.periods import Period
from campaigns.reports import ReportQuery
from campaigns.stats.changes.part_noise import CellDays

MOST = 190
"""Days of both periods up to which they are read: each is a row."""
ONE = timedelta(days=1)
SMALL = 4
"""Cells of the same values up to which they are added column by column."""
Column = Sequence[int]


def usual_days(both: Sequence[ReportQuery], cell: Sequence[str]) -> list[list[CellDays]] | None:
    """What is stored of the days of each question, by a cell of dimensions; None where it does not
    answer."""
    stored = stored_for(both, cell)
    if stored is None:
        return None
    sides = [[*_in_turn(side)] for side in stored.sides]
    days = {day for side in sides for one in side for day in one.days.days()}
    if len(days) > MOST:
        return None
    eves = {day - ONE for day in days if day.day > 1 and day - ONE in stored.known}
    sums = sums_in_months(stored.cells, days | eves)
    if sums is None:
        return None
    keys = stored.cells.keys
    of = [USUAL.index(name) for name in cell]
    values = [tuple([key[place] for place in of]) for key in keys]
    passing = sorted(places_of(keys, both[0].where), key=lambda at: [*map(str, values[at])])
    return [
        [
            _stretch(one.days, sums, len(keys), own_of(passing, keys, one.networks), values)
            for one in side
        ]
        for side in sides
    ]


def _in_turn(side: Sequence[CountedDays]) -> Iterator[CountedDays]:
    """The same days, each once, with all networks of which they count."""
    first = side[0].days.first
    for last in sorted({one.days.last for one in side}):
        some = [one.networks for one in side if one.days.last >= last]
        every = None in some
        yield CountedDays(
            Period(first, last), None if every else {n for own in some for n in own or ()}
        )
        first = last + ONE


def _stretch(
    days: Period,
    sums: Mapping[date, Lanes],
    width: int,
    passing: Sequence[int],
    values: Sequence[tuple],
) -> CellDays:
    """The days of the cells that pass, those of the same values together."""
    groups = [(of, [*own]) for of, own in groupby(passing, key=values.__getitem__)]
    added = _adding([own for _, own in groups], width)
    counts, none = [], [0] * LANES
    for day in days.days():
        before = sums.get(day - ONE, none) if day.day > 1 else none
        _, *lanes, through = map(sub, sums[day], before)
        shown, clicks, installs = (added(lane) for lane in lanes)
        came = [*map(sub, installs, added(through))] if through else installs
        counts.append((shown, clicks, came))
    return CellDays([of for of, _ in groups], counts)


def _adding(groups: Sequence[Sequence[int]], width: int) -> Callable[[int], Column]:
    """What adds up the numbers of each group of places: of small groups their first, second and
    further numbers as columns, with a zero for those that a group has not."""
    longest = max(map(len, groups), default=0)
    if 0 < longest <= SMALL and len(groups) > 1:
        rows = zip_longest(*groups, fillvalue=width)
        pick = [itemgetter(*row) for row in rows]
        return lambda lane: _columns_added(pick, (*numbers(lane, width), 0))
    return lambda lane: _each_added(groups, numbers(lane, width))


def _columns_added(pick: Sequence[Callable[[Column], Column]], lane: Column) -> Column:
    first, *further = (of(lane) for of in pick)
    return reduce(lambda one, other: [*map(add, one, other)], further, first)


def _each_added(groups: Sequence[Sequence[int]], lane: Column) -> Column:
    return [sum([lane[at] for at in own]) for own in groups]
