"""Creatives judged from stored counts: tired, or something else that pulls their IPM down."""

from datetime import timedelta

import pytest

from campaigns.importing.storing.counts import replace_days
from campaigns.importing.storing.names import default_page
from campaigns.judgement.creatives.fatigue import SCALE, VERDICTS, fatigue
from campaigns.metrics import Counts
from campaigns.models import Creative
from campaigns.periods import Period
from campaigns.reports import ReportQuery
from campaigns.stats.creatives.falls import KINDS
from tests.make import LAST_DAY, TODAY, make_app, make_batch, make_campaign, make_creative

pytestmark = pytest.mark.django_db

DAYS = 70
WAVE = (1.0, 0.95, 1.05, 0.98, 1.02, 1.07, 0.93)
QUERY = ReportQuery(Period.of_days(28, LAST_DAY))


def account(of, days=DAYS):
    """Ten weeks of counts. A line is (network, creative, country) to IPM, impressions and what
    becomes of both in the last 20 days. Creatives called New begin with the last 23."""
    app = make_app()
    page = default_page(app).pk
    rows = {}
    for (network, creative, country), (ipm, shown, after, pushed) in of.items():
        campaign, ad = (
            make_campaign(app, network, settle_days=3),
            make_creative(app, creative, "playable"),
        )
        for ago in range(23 if creative.startswith("New") else days):
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
    assert {name: one.level for name, one in found.items()} == {
        "Tired": "act", "Pulled": "watch", "Moved": "fine", "Steady": "fine", "Peer": "fine",
    }  # fmt: skip
    assert found["Tired"].reason == (
        "Tired: in the same countries its IPM fell from 5.00 to 2.50 (50 %); those that ran beside "
        "it held. Replace it."
    )
    assert found["Moved"].reason.endswith("because impressions moved to low-IPM countries.")
    assert found["Steady"].reason == "IPM 5.00, now 5.00."
    assert found["Pulled"].reason.startswith("IPM held; among creatives still live its share fell")


def test_the_numbers_behind_a_verdict_are_those_of_its_windows():
    account(of=PEERS | {("Lumio", "Tired", "US"): (5, 30_000, 0.5, 1)})
    one = named()["Tired"].networks[0]
    assert (one.ipm_before, one.ipm) == pytest.approx((5, 2.5), rel=0.02)
    assert LAST_DAY - timedelta(days=3 + 20) < one.since <= LAST_DAY - timedelta(days=3)
    assert one.days_live == DAYS - 3


def test_where_its_countries_moved_the_numbers_are_those_as_reported():
    moved = {
        ("Lumio", "Moved", "US"): (5, 30_000, 1, 0.2),
        ("Lumio", "Moved", "IN"): (1.2, 5_000, 1, 5),
    }
    account(of=PEERS | moved)
    one = named()["Moved"].networks[0]
    before = (5 * 30_000 + 1.2 * 5_000) / 35_000
    after = (5 * 6_000 + 1.2 * 25_000) / 31_000
    assert (one.ipm_before, one.ipm) == pytest.approx((before, after), rel=0.02)
    assert one.reason == (
        f"Down {100 * (1 - one.ipm / one.ipm_before):.0f} % because impressions moved to low-IPM "
        "countries."
    )
    assert one.since is None


def test_a_launch_of_better_creatives_makes_no_older_one_tired():
    """Ten of twice the IPM join three weeks ago and take impressions of the older ones."""
    old = {("Lumio", f"Old {n}", "US"): (5 + n / 5, 30_000, 1, 0.4) for n in range(4)}
    new = {("Lumio", f"New {n}", "US"): (11, 30_000, 1, 1) for n in range(10)}
    account(of=old | new)
    found = named()
    assert {found[f"Old {n}"].verdict for n in range(4)} == {"steady"}
    assert {found[f"New {n}"].reason for n in range(10)} == {"Can’t say before its 31st day."}


def test_counts_without_a_creative_are_no_creative():
    account(of=PEERS | {("Lumio", "Not stated", "US"): (5, 30_000, 0.5, 1)})
    assert set(named()) == {"Peer"}


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
    assert one.level == "watch"
    assert one.reason == "Everything on Lumio fell 40 %, elsewhere it held: the network."


def test_where_all_creatives_fell_everywhere_it_is_the_season():
    account(of=dict.fromkeys(FALLEN, (5, 80000, 0.6, 1)))
    found = named()
    assert {one.verdict for one in found.values()} == {"season"}
    assert {on.reason for one in found.values() for on in one.networks} == {
        "Everything that ran in both windows fell 40 %: season, or all tire together."
    }


def test_the_numbers_of_a_creative_are_those_of_one_network_and_say_so():
    both = {
        (network, creative, "US"): (5, shown, 0.5 if creative == "Tired" else 1, 1)
        for network, shown in (("Lumio", 80_000), ("Kite", 40_000))
        for creative in ("Tired", "One", "Two")
    }
    account(of=both)
    assert named()["Tired"].reason.endswith("Replace it. Numbers of Lumio; likewise on Kite.")
    assert [on.reason.endswith("Replace it.") for on in named()["Tired"].networks] == [True, True]


def test_a_verdict_on_a_small_network_is_not_that_of_the_creative():
    account(
        of=PEERS
        | {("Kite", "Peer", "US"): (6, 200_000, 1, 1)}
        | {("Lumio", "Ad", "US"): (5, 30_000, 0.5, 1), ("Kite", "Ad", "US"): (5, 300_000, 1, 1)}
    )
    one = named()["Ad"]
    assert one.verdict == "steady"
    assert {on.name: on.verdict for on in one.networks} == {"Kite": "steady", "Lumio": "fatigue"}


def test_of_a_young_creative_nobody_can_say_and_one_that_is_off_is_left_out():
    account(of=PEERS, days=20)
    assert {one.verdict for one in named().values()} == {"cannot_say"}
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
    with django_assert_num_queries(8):
        fatigue(QUERY, TODAY)
    account(of=PEERS | {("Lumio", f"Ad {n}", "US"): (5, 3_000, 1, 1) for n in range(5)})
    with django_assert_num_queries(8):
        fatigue(QUERY, TODAY)


def test_only_those_asked_for_are_judged_and_all_serve_as_peers():
    account(of=PEERS | {("Lumio", "Tired", "US"): (5, 30_000, 0.5, 1)})
    pk = Creative.objects.get(name="Tired").pk
    assert fatigue(QUERY, TODAY, {pk}) == {pk: fatigue(QUERY, TODAY)[pk]}


def test_every_class_has_a_verdict_on_the_scale():
    assert set(VERDICTS) == set(KINDS)
    assert set(VERDICTS.values()) == set(SCALE)
    assert set(SCALE.values()) == {"act", "watch", "fine", "cannot_say"}
