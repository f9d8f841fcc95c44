"""Jobs: what waits is done once, what was refused says why, what a dead worker left goes on."""

import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from campaigns.importing import uploads
from campaigns.importing.storing import names
from campaigns.jobs import loop, queue, workers
from campaigns.jobs import work as working
from campaigns.judgement import daily, stored, thresholds
from campaigns.models import (
    App,
    CountRevision,
    DailyCount,
    ImportBatch,
    Job,
    JobFile,
    NameValue,
    Verdict,
    Worker,
)
from campaigns.records import naming
from tests.importing.test_import import COARSE, HEADER, ROWS
from tests.make import NOW, TODAY, make_app, make_day

pytestmark = pytest.mark.django_db

ASKED = {
    **dict.fromkeys(("source", "network", "reported_by", "date_order", "encoding"), ""),
    **{"app": "Merge Harbor", "platform": "android", "day": None, "rate": None},
}


def enqueued(text: str = HEADER + ROWS, **asked) -> Job:
    return queue.enqueue_import(text.encode(), "kite.csv", ASKED | asked, None)


def done(job: Job, worker: str = "one") -> Job:
    """The job after a worker had it."""
    if not Worker.objects.filter(name=worker).exists():
        workers.start(worker)
    working.work(job.pk, worker)
    job.refresh_from_db()
    return job


def test_a_file_goes_in_by_a_job_which_keeps_it_and_its_batch():
    job = done(enqueued())
    assert (job.state, job.batch, job.attempts) == ("done", ImportBatch.objects.get(), 1)
    assert (job.answer["created"], job.errors) == (3, [])
    assert job.file.content == (HEADER + ROWS).encode()
    assert DailyCount.objects.count() == 3
    assert job.started_at and job.finished_at and job.worker is None


def test_after_an_import_its_job_judges_what_it_touched(monkeypatch):
    judged = []
    monkeypatch.setattr(working.daily, "judge", lambda day, apps: judged.append((day, apps)))
    job = done(enqueued())
    assert judged == [(TODAY, job.apps)] and len(job.apps) == 1


def test_a_refused_file_is_kept_with_the_codes_of_its_errors():
    job = done(enqueued(app="", platform=""))
    assert (job.state, job.batch) == ("refused", None)
    assert [error["code"] for error in job.errors] == ["app_unstated"]
    assert queue.asks(job)
    assert job.file.content == (HEADER + ROWS).encode()
    assert not DailyCount.objects.exists()


def test_an_answered_question_lets_the_file_in():
    job = done(enqueued(app="", platform=""))
    queue.again(job, {"app": "Merge Harbor", "platform": "ios"})
    job.refresh_from_db()
    assert (job.state, job.answer) == ("waiting", {})
    assert done(job).state == "done"
    assert DailyCount.objects.count() == 3


def test_an_open_point_is_kept_and_confirmed():
    done(enqueued())
    job = done(enqueued(COARSE))
    assert [error["code"] for error in job.errors] == ["detail_lost"]
    queue.again(job, {"replace_detail": True})
    assert done(job).state == "done"
    assert DailyCount.objects.count() == 2


def test_a_question_about_more_lines_than_are_listed_is_asked(monkeypatch):
    monkeypatch.setattr(names, "MOST_ERRORS", 1)
    text = "".join(f"{line},Puzzle Bay\n" for line in ROWS.splitlines())
    job = done(enqueued(HEADER.strip() + ",app\n" + text, app="", platform=""))
    assert [error["code"] for error in job.errors] == ["app_new", "more"]
    assert queue.asks(job)


def test_bad_lines_are_named_and_no_answer_is_asked_for():
    job = done(enqueued(HEADER + ROWS + "2026-11-02,Lumio Ads,B,M,US,12O0,1,1,1\n"))
    assert [(e["line"], e["value"]) for e in job.errors] == [(5, "12O0")]
    assert not queue.asks(job)


def test_the_same_file_by_two_jobs_changes_nothing_the_second_time():
    done(enqueued())
    second = done(enqueued())
    assert (second.state, second.answer["created"], second.answer["unchanged"]) == ("done", 0, 3)
    assert not CountRevision.objects.exists()


def test_a_job_that_is_over_is_not_done_again():
    job = done(enqueued())
    assert done(job).attempts == 1
    assert ImportBatch.objects.count() == 1


def test_a_job_whose_counts_are_in_only_judges_when_it_is_taken_up(monkeypatch):
    def killed(day, apps):
        raise SystemExit

    monkeypatch.setattr(working.daily, "judge", killed)
    job = enqueued()
    with pytest.raises(SystemExit):
        done(job)
    job.refresh_from_db()
    assert (job.state, job.batch) == ("waiting", ImportBatch.objects.get())
    monkeypatch.undo()
    assert done(job).state == "done"
    assert ImportBatch.objects.count() == 1
    assert Verdict.objects.exists()


def left_by_a_dead_worker(job: Job, pid: int = 2**22 + 1) -> None:
    dead = workers.start(f"dead {job.pk} {job.attempts}")
    Worker.objects.filter(pk=dead.pk).update(pid=pid)
    Job.objects.filter(pk=job.pk).update(
        state="running", worker=dead, attempts=job.attempts + 1, started_at=NOW
    )
    tasks = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    tasks.update(status=TaskResultStatus.RUNNING, worker_ids=[dead.name])


def test_what_a_dead_worker_left_is_taken_up():
    job = enqueued()
    left_by_a_dead_worker(job)
    assert workers.rescue() == [job.pk]
    job.refresh_from_db()
    assert (job.state, DBTaskResult.objects.get().status) == ("waiting", TaskResultStatus.READY)
    assert not Worker.objects.exists()
    assert done(job).state == "done"


def test_a_task_that_died_before_its_job_began_is_taken_up():
    job = enqueued()
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, worker_ids=["gone"])
    assert workers.rescue() == [job.pk]


def test_what_a_living_worker_has_is_left_to_it():
    job = enqueued()
    left_by_a_dead_worker(job)
    Worker.objects.update(pid=threading.get_native_id())
    assert workers.rescue() == []
    assert workers.live()


def test_a_worker_elsewhere_is_dead_when_it_was_silent_for_a_minute():
    worker = workers.start("elsewhere")
    Worker.objects.update(machine="another")
    assert workers.live()
    Worker.objects.update(beat_at=NOW - timedelta(seconds=61))
    assert not workers.live()
    workers.beat(pk=worker.pk)
    assert workers.live()


def test_a_job_whose_workers_die_three_times_fails_and_says_so():
    job = enqueued()
    for _ in range(3):
        left_by_a_dead_worker(job)
        workers.rescue()
        job.refresh_from_db()
    assert job.state == "failed"
    assert "its worker died each time" in job.errors[0]["message"]
    assert job.file.content == (HEADER + ROWS).encode()


def test_a_worker_thought_dead_writes_nothing_when_it_wakes(monkeypatch):
    job = enqueued()
    importing = uploads.import_file

    def slept(*arguments, **options):
        Worker.objects.all().delete()
        workers.rescue()
        return importing(*arguments, **options)

    monkeypatch.setattr(uploads, "import_file", slept)
    done(job)
    assert (job.state, ImportBatch.objects.count(), DailyCount.objects.count()) == ("waiting", 0, 0)


def test_an_error_of_the_program_ends_the_job_and_keeps_its_file(monkeypatch, caplog):
    monkeypatch.setattr(working, "import_asked", lambda *a, **k: 1 / 0)
    job = done(enqueued())
    assert job.state == "failed"
    assert "error of the program" in job.errors[0]["message"]
    assert JobFile.objects.filter(job=job).exists()
    assert "ZeroDivisionError" in caplog.text


def test_a_busy_database_lets_the_job_wait_three_times(monkeypatch):
    def busy(*arguments, **options):
        raise OperationalError("database is locked")

    monkeypatch.setattr(working, "import_asked", busy)
    job = enqueued()
    assert [done(job).state for _ in range(3)] == ["waiting", "waiting", "failed"]


def test_a_day_is_judged_once_however_many_workers_see_it_begin():
    workers.enqueue_night()
    workers.enqueue_night()
    job = Job.objects.get()
    assert (job.kind, done(job).state) == ("night", "done")
    workers.enqueue_night()
    assert Job.objects.count() == 1


@pytest.mark.parametrize("change", ["entry", "threshold", "target", "rule"])
def test_a_worker_judges_again_what_changed_since(change, monkeypatch):
    app = make_app()
    for back in range(1, 10):
        make_day("Lumio", TODAY - timedelta(days=back), app=app, impressions=10_000, installs=90)
    daily.judge(TODAY)
    workers.enqueue_changed()
    assert not Job.objects.exists()
    if change == "entry":
        make_day("Kite", TODAY - timedelta(days=1), app=app, impressions=500, installs=5)
    elif change == "threshold":
        thresholds.change("lead_p", 0.95, None)
    elif change == "rule":
        monkeypatch.setattr(naming, "READ_AT_ONCE", 0)
        naming.add_rule("campaign", "{audience*}")
        assert not NameValue.objects.exists()
    else:
        App.objects.update(target_ipm=7)
    workers.enqueue_changed()
    workers.enqueue_changed()
    job = Job.objects.get()
    assert (job.apps, done(job).state) == ([app.pk], "done")
    assert stored.outdated() == []
    assert NameValue.objects.exists() == (change == "rule")


def test_nightly_judges_and_lets_old_files_go(capsys):
    job = done(enqueued())
    Verdict.objects.all().delete()
    call_command("nightly")
    assert Verdict.objects.exists()
    assert JobFile.objects.filter(job=job).exists()
    Job.objects.update(finished_at=NOW - working.KEEP_FILES - timedelta(days=1))
    call_command("nightly")
    assert not JobFile.objects.exists()
    assert Job.objects.filter(pk=job.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_a_worker_does_all_that_waits_and_leaves_no_trace_of_itself():
    jobs = [enqueued(), enqueued(app="")]
    loop.run(once=True)
    states = [Job.objects.get(pk=job.pk).state for job in jobs]
    assert states == ["done", "refused"]
    assert not Worker.objects.exists()
