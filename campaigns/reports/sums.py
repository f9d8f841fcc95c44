"""Sums of counts by any dimensions.

A trend is a report by day, a total a report by nothing, a heat table a report by country and
platform. One `ReportQuery` says it all, and `report` answers.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import reduce
from itertools import chain, starmap
from operator import and_, or_
from typing import Any

from django.db.models import (
    F,
    Func,
    IntegerField,
    Max,
    Model,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.expressions import Combinable

from campaigns.metrics import COHORT_DAYS, MONEY, Counts, total
from campaigns.models import Campaign, DailyCount, Network, Rollup
from campaigns.models.choices import Reporter
from campaigns.models.money import of_millionths
from campaigns.periods import Period
from campaigns.reports.answers import kept
from campaigns.reports.as_known import then
from campaigns.reports.as_stored import DAY, Days, SumAsStored
from campaigns.reports.catalogue import listed
from campaigns.reports.merged import also, meant, meant_of
from campaigns.reports.name_fields import joined, path
from campaigns.reports.names import Named, Names
from campaigns.reports.query import DIMENSIONS, ReportQuery, named
from campaigns.reports.rows import Row
from campaigns.reports.runs import place_of, runs_of
from campaigns.reports.tables import smallest

LATELY = 14
"""Days among which the last known one is looked for first."""


def report(query: ReportQuery, *, late: bool = False) -> list[Row]:
    """The counts of every combination of the query's dimensions, in the order of their values.

    Where a comparison is asked for, `previous` holds the counts of the same combination then; a
    combination that exists in only one of the periods is a row all the same. Time dimensions
    cannot be compared by their values, so they get no `previous`. With `late` there are rows, too,
    of what only earlier cohorts have, so that the rows of a part add up to what is told of it.
    """
    now, alone = _sums(query)
    before = _sums(query.before())[0] if query.compare and not query.timed else None
    now |= alone if late else {}
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


def _sums(query: ReportQuery) -> tuple[dict[tuple, Counts], dict[tuple, Counts]]:
    """Counts by the values of the query's dimensions: ids, codes and days; apart those of values
    that only earlier cohorts have."""
    dimensions = [DIMENSIONS[name] for name in query.by]
    of = [_path(name) for name in query.by]
    paths = list(dict.fromkeys(of))
    at = [
        (paths.index(path), Days(dimension.bucket) if path == "day" else None)
        for path, dimension in zip(of, dimensions, strict=True)
    ]
    span = query.period if query.timed else query.span
    runs = runs_of(query, span)
    asked = [DAY if path == "day" else path for path in paths]
    groups = chain.from_iterable(
        rows.order_by()
        .values_list(*asked, _reported(rows.model, query.counts), *place_of(runs))
        .annotate(**{f"sum_{name}": SumAsStored(name) for name in query.counts})
        for rows in _asked(query, span)
    )
    money = [name for name in MONEY if name in query.counts]
    sums: dict[tuple, list[Counts]] = {}
    cohorts: dict[tuple, list[Counts]] = {}
    first = len(paths) + 1 + (len(runs) > 1)
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


def _then(query: ReportQuery) -> ReportQuery:
    """A question about the past, where what was merged since stood by itself."""
    if query.as_of is None:
        return query
    where = {name: tuple(also(name, values)) for name, values in query.where.items()}
    known = query.ends or {}
    ends = {old: day for network, day in known.items() for old in also("network", [network])}
    return replace(query, where=where, ends=ends if known else query.ends)


def _together(some: list[Counts]) -> Counts:
    return some[0] if len(some) == 1 else total(some)


def _asked(query: ReportQuery, period: Period, *, left_out: bool = False) -> list[QuerySet]:
    """The rows to sum: those of one reporter a network-day, or those that are left out for it.

    Networks and MMPs differ by design and describe the same installs, so they are never added: the
    network's own counts stand, because only they match its impressions. Who stands for a network's
    day does not depend on filters, else a filter by country could show a part that is not in the
    total.
    With `as_of`, what changed since comes from the facts and revisions, the rest from rollups.
    """
    query = _then(query)
    names = (*query.by, *query.where)
    passing, wanted = _passing_in(query.where, period), _wanted(query)
    any_reporter = len(query.where.get("reported_by", ())) == 1
    counted = Q() if any_reporter else Q(counted=not left_out)
    rows = _rows(*names).filter(passing, wanted, counted)
    if query.as_of is None:
        return [rows]
    known = then(query.as_of, period)
    counted = Q() if any_reporter else known.hidden if left_out else ~known.hidden
    was = [joined(one, named(names)).filter(passing, wanted, counted) for one in known.rows]
    return [rows.exclude(day__in=known.days), *was]


def _wanted(query: ReportQuery) -> Q:
    """The days that count and the rows that report what must be reported, where that is asked."""
    wanted = Q(**{f"{name}__isnull": False for name in query.reporting})
    if query.ends is None:
        return wanted
    days: dict[date, list[int]] = defaultdict(list)
    for network, day in query.ends.items():
        days[day].append(network)
    until = (Q(campaign__network__in=some, day__lte=day) for day, some in days.items())
    return wanted & reduce(or_, until, Q(pk__in=()))


def _reported(table: type[Model], counts: tuple[str, ...]) -> Combinable:
    """Which counts a row reports, as bits."""
    return F("reports") if issubclass(table, Rollup) else _Reported(*counts)


class _Reported(Func):
    """Which of some counts a row reports, as bits. Rows of one pattern can be summed together
    without a ratio ever dividing one row's installs by another's impressions."""

    output_field = IntegerField()

    def as_sql(self, compiler: Any, *_: Any, **__: Any) -> tuple[str, list]:
        """One text for all counts: a `Case` for each took a third of the time of a page."""
        columns = (compiler.compile(column)[0] for column in self.get_source_expressions())
        bits = (
            f"CASE WHEN {column} IS NULL THEN 0 ELSE {1 << place} END"
            for place, column in enumerate(columns)
        )
        return f"({' + '.join(bits)})", []


def _passing_in(where: Mapping[str, tuple], period: Period) -> Q:
    """The rows of a period that pass the filters, whoever reports them.

    Organic and unattributed installs come from no network: they count only where asked for.
    """
    passing = _days(period) & _passing(where)
    if {"network", "campaign"} & set(where):
        return passing
    return passing & ~Q(campaign__in=_without_ads())


def _without_ads() -> QuerySet[Campaign, Any]:
    """The campaigns that stand for installs without an ad; a part of the question, no query."""
    return Campaign.everything.filter(network__kind__in=Network.WITHOUT_ADS).order_by().values("pk")


def _passing(where: Mapping[str, tuple]) -> Q:
    tests = (Q(**{f"{_path(name)}__in": values}) for name, values in where.items())
    return reduce(and_, tests, Q())


def _path(name: str) -> str:
    """Where a row has the value of a dimension."""
    otherwise = DIMENSIONS[name].path
    return path(name, otherwise) if named((name,)) else otherwise


def _rows(*names: str) -> QuerySet:
    """The rows to ask about these dimensions, with what names say in them."""
    return joined(smallest(*names).objects.all(), named(names))


@kept
def left_out(query: ReportQuery) -> Counts:
    """What the MMP counted on the days where the network's own report is shown instead."""
    if query.where.get("reported_by"):
        return Counts()
    return total(
        Counts.of(**rows.filter(reported_by=Reporter.MMP).aggregate(installs=Sum("installs")))
        for rows in _asked(replace(query, by=()), query.period, left_out=True)
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
    rows = _rows(*where).filter(_passing(where), counted).order_by()
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
    asked = _asked(ReportQuery(days, where=where, as_of=days.last), days)
    known = [some.order_by().aggregate(day=Max("day"))["day"] for some in asked]
    return max(filter(None, known), default=None)


def _from_to(first: str | None, last: str | None) -> Period | None:
    return Period(date.fromisoformat(first), date.fromisoformat(last)) if first and last else None


def cells(query: ReportQuery) -> Iterator[tuple]:
    """The values of the query's dimensions and the bare sums of its counts, row by row.

    For judgements of many cells by day, where names and ratios would cost more than the sums. Only
    rows that report all of the counts are summed, so that the sums of a row go together.
    """
    paths = [_path(name) for name in query.by]
    query = replace(query, reporting=query.counts)
    found = [
        rows.order_by().values_list(*paths).annotate(*map(Sum, query.counts))
        for rows in _asked(query, query.period)
    ]
    if len(found) == 1:
        return found[0].iterator()
    sums: dict[tuple, list] = {}
    today = meant_of(query.by)
    for row in chain.from_iterable(found):
        counts = row[len(paths) :]
        key = today(row[: len(paths)])
        known = sums.get(key)
        sums[key] = [a + b for a, b in zip(known, counts, strict=True)] if known else list(counts)
    return ((*key, *counts) for key, counts in sums.items())


def few_rows(query: ReportQuery, most: int) -> bool:
    """Whether no more daily counts than this pass a question's filters in its days."""
    rows = joined(DailyCount.objects.all(), named(query.where))
    passing = rows.filter(_passing_in(query.where, query.period)).order_by()
    return passing.values("pk")[: most + 1].count() <= most


def cells_to(
    query: ReportQuery, last: date, before: ReportQuery | None = None
) -> Iterator[tuple[tuple, tuple | None]]:
    """The same of the days up to `last`: cells of all rows, and of those that the query counts.
    Before them those of an earlier question, whose days touch its own."""
    width, both = len(query.by), [query, *([before] if before else [])]
    known = reduce(or_, (_wanted(_then(one)) & _days(one.period) for one in both))
    period = Period(both[-1].period.first, last)
    asked = replace(query, period=period, ends=None, reporting=query.counts)
    counting = {f"counting_{name}": Sum(name, filter=known) for name in query.counts}
    today = tuple if query.as_of is None else meant_of(query.by)
    for rows in _asked(asked, asked.period):
        sums = (
            rows.order_by()
            .values_list(*map(_path, query.by))
            .annotate(*map(Sum, query.counts), **counting)
        )
        for row in sums.iterator():
            key = today(row[:width])
            now = row[width + len(query.counts) :]
            yield (
                (*key, *row[width : width + len(query.counts)]),
                (None if None in now else (*key, *now)),
            )


def _days(period: Period) -> Q:
    return Q(day__range=(period.first, period.last))


@kept
def network_days(query: ReportQuery) -> set[tuple[int, date]]:
    """The networks and days that have any row, whatever it reports."""
    asked = replace(query, by=(), ends=None, reporting=())
    return {
        (network if query.as_of is None else meant("network", network), day)
        for rows in _asked(asked, query.period)
        for network, day in rows.order_by()
        .values_list(DIMENSIONS["network"].path, "day")
        .distinct()
    }
