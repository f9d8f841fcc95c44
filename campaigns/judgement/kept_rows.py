"""Rows of sums by networks that every page opens with, perhaps stored."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from campaigns import reports
from campaigns.judgement.kept_counts import StoredCounts, packed_counts, read_counts
from campaigns.judgement.kept_sums import LEFT_OUT, ROWS, kept_answer
from campaigns.metrics import Counts
from campaigns.reports import ReportQuery, Row, report
from campaigns.reports.names import Named, Names

StoredRow = tuple[list[int | str], StoredCounts]
"""The values of a row, a day as its ordinal, and its counts."""


def kept_rows(query: ReportQuery) -> Sequence[Row]:
    """What `report` answers."""
    read = partial(_read, query.by)
    return kept_answer(query, ROWS, list[StoredRow], lambda: report(query), _packed, read)


def left_out(query: ReportQuery) -> Counts:
    """What `reports.left_out` answers."""
    ask = partial(reports.left_out, query)
    return kept_answer(query, LEFT_OUT, StoredCounts, ask, packed_counts, read_counts)


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
