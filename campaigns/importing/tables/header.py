"""Header rows: names compared by their letters and digits, and the columns they give our fields."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from campaigns.importing.cells.columns import MONEY
from campaigns.importing.cells.currencies import currency_in_header
from campaigns.importing.tables.files import Cell

Names = Mapping[str, tuple[str, ...]]
"""Our field -> the plain names it goes by in a file, the best first."""


@lru_cache(maxsize=2048)  # each row that may be a header is compared with every reader's names
def plain(name: Cell) -> str:
    """A header name as it is compared: letters and digits, without case and accents."""
    if not isinstance(name, str):
        return ""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if letter.isalnum())


def names(**columns: str) -> dict[str, tuple[str, ...]]:
    """`names(day="Date, By Day")`: our fields and the header names they go by, the best first."""
    return {
        field: tuple(plain(name) for name in listed.split(",")) for field, listed in columns.items()
    }


@dataclass(frozen=True)
class Header:
    """A header row: the cells as they stand, and what they compare as."""

    line: int
    cells: tuple[str, ...]
    plain: tuple[str, ...]
    names: frozenset[str]

    @classmethod
    def of(cls, line: int, cells: Iterable[Cell]) -> "Header":
        """Trailing cells without a name are no columns."""
        texts = [" ".join(str(cell).split()).removeprefix("\ufeff") for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        compared = tuple(plain(text) for text in texts)
        return cls(line, tuple(texts), compared, frozenset(compared) - {""})

    @cached_property
    def bare(self) -> frozenset[str]:
        """The names, and those of money also without the currency that they state."""
        return self.names | {plain(currency_in_header(cell)[0]) for cell in self.cells} - {""}

    def has(self, *listed: str) -> bool:
        """Whether all of these names stand in the header."""
        return all(plain(name) in self.names for name in listed)

    def has_any(self, *listed: str) -> bool:
        """Whether one of these names stands in the header."""
        return any(plain(name) in self.names for name in listed)

    def text(self, name: str) -> str:
        """The header cell of that name as it stands in the file, "" where there is none."""
        compared = plain(name)
        return self.cells[self.plain.index(compared)] if compared in self.names else ""


@dataclass
class Columns:
    """Our field -> index of its column; `also` are further columns that could have been it."""

    at: dict[str, int] = field(default_factory=dict)
    also: dict[str, list[int]] = field(default_factory=dict)
    currencies: dict[str, str] = field(default_factory=dict)
    """The currency that the header of a money column states."""
    twice: dict[str, list[int]] = field(default_factory=dict)
    """Columns that bear one name of a field: which of them is it?"""


def match(header: Header, columns: Names, said: Mapping[int, str] | None = None) -> Columns:
    """Find each field's column; what was `said` of columns, by index, stands."""
    said = said or {}
    found = Columns(at={field_: i for i, field_ in said.items() if field_})
    bare, stated = [], []
    for cell in header.cells:
        name, currency = currency_in_header(cell)
        bare.append(plain(name))
        stated.append(currency)
    taken = set(said)
    for field_, listed in columns.items():
        if field_ in found.at:
            continue
        compared = bare if field_ in MONEY else header.plain
        candidates: list[int] = []
        for name in listed:
            indexes = [i for i, have in enumerate(compared) if have == name and i not in taken]
            if len(indexes) > 1 and not candidates:
                found.twice[field_] = indexes
            candidates += [i for i in indexes if i not in candidates]
        if candidates:
            found.at[field_], *others = candidates
            taken.add(found.at[field_])
            if others:
                found.also[field_] = others
    found.currencies = {f: stated[found.at[f]] for f in MONEY if f in found.at}
    return found
