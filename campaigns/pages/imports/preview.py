"""A file before it is imported, as its page shows it: what it asks, or what it would do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from campaigns import formats
from campaigns.importing.codes import POINTS, Code
from campaigns.importing.import_file import ImportResult
from campaigns.importing.lines import LineError
from campaigns.importing.storing.evidence import STORES
from campaigns.importing.storing.vendors import usual_name
from campaigns.metrics import Counts
from campaigns.models import PendingUpload
from campaigns.models.choices import Reporter
from campaigns.pages.imports import files
from campaigns.pages.imports.columns import ColumnChoice, columns, rows
from campaigns.pages.imports.points import TickBox, heading, points
from campaigns.pages.imports.questions import ASKED, Question, asked_again, faults, question
from campaigns.ui.unread_names import UnreadNames, unreadable_names

SHOWN_ERRORS = 100
SHOWN_NAMES = 20


@dataclass(frozen=True)
class ImportPreview:
    """The parts of the page. With errors or a question nothing will be written.

    `recognised` has with each label and value the question that changes it, "" where the file says
    it or none does.
    """

    title: str
    text: str
    question: Question | None
    errors: list[LineError]
    error_count: int
    warnings: list[str]
    recognised: list[tuple[str, str, str]]
    changes: dict[str, str]
    bar: list[tuple[str, int, int]]
    new_names: list[tuple[str, str]]
    unread: list[UnreadNames]
    totals: list[tuple[str, str, str, str]]
    columns: list[ColumnChoice]
    first_rows: list[list[tuple[str, bool]]]
    detail_lost: list[str]
    points: list[TickBox]
    can_import: bool
    days: str


def check(
    upload: PendingUpload, result: ImportResult, waiting: list[PendingUpload], *, ask: str
) -> dict[str, Any]:
    """What the page is made of: the file's preview, and the files beside it."""
    shown = preview(result, upload, ask=ask)
    others = files.same_question(waiting, upload) if shown.question else []
    ready = files.ready(waiting)
    return {
        "preview": shown,
        "upload": upload,
        "waiting": waiting,
        "ready": ready,
        "ready_rows": formats.count(sum(one.rows for one in ready)),
        "same": len(others),
    }


def preview(result: ImportResult, upload: PendingUpload, *, ask: str = "") -> ImportPreview:
    """A dry run's result in words. What a tick or an answer settles is no error here."""
    detail = result.changes.detail_lost
    errors = faults(result)
    asked = asked_again(result, upload, ask) or question(result, upload)
    shown = list({(e.field, e.message, e.value): e for e in reversed(errors)}.values())[::-1]
    title, text = _sentence(result, errors, detail)
    ticks = [] if errors or asked else points(result)
    can_import = not errors and not asked and _only_ticks(result)
    return ImportPreview(
        title=title,
        text=text,
        question=asked,
        errors=shown[:SHOWN_ERRORS],
        error_count=len(errors),
        warnings=result.reading.warnings,
        recognised=_recognised(result),
        changes={
            name: formats.count(getattr(result.changes, name))
            for name in ("created", "changed", "unchanged", "removed")
        },
        bar=_bar(result),
        new_names=[(kind, _some(names)) for kind, names in result.new_names.items() if names],
        unread=unreadable_names(result.new_names) if can_import else [],
        totals=_totals(result) if can_import else [],
        columns=columns(result),
        first_rows=rows(result),
        detail_lost=detail,
        points=ticks,
        can_import=can_import,
        days=formats.day_range(result.period) if result.period else "",
    )


def _only_ticks(result: ImportResult) -> bool:
    """Whether nothing but ticks stands between the file and the counts."""
    ticked = {Code.DETAIL_LOST, *POINTS} - set(ASKED)
    return all(error.code in ticked for error in result.errors)


def _sentence(result: ImportResult, errors: list[LineError], detail: list[str]) -> tuple[str, str]:
    rows = formats.count(result.reading.rows)
    if errors and not result.reading.rows:
        return "This file cannot be read, so nothing is imported.", errors[0].message
    if errors:
        lines = formats.count(len({error.line for error in errors}))
        return (
            f"{lines} of {rows} lines cannot be used, so nothing is imported yet.",
            "Correct them and drop the file again. A half-imported file would give an IPM that "
            "is wrong without looking wrong.",
        )
    if result.confirm:
        words = heading(result.confirm)
        return words, "Look at what is odd below and tick it, or drop a corrected file."
    if detail:
        return (
            "This file is coarser than what is stored, so it needs your word.",
            f"Importing it would lose {', '.join(detail)}.",
        )
    changes = result.changes
    if not (changes.created or changes.changed or changes.removed):
        return (
            "Everything in this file is stored already.",
            "Importing it again changes nothing.",
        )
    lines = "The one line" if rows == "1" else f"All {rows} lines"
    return f"{lines} can be read.", "Nothing is written until you import."


def _recognised(result: ImportResult) -> list[tuple[str, str, str]]:
    reading = result.reading
    if reading.head is None:
        return []
    named = {"app"} if {"app", "store_id"} & reading.columns.keys() else set()
    named |= reading.columns.keys() & {"network", "reported_by"}
    found = [
        ("Report", reading.label, "source"),
        ("App", _some(sorted(result.apps.values())), "app"),
    ]
    if reading.lines:
        called = {said for line in reading.lines if (said := getattr(line, "network", ""))}
        found.append(("Network", _some(sorted(set(map(usual_name, called)))), "network"))
        found.append(("Days", formats.day_range(result.period), ""))
    if reading.source not in STORES:
        reporter = dict(Reporter.choices).get(reading.reported_by, "")
        found.append(("Reported by", reporter, "reported_by"))
    found.append(("Reads as", reading.reads_as, ""))
    return [(label, value, "" if ask in named else ask) for label, value, ask in found if value]


def _bar(result: ImportResult) -> list[tuple[str, int, int]]:
    """Name, start and width, in per mille of the whole, of each part of the bar of changes."""
    parts = [(n, getattr(result.changes, n)) for n in ("created", "changed", "unchanged")]
    whole = sum(size for _, size in parts)
    bar, start = [], 0
    for name, size in parts:
        width = round(1000 * size / whole) if whole else 0
        bar.append((name, start, width))
        start += width
    return bar


def _totals(result: ImportResult) -> list[tuple[str, str, str, str]]:
    """Label, stored now, in the file, change: for the days that the file covers."""
    before, after = result.changes.before, result.changes.after
    money = settings.REPORTING_CURRENCY
    written: tuple[tuple[str, str, Callable[[Any], str]], ...] = (
        ("Impressions", "impressions", formats.count),
        ("Clicks", "clicks", formats.count),
        ("Installs", "installs", formats.count),
        ("Rejected installs", "rejected_installs", formats.count),
        ("Spend", "spend", lambda value: formats.money(value, money)),
        (Counts.ipm.label, "ipm", lambda value: formats.ratio(Counts.ipm, value)),
    )
    found = [
        (label, getattr(before, name), getattr(after, name), write)
        for label, name, write in written
    ]
    return [
        (label, write(old), write(new), _moved(new, old))
        for label, old, new, write in found
        if old is not None or new is not None
    ]


def _moved(new, old) -> str:
    if new is None or old is None:
        return formats.NO_DATA
    change = formats.change(new, old, None)
    sign = {"up": "+", "down": formats.MINUS}.get(change.direction, "")
    return sign + change.text


def _some(names: list[str]) -> str:
    rest = len(names) - SHOWN_NAMES
    return ", ".join(names[:SHOWN_NAMES]) + (f" and {rest} more" if rest > 0 else "")
