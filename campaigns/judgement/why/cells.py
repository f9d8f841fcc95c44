"""The cells that a change is split into: both periods by some dimensions, in counts that add."""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from campaigns.metrics import Counts, total
from campaigns.reports import Row, by_value
from campaigns.stats.changes.decompose import EMPTY, Pair, SegmentCounts

BASIS = ("impressions", "clicks", "installs", "view_through_installs")
REPORTING = (Counts.ipm.denominator, Counts.ipm.numerator)
ADS = ("network", "creative")
SEGMENT = ("impressions", "installs", "clicks", "view_through_installs")
"""The counts of a `SegmentCounts`."""
Path = tuple[Hashable, ...]
Sides = tuple[Mapping[Any, Counts], Mapping[Any, Counts]]
"""Counts by value, of the period before and of this one."""


class Cells(ABC):
    """Both periods by some dimensions."""

    @abstractmethod
    def by(self, name: str) -> Sides:
        """The counts of each value of one of the dimensions."""

    @abstractmethod
    def pairs(self, by: Sequence[str]) -> dict[Path, Pair]:
        """The counts of every combination of dimensions of which the others have one value."""

    def values(self, name: str) -> list[Any]:
        """The values of one of the dimensions, those of the period before first."""
        return [*dict.fromkeys(value for side in self.by(name) for value in side)]


@dataclass(frozen=True)
class RowCells(Cells):
    """The same of the rows of the period before and of this one."""

    sides: Sequence[Sequence[Row]]
    _known: dict[str, Sides] = field(default_factory=dict)

    def by(self, name: str) -> Sides:
        if name not in self._known:
            self._known[name] = _sides(
                {value: total(row.counts for row in own) for value, own in groups.items()}
                for groups in (by_value(side, name) for side in self.sides)
            )
        return self._known[name]

    def pairs(self, by: Sequence[str]) -> dict[Path, Pair]:
        pairs: dict[Path, list[SegmentCounts]] = defaultdict(lambda: [EMPTY, EMPTY])
        for place, side in enumerate(self.sides):
            for row in side:
                keys = row.keys
                pairs[tuple([keys[name] for name in by])][place] = _segment(row.counts)
        return {key: (before, now) for key, (before, now) in pairs.items()}


def _sides(both: Any) -> Sides:
    before, now = both
    return before, now


def _segment(counts: Counts) -> SegmentCounts:
    """Clicks only where every row reports them: else no rate could be made of them."""
    installs, impressions = counts.pair(Counts.ipm) or (None, None)
    clicks, shown = counts.pair(Counts.ctr) or (None, None)
    told = clicks if shown == impressions else None
    return SegmentCounts(impressions, installs, told, counts.view_through_installs)


def counts_of(some: Sequence[SegmentCounts]) -> Counts:
    """The sum of cells that report the same."""
    columns = zip(*some, strict=True)
    sums = (None if None in column[:1] else sum(column) for column in columns)
    told = zip(SEGMENT, sums, strict=True)
    return Counts.of(**{name: count for name, count in told if count is not None})


def added(one: SegmentCounts, other: SegmentCounts) -> SegmentCounts:
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
