"""What a person says that columns mean: by their names, the same for every header like it."""

import hashlib
from collections.abc import Iterable, Mapping

from campaigns.importing.codes import Code
from campaigns.importing.lines import FileFault
from campaigns.importing.tables.header import Columns, Header, plain

LEAVE_OUT = "leave_out"
"""The meaning of a column that is not to be read."""
Said = Mapping[str, str]
"""The name of a column -> what it means: a field of a line, or LEAVE_OUT."""


def column_names(header: Header) -> tuple[str, ...]:
    """A name for each column of its own: where a name stands twice, its number stands with it."""
    seen: dict[str, int] = {}
    found = []
    for place, cell in enumerate(header.cells, start=1):
        name = cell or f"column {place}"
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(found)


def fingerprint(names: Iterable[str]) -> str:
    """What two headers of one kind have in common: the same names, in any order."""
    return hashlib.sha256(
        "\n".join(sorted(plain(name) or name for name in names)).encode()
    ).hexdigest()


def said_of(header: Header, said: Said, remembered: Mapping[str, Said]) -> dict[int, str]:
    """Index of a column -> the field that it was said to mean, "" where it is left out.

    What is said now wins over what is `remembered` by fingerprint.
    """
    names = column_names(header)
    known = remembered.get(fingerprint(names), {}) if remembered else {}
    places = {plain(name) or name: i for i, name in reversed(list(enumerate(names)))}
    places |= {name: i for i, name in enumerate(names)}
    found: dict[int, str] = {}
    for choices in (known, said):
        for name, meaning in choices.items():
            place = places.get(name, places.get(plain(name) or name))
            if place is not None:
                found[place] = "" if meaning == LEAVE_OUT else meaning
    return found


def is_said_of(header: Header, said: Said, remembered: Mapping[str, Said]) -> bool:
    """Whether the columns that something was said about stand in this header."""
    if remembered and fingerprint(column_names(header)) in remembered:
        return True
    return bool(said) and len(said_of(header, said, {})) == len(said)


def wrong(header: Header, said: Said, meanings: Iterable[str]) -> FileFault | None:
    """Why what was said cannot be: it names no column, no meaning, or one meaning twice."""
    known = tuple(dict.fromkeys((*meanings, LEAVE_OUT)))
    places: dict[str, str] = {}
    for name, meaning in said.items():
        if not said_of(header, {name: meaning}, {}):
            listed = ", ".join(column_names(header))[:500]
            message = f"There is no column {name!r}. The header reads: {listed}"
            return FileFault(message, header.line, "columns")
        if meaning not in known:
            message = f"{meaning!r} is no meaning of a column: {', '.join(known)}."
            return FileFault(message, header.line, "columns")
        if meaning != LEAVE_OUT and meaning in places:
            both = f"{places[meaning]!r} and {name!r}"
            return FileFault.of(Code.COLUMNS_TWICE, header.line, meaning, both=both)
        places[meaning] = name
    return None


def hold(columns: Columns, said: Mapping[int, str]) -> None:
    """Give columns what was said of them, whatever a reader made of them since."""
    for place, field in said.items():
        for other in [name for name, at in columns.at.items() if at == place and name != field]:
            del columns.at[other]
        if field:
            columns.at[field] = place
