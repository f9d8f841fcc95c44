"""Periods of whole days. Both ends are inside; days are dates of the reporting time zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DEFAULT_DAYS = 28
PRESETS = (7, 14, 28, 56, 90)
"""Last days to choose from. They are settled ones; `reports.last_settled` has the last of them."""


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`, both included. Raises ValueError when they are swapped."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a period cannot end before it starts")

    @classmethod
    def of_days(cls, days: int, last: date) -> "Period":
        """The `days` days that end with `last`."""
        return cls(last - timedelta(days=days - 1), last)

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def days(self) -> Iterator[date]:
        """Every day, in order."""
        return (self.first + timedelta(days=i) for i in range(len(self)))

    def back(self, days: int) -> "Period":
        """As many days, so many days earlier."""
        return Period(self.first - timedelta(days=days), self.last - timedelta(days=days))

    def previous(self) -> "Period":
        """The equally long period that ends the day before this one starts."""
        return Period.of_days(len(self), self.first - timedelta(days=1))

    def until(self, day: date) -> "Period | None":
        """The days up to `day`, None where it starts later."""
        return Period(self.first, min(self.last, day)) if day >= self.first else None


def last_complete_day(today: date) -> date:
    """Yesterday."""
    return today - timedelta(days=1)


def last_settled_day(today: date, settle_days: int) -> date:
    """The newest day that a network no longer restates, `settle_days` after it is complete."""
    return last_complete_day(today) - timedelta(days=settle_days)


def last_full_cohort(today: date, days: int) -> date:
    """The newest day whose users have had `days` whole days since."""
    return last_complete_day(today) - timedelta(days=days)


def week(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def month(day: date) -> date:
    """The first of the day's month."""
    return day.replace(day=1)
