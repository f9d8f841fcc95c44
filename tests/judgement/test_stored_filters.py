"""Filters by app and platform pick whole parts of what is stored of all apps: what a page then says
is what it would sum itself."""

from datetime import timedelta
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.judgement import sizes, usual
from campaigns.judgement.daily import judge
from campaigns.models import App, Judged, Network
from campaigns.reports import answers
from tests.make import LAST_DAY, TODAY, make_app, make_campaign, make_day
from tests.worlds import made_once

pytestmark = pytest.mark.django_db
PAGES = ("/campaigns/", "/creatives/?view=table", "/store-pages/")
DAYS = ("", "from=2026-10-22&to=2026-11-12&compare=none", "from=2026-10-20&to=2026-11-23")
"""The days that a page opens with; what is stored by three days; a month and some days more."""
SUMS = ("creativeday", "storepageday", "countryday", "dailycount")


@made_once
def platforms():
    """A game on two platforms, on a network, on another that still settles, and without an ad."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(usual, "LITTLE", 0)
        patch.setattr(sizes, "SMALL", 0)
        Network.objects.create(name="Organic", kind="organic")
        for place, platform in enumerate(("android", "ios")):
            app = make_app(platform=platform)
            for network in ("Lumio", "Kite", "Organic"):
                make_campaign(app, network, settle_days=3 if network == "Kite" else 0)
                for back in range(36):
                    for name, installs in {"Best": 90, "Low": 30}.items():
                        make_day(
                            network, LAST_DAY - timedelta(days=back), app=app, creative=name,
                            country="US" if name == "Best" else "DE" if back % 2 else "BR",
                            format="video", impressions=10_000 + 700 * place,
                            installs=installs + back % 3 + 5 * place, clicks=400,
                            store_page="Garden" if network == "Kite" and back < 15 else "",
                        )  # fmt: skip
        judge(TODAY)


def address(page: str, *said: str) -> str:
    """A page with some filters."""
    return "&".join([page if "?" in page else f"{page}?", *filter(None, said)])


def test_a_page_filtered_by_app_or_platform_says_the_same_by_what_is_stored(
    viewer_client, platforms, monkeypatch
):
    app = App.objects.get(platform="ios").pk
    filters = ("platform=android", f"app={app}")
    without_ads = f"network={Network.objects.get(name='Organic').pk}"
    organic = f"app={app}&{without_ads}"
    whole = [address(*one) for one in product(PAGES, filters, DAYS[:2])]
    others = [address(*one) for one in product(PAGES, filters, DAYS[2:])]
    others += [address(page, f"app={app}&platform=android") for page in PAGES]
    others += [address(*one) for one in product(PAGES, (organic,), DAYS[1:])]
    lumio = Network.objects.get(name="Lumio").pk
    of_networks = ("/", "/trends/", f"/networks/{lumio}/")
    filters += (f"platform=ios&network={lumio}",)
    others += [address(*one) for one in product(of_networks, filters, DAYS[1:])]
    others += [address(*one) for one in product(("/", "/networks/"), (without_ads,), DAYS[1:])]
    places = ("platform=ios", "country=US", "country=US&platform=ios", "country=US&country=DE")
    others += [address("/audience/", *one) for one in product(places, DAYS)]
    with monkeypatch.context() as large:
        large.setattr(sizes, "SMALL", 0)
        assert [one for one in whole if read(viewer_client, one)[1]] == []
    stored = {one: read(viewer_client, one) for one in (*whole, *others)}
    Judged.objects.all().delete()
    live = {one: read(viewer_client, one) for one in stored}
    for one, (text, _) in stored.items():
        assert text == live[one][0], one
    assert [one for one in whole if not live[one][1] and "campaigns" not in one] == []


def read(client, page: str) -> tuple[str, bool]:
    """The page as its first reader finds it, without what differs each time, and whether it adds up
    counts by creative, store page or country."""
    answers.forget()
    with CaptureQueriesContext(connection) as asked:
        lines = client.get(page).content.decode().splitlines()
    text = "\n".join(line for line in lines if "csrfmiddlewaretoken" not in line)
    return text, any("SUM(" in one["sql"] and name in one["sql"] for one in asked for name in SUMS)
