"""The state of a page as the address writes it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from campaigns.ui.fields import NOT_STATED, Without


def as_pairs(state: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each value with its name."""
    return [
        (name, one)
        for name, value in state.items()
        for one in map(as_text, value if isinstance(value, tuple | list) else (value,))
        if one
    ]


def as_text(value: Any) -> str:
    """A value as an address writes it."""
    if isinstance(value, Without):
        return f"-{as_text(value.value)}"
    return "" if value is None else NOT_STATED if value == "" else str(value)


def dated(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes; dates take the place of the last days."""
    return {"days": None, **changes} if changes.get("from") else dict(changes)


def as_shown(first: date | None, last: date | None) -> str:
    """Two dates as the filter bar notes what it shows."""
    return f"{first} {last}"


def days_back(last: date, days: int) -> date:
    """The first of `days` days that end with `last`, not before the calendar begins."""
    return date.fromordinal(max(1, last.toordinal() - days + 1))


def far(first: date, last: date) -> bool:
    """Whether a range is so far away that days before or after it may be none of the calendar."""
    return first.year < 1970 or last.year > 2200
