"""What filters leave of all, in words."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs

from campaigns.english import listed
from campaigns.reports.names import names_of
from campaigns.reports.query import DIMENSIONS, Dimension


def narrowed(query: str) -> str:
    """What the filters in an address leave of all: " in United States without Volt Ads".

    What has no name for the reader is not told.
    """
    said = ""
    for name, values in parse_qs(query.removeprefix("?")).items():
        try:
            dimension = DIMENSIONS[name]
        except KeyError:
            continue  # no filter, or a field that names hold no more
        for only in (True, False) if dimension.can_filter else ():
            some = [value.removeprefix("-") for value in values if only != value.startswith("-")]
            if names := _names(dimension, some):
                said += f" {dimension.preposition if only else 'without'} {listed(names)}"
    return said


def _names(dimension: Dimension, values: Sequence[str]) -> list[str]:
    stored = dimension.table or dimension.look_up
    keys: list[Any] = [int(v) if stored else v for v in values if not stored or v.isdigit()]
    names = names_of(dimension, keys)
    return [names[key] for key in keys if key in names]
