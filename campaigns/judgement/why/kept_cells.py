"""The cells of the usual split of any days, of what is stored: a difference of two sums."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import itemgetter, sub
from typing import Any

from campaigns import reports
from campaigns.judgement.why.cells import Cells, Path, Sides, added, counts_of
from campaigns.judgement.why.parts import USUAL
from campaigns.judgement.why.running_sums import (
    CLICKS,
    LANES,
    THROUGH,
    Key,
    Lanes,
    numbers,
    stored_cells,
    sums_to,
)
from campaigns.metrics import Counts, total
from campaigns.reports import ReportQuery
from campaigns.stats.changes.decompose import EMPTY, Pair, SegmentCounts

Side = Mapping[int, SegmentCounts]
"""The counts of each cell that has any, by its number."""


@dataclass(frozen=True)
class KeptCells(Cells):
    """Both periods by the usual dimensions, of what is stored."""

    keys: Sequence[Key]
    sides: tuple[Side, Side]
    _known: dict[str, Sides] = field(default_factory=dict)

    def by(self, name: str) -> Sides:
        if name not in self._known:
            place = USUAL.index(name)
            before, now = (self._side(place, side) for side in self.sides)
            self._known[name] = before, now
        return self._known[name]

    def _side(self, place: int, side: Side) -> dict[Any, Counts]:
        groups: dict[Any, dict[int, list[SegmentCounts]]] = {}
        for at, counts in side.items():
            key = self.keys[at]
            groups.setdefault(key[place], {}).setdefault(key[-1], []).append(counts)
        return {value: total(map(counts_of, own.values())) for value, own in groups.items()}

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


def _first_of(by: Sequence[str]) -> Callable[[Key], Path]:
    place = USUAL.index(by[0])
    return lambda key: (key[place],)


def kept_cells(both: Sequence[ReportQuery], by: Sequence[str]) -> KeptCells | None:
    """What is stored of the period before and of this one; None where it does not answer."""
    known, where = reports.days_with_data({}), both[0].where
    if known is None or any(one.ends or one.as_of for one in both):
        return None
    periods = [days for one in both if (days := one.period.within(known))]
    if len(periods) < len(both) or not set(USUAL).issuperset((*by, *where)):
        return None
    stored = stored_cells()
    if stored is None or not _asks_of(stored.keys, where):
        return None
    ends = {day for days in periods for day in (_eve(days.first), days.last) if day in known}
    sums = sums_to(stored, ends)
    if sums is None:
        return None
    passing = _passing(stored.keys, by, where)
    none = [0] * LANES
    before, now = (
        _counts(sums[days.last], sums.get(_eve(days.first), none), stored.keys, passing)
        for days in periods
    )
    return KeptCells(stored.keys, (before, now))


def _eve(day: date) -> date:
    return day - timedelta(days=1)


def _asks_of(keys: Sequence[Key], where: Mapping[str, tuple]) -> bool:
    """Whether the networks that may pass have cells: those that bring no ads have none."""
    return set(where.get("network", ())).issubset({key[0] for key in keys})


def _passing(keys: Sequence[Key], by: Sequence[str], where: Mapping[str, tuple]) -> Sequence[int]:
    """The places of the cells that pass the filters, in the order of their values."""
    found: Sequence[int] = range(len(keys))
    for name, values in where.items():
        place = USUAL.index(name)
        found = [at for at in found if keys[at][place] in values]
    places = [USUAL.index(name) for name in by]
    said = ["\0".join([str(key[place]) for place in places]) for key in keys]
    return sorted(found, key=said.__getitem__)


def _counts(last: Lanes, before: Lanes, keys: Sequence[Key], passing: Sequence[int]) -> Side:
    """The counts of the cells that have any days in between."""
    lanes = (numbers(lane, len(keys)) for lane in map(sub, last, before))
    days, shown, clicks, installs, through = lanes
    told = [key[-1] for key in keys]
    clicked = [n if of & CLICKS else None for n, of in zip(clicks, told, strict=True)]
    came = [n if of & THROUGH else None for n, of in zip(through, told, strict=True)]
    rows = [*map(SegmentCounts, shown, installs, clicked, came)]
    return {at: rows[at] for at in passing if days[at]}
