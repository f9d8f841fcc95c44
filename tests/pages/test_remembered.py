"""The last range and app of a person: remembered, said, and left by one click."""

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
