"""The process that does jobs, one after another, until it is told to stop."""

import logging
import os
import signal
import threading
import time
import uuid
from collections.abc import Callable

from django.db import DatabaseError, connection
from django_tasks_db.management.commands.db_worker import Worker as TaskLoop

from campaigns.jobs import workers
from campaigns.models import Worker
from campaigns.telling.nightly import tell_all

INTERVAL = 1.0
BEAT = 5.0
ROUND = 60.0
"""Seconds between looks at the queue, signs of life, and looks for dead workers and a new day."""
log = logging.getLogger(__name__)


def run(*, once: bool = False, parent: int | None = None) -> None:
    """Do jobs until SIGTERM or SIGINT, which lets the one at hand end; twice puts it back.

    `once` ends where nothing waits; with a `parent` it ends when that process has.
    """
    name = uuid.uuid4().hex
    me = workers.start(name)
    workers.rescue()
    loop = TaskLoop(
        queue_names=["default"],
        interval=INTERVAL,
        batch=once,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=name,
        excluded_queue_names=[],
    )
    loop.configure_signals()
    ended = threading.Event()
    beside = threading.Thread(target=_beside, args=(me, ended, parent, once), daemon=True)
    beside.start()
    if not once:
        threading.Thread(target=_telling, args=(ended,), daemon=True).start()
    try:
        _patiently(loop.run)
    finally:
        ended.set()
        beside.join()
        workers.stop(me)


def _telling(ended: threading.Event) -> None:
    """Beside the jobs: judge alert rules and send what waits, now and then."""
    while not ended.wait(ROUND):
        try:
            tell_all()
        except Exception:
            log.exception("Alerts")
        finally:
            connection.close()


def _patiently(run: Callable[[], None]) -> None:
    """Go on where the database was busy for longer than a question waits."""
    while True:
        try:
            return run()
        except DatabaseError as error:
            log.warning("The queue could not be read: %s", error)
            connection.close()
            time.sleep(INTERVAL)


def _beside(me: Worker, ended: threading.Event, parent: int | None, once: bool) -> None:
    """Beside the jobs: live signs, dead workers, a new day, an ended parent."""
    looked = time.monotonic()
    while not ended.wait(INTERVAL if parent else BEAT):
        if parent and os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)
            break
        try:
            workers.beat(pk=me.pk)
            if not once and time.monotonic() - looked > ROUND:
                looked = time.monotonic()
                workers.rescue()
                workers.enqueue_night()
                workers.enqueue_changed()
        except DatabaseError as error:  # a long import may hold SQLite; the next beat tries again
            log.info("No sign of life: %s", error)
            connection.close()
    connection.close()
