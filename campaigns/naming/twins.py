"""Values that may be one thing, written in two ways."""

from collections.abc import Collection, Iterator
from difflib import SequenceMatcher
from itertools import combinations

from campaigns.naming.kinds import folded

CLOSE = 0.9
LONG_ENOUGH = 6
"""Letters from which on one that differs may be a slip."""
MOST_ALIKE = 30
"""More values that differ by one letter in one place are a series, not slips."""


def twins(values: Collection[str]) -> list[tuple[str, str]]:
    """Pairs of values that are equal but for case and punctuation, or differ by a slip.

    Digits tell values apart: hook1 and hook2 are two. Steps grow with the letters of all values.
    """
    by_fold: dict[str, list[str]] = {}
    for value in sorted(values):
        by_fold.setdefault(folded(value), []).append(value)
    pairs = [(own[0], other) for own in by_fold.values() for other in own[1:]]
    alike: dict[str, list[str]] = {}
    for fold in by_fold:
        if len(fold) >= LONG_ENOUGH:
            for without in _without_a_letter(fold):
                alike.setdefault(without, []).append(fold)
    near = {
        pair
        for folds in alike.values()
        if len(folds) <= MOST_ALIKE
        for pair in combinations(folds, 2)
        if SequenceMatcher(None, *pair).ratio() >= CLOSE
    }
    return pairs + [(by_fold[one][0], by_fold[other][0]) for one, other in sorted(near)]


def _without_a_letter(fold: str) -> Iterator[str]:
    """A value, and what is left of it without each of its letters: two that differ by one letter
    have one of these in common. No digit is left out."""
    left = {fold[:at] + fold[at + 1 :] for at, letter in enumerate(fold) if not letter.isdigit()}
    yield from {fold, *left}
