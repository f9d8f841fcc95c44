"""Store pages: how many clicks become installs, page against page on the same traffic."""

import csv
from datetime import timedelta
from io import StringIO

import pytest

from campaigns.models import DailyCount, StorePage
from tests.browser import faults_in_any_look
from tests.make import LAST_DAY, make_app, make_day
from tests.worlds import made_once


@made_once
def app():
    return make_app()


def fill(app, network, page, cvr, *, country="US", clicks=2000, days=28, campaign=None):
    """Steady days of clicks with a CVR in per cent; page None is the app's default page."""
    for back in range(days):
        row = make_day(
            network, LAST_DAY - timedelta(days=back), app=app, country=country,
            campaign=campaign or f"{page or 'default'} {country}", impressions=clicks * 30,
            clicks=clicks, installs=round(clicks * cvr / 100) + (-1) ** back,
        )  # fmt: skip
        if page:
            own = StorePage.objects.get_or_create(app=app, name=page)[0]
            DailyCount.objects.filter(pk=row.pk).update(store_page=own)


def title(client):
    return client.get("/store-pages/").context["headline"].title


def test_a_better_page_is_found_on_the_same_networks_and_countries(viewer_client, app):
    fill(app, "Lumio", None, 20)
    fill(app, "Lumio", "Garden", 24)
    assert title(viewer_client) == (
        "Garden turns 20 % more clicks into installs than the default page on the same networks "
        "and countries (CVR 24.0 % against 20.0 %)."
    )


def test_easy_traffic_is_not_credited_to_a_page(viewer_client, app):
    """Mix trap: over all networks Garden has 27 % CVR against 15 %, on each network the same."""
    for network, cvr, default, own in (("Easy", 30, 500, 4500), ("Hard", 10, 4500, 500)):
        fill(app, network, None, cvr, clicks=default)
        fill(app, network, "Garden", cvr, clicks=own)
    assert title(viewer_client).startswith("Garden is level with the default page: CVR 28.0 %")


def test_a_page_without_a_counterpart_is_not_compared(viewer_client, app):
    fill(app, "Lumio", None, 20)
    fill(app, "Kite", "Garden", 24)
    assert "cannot be compared here" in title(viewer_client)


def test_only_default_pages_says_so(viewer_client, app):
    fill(app, "Lumio", None, 20)
    page = viewer_client.get("/store-pages/").context
    assert page["headline"].title.startswith("All clicks lead to default pages; 20.0 % of them")
    assert page["matrix"] is None


def test_the_matrix_shows_both_halves_and_a_small_cell_looks_small(viewer_client, app):
    fill(app, "Lumio", None, 20)
    fill(app, "Lumio", "Garden", 24)
    fill(app, "Thin", "Garden", 20, clicks=10, days=4)
    make_day("Silent", app=app, impressions=60_000, clicks=2000)
    matrix = viewer_client.get("/store-pages/").context["matrix"]
    rows = dict(matrix.rows)
    cells = dict(rows["Lumio"])
    assert (cells["Garden"].cvr, cells["Garden"].ctr, cells["Garden"].css) == ("24.0", "3.33", "")
    thin = dict(rows["Thin"])
    assert thin["Garden"].css == "pale" and thin["Default page"] is None
    silent = dict(rows["Silent"])["Default page"]
    assert (thin["Garden"].lack, silent.lack) == ("too little", "no installs reported")


def test_the_export_holds_pages_by_network(viewer_client, app):
    fill(app, "Lumio", None, 20)
    fill(app, "Lumio", "Garden", 24)
    answer = viewer_client.get("/store-pages/?_export=csv&columns=clicks&columns=cvr")
    head, *rows = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    assert head[:5] == ["Store page", "App", "Network", "Clicks", "CVR %"]
    assert [row[0] for row in rows] == ["Default page", "Garden", "Total"]
    assert float(rows[1][4]) == pytest.approx(24)


def test_its_queries_do_not_grow_with_the_rows(viewer_client, app, queries_of):
    fill(app, "Lumio", "Garden", 24, days=3)
    before = queries_of(viewer_client, "/store-pages/")
    for number in range(5):
        fill(app, f"More {number}", f"Page {number}", 24, days=3)
    assert queries_of(viewer_client, "/store-pages/") == before


def test_without_counts_it_says_what_to_do(viewer_client):
    assert viewer_client.get("/store-pages/").context["empty"]


def test_the_page_is_accessible_and_never_scrolls_sideways(open_as, axe, viewer, app):
    fill(app, "Lumio", None, 20)
    fill(app, "Lumio", "Garden", 24)
    fill(app, "Thin", "Garden", 20, clicks=10, days=4)
    page = open_as(viewer, "/store-pages/")
    assert faults_in_any_look(page, axe) == []
