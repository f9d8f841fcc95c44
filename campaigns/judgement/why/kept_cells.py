"""The cells of the usual split of any days, of what is stored: a difference of two sums."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from operator import itemgetter, sub
from typing import Any, NamedTuple

from campaigns import reports
from campaigns.judgement.why.cells import Cells, Path, Sides, added, counts_of
from campaigns.judgement.why.parts import USUAL
from campaigns.judgement.why.running_sums import (
    CLICKS,
    LANES,
    THROUGH,
    Key,
    Lanes,
    RunningSums,
    numbers,
    stored_cells,
    sums_to,
)
from campaigns.metrics import Counts, total
from campaigns.periods import Period
from campaigns.reports import ReportQuery
from campaigns.stats.changes.decompose import EMPTY, Pair, SegmentCounts

Side = dict[int, SegmentCounts]
"""The counts of each cell that has any, by its number."""
COUNTRY = USUAL[2]
Folded = dict[Key, list[SegmentCounts]]
"""Those of cells that are alike in what their keys still say."""


@dataclass(frozen=True)
class KeptCells(Cells):
    """Both periods by the usual dimensions, of what is stored."""

    keys: Sequence[Key]
    sides: tuple[Side, Side]
    _known: dict[str, Sides] = field(default_factory=dict)

    def by(self, name: str) -> Sides:
        if name not in self._known:
            place = USUAL.index(name)
            folded = self._by_country if name == COUNTRY else self._by_others
            before, now = (_side(place, side) for side in folded)
            self._known[name] = before, now
        return self._known[name]

    @cached_property
    def _by_country(self) -> list[Folded]:
        return [self._folded(side, lambda key: (0, "", key[2], "", key[-1])) for side in self.sides]

    @cached_property
    def _by_others(self) -> list[Folded]:
        """By all but the country, which has most values."""
        return [self._folded(side, lambda key: (*key[:2], "", *key[3:])) for side in self.sides]

    def _folded(self, side: Side, fold: Callable[[Key], Key]) -> Folded:
        found: Folded = {}
        for at, counts in side.items():
            found.setdefault(fold(self.keys[at]), []).append(counts)
        return found

    def pairs(self, by: Sequence[str]) -> dict[Path, Pair]:
        path_of = itemgetter(*map(USUAL.index, by)) if len(by) > 1 else _first_of(by)
        before, now = (self._paths(path_of, side) for side in self.sides)
        pairs = {path: (own, now.get(path, EMPTY)) for path, own in before.items()}
        return pairs | {path: (EMPTY, own) for path, own in now.items() if path not in before}

    def _paths(self, path_of: Callable[[Key], Path], side: Side) -> dict[Path, SegmentCounts]:
        found: dict[Path, SegmentCounts] = {}
        for at, own in side.items():
            path = path_of(self.keys[at])
            found[path] = added(found[path], own) if path in found else own
        return found


def _side(place: int, side: Folded) -> dict[Any, Counts]:
    groups: dict[Any, dict[int, list[SegmentCounts]]] = {}
    for key, own in side.items():
        groups.setdefault(key[place], {}).setdefault(key[-1], []).extend(own)
    return {value: total(map(counts_of, own.values())) for value, own in groups.items()}


def _first_of(by: Sequence[str]) -> Callable[[Key], Path]:
    place = USUAL.index(by[0])
    return lambda key: (key[place],)


class CountedDays(NamedTuple):
    """Days that count, and of which networks; None where of all."""

    days: Period
    networks: Collection[int] | None


class StoredFor(NamedTuple):
    """What is stored of two questions, of which days, and the days of each."""

    cells: RunningSums
    known: Period
    sides: list[list[CountedDays]]


def kept_cells(both: Sequence[ReportQuery], by: Sequence[str]) -> KeptCells | None:
    """What is stored of the period before and of this one; None where it does not answer."""
    stored = stored_for(both, by)
    if stored is None:
        return None
    keys, ends = stored.cells.keys, set[date]()
    for one in (one for side in stored.sides for one in side):
        ends |= {_eve(one.days.first), one.days.last}
    sums = sums_to(stored.cells, {day for day in ends if day in stored.known})
    if sums is None:
        return None
    passing = _in_order(keys, by, places_of(keys, both[0].where))
    none = [0] * LANES
    sides = []
    for side in stored.sides:
        found: Side = {}
        for days, networks in side:
            last, before = sums[days.last], sums.get(_eve(days.first), none)
            own = own_of(passing, keys, networks)
            found |= _counts(last, before, keys, own)
        sides.append({at: found[at] for at in passing if at in found})
    earlier, now = sides
    return KeptCells(keys, (earlier, now))


def stored_for(both: Sequence[ReportQuery], names: Sequence[str]) -> StoredFor | None:
    """What is stored of the usual cells; None where it does not tell these dimensions apart, or
    not the days."""
    known, where = reports.days_with_data({}), both[0].where
    if known is None or any(one.as_of for one in both):
        return None
    periods = [days for one in both if (days := one.period.within(known))]
    if len(periods) < len(both) or not set(USUAL).issuperset((*names, *where)):
        return None
    sides = [[*_counted(one, days)] for one, days in zip(both, periods, strict=True)]
    stored = stored_cells()
    if stored is None or not all(sides) or not _asks_of(stored.keys, where):
        return None
    return StoredFor(stored, known, sides)


def _counted(one: ReportQuery, days: Period) -> Iterator[CountedDays]:
    if one.ends is None:
        yield CountedDays(days, None)
        return
    until: dict[Period, set[int]] = {}
    for network, last in one.ends.items():
        if own := days.until(last):
            until.setdefault(own, set()).add(network)
    yield from (CountedDays(own, networks) for own, networks in until.items())


def _eve(day: date) -> date:
    return day - timedelta(days=1)


def _asks_of(keys: Sequence[Key], where: Mapping[str, tuple]) -> bool:
    """Whether the networks that may pass have cells: those that bring no ads have none."""
    return set(where.get("network", ())).issubset({key[0] for key in keys})


def places_of(keys: Sequence[Key], where: Mapping[str, tuple]) -> Sequence[int]:
    """The places of the cells that pass the filters."""
    found: Sequence[int] = range(len(keys))
    for name, values in where.items():
        place = USUAL.index(name)
        found = [at for at in found if keys[at][place] in values]
    return found


def own_of(
    places: Sequence[int], keys: Sequence[Key], networks: Collection[int] | None
) -> Sequence[int]:
    """Those of some places that are of these networks, all where None."""
    return places if networks is None else [at for at in places if keys[at][0] in networks]


def _in_order(keys: Sequence[Key], by: Sequence[str], places: Sequence[int]) -> Sequence[int]:
    """Some cells in the order of their values."""
    of = [USUAL.index(name) for name in by]
    said = ["\0".join([str(key[place]) for place in of]) for key in keys]
    return sorted(places, key=said.__getitem__)


def _counts(last: Lanes, before: Lanes, keys: Sequence[Key], passing: Sequence[int]) -> Side:
    """The counts of the cells that have any days in between."""
    lanes = [numbers(lane, len(keys)) for lane in map(sub, last, before)]
    own = [at for at in passing if lanes[0][at]]
    told = [keys[at][-1] for at in own]
    shown, clicks, installs, through = ([lane[at] for at in own] for lane in lanes[1:])
    clicked = [n if of & CLICKS else None for n, of in zip(clicks, told, strict=True)]
    came = [n if of & THROUGH else None for n, of in zip(through, told, strict=True)]
    return dict(zip(own, map(SegmentCounts, shown, installs, clicked, came), strict=True))
