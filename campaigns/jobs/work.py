"""How each kind of job is done. Each is safe to repeat, and says how far it is."""

import logging
import time
from collections.abc import Callable, Collection
from datetime import timedelta
from io import StringIO

from django.core.management import CommandError, call_command
from django.db import OperationalError, transaction
from django.utils import timezone

from campaigns.importing.answers import as_json, kept
from campaigns.importing.import_file import ImportResult
from campaigns.importing.storing.rates import set_rates
from campaigns.importing.undoing.undo import UndoRefused, take_back
from campaigns.importing.uploads import forget_uploads, import_asked
from campaigns.jobs import workers
from campaigns.jobs.changes import rates_said
from campaigns.judgement import daily
from campaigns.models import ImportBatch, Job, JobFile, Worker

KEEP_FILES = timedelta(days=90)
BROKE = "It could not be done: an error of the program, which stands in the worker's log."
BUSY = "The database was busy each time."
log = logging.getLogger(__name__)


class Taken(Exception):
    """Another worker has the job: this one was thought dead."""


def work(pk: int, worker: str) -> None:
    """Do a job that waits; one that another worker has or that is over is left alone."""
    me = Worker.objects.get(name=worker)
    taken = Job.objects.filter(pk=pk, state=Job.State.WAITING).update(
        state=Job.State.RUNNING, worker=me, started_at=timezone.now(), done=0, total=0, phase=""
    )
    if not taken:
        return
    job = Job.objects.get(pk=pk)
    job.attempts += 1
    _set(job, attempts=job.attempts)
    try:
        DONE_BY[job.kind](job)
    except Taken:
        log.warning("Job %s was taken over by another worker.", pk)
    except OperationalError as error:
        log.warning("Job %s: %s", pk, error)
        _put_back(job)
    except Exception:
        log.exception("Job %s", pk)
        _fail(job, BROKE)
    except BaseException:  # the worker is told to stop at once
        _put_back(job)
        raise


def night() -> None:
    """Judge the day, and let go what nobody needs any more."""
    daily.judge(timezone.localdate())
    now = timezone.now()
    JobFile.objects.filter(job__finished_at__lt=now - KEEP_FILES).delete()
    Job.objects.filter(kind=Job.Kind.NIGHT, finished_at__lt=now - KEEP_FILES).delete()
    forget_uploads()
    workers.forget_tasks()


def _import(job: Job) -> None:
    if job.batch_id is None:
        looks = job.options.get("look", False)
        result = import_asked(
            job.file.content,
            job.file_name,
            job.options,
            job.user,
            dry_run=looks,
            progress=_progress(job),
            written=_marked(job),
        )
        if result.errors:
            _end(job, Job.State.REFUSED, answer=kept(result))
            return
        if looks:
            _end(job, Job.State.CHECKED, answer=kept(result))
            return
    _judge(job)


def _undo(job: Job) -> None:
    """Take a batch back, in one transaction with the mark that it is done."""
    if job.batch_id is None:
        batch = ImportBatch.objects.get(pk=job.options["batch"])
        _set(job, phase=Job.Phase.WRITING, total=job.answer.get("rows", 0))
        try:
            with transaction.atomic():
                done = take_back(batch, with_later=job.options["with_later"], user=job.user)
                _mark(job, done.by[-1], done.apps)
        except UndoRefused as refused:
            error = {"line": 0, "field": "undo", "message": refused.message, "value": ""}
            answer = {"errors": [{**error, "code": "undo"}]}
            _end(job, Job.State.REFUSED, answer=job.answer | answer)
            return
    _judge(job)


def _rates(job: Job) -> None:
    """Set rates and restate money, in one transaction with the mark that it is done."""
    if job.batch_id is None:
        _set(job, phase=Job.Phase.WRITING, total=job.answer.get("rows", 0))
        with transaction.atomic():
            wanted, name = rates_said(job.options), job.options["name"]
            if done := set_rates(wanted, job.user, name=name):
                _mark(job, done.batch, done.apps)
    _judge(job)


def _demo(job: Job) -> None:
    """Load the demo, or take it out; where other counts came in meanwhile loading says so, and
    nothing is mixed."""
    _set(job, phase=Job.Phase.WRITING)
    said = StringIO()
    try:
        call_command("load_demo", remove=job.options.get("remove", False), stdout=said)
    except CommandError as refused:
        error = {"line": 0, "field": "demo", "message": str(refused), "value": "", "code": "demo"}
        _end(job, Job.State.REFUSED, answer={"errors": [error]})
        return
    _end(job, Job.State.DONE, answer={"said": said.getvalue().strip()})


def _mark(job: Job, batch: ImportBatch, apps: Collection[int]) -> None:
    workers.beat(jobs=job)
    _set(job, batch=batch, apps=sorted(apps))


def _judge(job: Job) -> None:
    """Judge what was touched, and be done."""
    job.refresh_from_db()
    if job.apps:
        _set(job, phase=Job.Phase.JUDGING, done=job.total)
        daily.judge(timezone.localdate(), job.apps)
    _end(job, Job.State.DONE)


def _night(job: Job) -> None:
    if job.apps:
        daily.judge(timezone.localdate(), job.apps)
    else:
        night()
    _end(job, Job.State.DONE)


DONE_BY: dict[str, Callable[[Job], None]] = {
    Job.Kind.IMPORT: _import,
    Job.Kind.NIGHT: _night,
    Job.Kind.UNDO: _undo,
    Job.Kind.RATES: _rates,
    Job.Kind.DEMO: _demo,
}


def _progress(job: Job) -> Callable[[int, int], None]:
    """Say now and then how many rows are read."""
    told = 0.0

    def progress(done: int, total: int) -> None:
        nonlocal told
        if done >= total:
            _set(job, phase=Job.Phase.WRITING, done=done, total=total)
        elif time.monotonic() - told > 1:
            told = time.monotonic()
            _set(job, phase=Job.Phase.READING, done=done, total=total)

    return progress


def _marked(job: Job) -> Callable[[ImportResult], None]:
    """Mark what was written, in its transaction: a second run only judges."""

    def written(result: ImportResult) -> None:
        assert result.batch is not None
        _mark(job, result.batch, result.apps)
        _set(job, answer=as_json(result))

    return written


def _set(job: Job, **values: object) -> None:
    """Change a job that is still this worker's. Raises Taken."""
    if not Job.objects.filter(pk=job.pk, worker=job.worker_id, state=Job.State.RUNNING).update(
        **values
    ):
        raise Taken


def _end(job: Job, state: Job.State, **values: object) -> None:
    _set(job, state=state, phase="", finished_at=timezone.now(), worker=None, **values)


def _fail(job: Job, why: str) -> None:
    _set(job, phase="")
    job.fail(why)


def _put_back(job: Job) -> None:
    """Let the job wait again, or fail where it has been begun too often."""
    if job.attempts >= workers.MOST_ATTEMPTS:
        _fail(job, BUSY)
    else:
        _set(job, state=Job.State.WAITING, worker=None)
