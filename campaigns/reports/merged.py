"""What was merged means what it was merged into, wherever an address names it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from campaigns.reports.answers import kept
from campaigns.reports.catalogue import listed
from campaigns.reports.query import DIMENSIONS


@kept
def merged(name: str) -> dict[int, int]:
    """What every merged value of a dimension was merged into, by its id. At most one query."""
    if name == "app":
        return dict(listed("merged"))
    table: Any = DIMENSIONS[name].table
    rows = table.everything.exclude(merged_into=None).order_by()
    return dict(rows.values_list("pk", "merged_into"))


def meant(name: str, value: Any) -> Any:
    """The value of a dimension that is meant by a value of it."""
    return _meant(merged(name), value) if _can_merge(name) else value


def meant_of(names: Sequence[str]) -> Callable[[tuple], tuple]:
    """What is meant by values of some dimensions, as a function of the values of a row."""
    known = [merged(name) if _can_merge(name) else {} for name in names]
    if not any(known):
        return tuple

    def today(values: tuple) -> tuple:
        return tuple(_meant(one, value) for one, value in zip(known, values, strict=True))

    return today


def _can_merge(name: str) -> bool:
    return name in DIMENSIONS and DIMENSIONS[name].table is not None


def _meant(known: Mapping[Any, Any], value: Any) -> Any:
    while value in known:
        value = known[value]
    return value


def also(name: str, values: Collection[Any]) -> list[Any]:
    """Values of a dimension with all that was merged into them."""
    if not _can_merge(name):
        return list(values)
    wanted, known = set(values), merged(name)
    return [*values, *(old for old in known if _meant(known, old) in wanted)]
