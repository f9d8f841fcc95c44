"""Each kind of thing comes to Today in its situation, with what it is worth, most money first."""

from datetime import UTC, datetime, time, timedelta

import pytest

from campaigns.importing.storing.counts import replace_days
from campaigns.metrics import Counts
from campaigns.models import Budget, Case, CountBase, DailyCount, ImportBatch
from tests.judgement.test_fatigue import PEERS, account
from tests.make import (
    LAST_DAY,
    TODAY,
    make_app,
    make_batch,
    make_campaign,
    make_case,
    make_creative,
    make_day,
    make_store_page,
)
from tests.pages.test_experiments import EVEN, make_test, runs
from tests.pages.test_today import low, today
from tests.worlds import made_once

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
KINDS = {"network", "creative", "case", "experiment", "days", "restated", "ipm", "budget"}


def restate(network, *, was, now, back=range(10, 13), app=None):
    """Days that a network brought in soon after, and other installs of them yesterday. Its later
    days are here."""
    for n in range(min(back)):
        make_day(network, LAST_DAY - n * DAY, app=app, impressions=9000, installs=was, spend=was)
    campaign = make_campaign(app or make_app(), network)
    page = make_store_page(campaign.app).pk
    ad = make_creative(campaign.app).pk
    keys = [(campaign.pk, LAST_DAY - n * DAY, ad, "US", page, "network") for n in back]
    for installs, days_ago in ((was, min(back)), (now, 1)):
        batch = make_batch()
        counts = Counts(impressions=9000, installs=installs, spend=installs * 2)
        replace_days(dict.fromkeys(keys, counts), batch)
        at = datetime.combine(TODAY - days_ago * DAY, time(9), UTC)
        ImportBatch.objects.filter(pk=batch.pk).update(created_at=at)


@made_once
def everything():
    """An account in which all that Today knows happens at once."""
    account(PEERS | {("Lumio", "Tired", "US"): (5, 30_000, 0.5, 1)})
    app = runs(*EVEN)
    make_test(app, "Old hook", "New hook")
    for back in range(56):
        ipm = 6 if back < 28 else 9
        if back not in (9, 10):
            make_day("Falling", LAST_DAY - back * DAY, app=app, impressions=400_000, spend=500,
                     installs=400 * ipm + 20 * (back % 3))  # fmt: skip
    restate("Mender", was=100, now=70)
    Budget.objects.create(month=TODAY.replace(day=1), app=app, amount=9000)
    low(app, "Falling")
    Case.objects.filter(pk=make_case(app, "Mender").pk).update(stake=40)


def test_each_thing_comes_in_its_situation_with_its_worth(viewer_client, everything):
    cards = today(viewer_client).cards
    found = {card.kind: card for card in cards}
    assert {*found} == KINDS and len(cards) == len(KINDS)
    without = {kind for kind, card in found.items() if card.installs is None}
    assert without == set()
    # No spend is reported of the tired creative, and the stored verdict has no CPI: their money is
    # not known.
    unknown = {"creative", "network"}
    assert {kind for kind, card in found.items() if card.money is None} == unknown
    money = [card.money or 0 for card in cards if card.kind != "ipm"]
    assert money == sorted(money, reverse=True) and cards[-1].kind == "ipm"


def test_seven_are_shown_at_once_and_the_rest_behind_them(viewer_client, everything):
    found = today(viewer_client)
    assert (len(found.first), len(found.more)) == (7, 1)
    page = viewer_client.get("/?last=28").content.decode()
    assert "Today: 8 things" in page and "Nothing needs you." not in page


def test_evidence_of_each_is_one_click_away(viewer_client, everything):
    for card in today(viewer_client).cards:
        assert viewer_client.get(card.url.partition("#")[0]).status_code == 200, card.key


def test_days_that_came_out_otherwise_are_told_with_both_numbers(viewer_client):
    restate("Mender", was=100, now=88)
    (card,) = today(viewer_client).cards
    assert card.title == (
        "Mender restated 11 Nov, 12 Nov and 13 Nov: 12 % fewer installs and 12 % less spend than "
        "a week ago"
    )
    assert "were 300 and are 264" in card.text
    assert card.worth == [("36", "installs restated"), ("$72", "of spend restated")]


def test_days_that_had_not_settled_a_week_ago_are_held_against_nothing(viewer_client):
    restate("Mender", was=100, now=96)
    rows = DailyCount.objects.filter(day__in=(LAST_DAY - 5 * DAY, LAST_DAY - 6 * DAY))
    keys = [tuple(getattr(row, f"{name}_id", getattr(row, name)) for name in CountBase.KEY)
            for row in rows]  # fmt: skip
    replace_days(dict.fromkeys(keys, Counts(impressions=9000, installs=900)), make_batch())
    assert len(keys) == 2 and today(viewer_client).cards == []


@pytest.mark.parametrize(("was", "now"), [(100, 95), (15, 5)])
def test_little_that_came_out_otherwise_is_no_news(viewer_client, was, now):
    restate("Mender", was=was, now=now)
    assert today(viewer_client).cards == []


def test_cases_of_a_network_that_are_alike_are_told_by_their_apps(viewer_client):
    apps = [make_app("Tile Garden", platform) for platform in ("ios", "android")]
    for app, stake in zip(apps, (40, 30), strict=True):
        make_day("Mender", app=app, impressions=9000, installs=90)
        Case.objects.filter(pk=make_case(app, "Mender").pk).update(stake=stake)
    (card,) = today(viewer_client).cards
    assert "Tile Garden (iOS)" in card.title
    kind = card.title.rpartition(": ")[2]
    assert card.text.endswith(f"Also open: {kind} in Tile Garden (Android).")


def test_a_week_without_a_network_may_be_a_pause(viewer_client):
    for back in (0, 1, *range(9, 12)):
        make_day("Mender", LAST_DAY - back * DAY, impressions=9000, installs=90)
    (card,) = today(viewer_client).cards
    assert card.text.endswith("Was it paused? Then say that this is done.")
    make_day("Mender", LAST_DAY - 5 * DAY, impressions=9000, installs=90)
    (card,) = today(viewer_client).cards
    assert "paused" not in card.text
