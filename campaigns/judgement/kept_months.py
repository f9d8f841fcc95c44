"""What every page asks of its days, stored month by month: any range is put together of months."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from campaigns import reports
from campaigns.judgement.day_blocks import Block, blocks
from campaigns.judgement.kept_counts import StoredCounts, packed_counts
from campaigns.judgement.kept_sums import keep, stored_all
from campaigns.judgement.network_days import ALL, Stored
from campaigns.judgement.stored_rows import StoredRow, packed_rows
from campaigns.metrics import COUNTS, Counts
from campaigns.periods import Period, month, month_end, months_on
from campaigns.reports import ReportQuery, Row, by_value, report
from campaigns.reports.answers import kept

DAYS = "days"
BASIS = (Counts.ipm.denominator, Counts.ipm.numerator)
BY_APP = ("network", "app")
OFFERED = ("app", "platform", "network", "country", "targeting", "bid_type", "status")
"""The filters whose values are stored."""


class Month(NamedTuple):
    """The blocks of each network, and under `ALL` of all of them; the rows by network and app of
    what IPM divides; what `reports.left_out` and `reports.options` answer."""

    networks: list[tuple[int, list[Block]]]
    apps: list[StoredRow]
    left_out: StoredCounts
    options: dict[str, list[tuple[Any, str]]]


class Months(NamedTuple):
    """The months that lie in a range, and its days in others."""

    whole: Sequence[Month]
    rest: Sequence[Period]


def networks_in(query: ReportQuery, periods: Iterable[Period]) -> Stored | None:
    """The days of every network in some periods, perhaps with days around; None where they are not
    stored."""
    known = reports.days_with_data({})
    if known is None or query.where or query.as_of or query.reporting or query.counts != COUNTS:
        return None
    asked = {one for days in periods for one in _months(days, known)}
    stored = _stored(tuple(sorted(asked, key=lambda days: days.first)))
    if not stored:
        return None
    found: dict[int, list[Block]] = {ALL: []}
    for one in stored:
        for network, own in one.networks:
            found.setdefault(network, []).extend(own)
    return found


def months_of(query: ReportQuery) -> Months | None:
    """The stored months of a question about all of its days; None where there are none."""
    known = reports.days_with_data({})
    if known is None or query.where or query.as_of or query.reporting or query.ends is not None:
        return None
    inside = {one: _of(one, known, query.period) for one in _months(query.period, known)}
    whole = tuple(one for one, days in inside.items() if days == one.within(known))
    stored = _stored(whole)
    rest = [days for one, days in inside.items() if days and one not in whole]
    return Months(stored, rest) if stored else None


def keep_months() -> None:
    """Store what is stored of every month."""
    known = reports.days_with_data({})
    for days in _months(known, known) if known else ():
        rows = report(_question(days))
        networks = [(network, blocks(_counted(own))) for network, own in _by_network(rows)]
        whole = blocks(_counted(report(_question(days).split("day"))))
        apps = report(ReportQuery(days, BY_APP, counts=BASIS))
        found = Month(
            networks=[(ALL, whole), *networks],
            apps=packed_rows(apps),
            left_out=packed_counts(reports.left_out(ReportQuery(days))),
            options={name: reports.options(name, days) for name in OFFERED},
        )
        keep(_question(days), DAYS, found)


@kept
def _stored(months: tuple[Period, ...]) -> Sequence[Month] | None:
    """What is stored of these months. One query."""
    return stored_all([*map(_question, months)], DAYS, Month)


def _question(days: Period) -> ReportQuery:
    return ReportQuery(days, ("network", "day"))


def _by_network(rows: Sequence[Row]) -> Iterable[tuple[int, list[Row]]]:
    return by_value(rows, "network").items()


def _counted(rows: Sequence[Row]) -> Iterator:
    return ((row.keys["day"], row.counts) for row in rows)


def _of(one: Period, known: Period, asked: Period) -> Period | None:
    days = one.within(known)
    return days and days.within(asked)


def _months(period: Period, known: Period) -> Iterator[Period]:
    """The months of the known days of a period."""
    days = period.within(known)
    first = month(days.first) if days else known.last
    while days and first <= days.last:
        yield Period(first, month_end(first))
        first = months_on(first, 1)
