"""English that many sentences need."""

from collections.abc import Sequence
from typing import Any


def listed(names: Sequence[str]) -> str:
    """Names as a sentence lists them: A, B and C."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def some(names: Sequence[str], most: int = 3) -> str:
    """The first names of a list and how many are left: A, B, C and 5 more."""
    left = len(names) - most
    return listed([*names[:most], f"{left} more"] if left > 1 else names)


def whose(name: str) -> str:
    """Playgrid’s, Lumio Ads’"""
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def plural(word: str) -> str:
    """Several of a thing: hooks, sizes, countries."""
    return f"{word[:-1]}ies" if word[-1:] == "y" and word[-2:-1] not in "aeiou" else f"{word}s"


def person(user: Any) -> str:
    """A person as people call them."""
    return (user.get_full_name() or user.get_username()) if user else "somebody"
