"""`as_of=DATE` on report pages and exports: numbers as they stood on that evening, with a bar."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.urls import reverse

from campaigns.importing.storing.counts import replace_days
from campaigns.models import Campaign, Creative, Decision, Network, SavedView, Verdict
from tests.make import LAST_DAY, TODAY, counts, make_batch, make_day
from tests.reports.test_rollups import keyed
from tests.worlds import made_once

pytestmark = pytest.mark.django_db
PAGES = ("/", "/networks/", "/campaigns/", "/creatives/", "/audience/", "/trends/", "/quality/")


@made_once
def restated():
    """Ten days known on the fifth evening, of which one has 100 installs more since."""
    rows = [
        make_day(day=LAST_DAY - timedelta(days=n), impressions=10_000, installs=50)
        for n in range(3, 13)
    ]
    keys = keyed(rows)
    for row in rows:
        row.delete()
    batch = make_batch()
    replace_days(keys, batch)
    batch.created_at = datetime.combine(LAST_DAY - timedelta(days=2), datetime.min.time(), UTC)
    batch.save()
    key = next(iter(keys))
    replace_days({key: counts(impressions=10_000, installs=150)}, make_batch())
    return key


def evening(days_ago=1):
    return (LAST_DAY - timedelta(days=days_ago)).isoformat()


def total_installs(answer):
    """The installs in the total row of an exported table."""
    head, *_, last = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    return last[head.index("Installs")]


def test_numbers_and_exports_are_those_of_the_evening(viewer_client, restated):
    then = viewer_client.get("/", {"_export": "csv", "as_of": evening()})
    assert total_installs(viewer_client.get("/", {"_export": "csv"})) == "600"
    assert total_installs(then) == "500"
    assert f"as-known-{evening()}" in then["Content-Disposition"]


def test_every_report_page_says_so_on_a_bar(viewer_client, restated):
    things = [
        reverse(kind._meta.model_name, args=[kind.objects.get().pk])
        for kind in (Network, Campaign, Creative)
    ]
    for path in (*PAGES, *things):
        page = viewer_client.get(path, {"as_of": evening()}).content.decode()
        assert "<b>As known on Sun 22 Nov 2026, evening.</b>" in page, path
        if path in PAGES:
            assert "Since then these days were restated: +100 installs." in page, path
    for path in (PAGES[0], things[0]):
        assert "as-known" not in viewer_client.get(path).content.decode(), path


def test_the_bar_leads_to_the_evenings_beside_it_and_back_to_now(viewer_client, restated):
    page = viewer_client.get("/", {"as_of": evening(2), "network": "1"}).content.decode()
    for link in (f"as_of={evening(3)}", f"as_of={evening(1)}"):
        assert link in page
    assert '?network=1">Back to now' in page
    assert f'href="/networks/?as_of={evening(2)}' in page, "it goes along to other pages"


def test_the_range_ends_before_the_evening(viewer_client, restated):
    page = viewer_client.get("/", {"as_of": "2026-11-20"}).content.decode()
    assert "23 Oct to 19 Nov 2026" in page


def test_an_evening_that_is_still_to_come_is_told(viewer_client, restated):
    page = viewer_client.get(
        "/", {"as_of": (TODAY + timedelta(days=2)).isoformat()}
    ).content.decode()
    assert "As known on: Nothing is known of that evening." in page


def test_a_saved_view_keeps_the_evening(viewer_client, viewer, restated):
    said = {"name": "Then", "path": "/", "query": f"as_of={evening()}"}
    viewer_client.post("/views/", said)
    assert f"as_of={evening()}" in SavedView.objects.get().query


def test_what_came_later_is_not_on_the_page_of_a_network_and_nothing_is_answered_there(
    staff_client, restated
):
    campaign = Campaign.objects.get()
    about = {"app": campaign.app, "network": campaign.network}
    day = LAST_DAY - timedelta(days=4)
    Verdict.objects.create(
        **about, first_day=day, day=day, verdict="act", condition="act", judged=True, act_run=5,
        watch_run=5, calm_run=0, impressions=1000, installs=5, ratio=0.5, flagged=day,
    )  # fmt: skip
    for ago, note in ((2, "Asked them"), (0, "They answered")):
        Decision.objects.create(**about, day=LAST_DAY - timedelta(days=ago), note=note)
    path = reverse("network", args=[campaign.network_id])
    now = staff_client.get(path).content.decode()
    then = staff_client.get(path, {"as_of": evening()}).content.decode()
    assert "Asked them" in then and "Asked them" in now
    assert "They answered" in now and "They answered" not in then
    answers = f"/networks/{campaign.network_id}/respond/"
    assert answers in now and answers not in then


def test_a_page_that_keeps_no_past_evenings_is_of_today_and_says_so(viewer_client, restated):
    for path in ("/fraud/", "/experiments/", "/decisions/", "/budgets/"):
        page = viewer_client.get(path, {"as_of": evening()}).content.decode()
        assert "This page is as of today: it keeps no past evenings." in page, path
    assert "past evenings" not in viewer_client.get(path).content.decode()
