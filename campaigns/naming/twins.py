"""Values that may be one thing, written in two ways."""

from collections.abc import Collection
from difflib import get_close_matches

from campaigns.naming.kinds import folded

CLOSE = 0.9
LONG_ENOUGH = 6
"""Letters from which on one that differs may be a slip."""


def twins(values: Collection[str]) -> list[tuple[str, str]]:
    """Pairs of values that are equal but for case and punctuation, or differ by a slip.

    Digits tell values apart: hook1 and hook2 are two.
    """
    by_fold: dict[str, list[str]] = {}
    for value in sorted(values):
        by_fold.setdefault(folded(value), []).append(value)
    pairs = [(own[0], other) for own in by_fold.values() for other in own[1:]]
    long = [fold for fold in by_fold if len(fold) >= LONG_ENOUGH]
    for place, fold in enumerate(long):
        for other in get_close_matches(fold, long[place + 1 :], n=3, cutoff=CLOSE):
            if _digits(fold) == _digits(other):
                pairs.append((by_fold[fold][0], by_fold[other][0]))
    return pairs


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))
