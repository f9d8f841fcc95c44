"""The parts of the page of data health."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse

from campaigns import formats
from campaigns.english import listed
from campaigns.jobs import queue
from campaigns.judgement.alike import pairs
from campaigns.judgement.data_health import DataHealth, DataRow, DayState, is_missing
from campaigns.judgement.maturity import learned
from campaigns.judgement.unknown import Unknown, unknown
from campaigns.metrics import Counts
from campaigns.models import ImportBatch, Job
from campaigns.pages.data import words
from campaigns.periods import Period
from campaigns.reports import networks_known
from campaigns.reports.health import LastImport, last_imports
from campaigns.reports.history import Evening
from campaigns.ui import maturity_charts
from campaigns.ui.merge_links import merge_link
from campaigns.ui.missing_days import missing
from campaigns.ui.unread_names import unread_names

SHOWN_FAILED = 10
SHOWN_UNKNOWN = 8
MUCH = 0.05
SHOWN_CURVES = 6
MERGED = ("app", "network", "storepage", "campaign", "creative")


@dataclass(frozen=True)
class DayCell:
    """A day of a network: the name of its state, and the same in words."""

    state: str
    title: str
    url: str
    """The history of a restated day."""


@dataclass(frozen=True)
class Version:
    """The numbers of a network's day on an evening, as the page writes them, and who wrote them."""

    evening: str
    impressions: str
    installs: str
    spend: str
    ipm: str
    imports: tuple[ImportBatch, ...]


@dataclass(frozen=True)
class MatrixRow:
    """A network with its days."""

    row: DataRow
    imported: LastImport | None
    cells: list[DayCell]
    missing: str
    bad: bool
    url: str


@dataclass(frozen=True)
class DayMatrix:
    """The table of days; `months` are headings over as many days as they span."""

    months: list[tuple[str, int]]
    days: list[tuple[int, bool]]
    rows: list[MatrixRow]
    key: list[tuple[str, str]]


@dataclass(frozen=True)
class DataLook:
    """Something that somebody should look at, and where."""

    sign: str
    title: str
    text: str
    button: str
    url: str


def matrix(health: DataHealth) -> DayMatrix:
    """The days as the page shows them."""
    days, imported = list(health.period.days()), last_imports()
    months = [(f"{first:%B}", len([first, *rest])) for first, *rest in _by_month(days)]
    return DayMatrix(
        months,
        [(day.day, day.weekday() >= 5) for day in days],
        [_row(row, imported.get(row.network_id), days, health.period) for row in health.rows],
        [(str(state), said) for state, said in words.SIGNS.items()],
    )


def versions(evenings: Sequence[Evening]) -> list[Version]:
    """What was known of a network's day, evening by evening."""
    return [
        Version(
            formats.day(one.day, year=True),
            formats.count(one.counts.impressions),
            formats.count(one.counts.installs),
            formats.count(one.counts.spend),
            formats.ratio(Counts.ipm, one.counts.ipm),
            one.imports,
        )
        for one in evenings
    ]


def looks(health: DataHealth, failed: list[Job], today: date, user: User) -> list[DataLook]:
    """What is missing, what failed, what reports do not say: the worst first."""
    found = [
        DataLook(
            "gap" if DayState.GAP in row.states else "late",
            f"{missing(row, health.period)}.",
            "Numbers of these days leave it out; they do not count it as zero.",
            "Import them",
            reverse("imports"),
        )
        for row in health.rows
        if is_missing(row)
    ]
    found += _changed(today)
    found += [_failed(job, user) for job in failed[:SHOWN_FAILED]]
    found += [DataLook("unknown", n.title, n.text, "See them", n.url) for n in unread_names()]
    found += [_unknown(one) for one in unknown(today) if one.share >= MUCH][:SHOWN_UNKNOWN]
    return found + _may_be_one(user)


def _may_be_one(user: User) -> list[DataLook]:
    """One line for all pairs of names or pictures that may be of one thing."""
    may = {kind: user.has_perm(f"campaigns.change_{kind}") for kind in MERGED}
    found = [pair for pair in pairs() if may[pair.kind]]
    if not found:
        return []
    first, more = found[0], len(found) - 1
    said = f"{first.names[0]} and {first.names[1]} may be one {first.label}"
    others = "" if not more else f", and {formats.count(more)} more pairs may be one"
    return [
        DataLook(
            "unknown",
            f"{said}{others if more != 1 else ', and 1 more pair may be one'}.",
            f"Their {'pictures' if first.picture else 'names'} are nearly the same. Nothing is "
            "merged by itself.",
            "Look at both",
            merge_link(first),
        )
    ]


def curves() -> dict[str, Any]:
    """How soon days are complete: a chart, and after how many days each network settles."""
    names = {pk: known.name for pk, known in networks_known().items()}
    found = {
        names[pk]: one for pk, one in learned().items() if pk in names and any(one.maturity.seen)
    }
    said = [f"{name} {maturity_charts.settles(pk)}" for pk, name in names.items() if name in found]
    return {
        "chart": maturity_charts.of_networks(found, SHOWN_CURVES),
        "said": listed(said) if said else "",
    }


def _changed(today: date) -> list[DataLook]:
    names = {pk: known.name for pk, known in networks_known().items()}
    return [
        DataLook(
            "restated",
            f"{names[pk]}: {said[:1].lower()}{said[1:]}",
            "Its days settle after 14 days until its new habit is known.",
            "See it",
            f"{reverse('network', args=[pk])}#maturity",
        )
        for pk, one in learned().items()
        if pk in names and (said := maturity_charts.changed(one, today))
    ]


def _row(row: DataRow, imported: LastImport | None, days: list[date], period: Period) -> MatrixRow:
    name = f"{row.network}, {row.app}" if row.app else row.network
    cells = [
        DayCell(
            str(state),
            f"{name}, {formats.day(day)}: {words.SIGNS[state]}",
            reverse("day_history", args=[row.network_id, day.isoformat()])
            if state == DayState.RESTATED
            else "",
        )
        for day, state in zip(days, row.states, strict=True)
    ]
    asked = f"?from={period.first}&to={period.last}"
    url = reverse("network", args=[row.network_id]) + asked
    return MatrixRow(row, imported, cells, words.short(row), is_missing(row), url)


def _failed(job: Job, user: User) -> DataLook:
    errors = job.errors
    reason = errors[0]["message"] if errors else job.get_state_display()
    own = job.user_id == user.pk
    who = str(job.user) if job.user else "somebody"
    return DataLook(
        "failed",
        f"{job.file_name} is not in: {reason}",
        f"{formats.day(job.created_at.date())}, by {who}. Nothing was written.",
        _next(job) if own else "",
        reverse("import_job", args=[job.pk]) if own else "",
    )


def _next(job: Job) -> str:
    """What its page is for."""
    if job.state == Job.State.FAILED:
        return "Try again"
    return "Answer" if queue.asks(job) else "What to correct"


def _unknown(one: Unknown) -> DataLook:
    return DataLook(
        "unknown",
        f"{one.network}: {_share(one.share)} of the {one.counts} have no {one.dimension}.",
        "They are compared with nothing of their kind.",
        "See it",
        f"{reverse('network', args=[one.network_id])}?by={one.dimension}",
    )


def _by_month(days: list[date]) -> list[list[date]]:
    return [list(some) for _, some in groupby(days, key=lambda day: day.month)]


def _share(part: float) -> str:
    """A share in whole per cent."""
    return "under 1 %" if part < 0.005 else formats.percent(round(part, 2))
