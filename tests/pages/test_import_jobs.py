"""Large files through the page: taken in at once, imported in the background."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from campaigns.jobs import queue, work, workers
from campaigns.models import DailyCount, Job, PendingUpload
from tests.importing.test_import import HEADER, ROWS
from tests.jobs.test_jobs import done
from tests.pages.test_imports import APP, drop

pytestmark = pytest.mark.django_db

LIST = "/imports/"


@pytest.fixture
def all_large(monkeypatch):
    monkeypatch.setattr(queue, "LARGE", 1)


@pytest.fixture
def large(staff_client, all_large) -> Job:
    drop(staff_client, HEADER + ROWS)
    return Job.objects.get()


def shown(client, job: Job) -> str:
    answer = client.get(f"/imports/jobs/{job.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_large_file_is_taken_in_and_its_job_is_shown(staff_client, all_large, staff):
    answer = drop(staff_client, HEADER + ROWS)
    job = Job.objects.get()
    assert answer.redirect_chain[-1] == (f"/imports/jobs/{job.pk}/", 302)
    assert (job.user, job.state, job.file_name) == (staff, "waiting", "kite.csv")
    assert not DailyCount.objects.exists() and not PendingUpload.objects.exists()


def test_a_small_file_beside_a_large_one_waits_to_be_checked(staff_client, monkeypatch):
    monkeypatch.setattr(queue, "LARGE", len(HEADER + ROWS))
    files = [
        SimpleUploadedFile("small.csv", b"day,impressions\n2026-11-01,5\n"),
        SimpleUploadedFile("large.csv", (HEADER + ROWS).encode()),
    ]
    staff_client.post(LIST, {"file": files}, follow=True)
    page = staff_client.get(LIST).content.decode()
    assert [job.file_name for job in Job.objects.all()] == ["large.csv"]
    assert [upload.file_name for upload in PendingUpload.objects.all()] == ["small.csv"]
    assert "small.csv" in page and "large.csv" in page


def test_the_page_says_where_no_worker_lives(staff_client, large):
    for page in (shown(staff_client, large), staff_client.get(LIST).content.decode()):
        assert "worker of this site is not running" in page
    workers.start("one")
    for page in (shown(staff_client, large), staff_client.get(LIST).content.decode()):
        assert "worker of this site is not running" not in page
    assert "waits for its turn" in shown(staff_client, large)


def test_progress_stands_on_the_page_and_a_link_reloads_it(staff_client, large):
    Job.objects.update(state="running", phase="reading", done=300_000, total=1_000_000)
    page = shown(staff_client, large)
    assert "300,000 of 1,000,000 rows are read." in page
    assert '<a href="">Reload</a>' in page


def test_a_large_file_is_looked_at_and_waits_for_a_word(staff_client, large):
    Job.objects.update(options=large.options | APP)
    assert done(large).state == "checked"
    page = shown(staff_client, large)
    assert "All 3 lines of kite.csv can be read." in page
    assert "<dt>Impressions</dt><dd>24,000</dd>" in page
    assert not DailyCount.objects.exists()
    staff_client.post(f"/imports/jobs/{large.pk}/", {"import": ""})
    assert done(large).state == "done"
    assert DailyCount.objects.count() == 3


def test_a_finished_job_leads_to_what_it_changed(staff_client, large):
    Job.objects.update(options=large.options | APP | {"look": False})
    done(large)
    large.refresh_from_db()
    page = shown(staff_client, large)
    assert "kite.csv is in." in page
    assert f'href="/imports/{large.batch_id}/"' in page


def test_a_refused_job_asks_and_the_answer_has_it_done_again(staff_client, all_large):
    drop(staff_client, HEADER + ROWS)
    job = done(Job.objects.get())
    assert "needs your answer" in shown(staff_client, job)
    assert "Which app is this report for?" in shown(staff_client, job)
    assert "Asks you" in staff_client.get(LIST).content.decode()
    answer = {"app": "Tile Garden", "platform": "ios"}
    staff_client.post(f"/imports/jobs/{job.pk}/", answer, follow=True)
    assert done(job).state == "checked"
    staff_client.post(f"/imports/jobs/{job.pk}/", {"import": ""})
    assert done(job).state == "done"
    assert DailyCount.objects.count() == 3


def test_what_failed_is_tried_again_or_left_out(staff_client, large, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(work, "import_asked", lambda *a, **k: 1 / 0)
        assert done(large).state == "failed"
    assert "Try again</button>" in shown(staff_client, large)
    staff_client.post(f"/imports/jobs/{large.pk}/")
    assert done(large).state == "refused"
    assert "Try again</button>" not in shown(staff_client, large)
    left = staff_client.post(f"/imports/jobs/{large.pk}/", {"leave_out": ""}, follow=True)
    assert "kite.csv is left out; nothing of it was stored." in left.content.decode()
    assert not Job.objects.exists() and "kite.csv</" not in left.content.decode()


def test_a_job_belongs_to_who_sent_the_file(large, client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("boss"))
    assert client.get(f"/imports/jobs/{large.pk}/").status_code == 404
    assert "kite.csv" not in client.get(LIST).content.decode()


def test_a_viewer_sees_no_job(large, viewer_client):
    assert viewer_client.get(f"/imports/jobs/{large.pk}/").status_code == 403


QUICK = "const wait = setTimeout; window.setTimeout = (act, ms) => wait(act, ms / 20);"
"""Two seconds between two questions of the page become a tenth."""


@pytest.mark.django_db(transaction=True)
def test_the_page_follows_its_job_by_itself(open_as, page, staff, all_large, staff_client, axe):
    drop(staff_client, HEADER + ROWS)
    Job.objects.update(options=APP)
    job = Job.objects.get()
    quick = page.add_init_script(QUICK)
    open_as(staff, f"/imports/jobs/{job.pk}/")
    assert axe(page) == []
    Job.objects.update(state="running", phase="reading", done=1, total=3)
    page.get_by_text("1 of 3 rows are read.").wait_for()
    Job.objects.update(state="waiting", phase="")
    done(job)
    page.get_by_role("link", name="What it changed").wait_for()
    quick.close()
