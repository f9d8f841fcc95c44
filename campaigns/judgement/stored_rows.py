"""Rows of a report as they are stored: by ids, which are named when they are read."""

from collections.abc import Iterable, Sequence
from typing import Any

from campaigns.judgement.kept_counts import StoredCounts, packed_counts, read_counts
from campaigns.metrics import Counts, total
from campaigns.reports import Row
from campaigns.reports.names import Named, Names

StoredRow = tuple[list[int | str], StoredCounts]
"""The values of a row, and its counts."""


def packed_rows(rows: Sequence[Row]) -> list[StoredRow]:
    """Rows to be stored."""
    return [([*row.keys.values()], packed_counts(row.counts)) for row in rows]


def read_rows(by: tuple[str, ...], stored: Sequence[StoredRow]) -> list[Row]:
    """The rows that were stored."""
    named = Named(by, [tuple(values) for values, _ in stored])
    return [_row(by, values, named, read_counts(counts)) for values, counts in stored]


def added_rows(
    by: tuple[str, ...], stored: Iterable[StoredRow], rows: Iterable[Row] = ()
) -> list[Row]:
    """The rows of several stretches of days, stored or not, added up, in the order of their
    values."""
    found: dict[tuple, list[Counts]] = {}
    for values, counts in stored:
        found.setdefault(tuple(values), []).append(read_counts(counts))
    for row in rows:
        found.setdefault(tuple(row.keys.values()), []).append(row.counts)
    named = Named(by, found)
    ordered = sorted(found, key=lambda keys: [*map(str, keys)])
    return [_row(by, keys, named, total(found[keys])) for keys in ordered]


def _row(by: tuple[str, ...], values: Sequence[Any], named: Named, counts: Counts) -> Row:
    keys = dict(zip(by, values, strict=True))
    return Row(keys, Names(keys, named), counts)
