"""A breakdown that asks for sums, and of days for IPM alone, where `breakdown` asks for every count
of every network's day: a few of the rows, the same numbers.

Its days hold impressions and installs only, and those of its parts are in `daily` alone.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby

from campaigns.judgement.breakdown import (
    Breakdown,
    Counted,
    Frame,
    Part,
    Source,
    breakdown,
    counted,
    counted_by,
    frame,
)
from campaigns.judgement.counting import counting
from campaigns.judgement.kept_parts import kept_breakdown, kept_parts, picked_breakdown
from campaigns.judgement.kept_splits import Parts, parts_in, passing
from campaigns.judgement.looked_at import Later
from campaigns.judgement.network_days import BY
from campaigns.judgement.part_days import BASIS, Basis, Daily, DayColumns, add, counts_of, merged
from campaigns.judgement.part_finder import Cell, Finder, Group, Side
from campaigns.metrics import COUNTS, total
from campaigns.periods import Period
from campaigns.reports import (
    DIMENSIONS,
    ReportQuery,
    Row,
    at_once,
    by_value,
    cells,
    cells_to,
    columns_at_once,
)
from campaigns.reports.names import Named, Names

DAILY = ("network", "day")


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
        if self._in_columns:
            return self._sides[0]
        days, later, _ = self._days
        return Side(self._rows[0], days, later)

    @cached_property
    def before(self) -> Side | None:
        """The days that they are compared with."""
        if self.query.compare is None:
            return None
        if self._stored:
            return Side(stored=self._stored[1])
        if self._in_columns:
            return self._sides[1]
        return Side(self._rows[1], self._days[2])

    @cached_property
    def _rows(self) -> Sequence[list[Row]]:
        """Of the days asked for, of those that they are compared with, and of those that may still
        settle by network and day, whatever they report."""
        asked = [replace(self._asked, compare=None)]
        if self.query.compare is not None:
            asked.append(self._asked.before())
        if settling := _settling(self.frame):
            asked.append(
                replace(
                    self.frame.query,
                    by=DAILY,
                    counts=BASIS,
                    period=settling,
                    compare=None,
                    ends=None,
                )
            )
        return [*at_once(asked, late=True)]

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

    @property
    def _in_columns(self) -> bool:
        """Whether the days of a part are asked for in columns: all that count, as known now."""
        return self.query.ends is None and self.query.as_of is None

    @cached_property
    def _sides(self) -> Sequence[Side]:
        """Of days in columns both sides."""
        asked = [replace(self.query, by=(*self.by, "day"), counts=BASIS, compare=None)]
        if self.query.compare:
            asked.append(replace(asked[0], period=self.query.compare))
        columns, whole = columns_at_once(asked, [replace(one, by=("day",)) for one in asked])
        parts = [{tuple(own[:-3]): DayColumns(*own[-3:]) for own in side} for side in columns]
        return [
            Side(rows, columns=own, whole=every)
            for rows, own, every in zip(self._rows, parts, whole, strict=False)
        ]

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
        rows = self._rows[-1] if _settling(self.frame) else ()
        return {(row.keys["network"], row.keys["day"]) for row in rows}

    def breakdown(self) -> Breakdown:
        """The parts by all of the dimensions, their total and the networks they are from."""
        passes = passing(self.query) if self.query.where else None
        if passes and (
            picked := picked_breakdown(self.frame, self.query, passes, lambda: self._networks)
        ):
            return picked
        return kept_breakdown(self.frame, self.query, self._breakdown)

    def _breakdown(self) -> Breakdown:
        now, before = self._groups(self.by, self.now), self._groups(self.by, self.before or Side())
        left, named = (
            {k: of for k, of in before.items() if k not in now},
            Named(self.by, now | before),
        )
        parts = self._parts(self.by, now, before, named)
        gone = Later(lambda: self._parts(self.by, dict.fromkeys(left, Group()), left, named))
        whole, everyone = self._total(), self._everyone()
        return self.frame.around(self.by, parts, gone, whole, everyone)

    def parts(self, by: tuple[str, ...]) -> Sequence[Part]:
        """The parts by some of the dimensions, those with the most impressions first."""
        return kept_parts(self.frame, self.query, by, lambda: self._own(by))

    def _own(self, by: tuple[str, ...]) -> list[Part]:
        stored = parts_in([replace(self.query, by=by, compare=None)]) if self._stored else None
        now = Side(stored=stored[0]) if stored else self.now
        groups = self._groups(by, now)
        return self._parts(by, groups, {}, Named(by, groups))

    def _parts(
        self,
        by: tuple[str, ...],
        now: Mapping[tuple, Group],
        before: Mapping[tuple, Group],
        named: Named,
    ) -> list[Part]:
        """Those of the days asked for, those with the most impressions first, then by name, of one
        name as a report has them."""
        none, found = Group(), list[Part]()
        shown = {key: of.shown() for key, of in now.items()}
        for _, same in groupby(sorted(shown, key=lambda key: -shown[key]), shown.__getitem__):
            some = [
                (self._part(by, key, named, now[key], before.get(key, none)), key) for key in same
            ]
            if len(some) > 1:  # of one the name is not asked
                some.sort(key=lambda one: (one[0].name.casefold(), [*map(str, one[1])]))
            found += (part for part, _ in some)
        return found

    def _groups(self, by: tuple[str, ...], side: Side) -> dict[tuple, Group]:
        """The groups that have rows, in the order of their rows."""
        if side.stored:
            return {values: Group(stored=own) for values, own in side.stored.items()}
        at = [self.by.index(name) for name in by]
        found: dict[tuple, Group] = defaultdict(Group)
        for row in sorted(side.rows, key=lambda row: row.late):
            keys = tuple([row.keys[name] for name in by])
            if row.late and keys not in found:
                continue
            found[keys].rows.append(row)
            if not row.late:
                found[keys].networks.add(row.keys["network"])
        if side.columns and by == self.by:
            return {key: replace(of, columns=side.columns.get(key)) for key, of in found.items()}
        for cell in side.cells() if by else side.whole or side.cells():
            if (key := tuple([cell[place] for place in at])) in found:
                add(found[key].days, *cell[-3:])
        for cell in side.later:
            if (key := tuple([cell[place] for place in at])) in found:
                add(found[key].later, *cell[-3:])
        return found

    def _part(
        self, by: tuple[str, ...], key: tuple, named: Named, now: Group, before: Group
    ) -> Part:
        keys = dict(zip(by, key, strict=True))
        finder = Finder(self.frame, now, None if self.before is None else before)
        return Part.found_by(finder, keys=keys, names=Names(keys, named))

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
            daily=Daily(now.every_day, self.frame.drawn, oldest),
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
            days = [cell for cell in self.now.cells() if cell[-3] <= settled[cell[place]]]
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


def parts_and_whole(query: ReportQuery, by: str, today: date) -> tuple[Breakdown, Counted]:
    """The parts of a query about one network by a dimension, and all of it by network: of the days
    that a page opens with in one statement, of others as sums, which are less to read."""
    if query.ends is None:
        return parts_by(query, by, today), counted(query, BY, today)
    parts, whole = counted_by(query, [(by,), BY], today)
    return parts.breakdown((by,)), whole


def _settling(around: Frame) -> Period | None:
    """The drawn days that some network still settles: of a query that leaves such days out, those
    that it leaves out."""
    ends = around.query.ends or around.settled
    first = min(ends.values(), default=around.drawn.last) + timedelta(days=1)
    first = max(first, around.drawn.first)
    return Period(first, around.drawn.last) if first <= around.drawn.last else None
