"""A breakdown that asks for sums, and of days for IPM alone, where `breakdown` asks for every count
of every network's day: a few of the rows, the same numbers.

Its days hold impressions and installs only, and those of its parts are in `daily` alone.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import chain
from typing import Any

from campaigns.judgement.breakdown import (
    Breakdown,
    Counted,
    Frame,
    Part,
    Source,
    breakdown,
    frame,
    in_order,
)
from campaigns.judgement.counting import by_network, counting
from campaigns.judgement.kept_parts import kept_breakdown, kept_parts
from campaigns.judgement.kept_splits import Parts, PartSums, parts_in
from campaigns.judgement.network_days import BY
from campaigns.judgement.part_days import BASIS, Basis, Daily, add, counts_of, merged
from campaigns.judgement.ratios import interval_of
from campaigns.metrics import COUNTS, Counts, total
from campaigns.periods import Period
from campaigns.reports import (
    DIMENSIONS,
    ReportQuery,
    Row,
    at_once,
    by_value,
    cells,
    cells_to,
    network_days,
)
from campaigns.reports.names import Named, Names
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
    """The same of each part, where it is stored by month."""


@dataclass(frozen=True)
class Group:
    """What a part has of a side."""

    rows: list[Row] = field(default_factory=list)
    days: dict[date, Basis] = field(default_factory=dict)
    later: dict[date, Basis] = field(default_factory=dict)
    networks: set[int] = field(default_factory=set)
    stored: list[PartSums] = field(default_factory=list)

    def counts(self) -> Counts:
        """What counts, added up."""
        stored = (counts for one in self.stored for counts in one.counts)
        return total([*(row.counts for row in self.rows), *stored])

    def by_network(self) -> dict[int, int]:
        """Its impressions on each network."""
        found = by_network(self.rows)
        for network, shown in (
            n for one in self.stored for some in one.networks for n in some.items()
        ):
            found[network] = found.get(network, 0) + shown
        return found

    def interval(self, limits: Mapping[str, float]) -> Interval | None:
        """The interval of IPM, in installs per mille."""
        days = self.stored[0].days if len(self.stored) == 1 else ()
        if days:
            installs = [*chain.from_iterable(one.installs for one in days)]
            shown = [*chain.from_iterable(one.shown for one in days)]
            return interval_of(Counts.ipm, installs, shown, limits)
        basis = self.basis().values()
        return interval_of(Counts.ipm, [x for _, x in basis], [n for n, _ in basis], limits)

    def basis(self) -> dict[date, Basis]:
        """Its days that count."""
        found = self.days
        for one in self.stored:
            found = merged(found, one.by_day()) if found else one.by_day()
        return found


@dataclass(frozen=True)
class Summed:
    """The sums of a query by the dimensions `by`, to be measured in groups by any of them; asked
    when a group is, unless it is stored."""

    frame: Frame
    by: tuple[str, ...]
    query: ReportQuery

    @cached_property
    def now(self) -> Side:
        """The days asked for."""
        if self._stored:
            return Side(stored=self._stored[0])
        days, later, _ = self._days
        return Side(self._rows[0], days, later)

    @cached_property
    def before(self) -> Side | None:
        """The days that they are compared with."""
        if self.query.compare is None:
            return None
        if self._stored:
            return Side(stored=self._stored[1])
        return Side(self._rows[1], self._days[2])

    @cached_property
    def _rows(self) -> Sequence[list[Row]]:
        """Of the days asked for, and of those that they are compared with."""
        both = [replace(self._asked, compare=None)]
        if self.query.compare is not None:
            both.append(self._asked.before())
        return [*at_once(both, late=True)]

    @cached_property
    def _stored(self) -> Sequence[Parts] | None:
        asked = replace(self.query, by=self.by, compare=None)
        before = [replace(self.query, by=self.by).before()] if self.query.compare else []
        return parts_in([asked, *before])

    @cached_property
    def _networks(self) -> Counted:
        """All of it by network, of which the total is made where the parts are stored."""
        asked = replace(self.query, by=BY, counts=COUNTS)
        return Counted(self.frame, *counting(asked, BY, self.frame.drawn.last))

    @property
    def _asked(self) -> ReportQuery:
        return replace(self.query, by=tuple(dict.fromkeys((*self.by, "network"))))

    @cached_property
    def _days(self) -> tuple[list[Cell], list[Cell], list[Cell]]:
        """Of the days asked for those that count and what their days have beside that, and those
        that are compared. One statement, where these touch."""
        asked = replace(self.query, by=(*self.by, "day"), counts=BASIS)
        before = asked.before() if asked.compare else None
        if asked.ends is None:
            return [*cells(asked)], [], [*cells(before)] if before else []
        touching = before is not None and before.period.touches(asked.period)
        days, later, then = list[Cell](), list[Cell](), list[Cell]()
        for every, counts in cells_to(asked, self.frame.drawn.last, before if touching else None):
            if every[-3] < asked.period.first:
                then += [counts] if counts else []
            elif counts is None:
                later.append(every)
            else:
                days.append(counts)
                if every != counts:
                    *key, shown, installs = every
                    later.append((*key, shown - counts[-2], installs - counts[-1]))
        return days, later, then if touching or not before else [*cells(before)]

    @cached_property
    def late(self) -> Collection[tuple[int, date]]:
        """The networks and days that may still settle where any row stands."""
        settling = _settling(self.frame)
        if settling is None:
            return ()
        return network_days(replace(self.frame.query, period=settling, compare=None))

    def breakdown(self) -> Breakdown:
        """The parts by all of the dimensions, their total and the networks they are from."""
        return kept_breakdown(self.frame, self.query, self._breakdown)

    def _breakdown(self) -> Breakdown:
        now, before = self._groups(self.by, self.now), self._groups(self.by, self.before or Side())
        left, none = {key: of for key, of in before.items() if key not in now}, Group()
        named = Named(self.by, left)
        gone = (self._part(self.by, key, named, none, of) for key, of in left.items())
        parts = in_order(self._parts(self.by, now, before))
        whole, everyone = self._total(), self._everyone()
        return self.frame.around(self.by, parts, in_order(gone), whole, everyone)

    def parts(self, by: tuple[str, ...]) -> Sequence[Part]:
        """The parts by some of the dimensions, those with the most impressions first."""
        return kept_parts(self.frame, self.query, by, lambda: self._own(by))

    def _own(self, by: tuple[str, ...]) -> list[Part]:
        return in_order(self._parts(by, self._groups(by, self.now), {}))

    def _daily(self, of: Group, settled_to: date) -> Daily:
        return Daily(lambda: counts_of(merged(of.basis(), of.later)), self.frame.drawn, settled_to)

    def _parts(
        self, by: tuple[str, ...], now: Mapping[tuple, Group], before: Mapping[tuple, Group]
    ) -> list[Part]:
        named = Named(by, now)
        return [self._part(by, key, named, of, before.get(key, Group())) for key, of in now.items()]

    def _groups(self, by: tuple[str, ...], side: Side) -> dict[tuple, Group]:
        """The groups that have rows, in the order of their rows."""
        at = [self.by.index(name) for name in by]
        found: dict[tuple, Group] = defaultdict(Group)
        for row in sorted(side.rows, key=lambda row: row.late):
            keys = tuple([row.keys[name] for name in by])
            if row.late and keys not in found:
                continue
            found[keys].rows.append(row)
            if not row.late:
                found[keys].networks.add(row.keys["network"])
        for cell in side.days:
            if known := found.get(tuple([cell[place] for place in at])):
                add(known.days, *cell[-3:])
        for cell in side.later:
            if still := found.get(tuple([cell[place] for place in at])):
                add(still.later, *cell[-3:])
        for values, told in side.stored.items():
            group = found[tuple([values[place] for place in at])]
            group.stored.append(told)
            group.networks.update(*told.networks)
        return found

    def _part(
        self, by: tuple[str, ...], key: tuple, named: Named, now: Group, before: Group
    ) -> Part:
        compared, keys = self.before is not None, dict(zip(by, key, strict=True))
        oldest = self.frame.oldest(now.networks)
        return Part(
            counts=now.counts(),
            previous=before.counts() if compared else None,
            interval=now.interval(self.frame.limits),
            before=before.interval(self.frame.limits) if compared else None,
            daily=self._daily(now, oldest),
            settled_to=oldest,
            keys=keys,
            names=Names(keys, named),
            by_network=now.by_network(),
        )

    def _total(self) -> Part:
        """All of it, and its days, with what IPM is when those that settle count, or do not."""
        if self._stored:
            return self._networks.total()
        now, before = (
            self._groups((), side or Side()).get((), Group()) for side in (self.now, self.before)
        )
        settled, query = self.frame.settled, self.frame.query
        oldest = self.frame.oldest(now.networks | {network for network, _ in self.late})
        settling = any(day > settled[network] for network, day in self.late)
        every_day = merged(now.days, now.later)
        if settling and query.ends is None:
            every_day = self._settled_days()
        return replace(
            self._part((), (), Named((), ()), now, before),
            daily=self._daily(now, oldest),
            settled_to=oldest,
            settling=settling,
            otherwise=total(counts_of(every_day).values()),
            counted=counts_of(now.days),
            earlier=counts_of(before.days) if self.before else None,
        )

    def _settled_days(self) -> dict[date, Basis]:
        """The days of the period that their networks have settled."""
        settled, found = self.frame.settled, dict[date, Basis]()
        if "network" in self.by:
            place = self.by.index("network")
            days = [cell for cell in self.now.days if cell[-3] <= settled[cell[place]]]
        else:
            asked = replace(self.frame.query, by=("day",), counts=BASIS, compare=None, ends=settled)
            days = [*cells(asked)]
        for cell in days:
            add(found, *cell[-3:])
        return found

    def _everyone(self) -> list[Source]:
        if self._stored:
            return self._networks.everyone()
        return [
            Source(
                network,
                rows[0].names["network"],
                total(row.counts for row in rows),
                self.frame.settled[network],
            )
            for network, rows in by_value(self.now.rows, "network").items()
            if not all(row.late for row in rows)
        ]


def summed(
    query: ReportQuery, by: tuple[str, ...], today: date, counts: tuple[str, ...] = COUNTS
) -> Summed:
    """What `Summed` holds, of these counts. The dimensions are none of time."""
    return Summed(frame(query, today), by, replace(query, by=by, counts=counts))


def parts_by(query: ReportQuery, by: str, today: date) -> Breakdown:
    """The parts of a query by one dimension: days as `breakdown` has them, all else from sums."""
    if DIMENSIONS[by].path == "day":
        return breakdown(query, (by,), today)
    return summed(query, (by,), today).breakdown()


def _settling(around: Frame) -> Period | None:
    """The drawn days that some network still settles: of a query that leaves such days out, those
    that it leaves out."""
    ends = around.query.ends or around.settled
    first = min(ends.values(), default=around.drawn.last) + timedelta(days=1)
    first = max(first, around.drawn.first)
    return Period(first, around.drawn.last) if first <= around.drawn.last else None
