"""Search: from words to a thing, a page, an action or a question. Today is 24 Nov 2026."""

import pytest

from campaigns.records import saved_views
from tests.browser import arrive
from tests.make import make_app, make_creative, make_day
from tests.worlds import made_once

pytestmark = pytest.mark.django_db


@made_once
def account():
    """Two apps, two networks, a campaign of each, creatives."""
    ios = make_app("Tile Garden", "ios", target=6)
    for network, app in (("Lumio Ads", None), ("Playgrid", ios)):
        make_day(
            network, app=app, campaign=f"Broad {network}", creative="Clear the pond",
            format="playable", impressions=90_000, installs=500,
        )  # fmt: skip
    make_creative(ios, "Ten seconds left", "video")


def found(client, words: str) -> dict[str, list]:
    return dict(client.get("/search/", {"q": words}).context["groups"])


def test_a_thing_is_found_by_parts_of_its_name(viewer_client, account):
    lines = found(viewer_client, "pond clear")
    assert [line.words for line in lines["Creatives"]] == ["Clear the pond", "Clear the pond"]
    (campaign,) = found(viewer_client, "broad play")["Campaigns"]
    assert viewer_client.get(campaign.url).status_code == 200
    assert (campaign.words, campaign.hint) == ("Broad Playgrid", "Playgrid, Tile Garden (iOS)")
    assert list(found(viewer_client, "zzz nobody")) == []
    make_day("Playgrid", campaign="MH Broad US", installs=1, impressions=9)
    assert list(found(viewer_client, "mh broad us")) == ["Campaigns", "Show"]


def test_words_are_read_as_a_question(viewer_client, account):
    first, *_, file = found(viewer_client, "playables us ios 14d vs before")["Show"]
    assert (
        first.url == "/creatives/?days=14&compare=previous&platform=ios&format=playable&country=US"
    )
    assert [value for _, value in first.chips] == [
        "Playable", "United States", "iOS", "14 settled days", "the 14 days before"
    ]  # fmt: skip
    assert file.url.endswith("&_export=xlsx")


def test_a_question_can_leave_out_and_name_a_page(viewer_client, account):
    (network,) = found(viewer_client, "lumio ads")["Networks"]
    pk = network.url.strip("/").rpartition("/")[2]
    (first, *_) = found(viewer_client, "why last month not lumio ads in germany")["Show"]
    assert first.url == f"/why/?days=last_month&network=-{pk}&country=DE"
    assert "Show" not in found(viewer_client, "playables of mars")


def test_views_pages_and_actions_are_found(staff, staff_client, viewer_client, account):
    staff_client.post("/views/", {"name": "Weekly playables", "path": "/", "query": ""})
    assert saved_views.views(staff)[0].name == "Weekly playables"
    assert [one.words for one in found(staff_client, "weekly")["Views"]] == ["Weekly playables"]
    assert [one.words for one in found(staff_client, "trend")["Pages"]] == ["Trends"]
    (target,) = found(staff_client, "set target tile")["Do"]
    assert (target.words, target.end) == ("Set target of Tile Garden (iOS)", "now 6")
    assert staff_client.get(target.url).status_code == 200
    assert "Do" not in found(viewer_client, "import")


def test_never_more_than_thirty_lines_and_few_queries(viewer_client, account, queries_of):
    app = make_app()
    for number in range(50):
        make_creative(app, f"Broad {number}")
        make_day(f"Broad {number}", campaign=f"Broad {number}", impressions=10, installs=1)
    assert sum(map(len, found(viewer_client, "broad").values())) <= 30
    assert queries_of(viewer_client, "/search/lines/?q=broad") <= 19


def test_in_a_browser_a_campaign_is_two_keys_and_its_name_away(open_as, page, axe, staff, account):
    open_as(staff, "/")
    page.keyboard.press("/")
    page.keyboard.type("broad play")
    page.wait_for_selector("#palette [data-found]:has-text('Broad Playgrid')[data-chosen]")
    assert axe(page) == []
    page.keyboard.press("Enter")
    page.wait_for_url("**/campaigns/*/")
    arrive(page)
    page.goto(page.url.split("/campaigns")[0] + "/")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    page.wait_for_url("**/?days=14")
    arrive(page)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/networks/*/?days=14")
