"""Above each column of the first rows: what it is taken for, and what that means for IPM."""

from collections.abc import Sequence
from dataclasses import dataclass

from campaigns import formats
from campaigns.importing.heads import in_words
from campaigns.importing.import_file import ImportResult
from campaigns.importing.lines import Head
from campaigns.importing.tables.meanings import LEAVE_OUT
from campaigns.models import BUCKETS
from campaigns.pages.imports.readings import ipm_of

NOTES = {
    "impressions": "IPM is per 1,000 of these",
    "installs": "what IPM counts",
    "clicks": "IPM is without them",
    "spend": "CPI and eCPM come from it",
    "view_through_installs": "a part of the installs",
    "view_installs": "added to the installs",
    "rejected_installs": "in no total",
    "app": "each line goes to its app",
    "store_id": "each line goes to its app",
    "network": "each line goes to its network",
    "country": "compared like with like",
    "format": "compared like with like",
    "ipm": "only compared with ours",
    "last_day": "a line is of one day",
    **dict.fromkeys(BUCKETS, "for the fraud rules, in no total"),
}
NUMBERS = frozenset(
    ["impressions", "clicks", "installs", "view_through_installs", "rejected_installs", "spend"]
    + ["view_installs"]
    + ["retained_d1", "retained_d7", "revenue_d7", "ipm"]
)


@dataclass(frozen=True)
class ColumnChoice:
    """A column: its name in the file, what it may mean, what it means now, and its first cells.

    `state` is `known`, `open` or `out`; `was` is the meaning that the table had by itself, "" where
    one should look at it or a person chose it.
    """

    name: str
    meaning: str
    choices: list[tuple[str, str]]
    was: str
    note: str
    state: str
    number: bool


def columns(result: ImportResult) -> list[ColumnChoice]:
    """A choice for each column of the table that was found."""
    head = result.reading.head
    if head is None:
        return []
    choices = [(LEAVE_OUT, in_words(LEAVE_OUT)), *((m, in_words(m)) for m in head.meanings)]
    known = {"", *head.meanings}
    return [
        ColumnChoice(
            name=name,
            meaning=meaning or LEAVE_OUT,
            choices=choices if meaning in known else [choices[0], (meaning, in_words(meaning))],
            was="" if place in head.open | head.said else meaning or LEAVE_OUT,
            note=_note(result, head, place),
            state="open" if place in head.open else "known" if meaning else "out",
            number=meaning in NUMBERS,
        )
        for place, (name, meaning) in enumerate(zip(head.names, head.means, strict=True))
    ]


def rows(result: ImportResult) -> list[list[tuple[str, bool]]]:
    """The first rows as they stand in the file; whether a cell is a number."""
    head = result.reading.head
    if head is None:
        return []
    return [
        [(cell, meaning in NUMBERS) for cell, meaning in zip(row, head.means, strict=True)]
        for row in head.rows
    ]


def chosen(names: Sequence[str], meanings: Sequence[str], were: Sequence[str]) -> dict[str, str]:
    """What a person said by the choices above the columns: what is other than it was.

    Of a column that one should look at it is not said what it was, so that its choice is kept.
    """
    if not len(names) == len(meanings) == len(were):
        return {}
    said = zip(names, meanings, were, strict=True)
    return {name: meaning for name, meaning, was in said if meaning and meaning != was}


def _note(result: ImportResult, head: Head, place: int) -> str:
    meaning = head.means[place]
    if meaning == "day" and result.period:
        return formats.day_range(result.period)
    if place in head.would_be:
        words = ipm_of(head, place)
        return words if meaning == "installs" else f"as installs: {words}"
    return NOTES.get(meaning, "")
