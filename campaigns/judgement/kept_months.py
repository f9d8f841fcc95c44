"""What every page asks of its days, stored month by month: any range is put together of months."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
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
BY_APP = ("network", "app")
OFFERED = ("app", "platform", "network", "country", "targeting", "bid_type", "status")
"""The filters whose values are stored."""


class Month(NamedTuple):
    """The blocks of each network, and under `ALL` of all of them; the rows by network and app of
    what IPM divides; what `reports.left_out`, `reports.options` and `reports.creatives_in` say."""

    networks: list[tuple[int, list[Block]]]
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
    is asked about; None where they are not stored."""
    only = query.where.get("network", ())
    if query.where.keys() - {"network"} or len(only) > 1:
        return None
    every = replace(query, where={})
    asked = {one for days in periods for one in cut(every, days)}
    stored = _stored(tuple(sorted(asked, key=lambda days: days.first)))
    if not stored:
        return None
    found: dict[int, list[Block]] = {ALL: []}
    for network, own in chain.from_iterable(one.networks for one in stored):
        if not only:
            found.setdefault(network, []).extend(own)
        elif network in only:
            found.setdefault(network, []).extend(own)
            found[ALL].extend(own)
    return found


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


def _month(days: Period) -> Month:
    by_network = by_value(report(_question(days)), "network").items()
    networks = [(network, blocks(_counted(own))) for network, own in by_network]
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


def _question(days: Period) -> ReportQuery:
    return ReportQuery(days, ("network", "day"))


def _counted(rows: Sequence[Row]) -> Iterator:
    return ((row.keys["day"], row.counts) for row in rows)
