"""What a report answers, row by row, and rows put together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from campaigns.metrics import Counts


@dataclass(frozen=True)
class Row:
    """One answer: the values and names of its dimensions and what was counted there.

    A `late` one has nothing of the period but what users of days before did then.
    """

    keys: Mapping[str, Any]
    names: Mapping[str, str]
    counts: Counts
    previous: Counts | None = None
    late: bool = False


def grouped(rows: Iterable[Row], *by: str) -> dict[tuple, list[Row]]:
    """The rows of each combination of values, in the order in which they first come."""
    groups: dict[tuple, list[Row]] = {}
    for row in rows:
        keys = row.keys
        groups.setdefault(tuple([keys[name] for name in by]), []).append(row)
    return groups


def by_value(rows: Iterable[Row], name: str) -> dict[Any, list[Row]]:
    """The rows of each value of one dimension."""
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.keys[name], []).append(row)
    return groups
