"""Saved views: a name for an address, for oneself or the team, and the one that opens first."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client

from campaigns.models import SavedView
from campaigns.records import saved_views
from tests.browser import settled_width
from tests.make import LAST_DAY, TODAY, make_app, make_campaign, make_day, make_user
from tests.worlds import made_once

TEMPLATES = Path(__file__).parent.parent.parent / "templates/campaigns"


@made_once
def world():
    """An app on two networks and two countries, thirty days long, every day with other counts."""
    app = make_app(target=6)
    for back in range(30):
        for number, network in enumerate(("Lumio Ads", "Kite")):
            for country in ("US", "DE"):
                make_day(
                    network, LAST_DAY - timedelta(days=back), app=app, country=country,
                    impressions=1000 + back, clicks=30, installs=5 + number + back % 3, spend=9,
                )  # fmt: skip
    return app


@pytest.fixture
def colleague_client(db):
    client = Client()
    client.force_login(make_user("colleague"))
    return client


def save(client, query="", path="/", **changes):
    return client.post("/views/", {"name": "Morning", "path": path, "query": query, **changes})


def the_view() -> SavedView:
    return SavedView.objects.get()


def numbers(client, address: str) -> bytes:
    return client.get(f"{address}&_export=csv").content


# Saving


def test_saving_names_the_address_of_the_page_and_stays_there(viewer_client, world):
    answer = save(viewer_client, "country=US&junk=1&app=x&sort=-installs", "/networks/")
    assert answer["Location"] == "/networks/?country=US&sort=-installs"
    page = viewer_client.get(answer["Location"])
    assert page.context["saved"]["open"] == the_view()
    assert "View <b>Morning</b>" in page.content.decode()


def test_the_menu_leads_to_a_view_from_every_report_page(viewer_client, world):
    save(viewer_client, "country=US")
    for path in ("/", "/networks/", f"/networks/{make_campaign(world).network_id}/"):
        html = viewer_client.get(f"{path}?default=no").content.decode()
        assert f'href="/views/{the_view().pk}/"' in html
    assert "saved" not in viewer_client.get("/method/").content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/", "//evil.example/", "/\\evil.example", "/admin/", "/imports/",
        "/accounts/logout/", "/views/1/", "javascript:alert(1)", "", "/nowhere/", "networks/",
        f"/networks/{'0' * 300}1/",
    ],
)  # fmt: skip
def test_only_a_report_page_of_this_site_can_be_saved(viewer_client, path):
    assert save(viewer_client, path=path).status_code == 400
    assert not SavedView.objects.exists()


def test_a_path_that_was_stored_otherwise_leads_nowhere(viewer_client, viewer):
    view = SavedView.objects.create(user=viewer, name="Bad", path="//evil.example/", query="")
    saved_views.make_default(viewer, view)
    assert viewer_client.get(f"/views/{view.pk}/").status_code == 404
    assert viewer_client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, "This field is required."),
        ({"name": "x" * 61}, "at most 60 characters"),
        ({"name": "MORNING"}, "You have a view of this name already."),
        ({"query": "&".join(f"network={n}" for n in range(400))}, "This address is too long"),
    ],
)
def test_a_view_that_cannot_be_kept_says_why(viewer_client, viewer, changes, words):
    SavedView.objects.create(user=viewer, name="Morning", path="/", query="")
    answer = save(viewer_client, **{"name": "Other", **changes})
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert SavedView.objects.count() == 1


def test_a_view_is_replaced_when_that_is_asked_for_and_keeps_its_link(viewer_client, world):
    save(viewer_client, "country=US")
    before = the_view()
    assert "Replace the view" in save(viewer_client, "country=DE").content.decode()
    save(viewer_client, "country=DE", replace="on")
    assert (the_view().pk, the_view().query) == (before.pk, "?country=DE")


def test_a_link_that_cannot_be_is_not_found(viewer_client):
    assert viewer_client.get(f"/views/{'9' * 30}/").status_code == 404


def test_two_people_may_use_the_same_name(viewer_client, colleague_client):
    assert save(viewer_client).status_code == save(colleague_client).status_code == 302


# Days


@pytest.mark.parametrize("days", [7, 90])
def test_a_view_of_the_last_days_moves_on(viewer_client, world, time_machine, days):
    save(viewer_client, f"days={days}&country=US")
    assert the_view().query == "?country=US"
    shown = []
    for later in (0, 3):
        time_machine.move_to(TODAY + timedelta(days=later))
        address = viewer_client.get(f"/views/{the_view().pk}/")["Location"]
        assert address == f"/?country=US&days={days}"
        shown.append(viewer_client.get(address).context["filters"]["last"])
    assert date.fromisoformat(shown[1]) - date.fromisoformat(shown[0]) == timedelta(days=3)


def test_a_view_of_the_usual_days_has_no_days_in_its_address(viewer_client, world):
    save(viewer_client, "days=28&country=US")
    assert viewer_client.get(f"/views/{the_view().pk}/")["Location"] == "/?country=US"


@pytest.mark.parametrize("fixed", [{"fixed": "on"}, {}], ids=["kept", "not the last days"])
def test_days_that_are_chosen_stay(viewer_client, world, time_machine, fixed):
    last = LAST_DAY if fixed else LAST_DAY - timedelta(days=1)
    chosen = f"from={LAST_DAY - timedelta(days=6)}&to={last}"
    save(viewer_client, chosen, **fixed)
    time_machine.move_to(TODAY + timedelta(days=10))
    assert viewer_client.get(f"/views/{the_view().pk}/")["Location"] == f"/?{chosen}"


def test_the_usual_days_can_be_kept_too(viewer_client, world, time_machine):
    save(viewer_client, "", fixed="on")
    time_machine.move_to(TODAY + timedelta(days=10))
    kept = f"/?from={LAST_DAY - timedelta(days=27)}&to={LAST_DAY}"
    assert viewer_client.get(f"/views/{the_view().pk}/")["Location"] == kept


# Sharing


def test_a_colleague_opens_a_shared_link_to_the_same_numbers(
    viewer_client, colleague_client, world
):
    kite = make_campaign(world, "Kite").network_id
    query = f"from={LAST_DAY - timedelta(days=13)}&to={LAST_DAY}&country=US&network={kite}"
    address = save(viewer_client, query, "/networks/", shared="on")["Location"]
    opened = colleague_client.get(f"/views/{the_view().pk}/")["Location"]
    assert opened == address
    assert numbers(colleague_client, opened) == numbers(viewer_client, address)
    assert numbers(colleague_client, opened) != numbers(viewer_client, "/networks/?country=US")


def test_a_link_asks_a_stranger_to_log_in_first(client, viewer_client):
    save(viewer_client, shared="on")
    link = f"/views/{the_view().pk}/"
    assert client.get(link)["Location"] == f"/accounts/login/?next={link}"


def test_a_private_view_is_not_there_for_others(viewer_client, colleague_client, world):
    save(viewer_client)
    pk = the_view().pk
    assert colleague_client.get(f"/views/{pk}/").status_code == 404
    assert colleague_client.post(f"/views/{pk}/default/", {"on": 1}).status_code == 404
    assert "Morning" not in colleague_client.get("/views/").content.decode()
    assert "Morning" not in colleague_client.get("/").content.decode()


def test_a_shared_view_is_changed_by_its_owner_alone(viewer_client, colleague_client):
    save(viewer_client, shared="on")
    pk = the_view().pk
    assert "Morning" in colleague_client.get("/views/").content.decode()
    for action in ("change", "delete"):
        answer = colleague_client.post(f"/views/{pk}/{action}/", {"name": "Mine"})
        assert answer.status_code == 404
    assert the_view().name == "Morning"


def test_its_owner_renames_shares_and_deletes_a_view(viewer_client):
    save(viewer_client)
    pk = the_view().pk
    viewer_client.post(f"/views/{pk}/change/", {"name": "Evening", "shared": "on"})
    assert (the_view().name, the_view().shared) == ("Evening", True)
    save(viewer_client)
    answer = viewer_client.post(f"/views/{pk}/change/", {"name": "morning"}, follow=True)
    assert "You have a view of this name already." in answer.content.decode()
    viewer_client.post(f"/views/{pk}/delete/")
    assert [view.name for view in SavedView.objects.all()] == ["Morning"]


# The view that opens first


def test_the_site_opens_with_the_chosen_view_and_the_bar_still_leads_to_the_plain_overview(
    viewer_client, world
):
    save(viewer_client, "country=US", "/networks/", opens_first="on")
    assert viewer_client.get("/")["Location"] == "/networks/?country=US"
    page = viewer_client.get("/networks/?default=no")
    overview = page.context["pages"][0]["url"]
    assert (
        viewer_client.get(overview).context["filters"]["summary"]
        == "Last 28 settled days, all apps"
    )


def test_filters_of_the_overview_can_be_cleared_beside_a_view_that_opens_first(
    viewer_client, world
):
    save(viewer_client, "country=US", opens_first="on")
    filters = viewer_client.get("/", follow=True).context["filters"]
    assert filters["summary"] == "Last 28 settled days, Country United States"
    cleared = viewer_client.get(f"/{filters['clear_url']}")
    assert cleared.context["filters"]["summary"] == "Last 28 settled days, all apps"


def test_a_plain_overview_that_opens_first_does_not_lead_in_circles(viewer_client, world):
    save(viewer_client, "", opens_first="on")
    answer = viewer_client.get("/", follow=True)
    assert answer.redirect_chain == [("/?default=no", 302)]


def test_nobody_elses_site_opens_with_it(viewer_client, colleague_client, world):
    save(viewer_client, "country=US", shared="on", opens_first="on")
    assert colleague_client.get("/").status_code == 200


def test_a_colleagues_shared_view_can_open_first_for_as_long_as_it_is_shared(
    viewer_client, colleague_client, world
):
    save(viewer_client, "country=US", shared="on")
    pk = the_view().pk
    colleague_client.post(f"/views/{pk}/default/", {"on": 1})
    assert colleague_client.get("/")["Location"] == "/?country=US"
    viewer_client.post(f"/views/{pk}/change/", {"name": "Morning"})
    assert colleague_client.get("/").status_code == 200


def test_the_plain_overview_opens_first_again(viewer_client, world):
    save(viewer_client, "country=US", opens_first="on")
    viewer_client.post(f"/views/{the_view().pk}/default/")
    assert viewer_client.get("/").status_code == 200


def test_a_view_of_a_network_that_is_gone_does_not_lock_the_site(viewer_client, world):
    network = make_campaign(world, "Passing").network
    save(viewer_client, path=f"/networks/{network.pk}/", opens_first="on")
    network.delete()
    assert viewer_client.get("/").status_code == 200


# What it costs, and where


def test_views_cost_no_query_however_many_there_are(viewer_client, viewer, world, queries_of):
    queries_of(viewer_client, "/?default=no")  # a first visit is noted
    before = queries_of(viewer_client, "/?default=no")
    for number in range(12):
        SavedView.objects.create(user=viewer, name=f"View {number}", path="/", query="?country=US")
    for path in ("/?default=no", "/"):
        assert queries_of(viewer_client, path) == before


def test_the_queries_of_the_page_of_views_do_not_grow(viewer_client, viewer, queries_of):
    SavedView.objects.create(user=viewer, name="First", path="/", query="?app=1")
    before = queries_of(viewer_client, "/views/")
    for number in range(12):
        SavedView.objects.create(user=viewer, name=f"View {number}", path="/", query="?app=1")
    assert queries_of(viewer_client, "/views/") == before


def test_every_page_with_a_filter_bar_can_be_saved():
    pages = {
        path.stem for path in TEMPLATES.glob("[a-z]*.html") if "/_filters.html" in path.read_text()
    }
    assert pages - set(saved_views.PAGES) == set(), "name them in campaigns.saved.PAGES"


# In the browser


def test_a_view_is_saved_opened_and_deleted_by_keyboard_alone(open_as, page, axe, viewer, world):
    open_as(viewer, "/?country=US&default=no")
    page.focus("summary:has-text('Save view')")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Morning")
    assert axe(page) == []
    page.keyboard.press("Enter")
    page.wait_for_selector("text=View “Morning” saved.")
    page.focus("summary:has-text('View Morning')")
    page.keyboard.press("Enter")
    assert axe(page) == []
    page.keyboard.press("Escape")
    assert not page.locator("nav.pill__panel").is_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/views/")
    page.set_viewport_size({"width": 390, "height": 900})
    assert settled_width(page) == 390
    page.focus("summary:has-text('Change')")
    page.keyboard.press("Enter")
    assert axe(page) == []
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=View “Morning” is gone.")
    assert not SavedView.objects.exists()
