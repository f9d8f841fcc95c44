"""A range of days as somebody types it: "1 oct - 12 oct", "last 3 weeks", "q3", "since 5 nov"."""

import re
from calendar import month_abbr, month_name
from dataclasses import dataclass
from datetime import date, timedelta

from campaigns.periods import Period, month_end, months_on, quarter

LAST = re.compile(
    r"(?:the )?(?:last |past )?(\d{1,4}) ?(d|w|m|q|y|(?:day|week|month|quarter|year)s?)"
)
ISO = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)")
DOTTED = re.compile(r"(\d\d?)\.(\d\d?)\.(\d{4})?")
QUARTER = re.compile(r"q([1-4])(?: (\d{4}))?|(\d{4}) ?q([1-4])")
WORDS = {
    "yesterday": "yesterday", "this week": "this_week", "wtd": "this_week",
    "week to date": "this_week", "last week": "last_week", "this month": "this_month",
    "mtd": "this_month", "month to date": "this_month", "last month": "last_month",
    "this quarter": "this_quarter", "qtd": "this_quarter", "quarter to date": "this_quarter",
    "last quarter": "last_quarter", "this year": "this_year", "ytd": "this_year",
    "year to date": "this_year", "last year": "last_year", "all": "all", "all days": "all",
    "all time": "all", "everything": "all",
}  # fmt: skip
MONTHS = {
    word: number
    for number in range(1, 13)
    for word in (month_name[number].lower(), month_abbr[number].lower())
} | {"sept": 9}
LONG = {"d": 1, "w": 7}
IN_MONTHS = {"m": 1, "q": 3, "y": 12}


class Unreadable(ValueError):
    """What was typed is no range of days."""


def typed_range(text: str, today: date) -> int | str | Period:
    """What was typed: a number of last settled days, a name in `periods.NAMED`, or the days.

    Days and weeks are the last settled ones; months, quarters and years are whole ones before the
    current. A day without its year is the newest that has begun. Raises Unreadable.
    """
    said = " ".join(
        re.sub(r"[–—…]|\.\.+|\b(?:to|until|till|through)\b(?! date)", " - ", text.lower()).split()
    )
    if said in WORDS:
        return WORDS[said]
    if found := LAST.fullmatch(said):
        return _last(int(found[1]), found[2][0], today)
    try:
        return _days(said, today)
    except (ValueError, OverflowError) as error:
        raise Unreadable(text) from error


def _last(number: int, unit: str, today: date) -> int | Period:
    if not number:
        raise Unreadable("nothing")
    if unit in LONG:
        return number * LONG[unit]
    starts = {
        "m": date(today.year, today.month, 1),
        "q": quarter(today),
        "y": date(today.year, 1, 1),
    }
    try:
        first = months_on(starts[unit], -number * IN_MONTHS[unit])
    except ValueError as error:
        raise Unreadable("too long ago") from error
    return Period(first, starts[unit] - timedelta(days=1))


def _days(said: str, today: date) -> Period:
    if found := QUARTER.fullmatch(said):
        place, year = (found[1], found[2]) if found[1] else (found[4], found[3])
        month = 3 * int(place) - 2
        first = _Day(month=month, year=int(year) if year else None).first(today)
        return Period(first, month_end(months_on(first, 2)))
    if said.startswith("since "):
        first = _read(said.removeprefix("since ")).first(today)
        return Period(first, max(today - timedelta(days=1), first))
    start, end = _ends(said)
    if end is None:
        first = start.first(today)
        return Period(first, start.last(first))
    if start.month is None:
        start = _Day(start.day, end.month, start.year)
    if end.month is None:
        end = _Day(end.day, start.month, end.year)
    if end.year and not start.year:
        last = end.last(end.first(today))
        return Period(start.first(last), last)
    first = start.first(today)
    return Period(first, end.from_on(first))


def _ends(said: str) -> tuple["_Day", "_Day | None"]:
    """The two ends of a range, the second None where there is one day or month alone."""
    dashes = ISO.sub(lambda found: "/".join(found.groups()), said)
    start, dash, end = dashes.partition("-")
    return _read(start), _read(end) if dash else None


@dataclass(frozen=True)
class _Day:
    """A day, or with no `day` a month, or with neither a year, as far as it was said."""

    day: int | None = None
    month: int | None = None
    year: int | None = None

    def first(self, today: date) -> date:
        """The day, or the first of the month or year; without a year the newest up to `today`."""
        if self.month is None and (self.year is None or self.day):
            raise Unreadable("no month")
        year = self.year or today.year
        found = date(year, self.month or 1, self.day or 1)
        return found if self.year or found <= today else date(year - 1, found.month, found.day)

    def last(self, first: date) -> date:
        """The last day of what begins with `first`."""
        if self.day:
            return first
        return month_end(first) if self.month else date(first.year, 12, 31)

    def from_on(self, first: date) -> date:
        """The last day of what follows `first` as the first of its kind."""
        if self.year:
            return self.last(self.first(first))
        for year in (first.year, first.year + 1):
            last = self.last(_Day(self.day, self.month, year).first(first))
            if last >= first:
                return last
        raise Unreadable("no end")


def _read(said: str) -> _Day:
    """The numbers and words of one end: 12 oct 2026, oct 12, october, 2026-10-12, 12.10."""
    said = said.strip(" ,")
    if found := re.fullmatch(r"(\d{4})/(\d\d?)/(\d\d?)", said):
        return _Day(int(found[3]), int(found[2]), int(found[1]))
    if found := DOTTED.fullmatch(said):
        return _Day(int(found[1]), int(found[2]), int(found[3]) if found[3] else None)
    parts: dict[str, int] = {}
    for word in re.findall(r"[a-z]+|\d+", said):
        name, value = _part(word)
        if name in parts:
            raise Unreadable(said)
        parts[name] = value
    if not parts or re.search(r"[^a-z0-9 ,.]", said):
        raise Unreadable(said)
    return _Day(**parts)


def _part(word: str) -> tuple[str, int]:
    if word in MONTHS:
        return "month", MONTHS[word]
    if not word.isdigit():
        raise Unreadable(word)
    return ("year", int(word)) if len(word) == 4 else ("day", int(word))
