"""What people call the values of a dimension: looked up when the first of them is read."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from campaigns.models import App
from campaigns.models.choices import Platform
from campaigns.reports.query import DIMENSIONS, Dimension, Part

MANY = 500
"""From so many on, all names are asked for instead of some by their ids."""


class Named:
    """The names of all values in an answer; a dimension that nobody names costs no query."""

    def __init__(self, by: tuple[str, ...], keys: Collection[tuple]) -> None:
        self._by = by
        self._keys = keys
        self._known: dict[str, Mapping[Any, str]] = {}

    def of(self, name: str) -> Mapping[Any, str]:
        """The names of the values of a dimension that the answer is split by."""
        if name not in self._known:
            place = self._by.index(name)
            values = {keys[place] for keys in self._keys}
            self._known[name] = names_of(DIMENSIONS[name], values)
        return self._known[name]


class Names(Mapping[str, str]):
    """The names of one row's values, by dimension."""

    __slots__ = ("_keys", "_named")

    def __init__(self, keys: Mapping[str, Any], named: Named) -> None:
        self._keys = keys
        self._named = named

    def __getitem__(self, name: str) -> str:
        key = self._keys[name]  # a dimension that is not asked for has no name
        return self._named.of(name)[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


def names_of(dimension: Dimension, keys: Iterable[Any]) -> Mapping[Any, str]:
    """The names of a dimension's values. A query where they stand in a table."""
    if dimension.look_up is not None:
        return dimension.look_up(keys)
    if dimension.table is not None:
        return catalogue_names(dimension.table, keys)
    choices = dimension.choices or {}
    return {key: str(choices.get(key, key)) for key in keys}


def catalogue_names(table: type[Part], keys: Iterable[int]) -> dict[int, str]:
    """What people call these rows of the catalogue, as `str` does. One query.

    `keys` may be a query itself, and is then a part of it.
    """
    wanted = None if isinstance(keys, QuerySet) else set(keys)
    few = Q() if wanted and len(wanted) >= MANY else Q(pk__in=keys if wanted is None else wanted)
    if table is App:
        platforms = dict(Platform.choices)
        apps = App.objects.filter(few).order_by().values_list("pk", "name", "platform")
        found = {pk: f"{name} ({platforms.get(where, where)})" for pk, name, where in apps}
    else:
        found = dict(table.objects.filter(few).order_by().values_list("pk", "name"))
    return found if wanted is None else {pk: found[pk] for pk in wanted if pk in found}
