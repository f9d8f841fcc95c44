"""What a part has of the days of a question, and the numbers that are found in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from campaigns.judgement import part_sums
from campaigns.judgement.breakdown import Frame
from campaigns.judgement.counting import by_network
from campaigns.judgement.kept_splits import Parts
from campaigns.judgement.part_days import Basis, Daily, DayColumns, merged
from campaigns.judgement.part_sums import AnyPart, Sums
from campaigns.judgement.ratios import interval_of, interval_of_sums
from campaigns.metrics import Counts, total
from campaigns.reports import Row
from campaigns.stats.intervals import Interval

Cell = tuple[Any, ...]
"""Values of dimensions, a day, its impressions and its installs."""


@dataclass(frozen=True)
class Side:
    """One of two periods: the sums of each part by network, its days that count, and what its days
    have beside that still settles."""

    rows: Sequence[Row] = ()
    days: Sequence[Cell] = ()
    later: Sequence[Cell] = ()
    stored: Parts = field(default_factory=dict)
    """What each part brought, where it is stored."""
    columns: Mapping[tuple, DayColumns] = field(default_factory=dict)
    """The days of each part, instead of cells; then `whole` are those of all parts."""
    whole: Sequence[Cell] = ()

    def cells(self) -> Iterator[Cell]:
        """The days that count, part by part."""
        yield from self.days
        for values, own in self.columns.items():
            for day, (shown, installs) in own.basis().items():
                yield (*values, day, shown, installs)


@dataclass(frozen=True)
class Group:
    """What a part has of a side."""

    rows: list[Row] = field(default_factory=list)
    days: dict[date, Basis] = field(default_factory=dict)
    later: dict[date, Basis] = field(default_factory=dict)
    networks: set[int] = field(default_factory=set)
    stored: Sequence[AnyPart] = ()
    columns: DayColumns | None = None

    @cached_property
    def _sums(self) -> list[Sums]:
        return part_sums.read(self.stored)

    def shown(self) -> int:
        """Impressions."""
        if self.stored:
            return part_sums.shown(self.stored)
        return sum(row.counts.impressions or 0 for row in self.rows)

    def counts(self) -> Counts:
        """What counts, added up."""
        if self.stored:
            return part_sums.counts(self._sums)
        return total(row.counts for row in self.rows)

    def by_network(self) -> dict[int, int]:
        """Its impressions on each network."""
        return part_sums.networks(self._sums) if self.stored else by_network(self.rows)

    def interval(self, limits: Mapping[str, float]) -> Interval | None:
        """The interval of IPM, in installs per mille."""
        if self.stored:
            return interval_of_sums(Counts.ipm, part_sums.ipm(self._sums), limits)
        if self.columns:
            return interval_of(Counts.ipm, self.columns.installs, self.columns.shown, limits)
        basis = self.days.values()
        return interval_of(Counts.ipm, [x for _, x in basis], [n for n, _ in basis], limits)

    def oldest(self, around: Frame) -> date:
        """The last day that all of its networks have settled."""
        return around.oldest(self.by_network() if self.stored else self.networks)

    def basis(self) -> dict[date, Basis]:
        """Its days that count."""
        if self.columns:
            return self.columns.basis()
        return part_sums.by_day(self.stored) if self.stored else self.days

    def every_day(self) -> dict[date, Basis]:
        """Its days, whether they count or not."""
        return merged(self.basis(), self.later) if self.later else self.basis()


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds the numbers of a part: of the days asked for, and of those before, None where nothing
    is compared."""

    frame: Frame
    now: Group
    then: Group | None

    def counts(self) -> Counts:
        """What counts, added up."""
        return self.now.counts()

    def previous(self) -> Counts | None:
        """The same of the days before."""
        return None if self.then is None else self.then.counts()

    def interval(self) -> Interval | None:
        """The interval of IPM."""
        return self.now.interval(self.frame.limits)

    def before(self) -> Interval | None:
        """The same of the days before."""
        return None if self.then is None else self.then.interval(self.frame.limits)

    def settled_to(self) -> date:
        """The last day that all of its networks have settled."""
        return self.now.oldest(self.frame)

    def daily(self) -> Daily:
        """Its drawn days."""
        return Daily(self.now.every_day, self.frame.drawn, self.settled_to())

    def by_network(self) -> Mapping[int, int]:
        """Its impressions on each network."""
        return self.now.by_network()
