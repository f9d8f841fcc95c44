"""Addresses that name what was merged: views, links, mails and rules show what it is now."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from campaigns.importing.import_file import import_file
from campaigns.importing.lines import Options
from campaigns.importing.undoing.merging import merge
from campaigns.importing.undoing.undo import take_back
from campaigns.models import (
    AlertRule,
    App,
    Campaign,
    Channel,
    Creative,
    ImportBatch,
    MailedReport,
    Network,
    RowAccess,
    SavedView,
    SharedLink,
)
from campaigns.telling.alerts import narrowed
from campaigns.telling.reports import message_of
from campaigns.ui.report_form import ReportForm
from tests.make import LAST_DAY, NOW, TODAY, make_app, make_day, make_user
from tests.worlds import made_once

pytestmark = pytest.mark.django_db
DAYS = f"from={LAST_DAY}&to={LAST_DAY}"


@made_once
def world():
    """A network and an app in two spellings each, and a third network beside them."""
    for name, installs in (("Kite Ads", 5), ("Kitely", 7), ("Other", 11)):
        for app, more in (("Merge Harbor", 0), ("MergeHarbor", 2)):
            seen = {"impressions": 1000, "installs": installs + more, "spend": 9}
            make_day(name, app=make_app(app), creative="Hook", format="video", **seen)
    ImportBatch.objects.update(created_at=NOW - timedelta(days=2))
    return make_user("maker", "manager", email="maker@example.com")


@pytest.fixture
def maker(world):
    client = Client()
    client.force_login(world)
    return client


def network(name):
    return Network.everything.get(name=name)


def one(which):
    """A spelling of the network, the app, and what is of both."""
    app = App.everything.get(name=("Merge Harbor", "MergeHarbor")[which])
    found = {"app": app, "network": network(("Kite Ads", "Kitely")[which])}
    found["campaign"] = Campaign.everything.get(**found)
    found["creative"] = Creative.everything.get(app=app)
    return {name: row.pk for name, row in found.items()}


def all_merged():
    apps = App.objects.order_by("name")
    done = [merge([apps.get(name="MergeHarbor")], apps.get(name="Merge Harbor"))]
    return [*done, merge([network("Kitely")], network("Kite Ads"))]


def installs(client, address):
    lines = client.get(f"{address}&_export=csv").content.decode().splitlines()
    return [cell for cell in lines[-1].split(",") if cell]


def filtered(which):
    asked = (QueryDict(f"{name}={pk}&{name}=-{pk}") for name, pk in one(which).items())
    return [ReportForm(query, today=TODAY).picked for query in asked]


def test_a_filter_by_a_merged_one_is_one_by_what_it_became(maker):
    before = filtered(1)
    old, new = (f"/networks/?{DAYS}&network={one(which)['network']}" for which in (1, 0))
    done = all_merged()
    assert filtered(1) == filtered(0) != before
    assert installs(maker, old) == installs(maker, new)
    for batch in reversed(done):
        take_back(batch)
    assert filtered(1) == before


def test_the_page_of_a_merged_one_leads_to_what_it_became(maker):
    pages = [
        [reverse(name, args=[one(which)[name]]) for which in (1, 0)]
        for name in ("network", "campaign", "creative")
    ]
    done = all_merged()
    for old, new in pages:
        assert maker.get(f"{old}?{DAYS}")["Location"] == f"{new}?{DAYS}"
    view = SavedView.objects.create(user=_user(maker), name="Mine", path=old)
    assert maker.get(reverse("view", args=[view.pk]))["Location"].startswith(new)
    link = SharedLink.make(_user(maker), old, "", 7)
    assert Client().get(reverse("shared", args=[link.signed])).status_code == 200
    for batch in reversed(done):
        take_back(batch)
    assert maker.get(old).status_code == 200
    assert maker.get(reverse("view", args=[view.pk]))["Location"].startswith(old)


def _user(client):
    return User.objects.get(pk=client.session["_auth_user_id"])


def test_views_mails_links_and_alert_rules_are_of_what_the_merged_one_became(maker):
    by_name = f"network={one(1)['network']}"
    view = SavedView.objects.create(
        user=_user(maker), name="Mine", path="/networks/", query=f"?{by_name}", last_days=7
    )
    channel = Channel.objects.create(kind="mail", name="Me", address="maker@example.com")
    report = MailedReport.objects.create(user=view.user, view=view, channel=channel)
    rule = AlertRule.objects.create(where=by_name)
    link = SharedLink.make(view.user, "/networks/", f"?{by_name}&{DAYS}", 7)

    def shown():
        return {
            "view": f"network={one(0)['network']}" in address(),
            "mail": "Kite Ads" in message_of(report, TODAY).text,
            "rule": narrowed(rule, TODAY) == {"network": (one(0)["network"],)},
            "link": "Kite Ads"
            in Client().get(reverse("shared", args=[link.signed])).content.decode(),
        }

    def address():
        return maker.get(reverse("view", args=[view.pk]))["Location"]

    assert set(shown().values()) == {False}
    done = all_merged()
    assert set(shown().values()) == {True}, shown()
    for batch in reversed(done):
        take_back(batch)
    assert set(shown().values()) == {False}


def test_a_view_by_a_merged_network_stays_in_sight_of_who_reads_only_that(maker):
    view = SavedView.objects.create(
        user=_user(maker), name="Mine", path="/networks/", query=f"?network={one(1)['network']}"
    )
    RowAccess.objects.create(user=view.user).networks.add(network("Kitely"))
    all_merged()
    assert maker.get(reverse("view", args=[view.pk])).status_code == 302


PAGES = ("/", "/networks/", "/campaigns/", "/creatives/", "/trends/")
EVENING = (NOW - timedelta(days=1)).date()


def in_the_past(client):
    return {page: installs(client, f"{page}?{DAYS}&as_of={EVENING}") for page in PAGES}


def test_the_past_before_a_merge_is_told_under_the_names_of_today(maker):
    before = in_the_past(maker)
    all_merged()
    assert in_the_past(maker) == before
    page = maker.get(f"/networks/?as_of={EVENING}&network={one(1)['network']}")
    assert page.status_code == 200
    lines = maker.get(f"/networks/?{DAYS}&as_of={EVENING}&_export=csv").content.decode()
    assert "Kite Ads" in lines and "Kitely" not in lines


def test_the_past_holds_what_an_undone_import_had_made(maker):
    head = "day,app,platform,network,campaign,creative,impressions,installs"
    text = f"{head}\n{LAST_DAY},Only Then,ios,Vanished Net,Once,Hook Z,1000,9\n"
    options = Options(today=TODAY, reported_by="network")
    batch = import_file(text.encode(), "once.csv", options).batch
    ImportBatch.objects.filter(pk=batch.pk).update(created_at=NOW - timedelta(days=2))
    before = in_the_past(maker)
    take_back(batch)
    assert in_the_past(maker) == before
    assert "Vanished Net" in maker.get(f"/networks/?{DAYS}&as_of={EVENING}").content.decode()
