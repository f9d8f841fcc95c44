"""Which creative is best, like for like: what is said, and when nothing is."""

import pytest

from campaigns.stats.creatives.best import compare
from campaigns.stats.creatives.ranking import rank

NETWORKS = {"A": 1.0, "B": 0.5, "C": 0.7, "D": 1.4, "E": 0.8, "F": 1.1}
COUNTRIES = {"US": 1.0, "DE": 0.8, "BR": 0.3}


def field(rates, impressions=20_000, days=20, only=None):
    """Creatives in every network and country, or in those of `only`, without noise."""
    return {
        name: {
            (network, country): [
                (impressions, round(impressions * rate / 1000 * level * richness))
            ] * days
            for network, level in NETWORKS.items()
            for country, richness in COUNTRIES.items()
            if (network, country) in (only or {}).get(name, [(network, country)])
        }
        for name, rate in rates.items()
    }  # fmt: skip


def said(found):
    return {place.creative: place.status for place in found.places}


EIGHT = {f"C{number}": 5.0 + number / 20 for number in range(8)}


def test_a_clear_best_leads_and_a_clear_worst_is_called_worse():
    found = compare(field(EIGHT | {"Best": 8.0, "Worst": 2.5}))
    assert (found.word, found.first.creative, found.first.rank) == ("leader", "Best", 1)
    assert said(found)["Worst"] == "worse"
    assert found.places[-1].loss == pytest.approx(found.first.rate - found.places[-1].rate, rel=0.1)


def test_rich_networks_make_no_leader():
    rich = [("D", "US"), ("A", "US"), ("F", "US")]
    poor = [("B", "BR"), ("C", "BR"), ("E", "BR")]
    rates = dict.fromkeys(["Lucky", "Unlucky"], 5.0) | EIGHT
    found = compare(field(rates, only={"Lucky": rich, "Unlucky": poor}))
    by_name = {place.creative: place for place in found.places}
    lucky, unlucky = by_name["Lucky"], by_name["Unlucky"]
    assert lucky.mix > 1.3 > 0.6 > unlucky.mix
    assert lucky.rate == pytest.approx(unlucky.rate, rel=0.1)
    assert said(found)["Unlucky"] != "worse" and said(found)["Lucky"] != "leader"


def test_who_shares_no_cell_with_others_is_not_ranked():
    own = [("F", "US"), ("F", "DE")]
    rest = [(n, c) for n in NETWORKS for c in COUNTRIES if (n, c) not in own]
    only = {"Apart": own} | dict.fromkeys(EIGHT, rest)
    found = compare(field(EIGHT | {"Apart": 9.0}, only=only))
    assert said(found)["Apart"] == "no_peers"
    assert found.places[-1].rank is None and found.first.creative != "Apart"


def test_who_is_new_waits_for_seven_days():
    counts = field(EIGHT)
    young = field({"Young": 9.0})["Young"]
    counts["Young"] = {cell: [(0, 0)] * 14 + line[:6] for cell, line in young.items()}
    assert said(compare(counts))["Young"] == "few_days"
    counts["Young"] = {cell: [(0, 0)] * 13 + line[:7] for cell, line in young.items()}
    assert compare(counts).first.creative == "Young"


def test_an_open_case_bars_the_leader():
    found = compare(field(EIGHT | {"Best": 8.0}), barred={"Best"})
    assert (found.first.status, found.word) == ("barred", "barred")


def test_one_alone_is_not_ranked():
    found = compare(field({"Only": 5.0}))
    assert said(found) == {"Only": "alone"}
    assert found.first is None


@pytest.mark.parametrize("counts", [{}, {"A": {}}, {"A": {("N", "US"): [(0, 0)]}}])
def test_without_impressions_there_is_no_field(counts):
    assert compare(counts) is None


def test_without_installs_nothing_is_ranked():
    assert compare(field({"A": 0.0, "B": 0.0})).first is None


def test_in_one_cell_alone_the_ranking_is_that_of_the_plain_counts():
    days = {name: [(10_000, int(rate * 10))] * 14 for name, rate in EIGHT.items()}
    plain = rank(days)
    found = compare({name: {("A", "US"): line} for name, line in days.items()})
    assert [place.creative for place in found.ranked] == [row.creative for row in plain.creatives]
    for place, row in zip(found.ranked, plain.creatives, strict=True):
        assert place.rate == pytest.approx(row.mean)
        assert place.p_best == pytest.approx(row.p_best)
    assert found.typical == pytest.approx(sum(EIGHT.values()) / 8 / 1000, rel=0.01)


def test_few_peers_make_nothing_sure():
    own = [("A", "US"), ("B", "US")]
    only = dict.fromkeys("XYZ", own)
    found = compare(field({"X": 4.0, "Y": 5.0, "Z": 6.5}, impressions=3_000, only=only))
    assert [(p.creative, p.status, p.firm) for p in found.ranked] == [
        ("Z", "ahead", False), ("Y", "open", False), ("X", "open", False),
    ]  # fmt: skip


def test_a_doubtful_yardstick_widens_what_is_known():
    days = {name: [(10_000, 50)] * 14 for name in "ABC"} | {"D": [(10_000, 60)] * 14}
    sure, doubtful = rank(days), rank(days, doubt=dict.fromkeys("ABCD", 0.1))
    assert doubtful.creatives[0].sd > 1.3 * sure.creatives[0].sd
    assert doubtful.creatives[0].p_best < sure.creatives[0].p_best
