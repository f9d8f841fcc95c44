"""Filters: what they let in and what they leave out."""

import pytest
from django.http import QueryDict

from campaigns.models import Network
from campaigns.ui.report_form import ReportForm
from tests.browser import arrive
from tests.make import TODAY, make_day
from tests.worlds import made_once

pytestmark = pytest.mark.django_db


@made_once
def counts():
    """Installs of two networks in two countries, and organic ones."""
    for place, (network, country) in enumerate(
        [("Lumio Ads", "US"), ("Lumio Ads", "DE"), ("Playgrid", "US"), ("Playgrid", "DE")]
    ):
        make_day(network, country=country, impressions=1000, installs=10**place)
    make_day("Organic", country="US", installs=50_000)
    Network.objects.filter(name="Organic").update(kind=Network.WITHOUT_ADS[0])
    return Network.objects.get(name="Lumio Ads").pk


def form(query: str) -> ReportForm:
    return ReportForm(QueryDict(query), today=TODAY)


def exported(client, query: str) -> list[str]:
    lines = client.get(f"/networks/?{query}&_export=csv").content.decode("utf-8-sig").splitlines()
    return sorted(line.split(",")[0] for line in lines[1:])


def test_what_is_excluded_is_left_out_of_page_and_file(viewer_client, counts):
    assert exported(viewer_client, f"network=-{counts}") == ["All networks", "Playgrid"]
    parts = viewer_client.get(f"/why/?country=-US&network=-{counts}")
    assert parts.status_code == 200
    asked = form(f"country=-US&country=DE&network=-{counts}")
    assert asked.elsewhere() == f"?network=-{counts}&country=-US&country=DE"
    assert asked.chosen["country"] == ("DE",)


def test_excluding_never_lets_in_installs_without_an_ad(counts):
    organic = Network.objects.get(name="Organic").pk
    assert organic not in form(f"network=-{counts}").chosen["network"]
    assert form(f"network={organic}").chosen["network"] == (organic,)


def test_what_cannot_be_excluded_is_said(counts):
    assert form("country=-XX&network=--1").problems() == [
        "Network: “--1” is not known, so it was left out.",
        "Country: “-XX” is not known, so it was left out.",
    ]


def test_a_filter_names_what_it_leaves_out(viewer_client, counts):
    html = viewer_client.get(f"/?network=-{counts}").content.decode()
    assert "Network <b>all but Lumio Ads</b>" in html
    assert 'aria-label="Clear Network"' in html


CHART = (
    "() => { const chart = Chart.getChart(document.querySelector('canvas'));"
    " chart.canvas.scrollIntoView({block: 'center', behavior: 'instant'});"
    " const at = chart.canvas.getBoundingClientRect(); const { right, top, bottom, left } ="
    " chart.chartArea; return { x: at.left + right + 40, y: at.top + chart.$look.labels"
    ".find((one) => one.url).y, left: at.left + left, right: at.left + right,"
    " middle: at.top + (top + bottom) / 2 }; }"
)


def test_in_a_browser_a_filter_is_applied_in_place_and_back_undoes_it(open_as, page, staff, counts):
    open_as(staff, "/")
    page.evaluate("() => { window.stays = true; }")
    page.click("#pill-network")
    page.hover(".choice:has-text('Lumio Ads')")
    page.check("[aria-label='Not Lumio Ads']")
    page.keyboard.press("Escape")
    page.wait_for_url(f"**/?network=-{counts}")
    arrive(page)
    assert page.locator("#networks tbody th").all_inner_texts()[0].startswith("Playgrid")
    assert page.evaluate("() => window.stays && document.title.length > 0")
    assert f"network=-{counts}" in page.get_attribute("#pages a:has-text('Why')", "href")
    page.go_back()
    page.wait_for_function("() => document.querySelectorAll('#networks tbody tr').length === 3")
    page.click("#pill-network")
    page.click("[aria-label='Only Playgrid']")
    page.wait_for_url("**/?network=*")
    arrive(page)
    assert page.locator("#networks tbody tr").count() == 2
    page.click("[aria-label='Clear Network']")
    page.wait_for_function("() => document.querySelectorAll('#networks tbody tr').length === 3")
    labels = page.evaluate(CHART)
    page.mouse.click(labels["x"], labels["y"])
    page.wait_for_url("**/?network=*")
    arrive(page)
    labels = page.evaluate(CHART)
    page.mouse.move(labels["left"] + 2, labels["middle"])
    page.mouse.down()
    page.mouse.move((labels["left"] + labels["right"]) / 2, labels["middle"], steps=3)
    page.mouse.up()
    page.wait_for_url("**&from=2026-10-27&to=2026-11-*")
