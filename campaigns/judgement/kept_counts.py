"""Counts as they are stored: their values, and what ratios divide only where that says more."""

from decimal import Decimal
from typing import NamedTuple

from campaigns.metrics import COUNTS, Counts

Number = int | Decimal


class StoredCounts(NamedTuple):
    """The values of `COUNTS`, and the `pairs` of counts where they do not follow from these."""

    values: list[Number | None]
    pairs: dict[str, tuple[Number, Number]] | None


def packed_counts(counts: Counts) -> StoredCounts:
    """Counts to be stored."""
    own = counts.__dict__
    pairs = dict(counts.pairs) if counts.divided else None
    return StoredCounts([own[name] for name in COUNTS], pairs)


def read_counts(stored: StoredCounts) -> Counts:
    """The counts that were stored."""
    values, pairs = stored
    made = Counts.of(**dict(zip(COUNTS, values, strict=True)))
    if pairs is not None:
        made.__dict__["pairs"] = pairs
    return made
