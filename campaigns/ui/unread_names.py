"""Names that fit no rule, as pages say it, with the way to the page that reads them."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from campaigns import formats
from campaigns.records.unread_names import LEVELS, unread, unreadable

SHOWN = 3
CARRIED = 12
"""Names that are not stored yet and go to the editor in its address."""


@dataclass(frozen=True)
class UnreadNames:
    """One sentence about the names of a level that fit no rule, and the address of the editor."""

    title: str
    text: str
    url: str


def unread_names(batches: Collection[int] = ()) -> list[UnreadNames]:
    """What stands in the names of the account and fits no rule; with `batches` in theirs."""
    found = {level: unread(level, batches) for level in LEVELS}
    return [_said(level, names) for level, names in found.items() if names]


def unreadable_names(new: Mapping[str, Sequence[str]]) -> list[UnreadNames]:
    """The same of names that are not stored yet, by level."""
    found = {level: unreadable(level, new[level]) for level in LEVELS if new.get(level)}
    return [_said(level, names, new="new ") for level, names in found.items() if names]


def _said(level: str, names: Sequence[str], new: str = "") -> UnreadNames:
    one = len(names) == 1
    asked = {"level": level} | ({"name": names[:CARRIED]} if new else {"all": 1})
    things = f"{new}name of a {level} fits" if one else f"{new}names of {level}s fit"
    times = Counter(names)
    some = ", ".join(_quoted(name, number) for name, number in times.most_common(SHOWN))
    left = len(times) - SHOWN
    rest = f" and {formats.count(left)} more" if left > 0 else ""
    return UnreadNames(
        f"{formats.count(len(names))} {things} no rule.",
        f"{some}{rest}: no concept, length or language is known of {'it' if one else 'them'}.",
        f"{reverse('names')}?{urlencode(asked, doseq=True)}#{'new' if new else 'unread'}-title",
    )


def _quoted(name: str, times: int) -> str:
    """A name, and of how many it is the name: networks may use one alike."""
    return f"“{formats.cut(name)}”" + (f" ({formats.count(times)} times)" if times > 1 else "")
