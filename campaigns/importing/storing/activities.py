"""Two grains of one activity: a network's day without campaigns, and the same day by campaigns."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from campaigns.metrics import COUNTS, Counts
from campaigns.models import Campaign
from campaigns.models.choices import NOT_STATED

Day = tuple[int, Any, str]
"""campaign, day, reported_by"""
NetworkDay = tuple[int, int, Any, str]
"""app, network, day, reported_by"""


class Activities:
    """Which stored rows tell the activity of the campaign-days that a file covers.

    A network's day without campaigns stands for its day by campaigns, and the other way round,
    unless both are stored or both are in the file: then they are two activities.
    """

    def __init__(self, covered: set[Day]) -> None:
        self.covered = covered
        apps = set(
            Campaign.objects.filter(pk__in={campaign for campaign, _, _ in covered})
            .order_by()
            .values_list("app", flat=True)
        )
        found = Campaign.objects.filter(app__in=apps).values_list("pk", "app", "network", "name")
        self._pairs = {pk: (app, network) for pk, app, network, _ in found}
        self.unnamed = {pk for pk, _, _, name in found if name == NOT_STATED}
        self._told: dict[NetworkDay, set[bool]] = defaultdict(set)
        for day in covered:
            self._told[self._network_day(day)].add(day[0] in self.unnamed)

    def candidates(self) -> set[Day]:
        """The campaign-days of all campaigns beside an unnamed one on the covered network-days."""
        siblings: dict[tuple[int, int], list[int]] = defaultdict(list)
        mixed = {self._pairs[pk] for pk in self.unnamed}
        for pk, pair in self._pairs.items():
            if pair in mixed:
                siblings[pair].append(pk)
        return {
            (pk, day, reporter)
            for app, network, day, reporter in self._told
            for pk in siblings[app, network]
        }

    def narrowed(self, stored: Mapping) -> dict:
        """The stored rows that the file covers, out of those of all candidates."""
        kinds: dict[NetworkDay, set[bool]] = defaultdict(set)
        for key in stored:
            kinds[self._network_day(_day(key))].add(key[0] in self.unnamed)
        return {
            key: old
            for key, old in stored.items()
            if _day(key) in self.covered
            or (
                len(kinds[self._network_day(_day(key))]) == 1
                and self._told[self._network_day(_day(key))] == {key[0] not in self.unnamed}
            )
        }

    def merged(self, stored: Iterable) -> set[Day]:
        """The named campaign-days that a day without campaigns would take the place of."""
        days = {_day(key) for key in stored}
        return {day for day in days - self.covered if day[0] not in self.unnamed}

    def not_reached(self, rows: Mapping[Any, Counts], stored: Mapping) -> int:
        """How many days without campaigns hold more than the file's campaigns add up to."""
        whole: dict[NetworkDay, list] = {}
        for key, old in stored.items():
            if _day(key) not in self.covered and key[0] in self.unnamed:
                day = self._network_day(_day(key))
                whole[day] = _plus(whole.get(day), old.counts, key)
        parts: dict[NetworkDay, list] = {}
        for key, counts in rows.items():
            day = self._network_day(_day(key))
            if day in whole:
                values = tuple(getattr(counts, name) for name in COUNTS)
                parts[day] = _plus(parts.get(day), values, key)
        return sum(not _reaches(parts[day], old) for day, old in whole.items())

    def _network_day(self, day: Day) -> NetworkDay:
        campaign, date, reporter = day
        return (*self._pairs[campaign], date, reporter)


def _day(key: tuple) -> Day:
    return key[0], key[1], key[5]


def _plus(before: list | None, values: tuple, key: tuple) -> list:
    """The sums of counts, and how many creatives, countries and store pages they are told by."""
    if before is None:
        return [*values, {key[2]}, {key[3]}, {key[4]}]
    sums = [
        b if a is None else a if b is None else a + b
        for a, b in zip(before[: len(values)], values, strict=True)
    ]
    return [*sums, *(seen | {key[2 + i]} for i, seen in enumerate(before[len(values) :]))]


def _reaches(parts: list, whole: list) -> bool:
    for part, old in zip(parts, whole, strict=True):
        if isinstance(old, set):
            if len(part) < len(old):
                return False
        elif old is not None and (part is None or part < old):
            return False
    return True
