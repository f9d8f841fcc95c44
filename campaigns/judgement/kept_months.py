"""What every page asks of its days, stored month by month: any range is put together of months."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import chain
from typing import Any, NamedTuple

from campaigns import reports
from campaigns.judgement.day_blocks import Block, blocks
from campaigns.judgement.kept_counts import StoredCounts, packed_counts
from campaigns.judgement.kept_sums import keep_of, stored_all
from campaigns.judgement.network_days import ALL, Stored
from campaigns.judgement.part_days import BASIS
from campaigns.judgement.stored_rows import StoredRow, packed_rows
from campaigns.metrics import Counts
from campaigns.periods import Period
from campaigns.reports import ReportQuery, Row, by_value, report
from campaigns.reports.answers import kept

DAYS = "days and creatives"
"""What is stored: another name whenever its form changes, as what stands is not made anew."""
APP_DAYS = "days of networks"
BY_APP = ("network", "app")
APP = ("app", "platform")
"""The filters that tell apps."""
OFFERED = ("app", "platform", "network", "country", "targeting", "bid_type", "status")
"""The filters whose values are stored."""


Networks = list[tuple[int, list[Block]]]
"""The blocks of each network."""


class Month(NamedTuple):
    """The blocks of each network, and under `ALL` of all of them; the rows by network and app of
    what IPM divides; what `reports.left_out`, `reports.options` and `reports.creatives_in` say."""

    networks: Networks
    apps: list[StoredRow]
    left_out: StoredCounts
    options: dict[str, list[tuple[Any, str]]]
    creatives: list[int]


class Months(NamedTuple):
    """The months that lie in a range, and its days in others."""

    whole: Sequence[Month]
    rest: Sequence[Period]


def networks_in(query: ReportQuery, periods: Iterable[Period]) -> Stored | None:
    """The days of every network in some periods, perhaps with days around, or of the only one that
    is asked about, in all apps or those that pass; None where they are not stored."""
    only = query.where.get("network", ())
    if query.where.keys() - {"network", *APP} or len(only) > 1:
        return None
    every = replace(query, where={})
    asked = {one for days in periods for one in cut(every, days)}
    months = tuple(sorted(asked, key=lambda days: days.first))
    if query.where.keys() & {*APP}:
        stored = _of_apps(months, tuple(reports.apps_passing(query.where)))
    else:
        stored = [one.networks for one in _stored(months) or ()]
    if not stored:
        return None
    added_up = only or query.where
    found: dict[int, list[Block]] = {ALL: []}
    for network, own in chain.from_iterable(stored):
        if only and network not in only:
            continue
        found.setdefault(network, []).extend(own)
        if added_up:
            found[ALL].extend(own)
    return found if found.keys() >= {*only} else None


def months_of(query: ReportQuery) -> Months | None:
    """The stored months of a question about all of its days; None where there are none."""
    days = {} if query.ends else cut(query, query.period)
    stored = _stored(tuple(one for one, days in days.items() if days is None))
    return Months(stored, [*filter(None, days.values())]) if stored else None


def cut(query: ReportQuery, period: Period) -> dict[Period, Period | None]:
    """The months of a period with the days that it has of them, None where these are all that are
    known. None of a question of which months say nothing."""
    known = reports.days_with_data({})
    days = known and period.within(known)
    if not known or not days or query.where or query.as_of or query.reporting:
        return {}
    inside = {one: one.within(days) for one in days.months()}
    return {one: None if own == one.within(known) else own for one, own in inside.items()}


def known_months() -> Iterable[Period]:
    """The months in which any counts stand."""
    known = reports.days_with_data({})
    return known.months() if known else ()


def keep_months() -> None:
    """Store what is stored of every month."""
    for days in known_months():
        keep_of(days, _question(days), DAYS, partial(_month, days))
        by_app = cache(partial(_networks_by_app, days))
        for app in reports.app_ids():
            keep_of(days, _question(days, app), APP_DAYS, partial(_of_app, by_app, app))


def _of_app(by_app: Callable[[], dict[int, Networks]], app: int) -> Networks:
    return by_app().get(app, [])


def _networks_by_app(days: Period) -> dict[int, Networks]:
    rows = by_value(report(_question(days).split("app", "network", "day")), "app")
    return {app: _blocks(own) for app, own in rows.items()}


def _blocks(rows: Iterable[Row]) -> Networks:
    return [(pk, blocks(_counted(own))) for pk, own in by_value(rows, "network").items()]


def _month(days: Period) -> Month:
    networks = _blocks(report(_question(days)))
    whole = blocks(_counted(report(_question(days).split("day"))))
    options, left_out = reports.all_options(OFFERED, days)
    return Month(
        networks=[(ALL, whole), *networks],
        apps=packed_rows(report(ReportQuery(days, BY_APP, counts=BASIS))),
        left_out=packed_counts(reports.left_out(ReportQuery(days)) if left_out else Counts()),
        options=options,
        creatives=sorted(reports.creatives_in(days)),
    )


@kept
def _stored(months: tuple[Period, ...]) -> Sequence[Month] | None:
    """What is stored of these months. One query."""
    return stored_all([(_question(one), DAYS) for one in months], Month)


@kept
def _of_apps(months: tuple[Period, ...], apps: tuple[int, ...]) -> Sequence[Networks] | None:
    """The networks of some apps in each of these months. One query."""
    asked = [(_question(one, app), APP_DAYS) for one in months for app in apps]
    return stored_all(asked, Networks) if asked else None


def _question(days: Period, app: int | None = None) -> ReportQuery:
    return ReportQuery(days, ("network", "day"), {} if app is None else {"app": (app,)})


def _counted(rows: Sequence[Row]) -> Iterator:
    return ((row.keys["day"], row.counts) for row in rows)
