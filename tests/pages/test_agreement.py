"""Pages agree: a thing has one value, a network one word, a flag one date, wherever it is told."""

from datetime import timedelta
from functools import cache

import pytest

from campaigns import formats
from campaigns.importing.storing.names import default_page
from campaigns.judgement.daily import judge
from campaigns.judgement.networks.flags import judge_days
from campaigns.models import App, DailyCount, Network, Verdict
from tests import filled
from tests.agreement import Claim, Thing, by_thing, contradictions
from tests.doors import DOORS, all_claims
from tests.flag_dates import wrong_dates
from tests.make import LAST_DAY, TODAY, make_app, make_campaign, make_case, make_creative
from tests.named_first import blamed, praised
from tests.worlds import made_once

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
OWN = f"from={LAST_DAY - timedelta(days=13)}&to={LAST_DAY}"


@pytest.fixture(scope="module")  # it stands from the first test that takes it to the last of all
def demo(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), filled.demo():
        yield


@made_once
def weekly_launches():
    launch_weekly("video")


@made_once
def without_formats():
    launch_weekly("")


def launch_weekly(format):
    """Four networks that settle at their own pace, one of them low for three weeks, and three new
    creatives a week on each that run for four weeks; no true IPM ever moves by itself. One more
    is five days old, and of one no spend is reported."""
    app = make_app(target=6)
    networks = [
        make_campaign(app, name, settle_days=days)
        for name, days in (
            ("Quick", 1),
            ("Usual", 3),
            ("Other", 3),
            ("Slow", 7),
            ("Low", 3),
            ("New", 3),
        )
    ]
    rows = []
    page = default_page(app)
    creative_of = cache(lambda name: make_creative(app, name, format))
    for back in range(70):
        for place, campaign in enumerate(networks):
            if campaign.network.name == "New" and back >= 5:
                continue
            low = 0.6 if campaign.network.name == "Low" and back < 24 else 1
            for age in range(4):
                for number in range(3):
                    week = (back + 6) // 7 + age
                    creative = creative_of(f"Week {week} ad {number}")
                    ipm = (5 + number) * low * (1 + 0.04 * ((back + place) % 3 - 1))
                    rows.append(
                        DailyCount(
                            day=LAST_DAY - timedelta(days=back),
                            campaign=campaign,
                            creative=creative,
                            store_page=page,
                            country="US",
                            impressions=20_000,
                            clicks=600,
                            installs=round(20 * ipm),
                            spend=None if campaign.network.name == "Other" else 150,
                            retained_d1=round(6 * ipm),
                            retained_d7=round(2 * ipm),
                            revenue_d7=round(4 * ipm),
                        )  # fmt: skip
                    )
    DailyCount.objects.bulk_create(rows)
    judge_days([TODAY - timedelta(days=back) for back in range(9, 0, -1)])
    judge(TODAY)


def agreed(client, user, queries, *, least):
    """What has two values or dates; at least so many things stand on two pages or more.

    What the other doors say of the first of the queries is read beside what all pages say.
    """
    found, texts = by_thing(client, queries)
    beside = all_claims(client, user, queries[0])
    assert {claim.page for claim in beside} == DOORS
    for claim in beside:
        found[claim.thing].append(claim)
    shared = [some for some in found.values() if len({claim.page for claim in some}) > 1]
    assert len(shared) >= least
    assert {"ipm", "installs", "verdict", "do"} <= {thing.metric for thing in found}
    otherwise = [f"{at}: {one}, then {other}" for at, one, other in blamed(texts) if one != other]
    return [*contradictions(found), *wrong_dates(texts), *otherwise, *praised(texts)]


def test_pages_of_an_account_with_weekly_launches_agree(staff_client, staff, weekly_launches):
    assert agreed(staff_client, staff, ["default=no", OWN], least=200) == []
    told = "Low is {} % below like-for-like networks in Merge Harbor since {}."
    (flag,) = Verdict.objects.filter(day=Verdict.objects.latest("day").day, verdict="act")
    right = round(100 * (1 - flag.shown_ratio)), formats.day(flag.low_since)
    wrong = right[0], formats.day(flag.low_since - timedelta(days=1))
    assert not wrong_dates([("/", told.format(*right))])
    assert wrong_dates([("/", told.format(*wrong))])


def test_whom_a_page_blames_or_praises_is_read(weekly_launches):
    why = (
        "IPM fell by 0.46, from 6.85 to 6.40: 0.13 is {}. Compared: then. What each network added "
    )
    pages = [("/?", "Low fell most: 5 to 4."), ("/why/?", why.format("Low and 2 more networks"))]
    assert blamed(pages) == [("/?", "Low", "Low")]
    assert blamed([pages[0], ("/why/?", why.format("Slow"))]) == [("/?", "Low", "Slow")]
    make_case(App.objects.first(), "Low")
    assert praised([("/quality/", "Installs and pays: Nobody and Low (IPM 8).")])
    assert not praised([("/", "The highest IPM is Low’s 9.00, with a case open.")])
    assert not praised([("/", "Scale Nobody, cut Low.")])


def test_pages_of_an_account_without_formats_agree(staff_client, staff, without_formats):
    assert agreed(staff_client, staff, ["default=no"], least=100) == []
    fell = Verdict.objects.filter(verdict="watch", low_since__isnull=False)
    assert {verdict.network.name for verdict in fell} == {"Low"}


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("6.25", "6.19", False),
        ("6.25", "6.2", True),
        ("36,890,595", "36.9 M", True),
        ("36,890,595", "36.8 M", False),
        ("down 7 %", "level", False),
        ("Act", "Watch", False),
        ("–", "0.00", False),
    ],
)
def test_a_thing_has_two_values_where_rounding_does_not_explain_it(one, other, alike):
    thing = Thing("ipm", frozenset(), "last 24 Oct to 20 Nov 2026")
    found = {thing: [Claim(thing, one, "/"), Claim(thing, other, "/why/")]}
    assert contradictions(found) == [] if alike else len(contradictions(found)) == 1


def test_pages_of_the_demo_agree(staff_client, staff, demo):
    first, last = App.objects.earliest("pk").pk, Network.objects.latest("pk").pk
    queries = ["default=no", "country=US", f"app={first}&{OWN}", f"network=-{last}&days=14"]
    assert agreed(staff_client, staff, queries, least=600) == []
