"""Links without login: what they show, to whom, how long, and what they never open."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from campaigns.models import App, DailyCount, Network, RowAccess, SharedLink
from campaigns.records.saved_views import OF_ONE, PAGES
from campaigns.ui.permissions import ROLES
from tests.browser import faults_in_any_look
from tests.make import LAST_DAY, NOW, make_app, make_day, make_user
from tests.worlds import made_once

FORMS = re.compile(r"<form|<dialog|<input|csrfmiddlewaretoken|hx-get|href=\"(?!#|/static/)")


@made_once
def world():
    """Two apps on two networks, thirty days long."""
    for app in ("Merge Harbor", "Secret Farm"):
        for network in ("Lumio Ads", "Hidden Net"):
            for back in range(30):
                make_day(
                    network, LAST_DAY - timedelta(days=back), app=make_app(app),
                    campaign=f"{app} on {network}", creative=f"Ad of {app} on {network}",
                    format="video", country="US", impressions=2000 + back, clicks=40,
                    installs=7 + back % 3, spend=9,
                )  # fmt: skip


@pytest.fixture
def maker(db):
    return make_user("maker", "manager")


@pytest.fixture
def maker_client(maker):
    client = Client()
    client.force_login(maker)
    return client


def share(client, path="/networks/", query="country=US&junk=1", days=7) -> str:
    """Make a link as a page does, and return its address."""
    answer = client.post("/links/", {"path": path, "query": query, "days": days})
    assert answer["Location"] == "/links/"
    return reverse("shared", args=[SharedLink.objects.first().signed])


def test_a_link_shows_a_stranger_the_numbers_of_the_page_and_nothing_to_press(
    client, maker_client, world
):
    link = share(maker_client)
    page = client.get(link)
    assert page.status_code == 200
    assert page["X-Robots-Tag"] == "noindex"
    assert "no-store" in page["Cache-Control"]
    assert FORMS.search(page.content.decode()) is None
    total = DailyCount.objects.filter(day=LAST_DAY).count()
    assert total == 4
    own = maker_client.get("/networks/?country=US").context["page"].total.counts
    assert page.context["page"].total.counts == own
    assert "Shared by maker" in strip_tags(page.content.decode())


def test_every_report_page_can_be_shared(client, maker_client, world):
    for name in PAGES:
        pk = [OF_ONE[name].objects.first().pk] if name in OF_ONE else []
        page = client.get(share(maker_client, reverse(name, args=pk), ""))
        assert page.status_code == 200, name
        assert FORMS.search(page.content.decode()) is None, name


def test_what_needs_its_maker_today_is_not_shown(client, maker_client, world):
    page = client.get(share(maker_client, "/", ""))
    assert page.context["today"] is None
    assert page.context["tiles"]


def test_a_link_opens_its_one_page_whatever_is_asked_beside_it(client, maker_client, world):
    link = share(maker_client, query="country=US")
    plain = client.get(link)
    for more in ("?_export=csv", "?country=DE", "?default=no&from=2020-01-01&to=2020-01-02"):
        found = client.get(link + more)
        assert found["Content-Type"].startswith("text/html")
        assert found.context["page"].total.counts == plain.context["page"].total.counts
    assert client.get("/networks/").status_code == 302
    assert client.post(link).status_code == 405


def test_a_link_is_signed(client, maker_client, world):
    link = share(maker_client)
    pk, _, signature = link.split("/")[2].partition(".")
    for key in (pk, f"{pk}.", f"{int(pk) + 1}.{signature}", f"{pk}.{signature[:-1]}", "x.y"):
        assert client.get(f"/s/{key}/").status_code == 404, key


def test_a_link_ends_with_its_days_its_maker_and_the_setting(
    client, maker, maker_client, world, settings
):
    link = share(maker_client)
    row = SharedLink.objects.get()
    assert row.expires_at - NOW > timedelta(days=6)

    def answered() -> int:
        return client.get(link).status_code

    settings.SHARED_LINKS = False
    assert answered() == 404
    settings.SHARED_LINKS = True
    assert answered() == 200
    maker.is_active = False
    maker.save()
    assert answered() == 404
    maker.is_active = True
    maker.save()
    maker.groups.clear()
    assert answered() == 404
    maker.groups.add(*type(maker).groups.field.related_model.objects.filter(name="manager"))
    assert answered() == 200
    SharedLink.objects.update(expires_at=NOW)
    assert answered() == 404


def test_its_maker_alone_revokes_it(client, maker_client, staff_client, world):
    link, row = share(maker_client), SharedLink.objects.get()
    path = f"/links/{row.pk}/revoke/"
    assert staff_client.post(path).status_code == 404
    assert link not in staff_client.get("/links/").content.decode()
    assert link in maker_client.get("/links/").content.decode()
    assert client.get(link).status_code == 200
    maker_client.post(path)
    assert client.get(link).status_code == 404
    listed = maker_client.get("/links/").content.decode()
    assert link not in listed
    assert "Revoked" in listed


def test_a_link_shows_what_its_maker_may_read_now_whoever_opens_it(
    client, staff_client, maker, maker_client, world
):
    link = share(maker_client, "/campaigns/", "")
    assert "Hidden Net" in client.get(link).content.decode()
    access = RowAccess.objects.create(user=maker)
    access.apps.set(App.objects.filter(name="Merge Harbor"))
    access.networks.set(Network.objects.filter(name="Lumio Ads"))
    for reader in (client, staff_client):
        page = reader.get(link).content.decode()
        assert "Merge Harbor" in page
        assert "Hidden Net" not in page
        assert "Secret Farm" not in page
    hidden = Network.objects.get(name="Hidden Net").pk
    assert client.get(share(maker_client, f"/networks/{hidden}/", "")).status_code == 404


def test_only_report_pages_are_shared(maker_client, world):
    for path in ("/links/", "/admin/", "/data/", "https://elsewhere.example/", "//x.example/"):
        answer = maker_client.post("/links/", {"path": path, "query": "", "days": 7})
        assert answer.status_code == 400, path
    answer = maker_client.post("/links/", {"path": "/why/", "query": "", "days": 3650})
    assert answer.status_code == 400
    assert not SharedLink.objects.exists()


def test_who_may_not_share_copies_the_address_and_is_offered_no_link(viewer_client, world):
    assert "campaigns.share_link" not in ROLES["analyst"]
    page = viewer_client.get("/networks/").content.decode()
    assert "data-copy" in page
    assert 'action="/links/"' not in page


@pytest.mark.browser
def test_a_link_is_copied_and_shared_with_two_clicks(open_as, page, axe, maker, live_server, world):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_as(maker, "/networks/?country=US")
    page.get_by_text("Share", exact=True).click()
    page.get_by_role("button", name="Copy link", exact=True).click()
    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{live_server.url}/networks/?country=US"
    page.get_by_role("button", name="Make link").click()
    page.get_by_text("Link made").wait_for()
    page.goto(live_server.url + reverse("shared", args=[SharedLink.objects.get().signed]))
    assert faults_in_any_look(page, axe) == []
