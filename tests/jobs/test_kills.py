"""Imports, workers and senders killed at random moments: all or nothing, and finished afterwards.

KILLS says how many of each, SEED which moments; `python -m tests.long kills` sets them.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from select import select
from urllib.parse import quote

import pytest
from django.db import connection
from django.db.models import Sum

from campaigns.importing.undoing.undo import take_back
from campaigns.jobs import queue
from campaigns.models import (
    Campaign,
    CountRevision,
    CoveredDays,
    DailyCount,
    Delivery,
    ImportBatch,
    Job,
    Worker,
)
from campaigns.models.keeping import faults, span
from campaigns.telling.messages import Message
from campaigns.telling.send import send_due, tell
from tests.jobs.test_jobs import ASKED
from tests.make import LAST_DAY
from tests.telling.receivers import webhook_receiver
from tests.telling.test_channels import pass_time, to

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

KILLS = int(os.environ.get("KILLS", "2"))
SEED = int(os.environ.get("SEED", "1"))
HEADER = "day,network,campaign,country,impressions,installs\n"
DAYS, CAMPAIGNS, COUNTRIES = 15, 10, ("US", "DE")
ROWS = DAYS * CAMPAIGNS * len(COUNTRIES)
MESSAGES = 40


def version(number: int) -> str:
    """A report whose every line says of which version it is."""
    lines = [
        f"{LAST_DAY - timedelta(d)},Lumio Ads,Campaign {c},{country},{100_000 + number},500\n"
        for d in range(DAYS)
        for c in range(CAMPAIGNS)
        for country in COUNTRIES
    ]
    return HEADER + "".join(lines)


def stored() -> set[int]:
    """The versions that stored lines are of."""
    found = set(DailyCount.objects.values_list("impressions", flat=True).distinct())
    if found:
        assert DailyCount.objects.count() == ROWS
    return {impressions - 100_000 for impressions in found}


def assert_whole(batches: int) -> None:
    """Nothing is half there: batches, what they replaced, what follows from the counts."""
    assert ImportBatch.objects.count() == CoveredDays.objects.count() == batches
    assert CountRevision.objects.count() == ROWS * max(batches - 1, 0)
    assert faults(span()) == set() if batches else span() is None


def database_url() -> str:
    """Where a process of its own finds the database of the tests."""
    said = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{said['NAME']}"
    port = f":{said['PORT']}" if said["PORT"] else ""
    login = f"{said['USER']}:{quote(said['PASSWORD'])}@" if said["PASSWORD"] else f"{said['USER']}@"
    return f"postgres://{login}{port}/{said['NAME']}?host={said['HOST']}"


class Children:
    """Processes that are begun one after the other, each forked from one that imported the site."""

    def __init__(self) -> None:
        environment = {
            "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "ipmsite.settings",
            "PERMILLE_ALLOW_PRIVATE_WEBHOOKS": "1",
        }
        self._mother = subprocess.Popen(
            [sys.executable, "-m", "tests.jobs.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | environment,
            bufsize=0,
        )

    def start(self, *words: str) -> int:
        """The number of a process that has begun."""
        assert self._mother.stdin is not None
        self._mother.stdin.write(json.dumps(words).encode() + b"\n")
        said, number = self._said()
        assert said == "ready"
        return number

    def end(self) -> int:
        """Wait for the process that was begun, and return its exit code."""
        said, code = self._said()
        assert said == "ended"
        return code

    def _said(self) -> tuple[str, int]:
        assert self._mother.stdout is not None
        assert select([self._mother.stdout], [], [], 60)[0], "nothing within a minute"
        said, number = self._mother.stdout.readline().decode().split()
        return said, int(number)

    def close(self) -> None:
        self._mother.communicate()


@pytest.fixture(scope="module")
def children(django_db_setup):
    mother = Children()
    yield mother
    mother.close()


@pytest.fixture
def finished(children):
    """Return `finished(*words)`: let a process end by itself, and say how long that took."""

    def ended(*words: str) -> float:
        children.start(*words)
        begun = time.monotonic()
        assert children.end() == 0
        return time.monotonic() - begun

    return ended


@pytest.fixture
def killed(children):
    """Return `killed(after, *words)`: kill a process after some seconds; was it still at work?"""

    def ended(after: float, *words: str) -> bool:
        number = children.start(*words)
        time.sleep(after)
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
        code = children.end()
        _until_the_server_knows()
        return code == -signal.SIGKILL

    return ended


def moments() -> Iterator[float]:
    """Parts of the time that a child is at work."""
    chance = random.Random(SEED)
    return (chance.uniform(0, 0.95) for _ in range(KILLS))


def _until_the_server_knows() -> None:
    """Wait until PostgreSQL has ended what the dead child asked for last, if only its COMMIT."""
    if connection.vendor != "postgresql":
        return
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    until = time.monotonic() + 60
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute(
                f"SELECT 1 FROM pg_stat_activity WHERE backend_type = 'client backend' AND {others}"
            )
            if not cursor.fetchall():
                return
            time.sleep(0.02)
    raise AssertionError("a session outlives its client by a minute")


def test_an_import_killed_at_any_moment_is_there_as_a_whole_or_not_at_all(write, finished, killed):
    duration = finished("import", write(version(0)))
    assert_whole(1)
    number = batches = caught = 1
    for part in moments():
        path = write(version(number))
        caught += killed(part * duration, "import", path)
        found = stored()
        assert found in ({number - 1}, {number})
        batches += found == {number}
        assert_whole(batches)
        if found != {number}:
            duration = min(duration, finished("import", path))
            batches += 1
        assert stored() == {number}
        assert_whole(batches)
        number += 1
    assert caught > KILLS / 4, "too few were at work when they were killed"


def test_an_undo_killed_at_any_moment_is_done_as_a_whole_or_not_at_all(write, finished, killed):
    finished("import", write(version(0)))
    finished("import", write(version(1)))
    duration = finished("undo", str(ImportBatch.objects.latest("pk").pk))
    assert stored() == {0}
    caught = 1
    for part in moments():
        newest, before = ImportBatch.objects.latest("pk"), stored()
        caught += killed(part * duration, "undo", str(newest.pk))
        done = stored() != before
        assert stored() <= {0, 1} and len(stored()) == 1
        assert ImportBatch.objects.filter(undoes=newest).exists() == done
        assert ImportBatch.objects.get(pk=newest.pk).undone == done
        assert CountRevision.objects.filter(batch__undoes=newest).count() == ROWS * done
        assert faults(span()) == set()
        if not done:
            finished("undo", str(newest.pk))
        assert stored() == {0, 1} - before
    assert caught > KILLS / 2


def test_a_merge_killed_at_any_moment_is_done_as_a_whole_or_not_at_all(write, finished, killed):
    finished("import", write(version(0)))
    into, before = str(Campaign.objects.earliest("pk").pk), sums()
    duration = finished("merge", into)
    assert sums() == before and Campaign.objects.count() == 1
    take_back(ImportBatch.objects.latest("pk"))
    caught = 1
    for part in moments():
        batches = ImportBatch.objects.count()
        caught += killed(part * duration, "merge", into)
        merged = Campaign.objects.count() == 1
        assert Campaign.objects.count() == (1 if merged else CAMPAIGNS)
        assert DailyCount.objects.count() == (ROWS // CAMPAIGNS if merged else ROWS)
        assert ImportBatch.objects.count() == batches + merged
        assert sums() == before and faults(span()) == set()
        if merged:
            take_back(ImportBatch.objects.latest("pk"))
    assert caught > KILLS / 4, "too few were at work when they were killed"


def sums() -> tuple:
    found = DailyCount.objects.aggregate(Sum("impressions"), Sum("installs"))
    return tuple(found.values())


def test_what_a_killed_worker_was_at_is_finished_by_the_next_one(finished, killed):
    queue.enqueue_import(version(0).encode(), "kite.csv", ASKED, None)
    duration = finished("worker")
    assert_whole(1)
    caught = 1
    for number, part in enumerate(moments(), start=1):
        job = queue.enqueue_import(version(number).encode(), "kite.csv", ASKED, None)
        caught += killed(part * duration, "worker")
        found = stored()
        assert found in ({number - 1}, {number})
        assert_whole(number + (found == {number}))
        took = finished("worker")
        if found != {number}:
            duration = min(duration, took)
        job.refresh_from_db()
        assert (job.state, job.answer["changed"], stored()) == (Job.State.DONE, ROWS, {number})
        assert_whole(number + 1)
        assert not Worker.objects.exists()
    assert caught > KILLS / 4, "too few were at work when they were killed"


def test_a_worker_whose_parent_is_gone_ends(children):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    children.start("worker", str(gone.pid))
    children.end()
    assert not Worker.objects.exists()


def test_what_a_killed_sender_left_is_sent_by_the_next_under_the_same_id(settings, killed):
    """Each message arrives, and none is put out or sent anew."""
    settings.ALLOW_PRIVATE_WEBHOOKS = True
    number = 0
    with webhook_receiver() as hooks:
        channel = to("webhook", hooks.url)
        for part in moments():
            for _ in range(MESSAGES):
                tell([channel], f"news {number}", Message("alert", f"News {number}", "Text\n"))
                number += 1
            killed(0.6 * part, "tell")
            pass_time(minutes=4)
            while send_due() != (0, 0):
                pass_time(minutes=4)
        ids = [headers["X-Permille-Delivery"] for headers, _ in hooks.taken]
        assert len(set(ids)) == number == Delivery.objects.filter(state="sent").count()
        assert len(ids) - number <= KILLS, "at most the one at hand when a sender was killed"
