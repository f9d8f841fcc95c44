"""Creatives judged from stored counts: tired, or something else that pulls their IPM down."""

from datetime import timedelta

import pytest

from campaigns.importing.storing.counts import replace_days
from campaigns.importing.storing.names import default_page
from campaigns.judgement.creatives.fatigue import VERDICTS, fatigue
from campaigns.metrics import Counts
from campaigns.models import Creative
from campaigns.periods import Period
from campaigns.reports import ReportQuery
from tests.make import LAST_DAY, TODAY, make_app, make_batch, make_campaign, make_creative

pytestmark = pytest.mark.django_db

DAYS = 70
WAVE = (1.0, 0.95, 1.05, 0.98, 1.02, 1.07, 0.93)
QUERY = ReportQuery(Period.of_days(28, LAST_DAY))


def account(of, days=DAYS):
    """Ten weeks of counts. A line is (network, creative, country) to IPM, impressions and what
    becomes of both in the last 20 days."""
    app = make_app()
    page = default_page(app).pk
    rows = {}
    for (network, creative, country), (ipm, shown, after, pushed) in of.items():
        campaign, ad = make_campaign(app, network), make_creative(app, creative, "playable")
        for ago in range(days):
            late = ago < 20 + 3
            n = round(shown * (pushed if late else 1))
            x = round(n * ipm / 1000 * WAVE[ago % 7] * (after if late else 1))
            key = (campaign.pk, LAST_DAY - timedelta(days=ago), ad.pk, country, page, "network")
            rows[key] = Counts(impressions=n, installs=x)
    replace_days(rows, make_batch())


def named(query=QUERY):
    found = fatigue(query, TODAY)
    names = dict(Creative.objects.values_list("pk", "name"))
    return {names[pk]: one for pk, one in found.items()}


PEERS = {
    ("Lumio", "Peer", "US"): (6, 200_000, 1, 1),
    ("Lumio", "Peer", "IN"): (1.5, 200_000, 1, 1),
}


def test_each_cause_has_its_verdict_and_its_reason():
    account(
        of=PEERS
        | {
            ("Lumio", "Tired", "US"): (5, 30_000, 0.5, 1),
            ("Lumio", "Steady", "US"): (5, 30_000, 1, 1),
            ("Lumio", "Pulled", "US"): (5, 30_000, 1, 0.2),
            ("Lumio", "Moved", "US"): (5, 30_000, 1, 0.2),
            ("Lumio", "Moved", "IN"): (1.2, 5_000, 1, 5),
        }
    )
    found = named()
    assert {name: one.verdict for name, one in found.items()} == {
        "Tired": "fatigue", "Steady": "steady", "Pulled": "pulled_back", "Moved": "mix",
        "Peer": "steady",
    }  # fmt: skip
    assert found["Tired"].word == "Fatigue"
    assert found["Tired"].reason.startswith("In the same countries 5")
    assert found["Moved"].reason.endswith("because impressions moved to low-IPM countries.")


def test_the_numbers_behind_a_verdict_are_those_of_its_windows():
    account(of=PEERS | {("Lumio", "Tired", "US"): (5, 30_000, 0.5, 1)})
    one = named()["Tired"].networks[0]
    assert (one.settled.ipm, one.recent.ipm) == pytest.approx((5, 2.5), rel=0.02)
    assert one.recent.period == Period.of_days(14, LAST_DAY - timedelta(days=3))
    assert one.settled.share == pytest.approx(30 / 230)
    assert [country.country for country in one.countries] == ["US"]
    assert one.days_live == DAYS - 3


FALLEN = {
    (network, creative, "US"): (5, 80_000, 0.6 if network == "Lumio" else 1, 1)
    for network in ("Lumio", "Kite")
    for creative in ("One", "Two", "Three")
}


def test_where_all_creatives_of_one_network_fell_it_is_the_network():
    account(of=FALLEN)
    one = named()["One"]
    assert {on.name: on.verdict for on in one.networks} == {"Kite": "steady", "Lumio": "network"}
    assert one.verdict == "network"
    assert one.reason == (
        "Lumio: all creatives on Lumio fell 40 %, elsewhere they held: the network."
    )


def test_where_all_creatives_fell_everywhere_it_is_the_season():
    account(of=dict.fromkeys(FALLEN, (5, 80000, 0.6, 1)))
    assert {one.verdict for one in named().values()} == {"season"}


def test_a_verdict_on_a_small_network_is_not_that_of_the_creative():
    account(
        of=PEERS
        | {("Kite", "Peer", "US"): (6, 200_000, 1, 1)}
        | {("Lumio", "Ad", "US"): (5, 30_000, 0.5, 1), ("Kite", "Ad", "US"): (5, 300_000, 1, 1)}
    )
    one = named()["Ad"]
    assert one.verdict == "steady"
    assert {on.name: on.verdict for on in one.networks} == {"Kite": "steady", "Lumio": "fatigue"}


def test_a_young_creative_is_too_early_to_judge_and_one_that_is_off_is_left_out():
    account(of=PEERS, days=20)
    assert {one.verdict for one in named().values()} == {"too_early"}
    later = ReportQuery(Period.of_days(28, LAST_DAY + timedelta(days=30)))
    assert fatigue(later, TODAY + timedelta(days=30)) == {}


def test_a_period_in_the_past_is_judged_as_of_its_end():
    account(of=PEERS | {("Lumio", "Tired", "US"): (5, 30_000, 0.5, 1)})
    before = ReportQuery(Period.of_days(28, LAST_DAY - timedelta(days=24)))
    assert named(before)["Tired"].verdict == "steady"


def test_filters_do_not_take_the_peers_away():
    account(of=PEERS | {("Lumio", "Tired", "US"): (5, 30_000, 0.5, 1)})
    pk = Creative.objects.get(name="Tired").pk
    narrow = ReportQuery(QUERY.period, where={"creative": (pk,), "country": ("US",)})
    assert named(narrow)["Tired"].verdict == "fatigue"


def test_without_counts_nobody_is_judged():
    assert fatigue(QUERY, TODAY) == {}


def test_queries_do_not_grow_with_creatives(django_assert_num_queries):
    account(of=PEERS)
    with django_assert_num_queries(5):
        fatigue(QUERY, TODAY)
    account(of=PEERS | {("Lumio", f"Ad {n}", "US"): (5, 3_000, 1, 1) for n in range(5)})
    with django_assert_num_queries(5):
        fatigue(QUERY, TODAY)


def test_every_verdict_has_a_word():
    assert all(VERDICTS.values())
