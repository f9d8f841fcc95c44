from datetime import timedelta
from urllib.parse import quote

import pytest

from campaigns.models import DailyCount
from tests.make import LAST_DAY, make_app, make_day
from tests.worlds import made_once

pytestmark = pytest.mark.django_db


@made_once
def week():
    app = make_app(target=6)
    for back in range(14):
        day = LAST_DAY - timedelta(days=back)
        make_day("Lumio Ads", day, app=app, impressions=10_000, clicks=300, installs=70, spend=99)
        make_day("Kite", day, app=app, impressions=9_000, clicks=100, installs=20, spend=30)
        make_day("Circle Social", day, app=app, clicks=100, installs=30, spend=40)
    return app


def list_of(table):
    return [row.record for row in table.rows]


def test_every_page_asks_for_a_login(client):
    answer = client.get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/")


def test_the_overview_answers_first(viewer_client, week):
    text = viewer_client.get("/").content.decode()
    assert "IPM is 4.74" in text or "IPM is under its target" in text
    assert text.index("<h1") < text.index("<canvas") < text.index("<table")


def test_the_total_row_is_the_ratio_of_sums(viewer_client, week):
    table = viewer_client.get("/").context["table"]
    *rows, last = list_of(table)
    assert last.counts.impressions == 14 * 19_000
    assert last.counts.installs == 14 * 120
    assert last.counts.ipm == pytest.approx(90 / 19)
    assert [row.name for row in rows] == ["Kite", "Lumio Ads", "Circle Social"]


def test_an_empty_database_says_what_to_do_next(viewer_client, staff_client):
    answer = staff_client.get("/")
    assert answer.context["empty"]["title"] == "No counts yet"
    assert b"Import a report" in answer.content
    assert b"Ask somebody who may import" in viewer_client.get("/").content


def test_an_empty_range_offers_the_days_that_have_data(viewer_client, week):
    answer = viewer_client.get("/?from=2020-01-01&to=2020-01-31")
    actions = answer.context["empty"]["actions"]
    assert actions[0]["url"] == "?from=2026-11-10&to=2026-11-23"
    assert viewer_client.get("/" + actions[0]["url"]).context["empty"] is None


def test_filters_that_find_nothing_can_be_cleared(viewer_client, week):
    answer = viewer_client.get("/?country=FR")
    assert answer.context["empty"]["actions"][-1]["label"] == "Clear the filters"


def test_a_bad_field_shows_its_error_and_falls_back(viewer_client, week):
    answer = viewer_client.get("/?from=yesterday&app=x&country=Q1&network=99999999999999999999")
    errors = answer.context["filters"]["errors"]
    assert len(errors) == 4
    assert answer.context["filters"]["range"] == "27 Oct to 23 Nov 2026"
    assert answer.context["table"] is not None


def test_a_value_that_is_not_known_leaves_the_others_in_force(viewer_client, week):
    answer = viewer_client.get("/?country=US&country=XX")
    assert answer.context["filters"]["pills"][3]["value"] == "United States"
    assert answer.context["filters"]["errors"] == [
        "Country: “XX” is not known, so it was left out."
    ]


HOSTILE = [
    "from=9999-12-31", "to=0001-01-01", "from=2026-11-20&to=2026-11-01", "from=1900-01-01",
    "from=" + "9" * 500, "network=-1", "network=1.5", "network=%00", "app=1&app=1&app=2",
    "country=us", "country=" + quote("'; DROP TABLE x;--"), "by=password", "compare=never",
    "sort=-nothing", "sort=ipm&sort=-ipm", "page=-5", "app=" + "1" * 30, "campaign=1&creative=2",
    "platform=ios&format=playable&reported_by=mmp&targeting=broad&store_page=1&bid_type=cpi",
    "compare=year&from=1970-01-01&to=1970-01-02", "app=%F0%9F%98%80", "network=٣",
]  # fmt: skip


def test_a_hostile_address_never_breaks_the_page(viewer_client, week):
    DailyCount.objects.filter(day__lt=LAST_DAY - timedelta(days=2)).delete()
    for query in HOSTILE:
        assert viewer_client.get(f"/?{query}").status_code == 200, query


def test_filters_narrow_the_numbers(viewer_client, week):
    answer = viewer_client.get("/?country=US&platform=android")
    assert answer.context["filters"]["pills"][1]["active"]
    assert list_of(answer.context["table"])[-1].counts.installs == 14 * 120


def test_the_overviews_queries_do_not_grow_with_the_rows(viewer_client, week, queries_of):
    viewer_client.get("/")  # the first visit of a day is written down
    before = queries_of(viewer_client, "/?default=no")
    for number in range(12):
        make_day(f"Network {number}", app=make_app(f"App {number}"), impressions=900, installs=3)
    assert queries_of(viewer_client, "/?default=no") == before


def test_a_viewer_may_not_import(viewer_client):
    assert viewer_client.get("/imports/").status_code == 403
    assert b'href="/imports/"' not in viewer_client.get("/").content


def test_demo_data_is_labelled_on_every_page(staff_client, week):
    from tests.make import make_batch

    assert b"Demo data" not in staff_client.get("/").content
    make_batch(is_demo=True)
    for path in ("/", "/networks/", "/method/", "/imports/", "/admin/"):
        assert b"Demo data" in staff_client.get(path).content, path
