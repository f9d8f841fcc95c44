"""How cells of a file would read, as the choices of a question."""

import json
import re
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from django.utils import timezone

from campaigns import formats
from campaigns.importing.cells.days import read_days
from campaigns.importing.import_file import ImportResult
from campaigns.importing.lines import Head, LineError
from campaigns.importing.tables.encodings import CODECS, likely_readings
from campaigns.importing.tables.header import plain
from campaigns.importing.tables.meanings import LEAVE_OUT
from campaigns.metrics import Counts
from campaigns.models import PendingUpload

SHOWN_DAYS = 2
_WINDOW = re.compile(r"\d+d(?:ay)?(click|view)")
FAR = date(9000, 1, 1)


@dataclass(frozen=True)
class Choice:
    """A button: its words, a line below them, and what it says, as JSON."""

    label: str
    hint: str
    say: str


def encodings(result: ImportResult, upload: PendingUpload, error: LineError) -> tuple[Choice, ...]:
    """The first word beyond ASCII as each likely encoding reads it."""
    found = likely_readings(bytes(upload.content))
    return tuple(
        Choice(word, CODECS[codec], json.dumps({"encoding": codec}))
        for codec, word in found.items()
    )


def day_orders(result: ImportResult, upload: PendingUpload, error: LineError) -> tuple[Choice, ...]:
    """Two of the file's own days, read day first and month first; the likelier order first."""
    cells = _days_of(result.reading.head) or [error.value]
    found = []
    for key, label, day_first in (
        ("day", "day first", True),
        ("month", "month first", False),
    ):
        read = read_days(cells, day_first, timezone.localdate()).values
        days = [day for cell in cells if isinstance(day := read.get(cell), date)]
        shown = " and ".join(formats.day(day, year=True) for day in days[:SHOWN_DAYS])
        spread = (max(days) - min(days)).days if days else 0
        hint = f"{', '.join(cells[:SHOWN_DAYS])} are written {label}"
        choice = Choice(shown or label, hint, json.dumps({"date_order": key}))
        found.append(((len(cells) - len(days), spread), choice))
    return tuple(choice for _, choice in sorted(found, key=lambda one: one[0]))


def _days_of(head: Head | None) -> list[str]:
    """Cells of the day's column whose day and month differ, each once."""
    if head is None or "day" not in head.means:
        return []
    cells = dict.fromkeys(row[head.means.index("day")] for row in head.rows)
    return [cell for cell in cells if cell and not _is_one_day(cell)]


def _is_one_day(cell: str) -> bool:
    """Whether a cell reads as the same day in either order."""
    days = [read_days([cell], order, FAR).values.get(cell) for order in (True, False)]
    return days[0] == days[1]


def one_of_columns(
    result: ImportResult, upload: PendingUpload, error: LineError
) -> tuple[Choice, ...]:
    """The columns that bear one meaning."""
    head = result.reading.head
    places = sorted(head.open) if head else []
    return tuple(_only(head, place, places, error.field, "") for place in places)


def installs(result: ImportResult, upload: PendingUpload, doubt: Any) -> tuple[Choice, ...]:
    """The columns that may count installs, with the IPM that each would make."""
    head = result.reading.head
    if head is None:
        return ()
    places = sorted(head.would_be, key=lambda place: -head.would_be[place][0])
    choices = _together(head, places)
    choices += [_only(head, place, places, "installs", ipm_of(head, place)) for place in places]
    none = json.dumps({"columns": {head.names[place]: LEAVE_OUT for place in places}})
    taken = "installs" in head.means and head.means.index("installs") not in head.would_be
    if taken:
        kept = head.names[head.means.index("installs")]
        return (Choice(f"Go on with {kept}", "the others are left out", none), *choices)
    return (*choices, Choice("None of these", "goes in without installs", none))


def _together(head: Head, places: list[int]) -> list[Choice]:
    """A window of clicks with one of views: nobody is in both, so their sum counts all."""
    windows = {i: one for i in places if (one := _WINDOW.search(plain(head.names[i])))}
    found: list[Choice] = []
    for click, view in product(windows, windows):
        clicks, views = windows[click], windows[view]
        if (clicks[1], views[1]) != ("click", "view") or _bare(clicks) != _bare(views):
            continue
        (clicked, of), (viewed, of_views) = head.would_be[click], head.would_be[view]
        ipm = Counts.of(installs=clicked + viewed, impressions=of).ipm
        hint = f"{formats.count(clicked + viewed)} installs, {formats.count(viewed)} after a view"
        hint += f", IPM {formats.ratio(Counts.ipm, ipm)}" if of == of_views else ""
        means = {click: "installs", view: "view_installs"}
        said = {head.names[i]: means.get(i, LEAVE_OUT) for i in places}
        label = f"{head.names[click]} and {head.names[view]} together"
        found.append(Choice(label, hint, json.dumps({"columns": said}, ensure_ascii=False)))
    return found


def _bare(window: re.Match[str]) -> str:
    """A column's name without its window."""
    return window.string[: window.start()] + window.string[window.end() :]


def ipm_of(head: Head, place: int) -> str:
    """What a column would come to as installs."""
    counted, impressions = head.would_be[place]
    ipm = Counts.of(installs=counted, impressions=impressions).ipm
    return f"{formats.count(counted)} installs, IPM {formats.ratio(Counts.ipm, ipm)}"


def _only(head: Head | None, place: int, places: list[int], field: str, hint: str) -> Choice:
    """One column as the field, the others left out."""
    names = head.names if head else ()
    said = {names[i]: field if i == place else LEAVE_OUT for i in places}
    if head and field in head.means and head.means.index(field) not in places:
        said[names[head.means.index(field)]] = LEAVE_OUT
    return Choice(names[place], hint, json.dumps({"columns": said}, ensure_ascii=False))
