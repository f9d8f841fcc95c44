"""What a change of a store page did, told apart from the ad, the season and single networks."""

from datetime import timedelta
from random import Random

import pytest

from campaigns.importing.storing.counts import replace_days
from campaigns.importing.storing.names import default_page
from campaigns.judgement.store_pages.changes import find_changes
from campaigns.metrics import Counts
from campaigns.models import StorePage
from campaigns.periods import Period
from campaigns.reports import ReportQuery
from tests.make import LAST_DAY, TODAY, make_app, make_batch, make_campaign, make_creative

pytestmark = pytest.mark.django_db

SETTLED = LAST_DAY - timedelta(days=3)
SINCE = SETTLED - timedelta(days=27)
PERIOD = Period.of_days(28, LAST_DAY)
QUERY = ReportQuery(PERIOD, compare=PERIOD.previous())
NETWORKS = ("Lumio", "Playgrid", "Kite", "Vantage", "Rewardly")


def account(changed=("Lumio", "Playgrid"), since=SINCE, *, page=None, **moves):
    """Eight weeks. The changed networks lead to a new page since a day; `moves` is what becomes of
    CTR and CVR after SINCE: `page` of the changed, `season` of all, `ctr` of the changed, or of a
    network by its name."""
    rng, app = Random(5), make_app()
    old = default_page(app)
    new = StorePage.objects.get_or_create(app=app, name="Garden tour")[0]
    rows = {}
    for network in NETWORKS:
        campaign, ad = make_campaign(app, network, settle_days=3), make_creative(app)
        for ago in range(56):
            day = LAST_DAY - timedelta(days=ago)
            late, here = day >= SINCE, network in changed
            on_new = here and (page(day) if page else day >= since)
            cvr = 0.2 * rng.gammavariate(900, 1 / 900)
            cvr *= moves.get("season", 1) * moves.get(network, 1) if late else 1
            cvr *= moves.get("lift", 1) if here and late else 1
            ctr = 0.03 * (moves.get("ctr", 1) if here and late else 1)
            clicks = round(200_000 * ctr * rng.gammavariate(900, 1 / 900))
            target = new if on_new else old
            rows[campaign.pk, day, ad.pk, "US", target.pk, "network"] = Counts(
                impressions=200_000, clicks=clicks, installs=round(clicks * cvr)
            )
    replace_days(rows, make_batch())


def only_change():
    (found,) = find_changes(QUERY, TODAY)
    return found


def test_a_page_that_lifts_conversion_is_credited_with_it():
    account(lift=1.25)
    change = only_change()
    assert change.verdict == "page"
    assert change.day == SINCE
    assert sorted(change.networks.values()) == ["Lumio", "Playgrid"]
    assert change.others == ("Kite", "Rewardly", "Vantage")
    assert change.title == (
        "Garden tour in the place of Default page, Merge Harbor (Android), since 24 Oct"
    )
    assert change.sentence.startswith("CVR on Lumio and Playgrid rose by 2")
    assert "it is the store page’s. CTR held, so the ad has no part in it." in change.sentence


def test_a_season_that_all_networks_have_is_not_credited_to_the_page():
    account(season=1.25)
    change = only_change()
    assert change.verdict == "nothing"
    assert "no difference found" in change.sentence


def test_an_ad_that_draws_more_clicks_is_not_credited_to_the_page():
    account(ctr=1.3)
    change = only_change()
    assert change.verdict == "nothing"
    assert "CTR rose by 3" in change.sentence
    assert "that is the ad’s, not the page’s" in change.sentence


def test_where_every_network_changed_a_season_is_not_excluded():
    account(changed=NETWORKS, lift=1.25)
    change = only_change()
    assert change.verdict == "alone"
    assert change.others == ()
    assert "a season is not excluded" in change.sentence


def test_a_network_that_moved_on_its_own_is_no_yardstick():
    account(lift=1.25, Vantage=0.5)
    change = only_change()
    assert change.others == ("Kite", "Rewardly")
    assert change.sentence.startswith("CVR on Lumio and Playgrid rose by 2")


def test_a_young_change_is_too_early_to_judge():
    account(since=SETTLED - timedelta(days=4))
    change = only_change()
    assert change.verdict == "too_early"
    assert change.sentence == "4 of 14 settled days on each side are in: too early to say."


def test_a_test_that_alternates_is_no_change():
    account(page=lambda day: day.toordinal() % 2 == 0)
    assert find_changes(QUERY, TODAY) == []


def test_a_change_outside_of_both_periods_is_not_told():
    account(lift=1.25)
    week = Period.of_days(7, LAST_DAY)
    assert find_changes(ReportQuery(week, compare=week.previous()), TODAY) == []


def test_the_lens_asks_a_constant_number_of_queries(django_assert_num_queries):
    account(changed=("Lumio",))
    with django_assert_num_queries(5):
        find_changes(QUERY, TODAY)
    account(changed=NETWORKS[:3])
    with django_assert_num_queries(5):
        find_changes(QUERY, TODAY)


def test_the_page_says_what_the_change_did_and_credits_no_network_with_it(viewer_client):
    account(changed=("Lumio",), lift=1.4)
    page = viewer_client.get("/why/")
    drivers = {one.key: one for one in page.context["found"].drivers}
    assert drivers["store_page"].value == pytest.approx(0.4 * 6 / 5, abs=0.1)
    assert drivers["network"].value == 0
    assert "“Garden tour” went live on Lumio on 24 Oct." in page.context["told"][0].text
    html = page.content.decode()
    assert 'href="#store-changes"' in html
    assert "Garden tour in the place of Default page" in html
