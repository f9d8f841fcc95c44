"""The last range and app of a person: remembered, said, and left by one click."""

import re
from datetime import timedelta

import pytest

from campaigns.models import App, Remembered
from tests.make import LAST_DAY, make_app, make_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def app():
    app = make_app("Merge Harbor")
    for back in range(3):
        make_day("Kite", LAST_DAY - timedelta(days=back), app=app, impressions=1000, installs=5)
    return app


def test_the_site_opens_with_the_range_and_app_of_the_last_visit_and_says_so(viewer_client, app):
    assert viewer_client.get("/").status_code == 200
    viewer_client.get(f"/networks/?days=14&app={app.pk}&country=US")
    answer = viewer_client.get("/")
    assert answer["Location"] == f"/?days=14&app={app.pk}"
    page = viewer_client.get(answer["Location"]).content.decode()
    assert "As last time: the last 14 settled days and Merge Harbor." in page
    assert 'href="/?days=28">Back to 28 days, all apps' in page
    assert "As last time" not in viewer_client.get(answer["Location"]).content.decode()
    viewer_client.get("/?days=28")
    assert viewer_client.get("/").status_code == 200


def test_an_explicit_address_wins_and_dates_are_not_remembered(viewer_client, app):
    viewer_client.get("/?days=14")
    assert viewer_client.get("/?days=7").context["filters"]["range"] != "14"
    assert Remembered.objects.get().query == "days=7"
    viewer_client.get("/?from=2026-11-01&to=2026-11-10")
    assert Remembered.objects.get().query == "days=7"
    assert viewer_client.get("/?default=no").status_code == 200


def test_each_reader_has_their_own_and_an_app_that_is_gone_is_left_out(
    viewer_client, staff_client, app
):
    viewer_client.get(f"/?app={app.pk}")
    assert staff_client.get("/").status_code == 200
    App.objects.all().delete()
    assert viewer_client.get("/").status_code == 200


def test_pages_without_a_range_lead_back_with_the_last_one(staff_client, app):
    staff_client.get("/?days=14")
    assert 'href="/networks/?days=14"' in staff_client.get("/imports/").content.decode()


LOOK = {"path": "/networks/", "query": "days=14"}


def heads(answer):
    cells = re.findall(r'<th role="columnheader".*?>(.*?)</th>', answer.content.decode(), re.DOTALL)
    return [" ".join(re.sub("<.*?>", "", cell).split()) for cell in cells]


def test_columns_are_kept_for_a_page_and_its_reader_until_they_are_reset(
    viewer_client, staff_client, app
):
    usual = heads(viewer_client.get("/networks/"))
    chosen = {**LOOK, "do": "columns", "columns": ["clicks", "ipm"]}
    answer = viewer_client.post("/look/", chosen)
    assert answer["Location"] == "/networks/?days=14&columns=clicks&columns=ipm"
    kept = heads(viewer_client.get("/networks/"))
    assert "Clicks" in kept and "Impressions" not in kept
    file = viewer_client.get("/networks/?_export=csv").content.decode("utf-8-sig")
    assert file.startswith("Network,IPM,Clicks")
    assert "Spend $" in heads(viewer_client.get("/networks/?columns=spend")), "the address wins"
    assert "Clicks" not in heads(viewer_client.get("/campaigns/")), "another page"
    assert heads(staff_client.get("/networks/")) == usual, "another reader"
    answer = viewer_client.post("/look/", {**LOOK, "do": "usual"})
    assert answer["Location"] == "/networks/?days=14"
    assert heads(viewer_client.get("/networks/")) == usual


def test_compact_tables_are_kept_and_a_page_that_a_browser_has_is_made_anew(viewer_client, app):
    before = viewer_client.get("/networks/?days=14")
    assert b'<body class=" compact"' not in before.content
    assert (
        viewer_client.post("/look/", {**LOOK, "do": "compact"})["Location"] == "/networks/?days=14"
    )
    after = viewer_client.get("/networks/?days=14", headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200 and b'<body class=" compact"' in after.content
    viewer_client.get("/?days=7")
    assert Remembered.objects.get().compact
    viewer_client.post("/look/", {**LOOK, "do": "roomy"})
    assert b'<body class=" compact"' not in viewer_client.get("/networks/?days=14").content


@pytest.mark.parametrize(
    "path", ["//elsewhere.example/", "https://elsewhere.example/", "/no/such/"]
)
def test_a_look_leads_back_to_pages_of_the_site_alone(viewer_client, path):
    assert viewer_client.post("/look/", {"do": "compact", "path": path}).status_code == 400
