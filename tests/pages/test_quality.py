"""Quality: what users are worth beside what they cost, and where each part stands."""

import csv
from datetime import timedelta
from io import StringIO

import pytest

from tests.browser import faults_in_any_look
from tests.make import LAST_DAY, make_app, make_case, make_day
from tests.worlds import made_once

# (installs a day of 20,000 impressions, revenue D7 per 100 spent, days)
NETWORKS = {
    "Good": (200, 40, 28),
    "Dull ad": (60, 38, 28),
    "Poor": (50, 8, 28),
    "Cheap": (260, 3, 28),
    "Usual": (110, 24, 28),
    "New": (120, 20, 9),
}
CORNERS = {
    "Good": "Installs and pays",
    "Dull ad": "Pays, few install",
    "Poor": "Few install, pays little",
    "Cheap": "Installs, pays little",
    "Usual": "Average",
    "New": "Average",
    "Silent": "No IPM",
}


@made_once
def month():
    app = make_app()
    for name, (installs, revenue, days) in NETWORKS.items():
        for back in range(days):
            make_day(
                name, LAST_DAY - timedelta(days=back), app=app, impressions=20_000, clicks=800,
                installs=installs + back % 3, spend=100, revenue_d7=revenue,
                retained_d1=installs // 4, retained_d7=installs // 10,
            )  # fmt: skip
    make_day("Silent", LAST_DAY - timedelta(days=20), app=app, installs=500, spend=10, revenue_d7=1)
    return app


def lines(client, query=""):
    answer = client.get(f"/quality/?{query}&_export=csv")
    head, *rows = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    return {row[0]: dict(zip(head, row, strict=True)) for row in rows}


def test_each_part_stands_in_its_corner(viewer_client, month):
    found = lines(viewer_client)
    whole = (110 / 20, 24)  # the middle of the planted networks is near "Usual"
    assert float(found["Total"]["IPM"]) == pytest.approx(whole[0], rel=0.3)
    del found["Total"]
    corners = {name: line["Against the average"] for name, line in found.items()}
    assert {n: c for n, c in corners.items() if n not in ("Usual", "New")} == {
        n: c for n, c in CORNERS.items() if n not in ("Usual", "New")
    }


def test_the_page_opens_with_what_comes_back_and_who_stands_out(viewer_client, month):
    words = viewer_client.get("/quality/").context["headline"]
    assert words.title.endswith("% of the spend comes back within seven days.")
    assert any(
        sentence.startswith("Installs, pays little: Cheap (IPM 13.") for sentence in words.more
    )


def test_later_counts_are_of_the_last_days_that_are_old_enough_and_say_so(viewer_client, month):
    answer = viewer_client.get("/quality/")
    assert answer.context["cohorts"] == [
        "Retention D1 is of users who installed 26 Oct to 22 Nov 2026, the last 28 days that are "
        "old enough.",
        "Retention D7, revenue and ROAS D7 are of users who installed 20 Oct to 16 Nov 2026, the "
        "last 28 days that are old enough.",
    ]
    heads = {c.header: c.column.days for c in answer.context["table"].columns}
    assert heads["ROAS D7 %"] == "20 Oct to 16 Nov 2026" and heads["IPM"] == ""
    own = viewer_client.get("/quality/?from=2026-10-27&to=2026-11-23")
    assert own.context["cohorts"] == [
        "Retention D1 is of users who installed up to 22 Nov; younger cohorts are left out.",
        "Retention D7, revenue and ROAS D7 are of users who installed up to 16 Nov; "
        "younger cohorts are left out.",
    ]
    late = viewer_client.get("/quality/?from=2026-11-20&to=2026-11-23")
    assert late.context["headline"] is None
    assert b"nothing can be said of what comes back" in late.content
    good = lines(viewer_client, "from=2026-11-20&to=2026-11-23")["Good"]
    assert (good["ROAS D7 %"], good["Retention D7 %"], good["Against the average"]) == (
        "", "", "Too little to say",
    )  # fmt: skip
    assert float(good["Retention D1 %"]) == pytest.approx(100 * 50 / 201, abs=0.3)


@pytest.mark.parametrize("split", ["network", "campaign", "creative", "country", "format", "app"])
def test_quality_can_be_split(viewer_client, month, split):
    answer = viewer_client.get(f"/quality/?by={split}")
    assert [s["label"].lower() for s in answer.context["splits"] if s["active"]] == [split]
    assert answer.context["table"].total.counts.installs > 0


def test_its_queries_do_not_grow_with_the_rows(viewer_client, month, queries_of):
    before = queries_of(viewer_client, "/quality/")
    for number in range(9):
        make_day(f"More {number}", app=month, impressions=900, installs=9)
    assert queries_of(viewer_client, "/quality/") == before


def test_without_counts_it_says_what_to_do(viewer_client):
    assert viewer_client.get("/quality/").context["empty"]


def test_the_page_is_drawn_and_accessible(open_as, axe, viewer, month):
    page = open_as(viewer, "/quality/")
    assert faults_in_any_look(page, axe) == []
    assert page.evaluate("Chart.getChart(document.querySelector('canvas')).data.datasets.length")
    page.locator("canvas").focus()
    page.keyboard.press("ArrowRight")
    said = page.locator("p[role=status]").inner_text()
    name, _, told = said.partition(": ")
    assert "95 %: " in told and "ROAS D7" in told
    page.keyboard.press("Enter")
    page.wait_for_url("**/networks/*/**")
    assert name in page.title()


def test_a_network_with_an_open_case_is_no_plain_winner(viewer_client, month):
    praise = "Installs and pays: Good"
    assert praise in " ".join(viewer_client.get("/quality/").context["headline"].more)
    make_case(month, "Good")
    assert lines(viewer_client)["Good"]["Against the average"] == "Case open"
    answer = viewer_client.get("/quality/")
    assert not any("Good" in sentence for sentence in answer.context["headline"].more)
    campaigns = viewer_client.get("/quality/?by=campaign").context["headline"].more
    assert not any(sentence.startswith("Installs and pays") for sentence in campaigns)
    assert b"case-link" in answer.content
    assert b"case-link" in viewer_client.get("/planner/").content
    assert b"case-link" in viewer_client.get("/trends/?by=network").content
