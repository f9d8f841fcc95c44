"""Words as filters: "playables us ios 14d vs before" is a question that an address can hold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from campaigns.periods import Period
from campaigns.ui.typed_range import Unreadable, typed_range

MOST_WORDS = 6
COMPARED = {
    "before": "previous", "previous": "previous", "the period before": "previous",
    "period before": "previous", "weekdays": "weekdays", "same weekdays": "weekdays",
    "last week": "week", "a week ago": "week", "last month": "month", "a month ago": "month",
    "last quarter": "quarter", "a quarter ago": "quarter", "last year": "year",
    "a year ago": "year", "nothing": "none",
}  # fmt: skip
AGAINST = ("vs", "versus", "against", "compared to", "compared with")
NOT = ("not", "without", "no", "except", "minus")
FILLING = ("in", "on", "for", "and", "of", "the", "by", "with", "from")


@dataclass
class SaidFilters:
    """What words mean: filters by dimension, `-` before what is excluded, days, a comparison and a
    page, each as an address writes it."""

    filters: dict[str, list[str]] = field(default_factory=dict)
    days: dict[str, str] = field(default_factory=dict)
    compare: str = ""
    page: str = ""

    def pairs(self) -> list[tuple[str, str]]:
        """As fields of an address."""
        found = [*self.days.items()]
        found += [(name, value) for name, values in self.filters.items() for value in values]
        return found + ([("compare", self.compare)] if self.compare else [])


def said_filters(
    text: str, known: Mapping[str, tuple[str, str]], pages: Mapping[str, str], today: date
) -> SaidFilters | None:
    """What is asked for, where every word is understood and says something; else None.

    `known` has for a phrase in small letters the dimension and value that it means, `pages` the
    URL name of a page. The longest phrase goes first.
    """
    words = [word for word in text.lower().replace(",", " ").split() if word]
    said, place = SaidFilters(), 0
    while place < len(words):
        for length in range(min(MOST_WORDS, len(words) - place), 0, -1):
            if _take(said, words[place : place + length], known, pages, today):
                place += length
                break
        else:
            return None
    return said if said.pairs() else None


def _take(
    said: SaidFilters,
    words: list[str],
    known: Mapping[str, tuple[str, str]],
    pages: Mapping[str, str],
    today: date,
) -> bool:
    """Whether a phrase says something, which is then noted."""
    phrase = " ".join(words)
    if phrase in FILLING:
        return True
    if kind := _after(phrase, AGAINST):
        said.compare = COMPARED.get(kind, said.compare)
        return kind in COMPARED
    if (left_out := _after(phrase, NOT)) in known:
        name, value = known[left_out]
        said.filters.setdefault(name, []).append(f"-{value}")
        return True
    if phrase in known:
        name, value = known[phrase]
        said.filters.setdefault(name, []).append(value)
        return True
    if phrase in pages:
        said.page = pages[phrase]
        return True
    return _take_days(said, phrase, today)


def _after(phrase: str, openings: Iterable[str]) -> str:
    return next((phrase.removeprefix(f"{o} ") for o in openings if phrase.startswith(f"{o} ")), "")


def _take_days(said: SaidFilters, phrase: str, today: date) -> bool:
    try:
        days = typed_range(phrase, today)
    except Unreadable:
        return False
    if isinstance(days, Period):
        said.days = {"from": str(days.first), "to": str(days.last)}
    else:
        said.days = {"days": str(days)}
    return True
