"""What people call the values of a dimension: looked up when the first of them is read."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from campaigns.models import App, Network
from campaigns.models.choices import Platform
from campaigns.reports.answers import kept
from campaigns.reports.catalogue import listed
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
    """What people call these rows of the catalogue, as `str` does, also those that only the past
    has. One query, or two."""
    wanted = set(keys)
    found = {}
    if table is App:
        found = {pk: app.label for pk, app in apps_known().items()}
    elif table is Network:
        found = {pk: network.name for pk, network in networks_known().items()}
    elif wanted:
        few = Q() if len(wanted) >= MANY else Q(pk__in=wanted)
        found = dict(table.objects.filter(few).order_by().values_list("pk", "name"))
    if gone := wanted - found.keys():
        found |= {row.pk: str(row) for row in table.everything.filter(pk__in=gone)}
    return {pk: found[pk] for pk in wanted if pk in found}


@dataclass(frozen=True)
class AppFacts:
    """What is known of an app; `target_ipm` in installs per mille, `target_roas_d7` a share.

    `judged` is the version of its data of which its networks were judged last for pages.
    """

    name: str
    platform: str
    target_ipm: float | None
    target_roas_d7: float | None
    judged: int | None = None

    @property
    def label(self) -> str:
        """Its name and platform, as `str` of an app says them."""
        return f"{self.name} ({dict(Platform.choices).get(self.platform, self.platform)})"


@dataclass(frozen=True)
class NetworkFacts:
    """What is known of a network; `settle_days` until its numbers settle: by hand, else learned,
    else as usual."""

    name: str
    kind: str
    settle_days: int
    by_hand: bool
    learned: bool
    hidden: bool


@kept
def apps_known() -> dict[int, AppFacts]:
    """All apps in the order of their names."""
    rows = sorted(listed("apps"), key=lambda row: row[1:3])
    return {
        pk: AppFacts(name, platform, _float(ipm), _float(roas), version)
        for pk, name, platform, ipm, roas, version in rows
    }


def networks_known() -> dict[int, NetworkFacts]:
    """All networks in the order of their names."""
    return {pk: network for pk, network in networks_ever().items() if not network.hidden}


@kept
def networks_ever() -> dict[int, NetworkFacts]:
    """All networks, also those that only the past has, in the order of their names."""
    return {
        pk: NetworkFacts(name, kind, days, own is not None, learned is not None, bool(hidden))
        for pk, name, kind, own, learned, hidden, days in sorted(
            listed("networks"), key=lambda row: row[1]
        )
    }


def _float(value: float | None) -> float | None:
    return None if value is None else float(value)
