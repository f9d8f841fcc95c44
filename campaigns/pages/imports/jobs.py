"""An import in the background, as its page shows it."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User

from campaigns import formats
from campaigns.importing.answers import asking
from campaigns.importing.codes import POINTS, Code
from campaigns.importing.import_file import ImportResult
from campaigns.importing.lines import LineError
from campaigns.importing.uploads import UNSAID
from campaigns.jobs import queue, workers
from campaigns.models import Job, PendingUpload
from campaigns.pages.imports.columns import ColumnChoice, columns, rows
from campaigns.pages.imports.points import TICKS, TickBox
from campaigns.pages.imports.questions import Question, faults, question


@dataclass(frozen=True)
class JobPage:
    """A job, what is to be said of it, and what it asks.

    `again` says that the same file may be tried again. `points` are the doubts that a tick
    confirms; `detail_lost` is a sentence or "".
    """

    job: Job
    title: str
    text: str
    asks: bool
    again: bool
    question: Question | None
    columns: list[ColumnChoice]
    first_rows: list[list[tuple[str, bool]]]
    errors: list[LineError]
    points: list[TickBox]
    detail_lost: str
    totals: list[tuple[str, str]]


def job_page(job: Job) -> JobPage:
    """What the page says of a job."""
    title, text = _words(job)
    result = asking(job.answer)
    asked = question(result, _as_upload(job)) if queue.asks(job) else None
    shown = job.state in (Job.State.REFUSED, Job.State.CHECKED)
    return JobPage(
        job=job,
        title=title,
        text=text,
        asks=queue.asks(job),
        again=queue.may_go_again(job),
        question=asked,
        columns=columns(result) if shown else [],
        first_rows=rows(result) if shown else [],
        errors=_errors(job, result),
        points=[] if asked else _points(job),
        detail_lost=next((e["message"] for e in job.errors if e["code"] == Code.DETAIL_LOST), ""),
        totals=_totals(job.answer) if job.state == Job.State.CHECKED else [],
    )


def _totals(answer: dict[str, Any]) -> list[tuple[str, str]]:
    """What a file that was looked at comes to, and what it would do to the stored rows."""
    totals = answer["totals"]
    money = settings.REPORTING_CURRENCY
    return [
        ("Impressions", formats.count(totals["impressions"])),
        ("Clicks", formats.count(totals["clicks"])),
        ("Installs", formats.count(totals["installs"])),
        ("Spend", formats.money(totals["spend"], money)),
        ("New", formats.count(answer["created"])),
        ("Changed, restated by the network", formats.count(answer["changed"])),
        ("Unchanged", formats.count(answer["unchanged"])),
        ("Removed, no longer in the file", formats.count(answer["removed"])),
    ]


def _as_upload(job: Job) -> PendingUpload:
    """The job's file as questions know one; its bytes only where they are asked about."""
    needed = any(error["code"] == Code.ENCODING_OPEN for error in job.errors)
    return PendingUpload(
        user=job.user,
        file_name=job.file_name,
        options={**UNSAID, **job.options},
        content=job.file.content if needed else b"",
    )


def _errors(job: Job, result: ImportResult) -> list[LineError]:
    """What another file must mend: nothing where the job broke, which the page says above."""
    return [] if job.state == Job.State.FAILED else faults(result)


@dataclass(frozen=True)
class JobList:
    """A user's imports in the background with their states in words.

    `stuck` says that some wait and that no worker lives.
    """

    rows: list[tuple[Job, str]]
    stuck: bool


def job_list(user: User) -> JobList:
    """The newest first."""
    jobs = queue.recent(user)
    waits = any(job.state == Job.State.WAITING for job in jobs)
    return JobList(
        [(job, "Asks you" if queue.asks(job) else job.get_state_display()) for job in jobs],
        waits and not workers.live(),
    )


def _points(job: Job) -> list[TickBox]:
    said = job.answer.get("confirm", [])
    return [
        TickBox(str(point), messages, TICKS[point], "")
        for point in POINTS
        if (messages := [doubt["message"] for doubt in said if doubt["point"] == point])
    ]


def _words(job: Job) -> tuple[str, str]:
    name, state = job.file_name, job.state
    if state == Job.State.WAITING:
        if workers.live():
            return f"{name} waits for its turn.", "You may leave this page; nothing is lost."
        return (
            f"{name} waits: nobody imports at the moment.",
            "The worker of this site is not running. The file is kept, and goes in as soon as "
            "whoever runs the site starts the worker.",
        )
    if state == Job.State.RUNNING:
        verb = "looked at" if job.options.get("look") else "imported"
        return f"{name} is being {verb}.", _progress(job)
    if state == Job.State.CHECKED:
        lines = formats.count(job.answer["rows"])
        return f"All {lines} lines of {name} can be read.", "Nothing is written until you import."
    if state == Job.State.DONE:
        return f"{name} is in.", ""
    if state == Job.State.FAILED:
        return f"{name} could not be imported.", job.errors[0]["message"] if job.errors else ""
    if queue.asks(job):
        return f"{name} needs your answer, so nothing is imported yet.", ""
    return f"{name} cannot be imported as it is, and nothing was.", ""


def _progress(job: Job) -> str:
    if job.phase == Job.Phase.READING:
        return f"{formats.count(job.done)} of {formats.count(job.total)} rows are read."
    if job.phase == Job.Phase.WRITING:
        does = "compared with what is stored" if job.options.get("look") else "written"
        return f"All {formats.count(job.total)} rows are read and are being {does}."
    if job.phase == Job.Phase.JUDGING:
        return "All rows are written; its networks are being judged."
    return "The file is being opened."
