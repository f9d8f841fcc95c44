"""Jobs that wait: put there by pages, taken up by `manage.py worker`, seen by whoever asked."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404
from django_tasks import TaskContext, task

from campaigns.importing.codes import ANSWERABLE
from campaigns.importing.uploads import UNSAID, with_said
from campaigns.models import ImportBatch, Job, JobFile

LARGE = 2**20
"""From this size on, in bytes, a file is work for the background."""
RECENT = 20
NOT_IN = (Job.State.REFUSED, Job.State.FAILED)
WAIT_FOR_SOMEBODY = (Job.State.CHECKED, *NOT_IN)


@task(takes_context=True)
def do(context: TaskContext, job: int) -> None:
    """A worker does a job."""
    from campaigns.jobs.work import work  # which reads and judges: no page that enqueues needs it

    work(job, context.task_result.worker_ids[-1])


@transaction.atomic
def enqueue_import(
    content: bytes, file_name: str, options: Mapping[str, Any], user: User | None
) -> Job:
    """Keep a file and have it imported. `options` are those of an upload."""
    job = Job.objects.create(
        kind=Job.Kind.IMPORT, user=user, file_name=file_name[:255], options=dict(options)
    )
    JobFile.of(job, content)
    do.enqueue(job.pk)
    return job


def enqueue_large(
    files: Iterable[tuple[str, bytes]], user: User
) -> tuple[list[Job], list[tuple[str, bytes]]]:
    """Have the large ones of some files, name and bytes, looked at; the others are handed back."""
    jobs, small = [], []
    for name, content in files:
        if len(content) < LARGE:
            small.append((name, content))
        else:
            jobs.append(enqueue_import(content, name, {**UNSAID, "look": True}, user))
    return jobs, small


@transaction.atomic
def again(job: Job, options: Mapping[str, Any]) -> None:
    """Have an import that waits for somebody done again, with what was said about it since."""
    changed = Job.objects.filter(pk=job.pk, state__in=WAIT_FOR_SOMEBODY).update(
        state=Job.State.WAITING,
        options=with_said(job.options, options),
        answer={},
        attempts=0,
        finished_at=None,
    )
    if changed:
        do.enqueue(job.pk)


def asks(job: Job) -> bool:
    """Whether an answer, and not another file, may let a refused import in."""
    codes = {error["code"] for error in job.errors}
    return job.state == Job.State.REFUSED and bool(codes) and codes <= ANSWERABLE


def may_go_again(job: Job) -> bool:
    """Whether the same file may go in by another try: what failed was not the file."""
    return job.state == Job.State.FAILED and JobFile.objects.filter(job=job).exists()


def leave_out(job: Job) -> bool:
    """Let a file go of which nothing is in, and whoever is to be told of it no more."""
    gone, _ = Job.objects.filter(pk=job.pk, state__in=WAIT_FOR_SOMEBODY, batch=None).delete()
    return bool(gone)


def own(user: User, pk: int) -> Job:
    """A user's own import. Raises Http404."""
    return get_object_or_404(Job, pk=pk, user=user, kind=Job.Kind.IMPORT)


def failed() -> list[Job]:
    """The imports in the background that did not go in, the newest first.

    A file of the same name that went in since settles it, and so does its file's going.
    """
    since = ImportBatch.objects.filter(
        file_name=OuterRef("file_name"), created_at__gt=OuterRef("created_at"), undone=False
    )
    rows = Job.objects.filter(~Exists(since), kind=Job.Kind.IMPORT, state__in=NOT_IN)
    return list(rows.exclude(file=None).select_related("user")[:RECENT])


def recent(user: User) -> list[Job]:
    """A user's newest imports in the background."""
    return list(Job.objects.filter(user=user, kind=Job.Kind.IMPORT)[:RECENT])
