"""What taking an import back would do, and what it did, in words."""

from dataclasses import dataclass

from django.utils import timezone

from campaigns import formats
from campaigns.english import listed
from campaigns.importing.undoing.aliases import came_since
from campaigns.importing.undoing.undo import MERGED, Undone, root, standing_on, taken_back_by
from campaigns.models import ImportBatch, Job
from campaigns.periods import Period

SOME = 5
"""So many files are named."""


@dataclass(frozen=True)
class UndoPage:
    """An import that can be taken back, or that was: then `by` did so.

    `later` are those that stand on it and go first.
    """

    batch: ImportBatch
    title: str
    text: str
    does: str
    button: str
    later: list[ImportBatch]
    by: ImportBatch | None
    file: bool = False
    """Whether it was a file: then another one may follow."""
    job: Job | None = None
    """What takes it back in the background at the moment."""
    said: str = ""
    """Why the last try in the background came to nothing."""


def undo_page(batch: ImportBatch, job: Job | None = None) -> UndoPage:
    """The page of one import; `job` is the newest that takes it back, or tried to."""
    by = taken_back_by(batch)
    if job and not job.is_over:
        return _under_way(batch, job)
    failed = not by and job and job.state in (Job.State.FAILED, Job.State.REFUSED)
    later = [] if by else standing_on(batch)
    name = _name(batch)
    if batch.took_away:
        title, verb = f"Bring {name} back?", "Bring it back"
    else:
        title, verb = f"Take {name} back?", "Take it back"
    if by:
        title = f"{name} is {'brought' if batch.took_away else 'taken'} back."
    return UndoPage(
        batch=batch,
        title=title,
        text=f"{_text(batch, later, by)} {_meanwhile(batch, by)}".strip(),
        does=_does(batch),
        button=verb if not later else f"{verb}, with {_number(later)}",
        later=later,
        by=by,
        file=bool(root(batch).file_hash),
        said=job.errors[0]["message"] if failed and job and job.errors else "",
    )


def _under_way(batch: ImportBatch, job: Job) -> UndoPage:
    rows = formats.count(job.answer.get("rows", 0))
    since = f"{timezone.localtime(job.created_at):%H:%M}"
    verb = "brought" if batch.took_away else "taken"
    state = {
        Job.State.WAITING: f"{rows} rows wait for their turn since {since}.",
        Job.State.RUNNING: f"{rows} rows, since {since}: all of them or none.",
    }[Job.State(job.state)]
    if job.phase == Job.Phase.JUDGING:
        state = f"{rows} rows are as before; verdicts are being judged anew."
    return UndoPage(
        batch=batch,
        title=f"{_name(batch)} is being {verb} back.",
        text=f"{state} It goes on when you leave.",
        does="",
        button="",
        later=[],
        by=None,
        job=job,
    )


def told(undone: Undone) -> str:
    """What was done, in one sentence; of one import the page itself says it."""
    if len(undone.undone) == 1:
        return ""
    names = listed([_name(batch) for batch in reversed(undone.undone)])
    verb = "brought" if undone.undone[-1].took_away else "taken"
    return f"{names} are {verb} back."


def _name(batch: ImportBatch) -> str:
    """The file, or what else was done, in quotation marks where it is several words."""
    name = root(batch).file_name
    return f"“{name}”" if " " in name else name


def _meanwhile(batch: ImportBatch, by: ImportBatch | None) -> str:
    """What taking a merge back leaves where it is."""
    if batch.source != MERGED or not (came := came_since(batch, by)):
        return ""
    names = [one.file_name for one in came[:SOME]]
    more = len(came) - len(names)
    return (
        f"Files that came since the merge stay where they went: "
        f"{listed([*names, f'{more} more'] if more else names)}. "
        "Where one used the other name, take it back then and import it again."
    )


def _text(batch: ImportBatch, later: list[ImportBatch], by: ImportBatch | None) -> str:
    if by and batch.took_away:
        return "Its numbers and names stand again as they did. It can be taken back again."
    if by:
        return "Numbers and names are as if it had never been. Nothing is lost: bring it back."
    if later:
        rows = "It is" if len(later) == 1 else "They are"
        return (
            f"{_number(later).capitalize()} came later for the same rows. {rows} taken back first, "
            "else their numbers would stand on nothing. Each can be brought back."
        )
    if batch.took_away:
        return "Its numbers and names will stand again as they did."
    return "Everything will be as it was before. It can be brought back at any time."


def _does(batch: ImportBatch) -> str:
    """The rows of a batch, and its days."""
    rows = [
        f"{formats.count(number)} {said}"
        for number, said in (
            (batch.created, "new row goes" if batch.created == 1 else "new rows go"),
            (batch.changed, f"changed {_become(batch.changed)}"),
            (batch.removed, f"removed {'row comes' if batch.removed == 1 else 'rows come'} back"),
        )
        if number
    ]
    if not batch.first_day or not batch.last_day or not rows:
        return "It changed no numbers."
    return f"{formats.day_range(Period(batch.first_day, batch.last_day))}: {listed(rows)}."


def _become(rows: int) -> str:
    return "row becomes what it was" if rows == 1 else "rows become what they were"


def _number(later: list[ImportBatch]) -> str:
    return "one import" if len(later) == 1 else f"{len(later)} imports"
