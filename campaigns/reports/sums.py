"""Sums of counts by any dimensions.

A trend is a report by day, a total a report by nothing, a heat table a report by country and
platform. One `ReportQuery` says it all, and `report` answers.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Case, Func, IntegerField, Max, Min, Q, QuerySet, Sum, Value, When

from campaigns import periods
from campaigns.metrics import COHORT_DAYS, Counts, total
from campaigns.models import Campaign, DailyCount, Network
from campaigns.models.choices import Platform, Reporter
from campaigns.periods import Period, last_full_cohort
from campaigns.reports.lists import networks
from campaigns.reports.query import DIMENSIONS, Dimension, ReportQuery
from campaigns.reports.rows import Row


def report(query: ReportQuery) -> list[Row]:
    """The counts of every combination of the query's dimensions, in the order of their values.

    Where a comparison is asked for, `previous` holds the counts of the same combination then; a
    combination that exists in only one of the periods is a row all the same. Time dimensions
    cannot be compared by their values, so they get no `previous`.
    """
    now = _sums(query, query.period)
    timed = any(DIMENSIONS[name].path == "day" for name in query.by)
    before = _sums(query, query.compare) if query.compare and not timed else None
    names: dict[tuple, Mapping[str, str]] = {}
    for sums in (now, before or {}):
        names.update({keys: found for keys, (found, _) in sums.items()})
    nothing: tuple[dict[str, str], Counts] = ({}, Counts())
    return [
        Row(
            keys=dict(zip(query.by, keys, strict=True)),
            names=names[keys],
            counts=now.get(keys, nothing)[1],
            previous=None if before is None else before.get(keys, nothing)[1],
        )
        for keys in sorted(names, key=lambda keys: [str(key) for key in keys])
    ]


def _sums(query: ReportQuery, period: Period) -> dict[tuple, tuple[dict[str, str], Counts]]:
    """Counts by the values of the query's dimensions, each with the names of those values."""
    dimensions = [DIMENSIONS[name] for name in query.by]
    paths = {path for d in dimensions for path in (d.path, *d.name_paths)}
    young = _young(query, period)
    groups = (
        DailyCount.objects.filter(_chosen(query.where, period), _wanted(query))
        .order_by()
        .values(*paths, reported=_Reported(*query.counts), young=_place(young))
        .annotate(**{name: Sum(name) for name in query.counts})
    )
    sums: dict[tuple, tuple[dict[str, str], Counts]] = {}
    named: dict[tuple[str, Any], str] = {}
    for group in groups:
        keys = tuple(d.bucket(group[d.path]) if d.bucket else group[d.path] for d in dimensions)
        unknown = young[group["young"]][1]
        counts = Counts.of(
            **{name: None if name in unknown else group[name] for name in query.counts}
        )
        if keys in sums:
            names, before = sums[keys]
            sums[keys] = (names, before + counts)
        else:
            sums[keys] = (_names(query.by, group, keys, named), counts)
    if not query.by and not sums:
        sums[()] = ({}, Counts())
    return sums


def _wanted(query: ReportQuery) -> Q:
    """The settled days and the rows that report what must be reported, where that is asked for."""
    wanted = Q(**{f"{name}__isnull": False for name in query.reporting})
    if not query.settled or query.today is None:
        return wanted
    days: dict[date, list[int]] = defaultdict(list)
    for network, (_, settle_days) in networks().items():
        days[periods.last_settled_day(query.today, settle_days)].append(network)
    until = (Q(campaign__network__in=some, day__lte=day) for day, some in days.items())
    return wanted & reduce(or_, until, Q(pk__in=()))


def _young(query: ReportQuery, period: Period) -> list[tuple[date, frozenset[str]]]:
    """The days after which cohorts are too young for some counts, the newest first, and these
    counts. The last entry is for all other days."""
    found = []
    for age in sorted(set(COHORT_DAYS.values())):
        day = last_full_cohort(query.today, age) if query.today else date.max
        if period.last > day and set(query.counts) & set(COHORT_DAYS):
            found.append((day, frozenset(n for n, days in COHORT_DAYS.items() if days >= age)))
    return [*found, (date.min, frozenset())]


def _place(young: list[tuple[date, frozenset[str]]]) -> Case:
    """The place in `young` of a row's day."""
    cases = [When(day__gt=day, then=Value(place)) for place, (day, _) in enumerate(young[:-1])]
    return Case(*cases, default=Value(len(young) - 1), output_field=IntegerField())


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


def _names(
    by: tuple[str, ...], group: Mapping[str, Any], keys: tuple, named: dict[tuple[str, Any], str]
) -> dict[str, str]:
    """The names of the values, each made once and kept in `named`."""
    for value in zip(by, keys, strict=True):
        if value not in named:
            named[value] = _name(DIMENSIONS[value[0]], group, value[1])
    return {name: named[name, key] for name, key in zip(by, keys, strict=True)}


def _name(dimension: Dimension, group: Mapping[str, Any], key: Any) -> str:
    if dimension.choices is not None:
        return str(dimension.choices.get(key, key))
    if not dimension.name_paths:
        return str(key)
    name, *parts = (str(group[path]) for path in dimension.name_paths)
    parts = [str(dict(Platform.choices).get(part, part)) for part in parts]
    return f"{name} ({', '.join(parts)})" if parts else name


def _chosen(where: Mapping[str, tuple], period: Period) -> Q:
    """The rows of a period that pass the filters, each activity told by one reporter only.

    Organic installs come from no network: they count only where somebody asks for them.
    """
    chosen = Q(day__range=(period.first, period.last))
    if not {"network", "campaign"} & set(where):
        chosen &= ~Q(campaign__in=_organic())
    passing = _passing(where)
    if len(where.get("reported_by", ())) == 1:
        return chosen & passing
    whole_networks = {name: where[name] for name in ("app", "platform", "network") if name in where}
    return chosen & passing & ~_told_twice(chosen & _passing(whole_networks))


def _organic() -> QuerySet[Campaign, Any]:
    """The campaigns that stand for installs without an ad; a part of the question, no query."""
    return Campaign.objects.filter(network__kind=Network.Kind.ORGANIC).order_by().values("pk")


def _passing(where: Mapping[str, tuple]) -> Q:
    tests = (Q(**{f"{DIMENSIONS[name].path}__in": values}) for name, values in where.items())
    return reduce(and_, tests, Q())


def _told_twice(chosen: Q) -> Q:
    """The MMP's rows of those days on which the network itself reports for the same app.

    Networks and MMPs differ by design and describe the same installs, so they are never added:
    the network's own counts stand, because only they match its impressions. `chosen` must hold
    whole networks, else a filter by country could show a part that is not in the total.
    """
    mmp = _network_days(chosen, Reporter.MMP)
    if not mmp:
        return Q(pk__in=())
    days = defaultdict(list)
    for app, network, day in mmp & _network_days(chosen, Reporter.NETWORK):
        days[app, network].append(day)
    return reduce(
        or_,
        (
            Q(
                reported_by=Reporter.MMP,
                campaign__app=app,
                campaign__network=network,
                day__in=sorted(told),
            )
            for (app, network), told in days.items()
        ),
        Q(pk__in=()),
    )


def _network_days(chosen: Q, reporter: str) -> set[tuple[int, int, date]]:
    rows = DailyCount.objects.filter(chosen, reported_by=reporter).order_by()
    return set(rows.values_list("campaign__app", "campaign__network", "day").distinct())


def left_out(query: ReportQuery) -> Counts:
    """What the MMP counted on the days where the network's own report is shown instead."""
    query = replace(query, compare=None)
    mmp = replace(query, by=(), where={**query.where, "reported_by": (Reporter.MMP,)})
    told = report(mmp)[0].counts
    if query.where.get("reported_by") or told == Counts():
        return Counts()
    shown = report(query.split("reported_by"))
    kept = total(row.counts for row in shown if row.keys["reported_by"] == Reporter.MMP)
    return Counts.of(installs=(told.installs or 0) - (kept.installs or 0))


def options(name: str, period: Period) -> list[tuple[Any, str]]:
    """The values of a dimension that have counts in a period, with their names, by name."""
    dimension = DIMENSIONS[name]
    rows = DailyCount.objects.filter(day__range=(period.first, period.last)).order_by()
    groups = rows.values(dimension.path, *dimension.name_paths).distinct()
    found = {
        group[dimension.path]: _name(dimension, group, group[dimension.path]) for group in groups
    }
    return sorted(found.items(), key=lambda option: option[1].lower())


def days_with_data(where: Mapping[str, tuple]) -> Period | None:
    """The first and last day that any count passing the filters stands on."""
    ends = DailyCount.objects.filter(_passing(where)).aggregate(first=Min("day"), last=Max("day"))
    return Period(ends["first"], ends["last"]) if ends["first"] else None


def cells(query: ReportQuery) -> Iterator[tuple]:
    """The values of the query's dimensions and the bare sums of its counts, row by row.

    For judgements of many cells by day, where names and ratios would cost more than the sums. Only
    rows that report all of the counts are summed, so that the sums of a row go together.
    """
    paths = [DIMENSIONS[name].path for name in query.by]
    query = replace(query, reporting=query.counts)
    rows = DailyCount.objects.filter(_chosen(query.where, query.period), _wanted(query)).order_by()
    return rows.values_list(*paths).annotate(*map(Sum, query.counts)).iterator()


def network_days(query: ReportQuery) -> set[tuple[int, date]]:
    """The networks and days that have any row, whatever it reports."""
    rows = DailyCount.objects.filter(_chosen(query.where, query.period)).order_by()
    return set(rows.values_list(DIMENSIONS["network"].path, "day").distinct())
