"""Jobs that wait: put there by pages, taken up by `manage.py worker`, seen by whoever asked."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.shortcuts import get_object_or_404
from django_tasks import TaskContext, task

from campaigns.importing.codes import POINTS, QUESTIONS, Code
from campaigns.importing.uploads import UNSAID, with_said
from campaigns.models import Job, JobFile

LARGE = 2**20
"""From this size on, in bytes, a file is work for the background."""
RECENT = 20
ANSWERABLE = {*QUESTIONS, *POINTS, Code.DETAIL_LOST}


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
    over = (Job.State.CHECKED, Job.State.REFUSED, Job.State.FAILED)
    changed = Job.objects.filter(pk=job.pk, state__in=over).update(
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


def own(user: User, pk: int) -> Job:
    """A user's own import. Raises Http404."""
    return get_object_or_404(Job, pk=pk, user=user, kind=Job.Kind.IMPORT)


def failed() -> list[Job]:
    """The imports in the background that did not go in, the newest first."""
    over = (Job.State.REFUSED, Job.State.FAILED)
    rows = Job.objects.filter(kind=Job.Kind.IMPORT, state__in=over)
    return list(rows.select_related("user")[:RECENT])


def recent(user: User) -> list[Job]:
    """A user's newest imports in the background."""
    return list(Job.objects.filter(user=user, kind=Job.Kind.IMPORT)[:RECENT])
