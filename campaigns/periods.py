"""Periods of whole days. Both ends are inside; days are dates of the reporting time zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

DEFAULT_DAYS = 28
PRESETS = (7, 14, 28, 56, 90)
"""Last days to choose from. They are settled ones; `reports.last_settled` has the last of them."""
NAMED = {
    "yesterday": "Yesterday",
    "this_week": "This week",
    "last_week": "Last week",
    "this_month": "This month",
    "last_month": "Last month",
    "this_quarter": "This quarter",
    "last_quarter": "Last quarter",
    "this_year": "Year to date",
    "last_year": "Last year",
    "all": "All days",
}
"""Ranges by the calendar, which move on with it. All their days count, settled or not."""
BACK = {"week": 7, "month": 28, "quarter": 91, "year": 364}
"""How many days earlier the same weekdays stand, about so long ago."""
MONTHS = {"month": 1, "quarter": 3, "year": 12}


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

    def weekdays_before(self) -> "Period":
        """The last equally long period before this one that begins on the same weekday."""
        return self.back(-(-len(self) // 7) * 7)

    def ago(self, unit: str) -> "Period":
        """The same a week, month, quarter or year ago: of whole months the whole months then, else
        the same weekdays."""
        if unit in MONTHS and self == Period(month(self.first), month_end(self.last)):
            last = month_end(months_on(self.last, -MONTHS[unit]))
            return Period(months_on(self.first, -MONTHS[unit]), last)
        return self.back(BACK[unit])

    def within(self, other: "Period") -> "Period | None":
        """The days that are in another period, too."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Period(first, last) if first <= last else None

    def touches(self, later: "Period") -> bool:
        """Whether a later period starts on the day after this one ends."""
        return later.first - self.last == timedelta(days=1)

    def months(self) -> Iterator["Period"]:
        """The months that its days are of, each as a whole."""
        first = month(self.first)
        while first <= self.last:
            yield Period(first, month_end(first))
            first = months_on(first, 1)

    def until(self, day: date) -> "Period | None":
        """The days up to `day`, None where it starts later."""
        return Period(self.first, min(self.last, day)) if day >= self.first else None


EVER = Period(date.min, date.max)
"""All days."""


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


def month_end(day: date) -> date:
    """The last of the day's month."""
    return months_on(day, 1) - timedelta(days=1)


def months_on(day: date, months: int) -> date:
    """The first of the month so many months after the day's; a negative number is before."""
    year, place = divmod(12 * day.year + day.month - 1 + months, 12)
    return date(year, place + 1, 1)


def quarter(day: date) -> date:
    """The first of the day's quarter."""
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def named(name: str, today: date, first_day: date | None = None) -> Period:
    """The days of a range by its name in NAMED, up to yesterday; `first_day` is where all begins.

    On the first day of a week, month, quarter or year "this" one is that day alone.
    """
    yesterday = last_complete_day(today)
    if name in ("yesterday", "all"):
        return Period(
            min(first_day or yesterday, yesterday) if name == "all" else yesterday, yesterday
        )
    starts = {"week": week, "month": month, "quarter": quarter, "year": year}
    start = starts[name.split("_")[1]]
    this = start(today)
    if name.startswith("this"):
        return Period(this, max(this, yesterday))
    last = this - timedelta(days=1)
    return Period(start(last), last)


def year(day: date) -> date:
    """The first of the day's year."""
    return date(day.year, 1, 1)


FURTHEST_EAST = timedelta(hours=14)
"""The time zone in which a day begins first, that of Kiritimati."""


def newest_day(now: datetime) -> date:
    """The newest day that has begun anywhere."""
    return (now.astimezone(UTC) + FURTHEST_EAST).date()
