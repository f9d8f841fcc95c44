"""One word over all apps, and what would change if a word is done."""

import pytest

from campaigns.stats.networks.decide import Ipm, OpenCase, decide
from campaigns.stats.networks.decide_totals import Flow, if_done, over_all
from tests.stats.networks.worlds_of_money import HEAVY, facts, regular

RHO = {"cut": 0.35, "cap": 0.55, "hold": 1.0, "scale": 1.4}


def decided(word, spend):
    """A decision with this word and spend."""
    ipm = Ipm({"ask": "act", "watch": "watch"}.get(word, "fine"))
    one = decide(facts(spend=spend, ipm=ipm), regular(RHO.get(word, 1.0)), HEAVY)
    assert one.word == word
    return one


def over(**apps):
    """The word over apps given as word_=spend."""
    return over_all({name: decided(name.rstrip("_"), spend) for name, spend in apps.items()})


@pytest.mark.parametrize(
    ("apps", "word"),
    [
        ({"cut": 25, "hold": 75}, "cut"),
        ({"cut": 24, "hold": 76}, "hold"),
        ({"cut": 20, "cap": 20, "hold": 60}, "cap"),
        ({"ask": 30, "watch": 70}, "ask"),
        ({"watch": 42, "hold": 58}, "watch"),
        ({"scale": 50, "hold": 50}, "scale"),
        ({"scale": 49, "hold": 51}, "hold"),
        ({"scale": 91, "watch": 9}, "scale"),
        ({"scale": 90, "watch": 10}, "hold"),
        ({"hold": 100}, "hold"),
    ],
)
def test_over_all_apps(apps, word):
    assert over(**apps).word == word


def test_the_apps_that_say_it_are_named_with_their_money():
    found = over(cut=60, cut_=40, hold=100)
    assert found.apps == ("cut", "cut_")
    assert (found.reason, found.concerned) == ("money", 100)


def test_apps_that_disagree_hold():
    found = over(scale=80, cut=20)
    assert (found.word, found.reason, found.apps) == ("hold", "mixed", ("scale", "cut"))


def test_a_network_without_spend_holds():
    silent = decide(facts(spend=0.0), regular(0.35), HEAVY)
    assert over_all({"A": silent}).reason == "no_spend"
    low = decide(facts(spend=0.0, spend_told=False, ipm=Ipm("act")), regular(1.0), HEAVY)
    assert over_all({"A": silent, "B": low}).word == "ask"
    with pytest.raises(ValueError, match="without apps"):
        over_all({})


def flows():
    """Three networks with known totals; the middle one is all at stake."""
    fine = facts(spend=1000.0)
    fraud = facts(spend=600.0, cases=(OpenCase("farm", 600.0),))
    silent = facts(spend=400.0, ipm=Ipm("no_data"))
    return {
        "A": Flow.of(decide(fine, regular(1.0), HEAVY), 500, 100_000),
        "B": Flow.of(decide(fraud, regular(0.3), HEAVY), 400, 50_000),
        "C": Flow.of(decide(silent, regular(1.0), HEAVY), 100, None),
    }


def test_cutting_a_network_changes_cpi_ipm_and_roas():
    done = if_done(flows(), {"B": 1.0})
    assert (done.now.cpi, done.without.cpi) == pytest.approx((2, 2.333), abs=1e-3)
    assert (done.now.ipm, done.without.ipm) == pytest.approx((6, 5))
    assert done.now.roas / 0.2 == pytest.approx(0.7899, abs=1e-4)
    assert done.without.roas / 0.2 == pytest.approx(0.9999, abs=1e-4)
    assert (done.now.spend, done.without.spend) == (2000, 1400)


def test_its_spend_goes_to_those_that_hold():
    moved = if_done(flows(), {"B": 1.0}).moved
    assert moved.spend == pytest.approx(2000)
    assert moved.installs == pytest.approx(857.14, abs=0.01)
    assert moved.cpi == pytest.approx(2.333, abs=1e-3)
    assert moved.ipm == pytest.approx(5)


def test_a_part_of_the_spend_can_be_taken():
    done = if_done(flows(), {"A": 0.3})
    assert done.without.spend == pytest.approx(1700)
    assert done.without.installs == pytest.approx(850)
    assert done.moved.installs == pytest.approx(350 + 400 + 100 * 700 / 400)


def test_a_network_with_a_case_or_a_new_one_takes_no_more_spend():
    young = Flow.of(decide(facts(live_days=9), regular(1.0), HEAVY), 10, 100)
    assert not young.receives
    assert [flow.receives for flow in flows().values()] == [True, False, True]
    only = {key: flow for key, flow in flows().items() if key != "C"}
    assert if_done(only, {"A": 1.0}).moved is None


def test_ratios_of_networks_that_report_nothing_are_unknown():
    done = if_done({"A": Flow(100.0), "B": Flow(50.0)}, {"B": 1.0})
    assert (done.now.cpi, done.now.ipm, done.now.roas) == (None, None, None)
    assert (done.moved.spend, done.moved.installs) == (150, 0)


def test_installs_whose_spend_is_not_reported_enter_no_cpi():
    flows = {"A": Flow(100.0, 50, 10_000), "B": Flow(0.0, 450, 10_000, spend_told=False)}
    now = if_done(flows, {}).now
    assert (now.installs, now.cpi, now.ipm) == (500, 2.0, 25.0)
