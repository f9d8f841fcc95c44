"""Sums of counts by any dimensions.

A trend is a report by day, a total a report by nothing, a heat table a report by country and
platform. One `ReportQuery` says it all, and `report` answers.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import reduce
from itertools import chain, starmap
from operator import or_
from typing import Any

from django.db.models import Case, F, Max, Q, QuerySet, Subquery, Sum, When

from campaigns.metrics import COHORT_DAYS, COUNTS, MONEY, Counts, total
from campaigns.models import DailyCount, Network
from campaigns.models.choices import Reporter
from campaigns.models.gathering import InColumns, Small, gathered
from campaigns.models.money import of_millionths
from campaigns.periods import Period
from campaigns.reports.answers import kept
from campaigns.reports.as_stored import DAY, Days, SumAsStored
from campaigns.reports.asked import (
    on_days,
    passing,
    passing_in,
    path_of,
    rows_asked,
    rows_with,
    then_of,
    wanted,
)
from campaigns.reports.catalogue import listed
from campaigns.reports.merged import meant, meant_of
from campaigns.reports.name_fields import joined
from campaigns.reports.names import Named, Names
from campaigns.reports.plans import SumPlan, groups_of, plan_of, reported
from campaigns.reports.query import ReportQuery, named
from campaigns.reports.rows import Row
from campaigns.reports.runs import Run

Sums = dict[tuple, Counts]
LATELY = 14
"""Days among which the last known one is looked for first."""


def report(query: ReportQuery, *, late: bool = False) -> list[Row]:
    """The counts of every combination of the query's dimensions, in the order of their values.

    Where a comparison is asked for, `previous` holds the counts of the same combination then; a
    combination that exists in only one of the periods is a row all the same. Time dimensions
    cannot be compared by their values, so they get no `previous`. With `late` there are rows, too,
    of what only earlier cohorts have, so that the rows of a part add up to what is told of it.
    """
    return next(iter(at_once([query], late=late)))


def at_once(queries: Sequence[ReportQuery], *, late: bool = False) -> Iterator[list[Row]]:
    """What `report` answers to each question. One statement for all that ask for what is known
    now."""
    compared = [one.before() if one.compare and not one.timed else None for one in queries]
    sums = _all_sums([*queries, *filter(None, compared)])
    both = [next(sums) for _ in queries]
    for query, (now, alone), before in zip(queries, both, compared, strict=True):
        then = next(sums)[0] if before else None
        yield _rows_of(query, now | alone if late else now, then, alone, late)


def _rows_of(
    query: ReportQuery, now: Sums, before: Sums | None, alone: Collection[tuple], late: bool
) -> list[Row]:
    found = {**now, **(before or {})}
    named = Named(query.by, found)
    nothing = Counts()
    return [
        Row(
            keys=(own := dict(zip(query.by, keys, strict=True))),
            names=Names(own, named),
            counts=now.get(keys, nothing),
            previous=None if before is None else before.get(keys, nothing),
            late=late and keys in alone,
        )
        for keys in sorted(found, key=lambda keys: [*map(str, keys)])
    ]


def _all_sums(queries: Sequence[ReportQuery]) -> Iterator[tuple[Sums, Sums]]:
    """Counts by the values of each query's dimensions: ids, codes and days; apart those of values
    that only earlier cohorts have."""
    plans = [plan_of(one) for one in queries]
    groups = groups_of(queries, plans)
    return map(_summed, queries, plans, groups)


def _summed(query: ReportQuery, plan: SumPlan, groups: Iterable[Sequence]) -> tuple[Sums, Sums]:
    at, runs, first, _ = plan
    money = [name for name in MONEY if name in query.counts]
    sums: dict[tuple, list[Counts]] = {}
    cohorts: dict[tuple, list[Counts]] = {}
    today = tuple if query.as_of is None else meant_of(query.by)
    for group in groups:
        keys = today(tuple([group[i] if days is None else days[group[i]] for i, days in at]))
        values = dict(zip(query.counts, group[first:], strict=True))
        values.update({name: of_millionths(values[name]) for name in money})
        counts = Counts.of(**values)
        now, later = runs[group[first - 1] if len(runs) > 1 else 0][1]
        if len(later) < len(COHORT_DAYS) or not now:
            counts = counts.part(now=now, later=later)
        (sums if now else cohorts).setdefault(keys, []).append(counts)
    if not query.by and not sums:
        sums[()] = [Counts()]
    found = {keys: _together(own + cohorts.pop(keys, [])) for keys, own in sums.items()}
    return found, {keys: _together(own) for keys, own in cohorts.items()}


class AsReported:
    """The groups of a question as they are stored, each of which is read where somebody looks:
    there are many."""

    def __init__(self, plan: SumPlan, groups: Iterable[Sequence]) -> None:
        self.groups = groups
        self._at, runs, self.first, _ = plan
        self._several = len(runs) > 1
        self._kept = [sum(1 << p for p, n in enumerate(COUNTS) if _told(run, n)) for run in runs]

    def places(self, many: int) -> list[int]:
        """Where in a group its first values stand."""
        return [place for place, _ in self._at[:many]]

    def read(self, group: Sequence) -> tuple[tuple, int, list]:
        """The values of a group, which counts are reported, a bit for each of COUNTS, and these,
        money in millionths."""
        first, several = self.first, self._several
        reported = group[first - 1 - several] & self._kept[group[first - 1] if several else 0]
        keys = tuple([group[i] if days is None else days[group[i]] for i, days in self._at])
        return keys, reported, [n for p, n in enumerate(group[first:]) if reported >> p & 1]


def as_reported(queries: Sequence[ReportQuery]) -> Iterator[AsReported]:
    """The same of each question about what is known now, as it is stored. One statement."""
    plans = [plan_of(one) for one in queries]
    return map(AsReported, plans, groups_of(queries, plans))


def bare_sums(queries: Sequence[ReportQuery]) -> Iterator[Iterator[tuple[tuple, Sequence]]]:
    """The values and the sums of each question about counts that no days are left out of, apart by
    which of them rows report, None for those that they do not. One statement for all that ask for
    what is known now."""
    plans = [plan_of(one) for one in queries]
    return map(_bare, queries, plans, groups_of(queries, plans))


def _bare(
    query: ReportQuery, plan: SumPlan, groups: Iterable[Sequence]
) -> Iterator[tuple[tuple, Sequence]]:
    today = tuple if query.as_of is None else meant_of(query.by)
    for group in groups:
        keys = tuple([group[i] if days is None else days[group[i]] for i, days in plan.at])
        yield today(keys), group[plan.first :]


def _told(run: Run, name: str) -> bool:
    now, later = run[1]
    return name in later if name in COHORT_DAYS else now


def _together(some: list[Counts]) -> Counts:
    return some[0] if len(some) == 1 else total(some)


@kept
def left_out(query: ReportQuery) -> Counts:
    """What the MMP counted on the days where the network's own report is shown instead."""
    if query.where.get("reported_by"):
        return Counts()
    return total(
        Counts.of(**rows.filter(reported_by=Reporter.MMP).aggregate(installs=Sum("installs")))
        for rows in rows_asked(replace(query, by=()), query.period, left_out=True)
    )


@kept
def days_with_data(where: Mapping[str, tuple], as_of: date | None = None) -> Period | None:
    """The first and last day that any count passing the filters stands on, of those that enter
    totals unless it is asked by reporter.

    One query of two: either end alone is the end of an index, both at once are all of it. With
    `as_of` the last one is that known on the evening of that day.
    """
    if not where and as_of is None:
        return next(starmap(_from_to, listed("days")), None)
    any_reporter = len(where.get("reported_by", ())) == 1
    counted = Q() if any_reporter else Q(counted=True)
    rows = rows_with(*where).filter(passing(where), counted).order_by()
    ends = [rows.order_by(way).values("day")[:1] for way in ("day", "-day")]
    found = Network.objects.order_by().values_list(*map(Subquery, ends))[:1]
    first, last = next(iter(found), (None, None))
    if first is None or as_of is None:
        return Period(first, last) if first and last else None
    first = min(first, as_of)
    lately = max(first, as_of - timedelta(days=LATELY - 1))
    last = _last_known(where, Period(lately, as_of)) or _last_known(where, Period(first, as_of))
    return Period(first, last) if last else None


def _last_known(where: Mapping[str, tuple], days: Period) -> date | None:
    """The last of some days that was known on the evening of their last."""
    asked = rows_asked(ReportQuery(days, where=where, as_of=days.last), days)
    known = [some.order_by().aggregate(day=Max("day"))["day"] for some in asked]
    return max(filter(None, known), default=None)


def _from_to(first: str | None, last: str | None) -> Period | None:
    return Period(date.fromisoformat(first), date.fromisoformat(last)) if first and last else None


def cells(query: ReportQuery) -> Iterator[tuple]:
    """The values of the query's dimensions and the bare sums of its counts, row by row.

    For judgements of many cells by day, where names and ratios would cost more than the sums. Only
    rows that report all of the counts are summed, so that the sums of a row go together.
    """
    paths, found = [path_of(name) for name in query.by], _cells(query)
    if len(found) == 1:
        return _with_days(query.by, found[0].iterator())
    sums: dict[tuple, list] = {}
    today = meant_of(query.by)
    for row in _with_days(query.by, chain.from_iterable(found)):
        counts = row[len(paths) :]
        key = today(row[: len(paths)])
        known = sums.get(key)
        sums[key] = [a + b for a, b in zip(known, counts, strict=True)] if known else list(counts)
    return ((*key, *counts) for key, counts in sums.items())


def cells_as_reported(query: ReportQuery) -> Iterator[tuple]:
    """The same of all rows: apart by which of the counts they report, None for those that they do
    not."""
    paths = _paths(query.by)
    today, width = tuple if query.as_of is None else meant_of(query.by), len(paths)
    for rows in rows_asked(query, query.period):
        sums = rows.order_by().values_list(*paths, reported(rows.model, query.counts))
        found = sums.annotate(**_sums(query.counts)).iterator()
        for row in _with_days(query.by, found):
            yield (*today(row[:width]), *row[width + 1 :])


def cells_at_once(queries: Sequence[ReportQuery]) -> Iterator[Iterator[tuple]]:
    """What `cells` answers to each question about what is known now, of whole counts. One
    statement."""
    asked = {str(place): (_cells(one)[0], ()) for place, one in enumerate(queries)}
    return map(_with_days, [one.by for one in queries], gathered(asked).values())


def columns_at_once(
    queries: Sequence[ReportQuery], beside: Sequence[ReportQuery]
) -> tuple[list[list[list]], list[list[tuple]]]:
    """The same part by part: the values of all dimensions but the last, and in columns those of the
    last, days as text, and the counts; and what `cells` answers to questions beside. One
    statement."""
    asked: dict[str, Small | InColumns] = {
        f"columns {at}": InColumns(_cells(one)[0], len(one.by) - 1)
        for at, one in enumerate(queries)
    }
    found = [
        *gathered(asked | {str(at): (_cells(q)[0], ()) for at, q in enumerate(beside)}).values()
    ]
    cells = map(_with_days, [one.by for one in beside], found[len(queries) :])
    return found[: len(queries)], [*map(list, cells)]


def _cells(query: ReportQuery) -> list[QuerySet]:
    asked = replace(query, reporting=query.counts)
    return [
        rows.order_by().values_list(*_paths(query.by)).annotate(**_sums(query.counts))
        for rows in rows_asked(asked, query.period)
    ]


def _paths(by: Sequence[str]) -> list[Any]:
    """Where rows have the values of dimensions; days as they are stored."""
    return [DAY if name == "day" else path_of(name) for name in by]


def _sums(counts: Iterable[str]) -> dict[str, Sum]:
    return {f"sum_{name}": Sum(name) if name in MONEY else SumAsStored(name) for name in counts}


def _with_days(by: Sequence[str], rows: Iterable[Sequence]) -> Iterator[tuple]:
    """Rows as they are stored, with their day read; PostgreSQL has days as they are."""
    if "day" not in by:
        yield from map(tuple, rows)
        return
    at, days, rows = by.index("day"), Days(None), iter(rows)
    for row in rows:
        if isinstance(row[at], date):
            yield tuple(row)
            yield from map(tuple, rows)
        else:
            yield (*row[:at], days[row[at]], *row[at + 1 :])


def few_rows(query: ReportQuery, most: int) -> bool:
    """Whether no more daily counts than this pass a question's filters in its days."""
    rows = joined(DailyCount.objects.all(), named(query.where))
    passing = rows.filter(passing_in(query.where, query.period)).order_by()
    return passing.values("pk")[: most + 1].count() <= most


def cells_to(
    query: ReportQuery, last: date, before: ReportQuery | None = None
) -> Iterator[tuple[tuple, tuple | None]]:
    """The same of the days up to `last`: cells of all rows, and of those that the query counts.
    Before them those of an earlier question, whose days touch its own."""
    width, both = len(query.by), [query, *([before] if before else [])]
    known = reduce(or_, (wanted(then_of(one)) & on_days(one.period) for one in both))
    period = Period(both[-1].period.first, last)
    asked = replace(query, period=period, ends=None, reporting=query.counts)
    counting = {
        f"counting_{name}": SumAsStored(Case(When(known, then=F(name)))) for name in query.counts
    }
    today = tuple if query.as_of is None else meant_of(query.by)
    for rows in rows_asked(asked, asked.period):
        sums = rows.order_by().values_list(*_paths(query.by))
        found = sums.annotate(**_sums(query.counts), **counting).iterator()
        for row in _with_days(query.by, found):
            key = today(row[:width])
            now = row[width + len(query.counts) :]
            yield (
                (*key, *row[width : width + len(query.counts)]),
                (None if None in now else (*key, *now)),
            )


@kept
def network_days(query: ReportQuery) -> set[tuple[int, date]]:
    """The networks and days that have any row, whatever it reports."""
    asked, by = replace(query, by=(), ends=None, reporting=()), ("network", "day")
    return {
        (network if query.as_of is None else meant("network", network), day)
        for rows in rows_asked(asked, query.period)
        for network, day in _with_days(
            by, rows.order_by().values_list(*_paths(by)).distinct().iterator()
        )
    }
