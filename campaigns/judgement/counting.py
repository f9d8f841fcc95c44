"""The rows of a query, network by network and day by day, taken apart by what counts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from campaigns.judgement.kept_months import networks_in
from campaigns.judgement.network_days import BY, NetworkDays, taken
from campaigns.judgement.ratios import by_day
from campaigns.metrics import COHORT_DAYS, COUNTS, Counts, total
from campaigns.periods import Period
from campaigns.reports import DIMENSIONS, ReportQuery, Row, at_once, by_value, grouped


@dataclass(frozen=True)
class Counting:
    """Rows by network and day, as a query takes them: `now` are those it counts, `cohorts` those of
    earlier days of which it only tells what users did later, `later` those that still settle and
    are not counted."""

    now: Sequence[Row] = ()
    cohorts: Sequence[Row] = ()
    later: Sequence[Row] = ()

    @classmethod
    def of(cls, rows: Iterable[Row], query: ReportQuery) -> "Counting":
        """The rows of all days, taken apart."""
        now: list[Row] = []
        cohorts: list[Row] = []
        later: list[Row] = []
        kept: dict[date, tuple[bool, frozenset[str]]] = {}
        ends, last = query.ends or {}, query.period.last
        for row in rows:
            day = row.keys["day"]
            if day > min(ends.get(row.keys["network"], last), last):
                later.append(row)
                continue
            if day not in kept:
                kept[day] = query.kept(day)
            plain, names = kept[day]
            if not plain or len(names) < len(COHORT_DAYS):
                row = Row(
                    row.keys, row.names, row.counts.part(now=plain, later=names), row.previous
                )
            (now if plain else cohorts).append(row)
        return cls(now, cohorts, later)

    def split(self, *by: str) -> dict[tuple, "Counting"]:
        """The rows of each combination of values that has any that count; days have no others."""
        now = grouped(self.now, *by)
        if any(DIMENSIONS[name].path == "day" for name in by):
            return {key: Counting(rows) for key, rows in now.items()}
        cohorts, later = grouped(self.cohorts, *by), grouped(self.later, *by)
        return {
            key: Counting(rows, cohorts.get(key, ()), later.get(key, ()))
            for key, rows in now.items()
        }

    @property
    def counts(self) -> Counts:
        """What counts, added up."""
        return total([*self.days.values(), *(row.counts for row in self.cohorts)])

    @property
    def known(self) -> Counts:
        """What is known of the days, whether it counts or not."""
        return total(self.every_day.values())

    @cached_property
    def days(self) -> Mapping[date, Counts]:
        """Each day that counts."""
        return by_day(self.now)

    @cached_property
    def every_day(self) -> Mapping[date, Counts]:
        """Each day, whether it counts or not."""
        return by_day(self._every) if self.later else self.days

    @property
    def _every(self) -> list[Row]:
        return [*self.now, *self.later]

    def ipm(self) -> list[tuple[float, float]]:
        """Installs and impressions of each day that counts and has an IPM."""
        pairs = (counts.pair(Counts.ipm) for counts in self.days.values())
        return [pair for pair in pairs if pair]

    def networks(self) -> set[int]:
        """Those that have any day."""
        return {row.keys["network"] for row in self._every}

    def by_network(self) -> dict[int, Counts]:
        """What each network brought."""
        rows = by_value(self.now, "network")
        return {pk: total(row.counts for row in own) for pk, own in rows.items()}

    def shown(self) -> dict[int, int]:
        """The impressions on each network."""
        return by_network(self.now)

    def until(self, settled: Mapping[int, date]) -> Counts | None:
        """What is known of settled days; None where all of them are."""
        some = self._every
        final = [row.counts for row in some if row.keys["day"] <= settled[row.keys["network"]]]
        return None if len(final) == len(some) else total(final)

    def told(self, by: tuple[str, ...]) -> tuple[dict, dict]:
        """The values of the dimensions and their names."""
        one = self.now[0]
        return {name: one.keys[name] for name in by}, {name: one.names[name] for name in by}


Taken = Counting | NetworkDays
Countings = tuple[Taken, Taken | None]
"""Of the days that are asked for, and of those that they are compared with."""


def counting(query: ReportQuery, by: tuple[str, ...], last: date) -> Countings:
    """What a query counts by network and day, and the days up to `last`; and that of the compared
    period, None where nothing is compared. One statement."""
    days, before = Period(query.span.first, last), query.before() if query.compare else None
    known = [days, before.span] if before else [days]
    if by == BY and query.counts == COUNTS and (stored := networks_in(query, known)):
        old = taken(stored, before, before.span) if before else None
        return taken(stored, query, days), old
    return next(countings(query, [by], last))


def countings(
    query: ReportQuery, bys: Sequence[tuple[str, ...]], last: date
) -> Iterator[tuple[Counting, Counting | None]]:
    """The same by each of several dimensions. One statement for all."""
    days, before = Period(query.span.first, last), query.before() if query.compare else None
    earlier = before.span if before else None
    spans = [days] if earlier is None else [earlier, days]
    if earlier and (days.first - earlier.last).days <= 1 and earlier.first <= days.first:
        spans = [Period(earlier.first, max(earlier.last, last))]
    found = at_once([_every_day(query, by, span) for by in bys for span in spans])
    for _ in bys:
        rows = [next(found) for _ in spans]
        now = Counting.of((row for row in rows[-1] if row.keys["day"] in days), query)
        if before is None or earlier is None:
            yield now, None
        else:
            then = (row for row in rows[0] if row.keys["day"] in earlier)
            yield now, Counting.of(then, before)


def _every_day(query: ReportQuery, by: tuple[str, ...], days: Period) -> ReportQuery:
    keys = tuple(dict.fromkeys((*by, "network", "day")))
    return replace(query, by=keys, period=days, compare=None, ends=None, today=None)


def by_network(rows: Iterable[Row]) -> dict[int, int]:
    """The impressions on each network."""
    found: dict[int, int] = defaultdict(int)
    for row in rows:
        found[row.keys["network"]] += row.counts.impressions or 0
    return dict(found)


def cohorts(query: ReportQuery) -> dict[int, Period]:
    """The days of what users did within 1 or 7 days, where these are others than the period."""
    found = {age: query.cohorts(age) for age in sorted(set(COHORT_DAYS.values()))}
    return {age: days for age, days in found.items() if days and days != query.period}
