"""The days of a part, made when somebody looks."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, cast, overload

from campaigns.metrics import Counts, total
from campaigns.periods import Period, week

BASIS = (Counts.ipm.denominator, Counts.ipm.numerator)
Basis = tuple[int, int]
"""Impressions and installs."""


class DayColumns(NamedTuple):
    """Days as text, with their impressions and installs."""

    days: list[str]
    shown: list[int]
    installs: list[int]

    def basis(self) -> dict[date, Basis]:
        """The same day by day."""
        days = map(date.fromisoformat, self.days)
        return dict(zip(days, zip(self.shown, self.installs, strict=True), strict=True))


@dataclass(frozen=True)
class Daily(Sequence[tuple[date, Counts, bool]]):
    """Each drawn day with its counts and whether it is settled, from the days that `ask` answers
    with: their counts, or impressions and installs."""

    ask: Callable[[], Mapping[date, Any]]
    drawn: Period
    settled_to: date

    def __len__(self) -> int:
        return len(self.drawn)

    @overload
    def __getitem__(self, at: int) -> tuple[date, Counts, bool]: ...
    @overload
    def __getitem__(self, at: slice) -> list[tuple[date, Counts, bool]]: ...
    def __getitem__(self, at: Any) -> Any:
        return self._made[at]

    def __iter__(self) -> Any:
        return iter(self._made)

    def by_week(self) -> list[tuple[date, Counts, bool]]:
        """Its weeks by their first day; a week is settled when all of its drawn days are."""
        found: dict[date, list[Counts | Basis]] = defaultdict(list)
        weeks, last = _weeks(self.drawn)
        for day, counts in self.ask().items():
            if day in weeks:
                found[weeks[day]].append(counts)
        return [(w, _total(found.get(w, ())), day <= self.settled_to) for w, day in last.items()]

    @cached_property
    def _made(self) -> list[tuple[date, Counts, bool]]:
        days = {day: _total([counts]) for day, counts in self.ask().items()}
        none = Counts()
        return [(d, days.get(d, none), d <= self.settled_to) for d in self.drawn.days()]


@dataclass(frozen=True)
class LazyDays(Mapping[date, Counts]):
    """Days with their counts, from what `ask` answers with."""

    ask: Callable[[], Mapping[date, Counts]]

    def __getitem__(self, day: date) -> Counts:
        return self._made[day]

    def __iter__(self) -> Iterator[date]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)

    @cached_property
    def _made(self) -> Mapping[date, Counts]:
        return self.ask()


@lru_cache(maxsize=8)
def _weeks(drawn: Period) -> tuple[Mapping[date, date], Mapping[date, date]]:
    """The week of each day, and the last day of each week: the same for all rows of a table."""
    weeks = {day: week(day) for day in drawn.days()}
    return weeks, {first: day for day, first in weeks.items()}


def _total(some: Sequence[Counts | Basis]) -> Counts:
    if not some or isinstance(some[0], Counts):
        return total(cast(Sequence[Counts], some))
    return Counts.of(**dict(zip(BASIS, map(sum, zip(*some, strict=True)), strict=True)))


def add(days: dict[date, Basis], day: date, shown: int, installs: int) -> None:
    """Add what a day has to days."""
    n, x = days.get(day, (0, 0))
    days[day] = n + shown, x + installs


def merged(days: Mapping[date, Basis], more: Mapping[date, Basis]) -> dict[date, Basis]:
    """The days of both."""
    found = dict(days)
    for day, basis in more.items():
        add(found, day, *basis)
    return found


def counts_of(days: Mapping[date, Basis]) -> dict[date, Counts]:
    """The same days as counts."""
    return {day: Counts.of(**dict(zip(BASIS, basis, strict=True))) for day, basis in days.items()}
