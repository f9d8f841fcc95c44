"""The days of networks as they are stored, taken apart by what a query counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, partial

from campaigns.judgement.day_blocks import Block, together
from campaigns.judgement.part_days import LazyDays
from campaigns.metrics import Counts, total
from campaigns.periods import Period
from campaigns.reports import DIMENSIONS, ReportQuery
from campaigns.reports.names import names_of
from campaigns.reports.runs import runs_of

BY = ("network",)
Stored = Mapping[int, Sequence[Block]]
"""The blocks of networks, and under `ALL` of all of them together."""
ALL = 0
Kept = tuple[int, int, bool, frozenset[str]]
"""A run of days, whether their plain counts are summed, and which of the later ones."""


@dataclass(frozen=True)
class NetworkDays:
    """Of one network, or of all, what `Counting` has of rows."""

    now: Sequence[Block] = ()
    cohorts: Sequence[Block] = ()
    later: Sequence[Block] = ()
    own: Mapping[int, "NetworkDays"] = field(default_factory=dict)
    """What each of the networks has; a network has itself."""

    def split(self, *by: str) -> dict[tuple, "NetworkDays"]:
        """The networks that have any day that counts."""
        return {(pk,): own for pk, own in self.own.items() if own.now}

    @property
    def counts(self) -> Counts:
        """What counts, added up."""
        return _sum((*self.now, *self.cohorts))

    @property
    def known(self) -> Counts:
        """What is known of the days, whether it counts or not."""
        return _sum((*self.now, *self.later))

    @cached_property
    def days(self) -> Mapping[date, Counts]:
        """Each day that counts."""
        return LazyDays(partial(together, self.now))

    @cached_property
    def every_day(self) -> Mapping[date, Counts]:
        """Each day, whether it counts or not."""
        some = (*self.now, *self.later)
        return LazyDays(partial(together, some)) if self.later else self.days

    def ipm(self) -> list[tuple[float, float]]:
        """Installs and impressions of each day that counts and has an IPM."""
        found: dict[int, tuple[float, float]] = {}
        for block in self.now:
            for day, (installs, shown) in block.ipm():
                x, n = found.get(day, (0, 0))
                found[day] = x + installs, n + shown
        return [found[day] for day in sorted(found)]

    def networks(self) -> list[int]:
        """Those that have any day."""
        return [pk for pk, own in self.own.items() if own.now or own.later]

    def by_network(self) -> dict[int, Counts]:
        """What each network brought."""
        return {pk: _sum(own.now) for pk, own in self.own.items() if own.now}

    def shown(self) -> dict[int, int]:
        """The impressions on each network."""
        return {
            pk: sum(sum(block.columns.get("impressions", ())) for block in own.now)
            for pk, own in self.own.items()
            if own.now
        }

    def until(self, settled: Mapping[int, date]) -> Counts | None:
        """What is known of settled days; None where all of them are."""
        found, whole = [], True
        for pk, own in self.own.items():
            last = settled[pk].toordinal()
            some = [block for block in (*own.now, *own.later) if block.days[0] <= last]
            whole = whole and all(block.days[-1] <= last for block in (*own.now, *own.later))
            found += [block.within(block.days[0], last) for block in some]
        return None if whole else _sum(found)

    def told(self, by: tuple[str, ...]) -> tuple[dict, dict]:
        """The values of the dimensions and their names."""
        if not by:
            return {}, {}
        names = names_of(DIMENSIONS["network"], [*self.own])
        return next(({"network": pk}, {"network": names[pk]}) for pk in self.own)


def taken(stored: Stored, query: ReportQuery, days: Period) -> NetworkDays:
    """The networks that have any of some days, and all of them together."""
    runs, last = list(_runs(query)), days.last.toordinal()
    ends = {pk: _end(query, pk) for pk in sorted(stored, key=str) if pk != ALL}
    own: dict[int, NetworkDays] = {}
    for pk, end in ends.items():
        one = _cut(stored[pk], runs, end, last)
        if one.now or one.cohorts or one.later:
            own[pk] = NetworkDays(one.now, one.cohorts, one.later, {pk: one})
    if not own:
        return NetworkDays()
    common = min(ends[pk] for pk in own)
    whole, rest = _cut(stored[ALL], runs, common, common), common + 1
    return NetworkDays(
        [*whole.now, *(b for one in own.values() for b in _within(one.now, rest, last))],
        [*whole.cohorts, *(b for one in own.values() for b in _within(one.cohorts, rest, last))],
        [block for one in own.values() for block in one.later],
        own,
    )


def _end(query: ReportQuery, network: int) -> int:
    """The last day of a network that counts."""
    end = (query.ends or {}).get(network, query.period.last)
    return min(end, query.period.last).toordinal()


def _runs(query: ReportQuery) -> Iterable[Kept]:
    """The runs of the days of a query, the earliest first."""
    last = query.span.last
    for first, (now, later) in runs_of(query, query.span):
        yield first.toordinal(), last.toordinal(), now, later
        last = first - timedelta(days=1)


def _cut(some: Sequence[Block], runs: Sequence[Kept], end: int, last: int) -> NetworkDays:
    """The blocks of one thing, taken apart; its days count up to `end`."""
    now: list[Block] = []
    cohorts: list[Block] = []
    for first, until, plain, names in runs:
        for block in _within(some, first, min(until, end)):
            (now if plain else cohorts).append(block.part(now=plain, later=names))
    return NetworkDays(now, cohorts, _within(some, end + 1, last))


def _within(some: Iterable[Block], first: int, last: int) -> list[Block]:
    met = (b for b in some if b.days[0] <= last and first <= b.days[-1])
    return [cut for block in met if (cut := block.within(first, last)).days]


def _sum(some: Iterable[Block]) -> Counts:
    return total(block.counts() for block in some)
