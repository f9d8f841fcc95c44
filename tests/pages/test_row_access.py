"""Whoever is limited to apps or networks reads what a database would say that never held more."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse

from campaigns.importing.import_file import import_file
from campaigns.importing.lines import Options
from campaigns.judgement.daily import judge
from campaigns.models import (
    Annotation,
    App,
    Campaign,
    Creative,
    DailyCount,
    Network,
    RowAccess,
    SavedView,
    Token,
)
from campaigns.models.access import limit_of
from campaigns.models.limits import EVERYTHING, Limit
from tests.make import LAST_DAY, TODAY, make_app, make_campaign, make_day, make_user
from tests.pages.test_queries import QUERIES
from tests.worlds import made_once

OWN, FOREIGN = "Lumio Ads", "Hidden Net"
OWN_APP, FOREIGN_APP = "Merge Harbor", "Secret Farm"
FOUND = ("why", "concepts")
SUBJECTS = {"network": Network, "campaign": Campaign, "creative": Creative}


@made_once
def world():
    """Two apps on two networks, each with a creative, a campaign and a note of its own."""
    for app in (OWN_APP, FOREIGN_APP):
        for network in (OWN, FOREIGN):
            for back in range(40):
                make_day(
                    network, LAST_DAY - timedelta(days=back), app=make_app(app),
                    campaign=f"{app} on {network}", creative=f"Ad of {app} on {network}",
                    format="video", country="US" if back % 2 else "DE", clicks=60 + back,
                    impressions=4000 + 10 * back, installs=(20 if network == OWN else 9) + back % 4,
                    spend=12,
                )  # fmt: skip
            about = make_campaign(make_app(app), network, f"{app} on {network}")
            Annotation.objects.create(day=LAST_DAY, text=f"Bid {app} {network}", campaign=about)
    judge(TODAY)


def limited(role="viewer", app="", network=""):
    """Somebody who is limited to an app, a network or both."""
    user = make_user("limited", role)
    access = RowAccess.objects.create(user=user)
    access.apps.set(App.objects.filter(name=app))
    access.networks.set(Network.objects.filter(name=network))
    client = Client()
    client.force_login(user)
    return user, client


def first(model, app, network):
    """A row within: that of an app and network."""
    if model is Network:
        return Network.objects.get(name=network)
    names = {Campaign: f"{app} on {network}", Creative: f"Ad of {app} on {network}"}
    return model.objects.get(name=names[model])


def address(name, app=OWN_APP, network=OWN):
    subject = SUBJECTS.get(name)
    return reverse(name, args=[first(subject, app, network).pk] if subject else [])


def text(client, path):
    """A page without what is of one answer alone."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    said = answer.content.decode("utf-8-sig")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", said)


def test_nothing_beyond_a_limit_is_named_on_any_page(world):
    _, client = limited("manager", network=OWN)
    for name in (*QUERIES, *OTHERS):
        assert FOREIGN not in text(client, address(name)), name


def test_what_is_hidden_is_shown_to_who_may_read_all(viewer_client, world):
    assert FOREIGN in text(viewer_client, "/networks/") and FOREIGN_APP in text(viewer_client, "/")


def only(app=None, network=None):
    """Leave nothing stored beyond an app or network, as if it had never come."""
    RowAccess.objects.all().delete()
    kept = {"app__name": app} if app else {"network__name": network}
    Campaign.objects.exclude(**kept).delete()
    if app:
        App.objects.exclude(name=app).delete()
    else:
        Network.objects.exclude(name=network).delete()
        Creative.objects.exclude(name__endswith=network).delete()
    judge(TODAY)


OTHERS = ("imports", "data", "reporters", "names", "concepts", "views")
PAGES = [name for name in QUERIES if name != "method"]
FILES = [f"{address}?_export=csv" for address in ("/networks/", "/campaigns/", "/creatives/")]


def test_every_page_of_an_app_is_that_of_a_database_that_never_held_another(world):
    user, client = limited(app=OWN_APP)
    paths = [*(f"{address(name)}?default=no" for name in PAGES), *FILES]
    limited_to = {path: text(client, path) for path in paths}
    user.groups.set(Group.objects.filter(name="manager"))
    for name in (*OTHERS, "method", "overview", *SUBJECTS):  # with the forms of a manager
        assert FOREIGN_APP not in text(client, address(name)), name
    user.groups.set(Group.objects.filter(name="viewer"))
    only(app=OWN_APP)
    for path, said in limited_to.items():
        assert FOREIGN_APP not in said and said == text(client, path), path


def test_totals_of_a_network_are_those_of_a_database_that_never_held_another(world):
    user, client = limited(network=OWN)
    asked = {"Authorization": f"Bearer {Token.make(user, 'read', 1)[1]}"}
    told = [f"/api/v1/report?by={by}" for by in ("app", "network", "country", "creative", "day")]
    pages = [f"/{name}/" for name in ("campaigns", "creatives", "audience", "trends", "quality")]

    def found():
        answers = {path: client.get(path, headers=asked).json() for path in told}
        return answers | {path: text(client, path) for path in [*pages, *FILES[1:]]}

    limited_to = found()
    only(network=OWN)
    for path, said in found().items():
        assert said == limited_to[path], path


def test_what_is_beyond_a_limit_is_not_found_and_is_no_filter(world):
    user, client = limited("manager", OWN_APP, OWN)
    for path in ("/", "/why/", "/networks/", address("network")):
        said = text(client, path)
        assert FOREIGN not in said and FOREIGN_APP not in said, path
    for name in SUBJECTS:
        path = address(name, FOREIGN_APP, FOREIGN)
        assert client.get(path).status_code == 404, path
        asked = f"/trends/?{name}={path.rstrip('/').rpartition('/')[2]}"
        assert FOREIGN not in text(client, asked)
    for app, network in ((OWN_APP, FOREIGN), (FOREIGN_APP, OWN)):
        assert client.get(address("campaign", app, network)).status_code == 404
    asked = {"Authorization": f"Bearer {Token.make(user, 'read', 1)[1]}"}
    for path in (
        "networks",
        "campaigns",
        "creatives",
        "verdicts",
        "cases",
        "notes",
        "counts",
        *FOUND,
    ):
        said = client.get(f"/api/v1/{path}", headers=asked).content.decode()
        assert FOREIGN not in said and FOREIGN_APP not in said, path
    counts = client.get("/api/v1/counts", headers=asked).json()["rows"]
    assert {row["campaign_id"] for row in counts} == {first(Campaign, OWN_APP, OWN).pk}
    foreign = Network.objects.get(name=FOREIGN)
    said = client.get(f"/api/v1/report?network={foreign.pk}", headers=asked).json()
    assert said["total"]["impressions"] is None


def test_the_admin_shows_and_offers_only_what_is_within(world):
    user, client = limited("manager", OWN_APP, OWN)
    user.is_staff = True
    user.save()
    foreign = first(Campaign, FOREIGN_APP, FOREIGN)
    assert client.get(f"/admin/campaigns/campaign/{foreign.pk}/change/").status_code == 302
    for model in ("campaign", "creative", "network", "app", "verdict", "annotation", "dailycount"):
        said = text(client, f"/admin/campaigns/{model}/")
        assert FOREIGN not in said and FOREIGN_APP not in said, model
    assert client.get("/admin/campaigns/threshold/add/").status_code == 403


def test_what_is_for_everybody_is_not_changed_by_who_is_limited(world):
    _, client = limited("manager", OWN_APP)
    assert client.post("/names/save/", {"template": "{hook}"}).status_code == 403
    RowAccess.objects.all().delete()
    assert client.post("/names/save/", {"template": "{hook}"}).status_code != 403


def bring(user, *lines, app=OWN_APP):
    head = "day,network,campaign,impressions,installs\n"
    content = (head + "\n".join(lines)).encode()
    asked = {"app": app, "platform": "android", "user": user}
    options = Options(today=TODAY, reported_by="network")
    return import_file(content, "report.csv", options, **asked)


def test_a_file_goes_in_only_where_all_of_it_is_within(world):
    user, _ = limited("analyst", OWN_APP, OWN)
    line = f"{LAST_DAY - timedelta(days=60)},{{}},{OWN_APP} on {OWN},1000,5"
    stored = DailyCount.objects.count()
    for network, app in ((FOREIGN, OWN_APP), (OWN, FOREIGN_APP), ("New Net", OWN_APP)):
        result = bring(user, line.format(OWN), line.format(network), app=app)
        assert [error.message for error in result.errors] == [
            "It has apps or networks that your account is not for."
        ]
        assert DailyCount.objects.count() == stored and not result.confirm
    assert not bring(user, line.format(OWN)).errors


def test_a_shared_view_of_what_is_beyond_is_not_shown(world, staff):
    views = {
        name: SavedView.objects.create(user=staff, name=name, shared=True, path=path, query=query)
        for name, path, query in (
            ("Foreign filter", "/trends/", f"network={Network.objects.get(name=FOREIGN).pk}"),
            ("Foreign page", address("network", network=FOREIGN), ""),
            ("Own filter", "/trends/", f"network={Network.objects.get(name=OWN).pk}"),
        )
    }
    _, client = limited(network=OWN)
    said = text(client, "/views/")
    assert [name for name in views if name in said] == ["Own filter"]
    found = [client.get(f"/views/{view.pk}/").status_code for view in views.values()]
    assert found == [404, 404, 302]


def test_of_two_limits_both_hold_and_a_merged_one_means_what_it_became(world):
    user = make_user("ada")
    assert limit_of(user) == EVERYTHING
    app, network = App.objects.get(name=OWN_APP), Network.objects.get(name=OWN)
    RowAccess.objects.create(user=user).apps.set([app])
    group = RowAccess.objects.create(group=Group.objects.get(name="viewer"))
    group.networks.set(Network.objects.all())
    group.apps.set(App.objects.all())
    assert limit_of(user).apps == {app.pk} and len(limit_of(user).networks) == 2
    old = Network.objects.create(name="Lumio", merged_into=network, hidden=True)
    group.networks.set([old])
    assert limit_of(user) == Limit(frozenset({app.pk}), frozenset({network.pk}))


def test_what_a_limit_names_is_not_deleted(world):
    _, client = limited(app=OWN_APP)
    with pytest.raises(ProtectedError):
        App.objects.get(name=OWN_APP).delete()


def test_a_browser_keeps_no_page_beyond_a_limit(world):
    user = make_user("ada")
    client = Client()
    client.force_login(user)
    text(client, "/campaigns/")
    tag = client.get("/campaigns/")["ETag"]
    RowAccess.objects.create(user=user).apps.set(App.objects.filter(name=OWN_APP))
    answer = client.get("/campaigns/", headers={"If-None-Match": tag})
    assert answer.status_code == 200 and FOREIGN_APP not in answer.content.decode()
