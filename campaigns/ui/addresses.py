"""The state of a page as the address writes it."""

from collections.abc import Mapping
from typing import Any

from campaigns.ui.fields import NOT_STATED


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
    return "" if value is None else NOT_STATED if value == "" else str(value)
