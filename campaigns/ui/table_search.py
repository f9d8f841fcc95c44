"""The line to search in above a long table: what stands in the address narrows its rows."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django_tables2 import Table

LONG = 12
"""From so many rows on, a table can be searched."""
STICKY = 16
"""From so many rows on, a table scrolls under its head."""
LONGEST = 100
GONE = ("q", "page", "_export", "_table")


def searched(table: Table, asked: QueryDict) -> None:
    """Leave the rows whose names hold all words of `q`; the total stays that of all rows.

    `table.search` says what the line shows; there is none above a short table.
    """
    text = asked.get("q", "").strip()[:LONGEST]
    rows = getattr(table.data, "data", None)
    if not isinstance(rows, list) or not rows or not _named(rows[0]):
        return
    if not text and len(rows) < LONG:
        return
    words = text.lower().split()
    found = [row for row in rows if all(word in _name(row) for word in words)]
    table.data.data = found
    table.search = {
        "text": text,
        "of": len(rows),
        "found": len(found),
        "kept": [(name, one) for name in asked if name not in GONE for one in asked.getlist(name)],
    }


def _named(row: Any) -> bool:
    return isinstance(getattr(row, "name", None), str)


def _name(row: Any) -> str:
    """All names of a row in small letters: its own, and those of further dimensions."""
    others = getattr(row, "names", None)
    further = others.values() if isinstance(others, Mapping) else ()
    return " ".join((row.name, *map(str, further))).lower()
