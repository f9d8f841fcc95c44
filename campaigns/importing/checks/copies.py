"""Lines that a loader wrote more than once: each counted once, the newest version of a key."""

from collections import defaultdict
from typing import Any

from campaigns.importing.checks.dimensions import dimensions, keep, line_names, loader_columns
from campaigns.importing.codes import Code
from campaigns.importing.report import Report
from campaigns.importing.tables.files import Cell, Cells

TIMES: tuple[str, ...] = (
    "batched",
    "received",
    "synced",
    "extracted",
    "emitted",
    "normalized",
    "loaded",
)
TIMES += ("ingested", "inserted", "updated", "loadid", "loadtime")
SEQUENCES = ("sequence", "version")
DELETED = ("fivetrandeleted", "sdcdeletedat", "abcdcdeletedat")


def leave_out_copies(report: Report, values: dict[str, list[Any]]) -> None:
    """Count lines that differ only in a loader's columns once; of a key's versions the newest.

    A line that differs in a column of the report's own stays.
    """
    own = loader_columns(report)
    if not own or not len(report.rows):
        return
    keys = dimensions(report)
    kept = [False] * len(report.rows)
    places: dict[Cells, list[int]] = defaultdict(list)
    columns = [report.column(i) for i in keys]
    for place, key in enumerate(zip(*columns, strict=True) if columns else [()] * len(kept)):
        places[key].append(place)
    for some in places.values():
        for place in _current(report, some, own):
            kept[place] = True
    if all(kept):
        return
    left = [n for n, stays in zip(report.rows.numbers, kept, strict=True) if not stays]
    named = ", ".join(repr(report.header.cells[i]) for i in own[:4])
    report.warn(
        f"A loader wrote lines more than once ({named}): each is counted once, as it was loaded "
        f"last. Left out: {line_names(left)}."
    )
    report.put_right.add(Code.LOADER_COPIES)
    keep(report, values, kept)


def _current(report: Report, places: list[int], own: list[int]) -> list[int]:
    """Of the lines of one key those that stand now."""
    rows, plain = report.rows, report.header.plain
    times = [i for i in own if any(word in plain[i] for word in TIMES)]
    sequences = [i for i in own if any(word in plain[i] for word in SEQUENCES)]
    places = _newest(report, places, times)
    distinct: dict[Cells, int] = {}
    added = set(own)
    for place in places:
        cells = rows[place][1]
        distinct.setdefault(tuple(c for i, c in enumerate(cells) if i not in added), place)
    places = _newest(report, list(distinct.values()), sequences)
    deleted = [i for i in own if plain[i] in DELETED]
    return [p for p in places if not any(_says_yes(rows[p][1][i]) for i in deleted)]


def _newest(report: Report, places: list[int], columns: list[int]) -> list[int]:
    """The lines of the greatest version; all of them where no column tells versions apart."""
    if len(places) < 2 or not columns:
        return places
    versions = [[_order(report.rows[place][1][i]) for i in columns] for place in places]
    newest = max(versions)
    return [place for place, version in zip(places, versions, strict=True) if version == newest]


def _order(cell: Cell) -> str:
    """A version as text that sorts like it: numbers by their size, times by their digits."""
    text = str(cell).strip()
    return text.zfill(30) if text.isdecimal() else text


def _says_yes(cell: Cell) -> bool:
    return str(cell).strip().casefold() not in ("", "0", "false", "no", "null", "none")
