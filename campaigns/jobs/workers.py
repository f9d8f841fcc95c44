"""Who does jobs: which workers live, and what happens to the work of one that died.

The queue knows no worker's end: a task whose worker was killed runs for ever there. So each worker
says that it lives, and the others take up the jobs of one that does not.
"""

import os
import platform
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from campaigns.jobs.queue import do
from campaigns.judgement import stored
from campaigns.models import Job, Worker
from campaigns.models.changes import Versions

LEASE = timedelta(seconds=60)
HERE_LEASE = timedelta(minutes=15)
"""On this machine the process itself is looked for: it may not be able to write while it works."""
MOST_ATTEMPTS = 3
DIED = "It was begun three times and its worker died each time, perhaps for lack of memory."
KEEP_TASKS = timedelta(days=7)


def machine() -> str:
    """Where process ids mean the same: the host and, on Linux, its space of processes."""
    space = os.readlink("/proc/self/ns/pid") if sys.platform == "linux" else ""
    return f"{platform.node()} {space}".strip()[:255]


def start(name: str) -> Worker:
    """Say that this process is a worker."""
    now = timezone.now()
    return Worker.objects.create(name=name, machine=machine(), pid=os.getpid(), beat_at=now)


def beat(**which: Any) -> None:
    """Say that a worker lives."""
    Worker.objects.filter(**which).update(beat_at=timezone.now())


def stop(worker: Worker) -> None:
    """Say that a worker has ended."""
    Worker.objects.filter(pk=worker.pk).delete()


def live() -> bool:
    """Whether any worker lives."""
    now, here = timezone.now(), machine()
    return any(_lives(worker, now, here) for worker in Worker.objects.all())


def _lives(worker: Worker, now: datetime, here: str) -> bool:
    age = now - worker.beat_at
    if worker.machine != here:
        return age < LEASE
    return age < HERE_LEASE and _runs(worker.pid)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


@transaction.atomic
def rescue() -> list[int]:
    """Take up what dead workers left: their jobs wait again, or fail where begun too often."""
    now, here = timezone.now(), machine()
    dead = [w.pk for w in Worker.objects.all() if not _lives(w, now, here)]
    Worker.objects.filter(pk__in=dead).delete()
    names = set(Worker.objects.values_list("name", flat=True))
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    lost = [task.pk for task in running if not names & set(task.worker_ids)]
    DBTaskResult.objects.filter(pk__in=lost).delete()
    left = Job.objects.filter(state=Job.State.RUNNING, worker=None)
    for job in left.filter(attempts__gte=MOST_ATTEMPTS):
        job.fail(DIED)
    left.update(state=Job.State.WAITING)
    open_ = DBTaskResult.objects.filter(
        status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]
    )
    asked = {task.args_kwargs["args"][0] for task in open_}
    waiting = (
        Job.objects.filter(state=Job.State.WAITING).order_by("pk").values_list("pk", flat=True)
    )
    taken_up = [pk for pk in waiting if pk not in asked]
    for pk in taken_up:
        do.enqueue(pk)
    return taken_up


def enqueue_night() -> None:
    """Have the day judged once, however many workers see it begin."""
    _enqueue_once(f"night {timezone.localdate()}")


def enqueue_changed() -> None:
    """Have the apps judged again that changed since: by entries, thresholds, targets, rules, undo.

    What waits or runs comes first: an import judges what it touched. A judgement that fails is
    tried again when something else changes.
    """
    apps = stored.outdated()
    open_ones = Job.objects.filter(state__in=(Job.State.WAITING, Job.State.RUNNING))
    if apps and not open_ones.exists():
        _enqueue_once(f"changed {Versions().data}", apps)


def _enqueue_once(key: str, apps: Sequence[int] = ()) -> None:
    """Have these apps judged, all where none are named, by one job of this key."""
    if Job.objects.filter(key=key).exists():
        return
    try:
        with transaction.atomic():
            do.enqueue(Job.objects.create(kind=Job.Kind.NIGHT, key=key, apps=list(apps)).pk)
    except IntegrityError:  # another worker was quicker
        pass


def forget_tasks() -> None:
    """Let go tasks that are over; the jobs themselves stay."""
    over = DBTaskResult.objects.exclude(
        status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]
    )
    over.filter(finished_at__lt=timezone.now() - KEEP_TASKS).delete()
