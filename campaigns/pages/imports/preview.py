"""An import before it happens, as the page shows it: what was read and what it would do."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from campaigns import formats
from campaigns.importing.codes import POINTS, QUESTIONS, Code
from campaigns.importing.import_file import ImportResult
from campaigns.importing.lines import EvidenceLine, Line, LineError, StoreLine
from campaigns.importing.storing.evidence import STORES
from campaigns.importing.uploads import apps_of
from campaigns.metrics import Counts
from campaigns.models import BUCKETS, ImportBatch, StoreFact
from campaigns.models.choices import Format, Reporter
from campaigns.pages.imports.points import TickBox, heading, points
from campaigns.periods import Period

SHOWN_ROWS = 5
SHOWN_ERRORS = 100
SHOWN_NAMES = 20
OPEN = {Code.APP_UNSTATED, Code.APP_NEW, Code.PLATFORM_OPEN, Code.NETWORK_UNSTATED}
"""What the whole file leaves open, and not a line."""
AnyLine = Line | EvidenceLine | StoreLine
Cell = tuple[str, bool, Callable[[AnyLine], str]]
"""A heading, whether numbers stand under it, and what stands there for a line."""


@dataclass(frozen=True)
class ImportPreview:
    """The parts of the preview page. With errors nothing will be written.

    `columns` are the headings of the first rows and whether numbers stand under them; in a row
    each cell has its heading with it.
    `asks` says that an answer on the page, and not another file, may mend them.
    """

    title: str
    text: str
    errors: list[LineError]
    error_count: int
    warnings: list[str]
    recognised: list[tuple[str, str]]
    changes: dict[str, str]
    bar: list[tuple[str, int, int]]
    new_names: list[tuple[str, str]]
    totals: list[tuple[str, str, str, str]]
    columns: list[tuple[str, bool]]
    first_rows: list[list[tuple[str, bool, str]]]
    detail_lost: list[str]
    points: list[TickBox]
    can_import: bool
    asks: bool
    days: str


def preview(result: ImportResult) -> ImportPreview:
    """A dry run's result in words. What can be confirmed by a tick is no error here."""
    detail = result.changes.detail_lost
    ticked = {Code.DETAIL_LOST, *POINTS}
    errors = [error for error in result.errors if error.code not in ticked]
    asks = any(error.code in QUESTIONS for error in errors)
    columns = ROW if not result.reading.lines else _columns(result.reading.lines[0])
    shown = list({(e.field, e.message, e.value): e for e in reversed(errors)}.values())[::-1]
    title, text = _sentence(result, errors, detail)
    return ImportPreview(
        title=title,
        text=text,
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
        totals=_totals(result) if not errors else [],
        columns=[(label, number) for label, number, _ in columns],
        first_rows=[
            [(label, number, cell(line)) for label, number, cell in columns]
            for line in result.reading.lines[:SHOWN_ROWS]
        ],
        detail_lost=detail,
        points=points(result) if not errors else [],
        can_import=not errors,
        asks=asks,
        days=formats.day_range(result.period) if result.period else "",
    )


def _page_of(store: type | None) -> str:
    """The page that shows what a table holds; None is that of the counts."""
    if store is None:
        return "overview"
    return "store_pages" if store is StoreFact else "fraud"


@dataclass(frozen=True)
class Done:
    """A finished import, and the address where the days that it covers are shown."""

    batch: ImportBatch
    days: str
    url: str


def done(batch: ImportBatch) -> Done:
    """What an import covers."""
    page = reverse(_page_of(STORES.get(batch.source)))
    if batch.first_day is None:
        return Done(batch, "", page)
    period = Period(batch.first_day, batch.last_day)
    days = {"from": period.first, "to": period.last, "app": apps_of(batch)}
    return Done(
        batch,
        formats.day_range(period),
        f"{page}?{urlencode(days, doseq=True)}",
    )


def _sentence(result: ImportResult, errors: list[LineError], detail: list[str]) -> tuple[str, str]:
    rows = formats.count(result.reading.rows)
    if errors and not result.reading.rows:
        return "This file cannot be read, so nothing is imported.", errors[0].message
    if errors:
        lines = {error.line for error in errors}
        of = f"{formats.count(len(lines))} of {rows} lines cannot be used"
        if all(error.code in OPEN for error in errors):
            open_ = " and ".join(dict.fromkeys(error.field for error in errors))
            return f"Which {open_}? The file does not say, so nothing is imported yet.", ""
        return (
            f"{of}, so nothing is imported yet.",
            "Correct them and choose the file again. A half-imported file would give an IPM that "
            "is wrong without looking wrong.",
        )
    if result.confirm:
        return heading(
            result.confirm
        ), "Look at what is odd below and tick it, or correct the file."
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


def _recognised(result: ImportResult) -> list[tuple[str, str]]:
    reading = result.reading
    found = [("Source", reading.label), ("Apps", _some(sorted(result.apps.values())))]
    if reading.lines:
        found.append(("Days", formats.day_range(result.period)))
        networks = {said for line in reading.lines if (said := getattr(line, "network", ""))}
        found.append(("Networks", _some(sorted(networks))))
    if reading.source not in STORES:
        found.append(("Reported by", dict(Reporter.choices).get(reading.reported_by, "")))
    found.append(("Reads as", reading.reads_as))
    used = reading.columns | (reading.also.columns if reading.also else {})
    columns = [f"{header} → {name.replace('_', ' ')}" for name, header in used.items()]
    found.append(("Columns", _some(columns)))
    unused = [header for header in reading.unused if header not in used.values()]
    found.append(("Unused", _some(unused)))
    return [(label, value) for label, value in found if value]


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
    rows = [
        (label, getattr(before, name), getattr(after, name), write)
        for label, name, write in (
            ("Impressions", "impressions", formats.count),
            ("Clicks", "clicks", formats.count),
            ("Installs", "installs", formats.count),
            ("Rejected installs", "rejected_installs", formats.count),
            ("Spend", "spend", lambda value: formats.money(value, money)),
            (Counts.ipm.label, "ipm", lambda value: formats.ratio(Counts.ipm, value)),
        )
    ]
    return [
        (label, write(old), write(new), _moved(new, old))
        for label, old, new, write in rows
        if old is not None or new is not None
    ]


def _moved(new, old) -> str:
    if new is None or old is None:
        return formats.NO_DATA
    change = formats.change(new, old, None)
    sign = {"up": "+", "down": formats.MINUS}.get(change.direction, "")
    return sign + change.text


def _said(line: AnyLine, *names: str) -> str:
    return next(filter(None, (getattr(line, name) for name in names)), formats.NO_DATA)


def _creative(line: Line) -> str:
    named = _said(line, "creative", "creative_id")
    stated = line.format and named != formats.NO_DATA
    return f"{named} ({Format(line.format).label.lower()})" if stated else named


def _ipm(line: Line) -> str:
    counts = Counts.of(impressions=line.impressions, installs=line.installs)
    return formats.ratio(Counts.ipm, counts.ipm)


def _count(label: str, name: str) -> Cell:
    return label, True, lambda line: formats.count(getattr(line, name))


WHERE: tuple[Cell, ...] = (
    ("Day", False, lambda line: formats.day(line.day, year=True)),
    ("Network", False, lambda line: _said(line, "network")),
    ("Campaign", False, lambda line: _said(line, "campaign", "campaign_id")),
)
SUMS: tuple[Cell, ...] = (
    _count("Impressions", "impressions"),
    _count("Clicks", "clicks"),
    _count("Installs", "installs"),
    ("Spend", True, lambda line: formats.money(line.spend, settings.REPORTING_CURRENCY)),
)
ROW: tuple[Cell, ...] = (
    *WHERE,
    ("Creative", False, _creative),
    ("Country", False, lambda line: line.country),
    *SUMS,
    (Counts.ipm.label, True, _ipm),
)
STORE: tuple[Cell, ...] = (
    WHERE[0],
    ("App", False, lambda line: _said(line, "app", "store_id")),
    ("Country", False, lambda line: line.country),
    _count("Store impressions", "store_impressions"),
    _count("Page views", "page_views"),
    _count("Installs", "installs"),
    _count("Updates", "updates"),
)
SOURCE_APP: Cell = ("Source app", False, lambda line: _said(line, "source_app"))
EVIDENCE_ROWS: dict[str, tuple[Cell, ...]] = {
    "ctit_under_5s": tuple(_count(words.capitalize(), name) for name, words in BUCKETS.items()),
    "rejected_installs": (
        ("Reason", False, lambda line: line.reason),
        _count("Rejected installs", "rejected_installs"),
    ),
}


def _columns(line: AnyLine) -> tuple[Cell, ...]:
    """The columns that fit what a line tells."""
    if isinstance(line, Line):
        return ROW
    if isinstance(line, StoreLine):
        return STORE
    found = [EVIDENCE_ROWS[name] for name in EVIDENCE_ROWS if getattr(line, name) is not None]
    return (*WHERE, SOURCE_APP, *(found[0] if found else SUMS))


def _some(names: list[str]) -> str:
    rest = len(names) - SHOWN_NAMES
    return ", ".join(names[:SHOWN_NAMES]) + (f" and {rest} more" if rest > 0 else "")
