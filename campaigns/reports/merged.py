"""What was merged means what it was merged into, wherever an address names it."""

from collections.abc import Collection
from typing import Any

from campaigns.reports.answers import kept
from campaigns.reports.query import DIMENSIONS


@kept
def merged(name: str) -> dict[int, int]:
    """What every merged value of a dimension was merged into, by its id. One query."""
    table: Any = DIMENSIONS[name].table
    rows = table.everything.exclude(merged_into=None).order_by()
    return dict(rows.values_list("pk", "merged_into"))


def meant(name: str, value: Any) -> Any:
    """The value of a dimension that is meant by a value of it."""
    if name not in DIMENSIONS or DIMENSIONS[name].table is None:
        return value
    known = merged(name)
    while value in known:
        value = known[value]
    return value


def also(name: str, values: Collection[Any]) -> list[Any]:
    """Values of a dimension with all that was merged into them."""
    if name not in DIMENSIONS or DIMENSIONS[name].table is None:
        return list(values)
    wanted = set(values)
    return [*values, *(old for old in merged(name) if meant(name, old) in wanted)]
