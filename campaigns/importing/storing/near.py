"""Names that are nearly known ones: a slip of the hand, or another thing?

difflib compares well enough: there are few hundred apps and networks, and only new names are held
against them.
"""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from campaigns.models import plain_name

ALIKE = 0.8
"""From this ratio on two words are one with a letter too few, too many, other or swapped."""
LEAST_LETTERS = 5
"""Shorter words are other words when a letter differs."""


def near_name(name: str, known: Iterable[str]) -> str:
    """The known name that `name` is nearly, "" where there is none.

    A number or a short word that differs makes another name: Game 2 is not Game 3.
    """
    near = [other for other in known if other.casefold() != name.casefold() and _alike(name, other)]
    return max(near, key=lambda other: _ratio(name, other), default="")


def _alike(one: str, other: str) -> bool:
    if plain_name(one) == plain_name(other):
        return True
    words, others = one.casefold().split(), other.casefold().split()
    if len(words) != len(others) or re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    return all(a == b or _slip(a, b) for a, b in zip(words, others, strict=True))


def _slip(one: str, other: str) -> bool:
    if min(len(one), len(other)) < LEAST_LETTERS or one[0] != other[0]:
        return False
    return _ratio(one, other) >= ALIKE


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio()
