"""Primary keys as people and programs write them."""

from collections.abc import Iterable
from typing import Any

from django.db.models.lookups import In

LARGEST_ID = 2**63 - 1
"""What both databases take."""


def is_id(text: str) -> bool:
    """Whether a text can be looked up as a primary key: digits, and not too many."""
    return text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= LARGEST_ID


def ids(texts: Iterable[str]) -> list[int]:
    """Those of some texts that are keys."""
    return [int(text) for text in texts if is_id(text)]


class HoldableIn(In):
    """A lookup of numbers: those that no row can hold are not asked for, which is what Django does
    of a single one."""

    def get_prep_lookup(self) -> Any:
        """The others."""
        found = super().get_prep_lookup()
        if not isinstance(found, list):
            return found
        return [one for one in found if not isinstance(one, int) or abs(one) <= LARGEST_ID]
