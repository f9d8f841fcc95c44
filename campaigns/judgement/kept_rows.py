"""Rows of sums by networks that every page opens with, perhaps stored."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from campaigns import reports
from campaigns.judgement.kept_counts import StoredCounts, packed_counts, read_counts
from campaigns.judgement.kept_sums import (
    LEFT_OUT,
    ROWS,
    VALUES,
    keep,
    kept_answer,
    kept_found,
    stored_all,
)
from campaigns.metrics import Counts
from campaigns.periods import Period, month, month_end, months_on
from campaigns.reports import ReportQuery, Row, report
from campaigns.reports.names import Named, Names

DAYS, BY = "days", ("network", "day")
StoredRow = tuple[list[int | str], StoredCounts]
"""The values of a row, a day as its ordinal, and its counts."""


def kept_rows(query: ReportQuery) -> Sequence[Row]:
    """What `report` answers."""
    read = partial(_read, query.by)
    return kept_answer(query, ROWS, list[StoredRow], lambda: report(query), _packed, read)


def kept_days(query: ReportQuery) -> Sequence[Row]:
    """What `report` answers by network and day: put together of months, where all are stored."""
    known = reports.days_with_data({})
    if known is None:
        return []
    asked = query.period.within(known)
    months = [replace(query, period=month) for month in _months(asked)] if asked else []
    stored = stored_all(months, DAYS, list[StoredRow])
    if stored is None or query.by != BY:
        return report(query)
    first, last = query.period.first.toordinal(), query.period.last.toordinal()
    found = [one for month in stored for one in month if first <= int(one[0][1]) <= last]
    return _read(BY, sorted(found, key=lambda one: (str(one[0][0]), one[0][1])))


def keep_days() -> None:
    """Store what was counted by network and day, every month by itself."""
    if known := reports.days_with_data({}):
        for days in _months(known):
            query = ReportQuery(days, BY)
            keep(query, DAYS, _packed(report(query)))


def _months(period: Period) -> Iterator[Period]:
    first = month(period.first)
    while first <= period.last:
        yield Period(first, month_end(first))
        first = months_on(first, 1)


def left_out(query: ReportQuery) -> Counts:
    """What `reports.left_out` answers."""
    ask = partial(reports.left_out, query)
    return kept_answer(query, LEFT_OUT, StoredCounts, ask, packed_counts, read_counts)


def options(name: str, period: Period) -> list[tuple[Any, str]]:
    """What `reports.options` answers: countries are many to look through."""
    ask = partial(reports.options, name, period)
    if name != "country":
        return ask()
    query = ReportQuery(period, (name,))
    return kept_found(query, VALUES, list[tuple[str, str]], ask) or []


def _packed(rows: Sequence[Row]) -> list[StoredRow]:
    return [([*map(_plain, row.keys.values())], packed_counts(row.counts)) for row in rows]


def _plain(value: int | str | date) -> int | str:
    return value.toordinal() if isinstance(value, date) else value


def _read(by: tuple[str, ...], stored: list[StoredRow]) -> list[Row]:
    named, rows = Named(by, [tuple(values) for values, _ in stored]), []
    for values, counts in stored:
        keys = {
            name: date.fromordinal(int(value)) if name == "day" else value
            for name, value in zip(by, values, strict=True)
        }
        rows.append(Row(keys, Names(keys, named), read_counts(counts)))
    return rows
