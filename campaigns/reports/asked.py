"""Which rows a question is about: those of its days that pass its filters, by the reporter that
counts."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q, QuerySet

from campaigns.models import Campaign, Network
from campaigns.periods import Period
from campaigns.reports.as_known import then
from campaigns.reports.merged import also
from campaigns.reports.name_fields import joined, path
from campaigns.reports.query import DIMENSIONS, ReportQuery, named
from campaigns.reports.tables import smallest


def rows_asked(query: ReportQuery, period: Period, *, left_out: bool = False) -> list[QuerySet]:
    """The rows to sum: those of one reporter a network-day, or those that are left out for it.

    Networks and MMPs differ by design and describe the same installs, so they are never added: the
    network's own counts stand, because only they match its impressions. Who stands for a network's
    day does not depend on filters, else a filter by country could show a part that is not in the
    total.
    With `as_of`, what changed since comes from the facts and revisions, the rest from rollups.
    """
    query = then_of(query)
    names = (*query.by, *query.where)
    tests = passing_in(query.where, period), wanted(query)
    any_reporter = len(query.where.get("reported_by", ())) == 1
    counted = Q() if any_reporter else Q(counted=not left_out)
    rows = rows_with(*names).filter(*tests, counted)
    if query.as_of is None:
        return [rows]
    known = then(query.as_of, period)
    counted = Q() if any_reporter else known.hidden if left_out else ~known.hidden
    was = [joined(one, named(names)).filter(*tests, counted) for one in known.rows]
    return [rows.exclude(day__in=known.days), *was]


def then_of(query: ReportQuery) -> ReportQuery:
    """A question about the past, where what was merged since stood by itself."""
    if query.as_of is None:
        return query
    where = {name: tuple(also(name, values)) for name, values in query.where.items()}
    known = query.ends or {}
    ends = {old: day for network, day in known.items() for old in also("network", [network])}
    return replace(query, where=where, ends=ends if known else query.ends)


def wanted(query: ReportQuery) -> Q:
    """The days that count and the rows that report what must be reported, where that is asked."""
    reported = Q(**{f"{name}__isnull": False for name in query.reporting})
    if query.ends is None:
        return reported
    days: dict[date, list[int]] = defaultdict(list)
    for network, day in query.ends.items():
        days[day].append(network)
    until = (Q(campaign__network__in=some, day__lte=day) for day, some in days.items())
    return reported & reduce(or_, until, Q(pk__in=()))


def passing_in(where: Mapping[str, tuple], period: Period) -> Q:
    """The rows of a period that pass the filters, whoever reports them.

    Organic and unattributed installs come from no network: they count only where asked for.
    """
    inside = on_days(period) & passing(where)
    if {"network", "campaign"} & set(where):
        return inside
    return inside & ~Q(campaign__in=_without_ads())


def _without_ads() -> QuerySet[Campaign, Any]:
    """The campaigns that stand for installs without an ad; a part of the question, no query."""
    return Campaign.everything.filter(network__kind__in=Network.WITHOUT_ADS).order_by().values("pk")


def passing(where: Mapping[str, tuple]) -> Q:
    """The rows that pass the filters, of any day."""
    tests = (Q(**{f"{path_of(name)}__in": values}) for name, values in where.items())
    return reduce(and_, tests, Q())


def path_of(name: str) -> str:
    """Where a row has the value of a dimension."""
    otherwise = DIMENSIONS[name].path
    return path(name, otherwise) if named((name,)) else otherwise


def rows_with(*names: str) -> QuerySet:
    """The rows to ask about these dimensions, with what names say in them."""
    return joined(smallest(*names).objects.all(), named(names))


def on_days(period: Period) -> Q:
    """The rows of a period."""
    return Q(day__range=(period.first, period.last))
