"""Counts of many days, count by count: what a long range is summed of without a look at each day.

A block has the days of one thing that report the same counts, so that the sum of a block is the
sum of its columns. Money is in millionths, as the database has it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from campaigns.metrics import COHORT_DAYS, COUNTS, MONEY, RATIOS, Counts, Number, total
from campaigns.models.money import in_millionths, of_millionths

Column = list[int]
Pairs = dict[str, tuple[Column, Column]]
ABOVE = {ratio.name: ratio.numerator for ratio in RATIOS}
BELOW = {ratio.name: ratio.denominator for ratio in RATIOS}


class Block(NamedTuple):
    """Days as ordinals in their order, and by name the columns of the counts that are reported.

    `pairs` are the two columns that each ratio divides, where they do not follow from the counts.
    """

    days: Column
    columns: dict[str, Column]
    pairs: Pairs | None

    def within(self, first: int, last: int) -> "Block":
        """Its days from one ordinal to another."""
        if not self.days or (first <= self.days[0] and self.days[-1] <= last):
            return self
        at = slice(bisect_left(self.days, first), bisect_right(self.days, last))
        return Block(
            self.days[at],
            {name: column[at] for name, column in self.columns.items()},
            self.pairs and {name: (a[at], b[at]) for name, (a, b) in self.pairs.items()},
        )

    def part(self, *, now: bool, later: Collection[str]) -> "Block":
        """What `Counts.part` leaves of each day."""
        if now and len(later) == len(COHORT_DAYS):
            return self
        columns = {
            name: column
            for name, column in self.columns.items()
            if (name in later if name in COHORT_DAYS else now)
        }
        if now and self.pairs is None:
            return Block(self.days, columns, None)
        pairs = {
            name: both
            for name, above in ABOVE.items()
            if (above in later if above in COHORT_DAYS else now) and (both := self.divided(name))
        }
        return Block(self.days, columns, pairs)

    def divided(self, name: str) -> tuple[Column, Column] | None:
        """The two columns that a ratio divides; None where its days do not report both."""
        if self.pairs is not None:
            return self.pairs.get(name)
        above, below = self._column(ABOVE[name]), self.columns.get(BELOW[name])
        return None if above is None or below is None else (above, below)

    def _column(self, name: str) -> Column | None:
        if name != "click_installs":
            return self.columns.get(name)
        installs, viewed = (self.columns.get(n) for n in ("installs", "view_through_installs"))
        if installs is None or viewed is None:
            return installs
        return [all_of - some for all_of, some in zip(installs, viewed, strict=True)]

    def ipm(self) -> Iterator[tuple[int, tuple[int, int]]]:
        """Each day with the installs and impressions that its IPM divides."""
        both = self.divided(Counts.ipm.name)
        return zip(self.days, zip(*both, strict=True), strict=True) if both else iter(())

    def counts(self) -> Counts:
        """All of its days, added up."""
        found = {name: _read(name, sum(column)) for name, column in self.columns.items()}
        made = Counts.of(**found)
        if self.pairs is not None:
            made.__dict__["pairs"] = {
                name: (_read(ABOVE[name], sum(above)), _read(BELOW[name], sum(below)))
                for name, (above, below) in self.pairs.items()
            }
        return made

    def by_day(self) -> Iterator[tuple[date, Counts]]:
        """Each day with its counts."""
        days = map(date.fromordinal, self.days)
        values = zip(*(_all_read(name, own) for name, own in self.columns.items()), strict=True)
        made = [Counts.of(**dict(zip(self.columns, row, strict=True))) for row in values]
        made = made or [Counts() for _ in self.days]
        for counts, pairs in zip(made, self._pairs_by_day(), strict=False):
            counts.__dict__["pairs"] = pairs
        return zip(days, made, strict=True)

    def _pairs_by_day(self) -> Iterator[dict[str, tuple[Number, Number]]]:
        both = [
            zip(_all_read(ABOVE[name], above), _all_read(BELOW[name], below), strict=True)
            for name, (above, below) in (self.pairs or {}).items()
        ]
        if self.pairs is None:
            return iter(())
        if not both:
            return ({} for _ in self.days)
        return (dict(zip(self.pairs, row, strict=True)) for row in zip(*both, strict=True))


def blocks(days: Iterable[tuple[date, Counts]]) -> list[Block]:
    """The blocks of one thing's days, which come in their order."""
    found: dict[tuple, Block] = {}
    for day, counts in days:
        own = counts.__dict__
        told = tuple(name for name in COUNTS if own[name] is not None)
        pairs = dict(counts.pairs) if counts.divided else None
        key = told, None if pairs is None else tuple(pairs)
        if key not in found:
            empty: Pairs | None = None if pairs is None else {name: ([], []) for name in pairs}
            found[key] = Block([], {name: [] for name in told}, empty)
        block = found[key]
        block.days.append(day.toordinal())
        for name, column in block.columns.items():
            column.append(_kept(name, own[name]))
        for name, both in (block.pairs or {}).items():
            for column, of, value in zip(both, (ABOVE, BELOW), counts.pairs[name], strict=True):
                column.append(_kept(of[name], value))
    return [*found.values()]


def together(some: Iterable[Block]) -> dict[date, Counts]:
    """The counts of each day of some blocks."""
    found: dict[date, list[Counts]] = {}
    for block in some:
        for day, counts in block.by_day():
            found.setdefault(day, []).append(counts)
    return {day: total(found[day]) for day in sorted(found)}


def _kept(name: str, value: Number) -> int:
    return in_millionths(value) or 0 if name in MONEY else int(value)


def _read(name: str, value: int) -> Number:
    amount = of_millionths(value) if name in MONEY else None
    return value if amount is None else amount


def _all_read(name: str, column: Column) -> Iterable[Number]:
    return [_read(name, value) for value in column] if name in MONEY else column
