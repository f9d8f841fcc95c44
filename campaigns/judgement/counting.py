"""The rows of a query, network by network and day by day, taken apart by what counts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from campaigns.metrics import COHORT_DAYS, Counts, total
from campaigns.periods import Period
from campaigns.reports import DIMENSIONS, ReportQuery, Row, grouped, report


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
        for row in rows:
            day, end = row.keys["day"], (query.ends or {}).get(row.keys["network"], date.max)
            if day > min(end, query.period.last):
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
        return total(row.counts for row in (*self.now, *self.cohorts))


def counting(query: ReportQuery, by: tuple[str, ...], last: date | None = None) -> Counting:
    """The rows of a query by network and day, and those of the days up to `last`."""
    keys, days = tuple(dict.fromkeys((*by, "network", "day"))), query.span
    every_day = replace(
        query, by=keys, period=Period(days.first, last or days.last), compare=None, ends=None,
        today=None,
    )  # fmt: skip
    return Counting.of(report(every_day), query)


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
