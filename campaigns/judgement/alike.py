"""Names and pictures that may be two of one thing: suggested to people, never merged by itself."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from typing import Any

from campaigns.filetypes.looks import bits_apart
from campaigns.models import App, Campaign, Creative, Network, StorePage, plain_name
from campaigns.models.choices import NOT_STATED
from campaigns.records.today import answer, answered, forget_answers
from campaigns.reports.answers import kept

ALIKE = 80
"""From this share of letters in common on, in %, a word is another one with a slip of the hand."""
LEAST_LETTERS = 5
"""Shorter words are other words when a letter differs."""
SAME_PICTURE = 2
"""At most so many of 64 bits differ between two copies of a picture."""
CODE = 2
"""Words of so few letters are codes, as of a language."""
MOST = 800
"""Of more names in one place pairs would take a second; those are compared by their letters."""
KINDS: dict[type, tuple[str, ...]] = {
    App: ("platform",),
    Network: (),
    StorePage: ("app_id",),
    Campaign: ("app_id", "network_id"),
    Creative: ("app_id", "format"),
}
"""What two rows of each kind must have alike to be one thing."""


@dataclass(frozen=True)
class Pair:
    """Two rows of the catalogue that may be one. `kind` is the model; `picture` says that they
    look the same, else their names do; `apart` that somebody said that they are two."""

    kind: str
    label: str
    ids: tuple[int, int]
    names: tuple[str, str]
    picture: bool = False
    apart: bool = False

    @property
    def key(self) -> str:
        """Under which an answer to it is kept."""
        return f"two {self.kind} {min(self.ids)} {max(self.ids)}"

    def other_name(self, pk: int) -> str:
        """The name of the one that is not this."""
        return self.names[1 - self.ids.index(pk)]


@kept
def pairs() -> list[Pair]:
    """All pairs that nobody called two, apps and networks first. A query for each kind."""
    return [pair for model in KINDS for pair in pairs_of(model) if not pair.apart]


def say_apart(model: type, ids: Iterable[int], user: Any, apart: bool) -> Pair | None:
    """Keep that a pair is two things, so that it is suggested no more, or take that back.

    None where the rows are no pair.
    """
    wanted = sorted(ids)
    pair = next((one for one in pairs_of(model) if sorted(one.ids) == wanted), None)
    if pair and apart:
        answer([pair.key], f"{pair.names[0]} and {pair.names[1]}: two {pair.label}s", user, None)
    elif pair:
        forget_answers([pair.key])
    return pair and replace(pair, apart=apart)


def pairs_of(model: type) -> list[Pair]:
    """The pairs of one kind, with those that somebody called two."""
    rows: Any = model
    fields = ("pk", "name", *(("look",) if model is Creative else ()), *KINDS[model])
    places: dict[tuple, list[tuple[int, str, str]]] = defaultdict(list)
    for pk, name, *rest in rows.objects.order_by("pk").values_list(*fields):
        look = rest.pop(0) if model is Creative else ""
        if name != NOT_STATED:
            places[tuple(rest)].append((pk, name, look))
    label = str(rows._meta.verbose_name)
    kind = str(rows._meta.model_name)
    found = [
        Pair(kind, label, (one[0], other[0]), (one[1], other[1]), picture)
        for some in places.values()
        for one, other, picture in _alike(some)
    ]
    said = answered() if found else {}
    return [replace(pair, apart=pair.key in said) for pair in found]


def _alike(rows: list[tuple[int, str, str]]) -> Iterable[tuple]:
    seen = set()
    for one, other in combinations(rows, 2) if len(rows) <= MOST else _same_letters(rows):
        if names_alike(one[1], other[1]):
            seen.add((one[0], other[0]))
            yield one, other, False
    looks = [row for row in rows if row[2]]
    for one, other in combinations(looks, 2):
        if (one[0], other[0]) in seen or bits_apart(one[2], other[2]) > SAME_PICTURE:
            continue
        if not _of_a_series(one[1], other[1]):
            yield one, other, True


def _same_letters(rows: list[tuple[int, str, str]]) -> Iterable[tuple]:
    found: dict[str, list] = defaultdict(list)
    for row in rows:
        found[plain_name(row[1])].append(row)
    return (pair for some in found.values() for pair in combinations(some, 2))


def names_alike(one: str, other: str) -> bool:
    """Whether two names differ by nothing but signs, capitals, or a slip in their words.

    A number or a short word that differs makes another name: Game 2 is not Game 3.
    """
    if abs(len(one) - len(other)) > 4:
        return False
    (plain, words, numbers), (other_plain, others, other_numbers) = _spelt(one), _spelt(other)
    if plain == other_plain:
        return True
    if len(words) != len(others) or numbers != other_numbers:
        return False
    differing = [(a, b) for a, b in zip(words, others, strict=True) if a != b]
    return len(differing) == 1 and _slip(*differing[0])


def _of_a_series(one: str, other: str) -> bool:
    """Whether names tell two cuts of one picture apart: the same words, but other numbers."""
    (_, words, numbers), (_, others, other_numbers) = _spelt(one), _spelt(other)
    long, other_long = (
        [w for w in some if w.isalpha() and len(w) > CODE] for some in (words, others)
    )
    return numbers != other_numbers and bool(long) and long == other_long


@lru_cache(4 * MOST)
def _spelt(name: str) -> tuple[str, list[str], list[str]]:
    """A name without signs and capitals, its words, its numbers. Each is held against many."""
    return plain_name(name), re.split(r"[\W_]+", name.casefold()), re.findall(r"\d+", name)


def _slip(one: str, other: str) -> bool:
    from rapidfuzz.fuzz import ratio

    if min(len(one), len(other)) < LEAST_LETTERS or one[0] != other[0]:
        return False
    return ratio(one, other) >= ALIKE
