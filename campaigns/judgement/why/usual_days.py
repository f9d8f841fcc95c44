"""The days of the usual split's cells, of what is stored of them: a day is what the sums of its
month up to it have more than those up to the day before."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby, pairwise
from operator import sub

from campaigns.judgement.why.kept_cells import CountedDays, own_of, places_of, stored_for
from campaigns.judgement.why.parts import USUAL
from campaigns.judgement.why.running_sums import LANES, Lanes, numbers, sums_in_months
from campaigns.periods import Period
from campaigns.reports import ReportQuery
from campaigns.stats.changes.part_noise import CellDays

MOST = 190
"""Days of both periods up to which they are read: each is a row."""
ONE = timedelta(days=1)
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
    groups = [(of, len([*own])) for of, own in groupby(passing, key=values.__getitem__)]
    ends = [0]
    for _, size in groups:
        ends.append(ends[-1] + size)
    spans = [slice(*both) for both in pairwise(ends)]
    counts, none = [], [0] * LANES
    for day in days.days():
        before = sums.get(day - ONE, none) if day.day > 1 else none
        lanes = (numbers(lane, width) for lane in map(sub, sums[day], before))
        _, shown, clicks, installs, through = ([lane[at] for at in passing] for lane in lanes)
        came = [*map(sub, installs, through)]
        counts.append((_added(shown, spans), _added(clicks, spans), _added(came, spans)))
    return CellDays([of for of, _ in groups], counts)


def _added(column: Column, spans: Sequence[slice]) -> Column:
    return column if len(spans) == len(column) else [sum(column[one]) for one in spans]
