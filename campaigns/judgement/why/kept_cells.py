"""The cells of the usual split of any days, of what is stored: a difference of two sums."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import sub
from typing import Any

from campaigns import reports
from campaigns.judgement.why.cells import BASIS, Cells, Path, Sides
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


@dataclass(frozen=True)
class KeptCells(Cells):
    """Both periods by the usual dimensions, of what is stored."""

    keys: Sequence[Key]
    sides: tuple[Mapping[int, Sequence[int]], Mapping[int, Sequence[int]]]
    """The counts of each cell that has any, by its place in `keys`."""
    _known: dict[str, Sides] = field(default_factory=dict)

    def by(self, name: str) -> Sides:
        if name not in self._known:
            place = USUAL.index(name)
            before, now = (self._side(place, side) for side in self.sides)
            self._known[name] = before, now
        return self._known[name]

    def _side(self, place: int, side: Mapping[int, Sequence[int]]) -> dict[Any, Counts]:
        groups: dict[Any, dict[int, list[Sequence[int]]]] = {}
        for at, counts in side.items():
            key = self.keys[at]
            groups.setdefault(key[place], {}).setdefault(key[-1], []).append(counts)
        return {
            value: total(
                Counts.of(**_reported(told, [*map(sum, zip(*some, strict=True))]))
                for told, some in own.items()
            )
            for value, own in groups.items()
        }

    def pairs(self, by: Sequence[str]) -> dict[Path, Pair]:
        places = [USUAL.index(name) for name in by]
        pairs: dict[Path, list[SegmentCounts]] = defaultdict(lambda: [EMPTY, EMPTY])
        for place, side in enumerate(self.sides):
            known: set[Path] = set()
            for at, (shown, clicks, installs, through) in side.items():
                key = self.keys[at]
                path, told = tuple([key[place] for place in places]), key[-1]
                own = SegmentCounts(
                    shown,
                    installs,
                    clicks if told & CLICKS else None,
                    through if told & THROUGH else None,
                )
                pair = pairs[path]
                pair[place] = _both(pair[place], own) if path in known else own
                known.add(path)
        return {path: (before, now) for path, (before, now) in pairs.items()}


def _reported(told: int, counts: Sequence[int]) -> dict[str, int]:
    found = dict(zip(BASIS, counts, strict=True))
    if not told & CLICKS:
        del found["clicks"]
    if not told & THROUGH:
        del found["view_through_installs"]
    return found


def _both(one: SegmentCounts, other: SegmentCounts) -> SegmentCounts:
    """Counts of one cell that report different things: clicks only where all with impressions
    report them."""
    clicks = [own.clicks for own in (one, other) if own.impressions or own.clicks is not None]
    through = [own.view_through for own in (one, other) if own.view_through is not None]
    return SegmentCounts(
        (one.impressions or 0) + (other.impressions or 0),
        (one.installs or 0) + (other.installs or 0),
        None if None in clicks or not clicks else sum(c or 0 for c in clicks),
        sum(through) if through else None,
    )


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


def _counts(
    last: Lanes, before: Lanes, keys: Sequence[Key], passing: Sequence[int]
) -> dict[int, Sequence[int]]:
    """The counts of the cells that have any days in between."""
    days, *counts = (numbers(lane, len(keys)) for lane in map(sub, last, before))
    rows = [*zip(*counts, strict=True)]
    return {at: rows[at] for at in passing if days[at]}
