"""Two grains of one activity: a network's day without campaigns, and the same day by campaigns."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from campaigns.importing.storing.staging import Day, DaySum
from campaigns.metrics import COUNTS
from campaigns.models import Campaign, Named
from campaigns.models.choices import NOT_STATED

NetworkDay = tuple[int, int, Any, str]
"""app, network, day, reported_by"""


class Activities:
    """Which stored rows tell the activity of the campaign-days that a file covers.

    A network's day without campaigns stands for its day by campaigns, and the other way round,
    unless both are stored or both are in the file: then they are two activities.
    """

    def __init__(self, covered: set[Day], planned: Iterable[Named] = ()) -> None:
        self.covered = covered
        new = [row for row in planned if isinstance(row, Campaign)]
        apps = set(
            Campaign.objects.filter(pk__in={campaign for campaign, _, _ in covered})
            .order_by()
            .values_list("app", flat=True)
        )
        found = [
            *Campaign.objects.filter(app__in=apps | {row.app_id for row in new})
            .order_by()
            .values_list("pk", "app", "network", "name"),
            *((row.pk, row.app_id, row.network_id, row.name) for row in new),
        ]
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

    def narrowed(self, stored: list[DaySum]) -> list[DaySum]:
        """What is stored of the days that the file covers, out of those of all candidates."""
        kinds: dict[NetworkDay, set[bool]] = defaultdict(set)
        for row in stored:
            kinds[self._network_day(row.day)].add(row.day[0] in self.unnamed)
        return [
            row
            for row in stored
            if row.day in self.covered
            or (
                len(kinds[self._network_day(row.day)]) == 1
                and self._told[self._network_day(row.day)] == {row.day[0] not in self.unnamed}
            )
        ]

    def merged(self, stored: set[Day]) -> set[Day]:
        """The named campaign-days that a day without campaigns would take the place of."""
        return {day for day in stored - self.covered if day[0] not in self.unnamed}

    def whole(self, stored: set[Day]) -> set[Day]:
        """The days without campaigns that a file's campaigns would take the place of."""
        return {day for day in stored - self.covered if day[0] in self.unnamed}

    def beside(self, days: set[Day]) -> set[Day]:
        """The covered days of the same networks and days."""
        network_days = {self._network_day(day) for day in days}
        return {day for day in self.covered if self._network_day(day) in network_days}

    def not_reached(self, rows: Iterable[tuple], stored: Iterable[tuple]) -> int:
        """How many stored days without campaigns hold more than rows of the file add up to."""
        whole: dict[NetworkDay, list] = {}
        for row in stored:
            day = self._network_day(_day(row))
            whole[day] = _plus(whole.get(day), row)
        parts: dict[NetworkDay, list] = {}
        for row in rows:
            day = self._network_day(_day(row))
            parts[day] = _plus(parts.get(day), row)
        return sum(not _reaches(parts[day], old) for day, old in whole.items())

    def _network_day(self, day: Day) -> NetworkDay:
        campaign, date, reporter = day
        return (*self._pairs[campaign], date, reporter)


def _day(key: tuple) -> Day:
    return key[0], key[1], key[5]


def _plus(before: list | None, row: tuple) -> list:
    """The sums of counts, and how many creatives, countries and store pages they are told by."""
    values, told = row[-len(COUNTS) :], row[2:5]
    if before is None:
        return [*values, *({part} for part in told)]
    sums = [
        b if a is None else a if b is None else a + b
        for a, b in zip(before[: len(values)], values, strict=True)
    ]
    return [*sums, *(seen | {part} for seen, part in zip(before[len(values) :], told, strict=True))]


def _reaches(parts: list, whole: list) -> bool:
    for part, old in zip(parts, whole, strict=True):
        if isinstance(old, set):
            if len(part) < len(old):
                return False
        elif old is not None and (part is None or part < old):
            return False
    return True
