"""The first days of a site: what is given, what each thing opens up, and the demo by a button."""

from datetime import timedelta

import pytest

from campaigns.importing.batches import demo_present
from campaigns.jobs import work
from campaigns.management.commands import load_demo
from campaigns.models import App, DailyCount, Job, NamingRule, Worker
from tests.make import LAST_DAY, NOW, make_app, make_creative, make_day

pytestmark = pytest.mark.django_db


def strip(client, path="/"):
    return client.get(path).context["first"]


def done(client):
    return {step.name: step.done for step in strip(client).steps}


def do(job):
    """Have a worker do a job."""
    Worker.objects.get_or_create(name="one", defaults={"machine": "here", "pid": 1, "beat_at": NOW})
    work.work(job.pk, "one")
    job.refresh_from_db()


def test_an_empty_site_says_what_to_begin_with_and_what_each_thing_opens_up(
    staff_client, viewer_client
):
    page = staff_client.get("/").content.decode()
    assert "First day: begin with counts." in page and "Look at the demo first" in page
    for words in ("ranking, fatigue", "held against it", "like for like", "from your names"):
        assert words in page
    assert 'class="filters' not in page
    assert "demo first" not in viewer_client.get("/").content.decode()


def test_each_thing_that_is_given_is_ticked_and_the_strip_goes_when_all_stand(staff_client):
    app = make_app("Merge Harbor")
    make_day("Kite", LAST_DAY, app=app, impressions=1000, installs=5)
    first = strip(staff_client)
    assert [step.done for step in first.steps] == [True, False, False, False, False]
    assert first.title == "First day: counts are in, target next."
    assert (first.next.act, first.next.url) == ("Set a target", "/targets/")
    App.objects.update(target_ipm=6)
    make_creative(app, "Dragon")
    given = done(staff_client)
    assert given["Target"] and given["Creatives in the file"]
    NamingRule.objects.create(level="creative", template="{hook}_{size}", in_use=True)
    for back in range(1, 12):
        make_day("Kite", LAST_DAY - timedelta(days=back), app=app, impressions=1000, installs=5)
    assert strip(staff_client) is None


def test_a_site_of_four_weeks_is_not_told_of_first_days(staff_client):
    for back in (0, 27):
        make_day("Kite", LAST_DAY - timedelta(days=back), impressions=1000, installs=5)
    assert strip(staff_client) is None


@pytest.mark.parametrize(
    ("path", "words"),
    [("/creatives/", "once a file names its creatives"), ("/why/", "who moved IPM")],
)
def test_a_page_without_counts_says_what_will_stand_there_and_when(viewer_client, path, words):
    assert words in viewer_client.get(path).content.decode()


def test_the_demo_is_loaded_by_a_button_in_the_background(staff_client, monkeypatch):
    monkeypatch.setattr(load_demo, "DAYS", 2)
    staff_client.post("/demo/load/")
    staff_client.post("/demo/load/")
    job = Job.objects.get()
    assert "no worker runs" in staff_client.get("/").content.decode()
    do(job)
    assert job.state == Job.State.DONE and demo_present()
    page = staff_client.get("/?default=no").content.decode()
    assert "Demo data" in page and 'href="/demo/remove/"' in page
    make_day("Own", LAST_DAY, impressions=900, installs=9)
    asked = staff_client.get("/demo/remove/").content.decode()
    counts = DailyCount.objects.filter(batch__is_demo=True).count()
    assert f"{counts:,} daily counts" in asked and "2 apps" in asked
    assert DailyCount.objects.count() == counts + 1, "nothing goes before it is confirmed"
    staff_client.post("/demo/remove/")
    leaving = Job.objects.latest("pk")
    assert "is being taken out" in staff_client.get("/demo/remove/").content.decode()
    do(leaving)
    assert DailyCount.objects.get().campaign.network.name == "Own"
    after = staff_client.get("/demo/remove/").content.decode()
    assert f"Removed {counts:,} daily counts" in after and "There is no demo data." in after


def test_a_demo_beside_counts_of_ones_own_is_refused_in_words(staff_client, viewer_client):
    make_day("Kite", LAST_DAY, impressions=1000, installs=5)
    assert viewer_client.post("/demo/load/").status_code == 403
    assert viewer_client.post("/demo/remove/").status_code == 403
    staff_client.post("/demo/load/")
    job = Job.objects.get()
    do(job)
    assert job.state == Job.State.REFUSED and "never mix" in job.errors[0]["message"]
    assert DailyCount.objects.count() == 1
