"""What decisions say, from the numbers they carry."""

from dataclasses import replace
from datetime import date

import pytest

from campaigns.judgement.fraud.kinds import KINDS
from campaigns.judgement.fraud.measures import LINES, SAID
from campaigns.judgement.networks.decide_case_words import EVIDENCE, NAMED, evidence
from campaigns.judgement.networks.decide_total_words import done, over_all
from campaigns.judgement.networks.decide_words import (
    REASONS,
    amount,
    because,
    how_much,
    on_its_way,
    sentence,
    smaller_cases,
)
from campaigns.models import Verdict
from campaigns.stats.networks import decide_totals
from campaigns.stats.networks.decide import Ipm, OpenCase, decide
from campaigns.stats.networks.decide_money import Cohort, Cohorts
from campaigns.stats.networks.decide_totals import Flow, if_done
from tests.stats.networks.worlds_of_money import HEAVY, TARGET, facts, regular

FEW_STAY = OpenCase("incentive", 1764.0, "", "retention_d1", 4.13, 26.6)
FLOOD = OpenCase("flooding", 680.0, "", "clicks_per_install", 112.4)
SMALL = OpenCase("flooding", 50.0, "88213", "clicks_per_install", 169.2, 5.4)
INJECTED = OpenCase("injection", 316.0, "1402", "fast", 79.6, 0.88)
SILENT = Ipm("no_data")
LOW = Ipm("act", 0.69, date(2026, 11, 5), 650)


def decided(rho=1.0, *, money=None, before=None, **changes):
    cohorts = regular(rho) if money is None else money
    return decide(facts(**changes), cohorts, HEAVY, before)


def stays(users):
    """Cohorts of forty of whom so many stay; two of money is affordable for each."""
    return Cohorts(tuple(Cohort(40, 60, users) for _ in range(28)), 1 / 2, retained=True)


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (
            decided(0.195, cases=(FEW_STAY,)),
            "Cut Rewardly: ROAS D7 3.9 % against 20 %, and 4 % stay the first day (others 27 %)."
            " $1,764 in 28 days.",
        ),
        (
            decided(0.35),
            "Cut Rewardly: ROAS D7 7 % against 20 %, it brings back less than half of the target."
            " $1,764 in 28 days.",
        ),
        (
            decided(0.35, cases=(INJECTED,)),
            "Cut Rewardly: ROAS D7 7 % against 20 %, it brings back less than half of the target."
            " $1,764 in 28 days. Ask about $316 of injected installs, too.",
        ),
        (
            decided(0.57, cpi=0.92),
            "Cap Rewardly: an install costs $0.92, $0.54 is affordable (ROAS D7 11.4 %, target"
            " 20 %). $734 too much in 28 days.",
        ),
        (
            decided(0.57, cpi=None, cases=(INJECTED,)),
            "Cap Rewardly: ROAS D7 11.4 %, target 20 %. $734 too much in 28 days. Ask about $316"
            " of injected installs, too.",
        ),
        (
            decided(money=regular(1.2, late=0.4)),
            "Cap Rewardly: an install costs $1.50, $0.77 is affordable (ROAS D7 9.7 % against"
            " 20 % in the last 14 days, 16.7 % in 28). $422 too much in 14 days.",
        ),
        (decided(cases=(FLOOD,)), "Ask Rewardly about $680: 112 clicks per install."),
        (
            decided(cases=(replace(SMALL, stake=320.0), INJECTED)),
            "Ask Rewardly about $636: 169 clicks per install in sub-publisher 88213 (others 5),"
            " 2 cases in all.",
        ),
        (
            decided(ipm=LOW),
            "Ask Rewardly: IPM 31 % low since 5 Nov, $975 of installs short. Users pay as before.",
        ),
        (
            decided(ipm=Ipm("act", 0.69), money=regular(1.4, late=0.6)),
            "Ask Rewardly: IPM 31 % low. ROAS D7 22.4 % against 20 %.",
        ),
        (
            decided(ipm=LOW, money=Cohorts((None,) * 28, TARGET)),
            "Ask Rewardly: IPM 31 % low since 5 Nov, $975 of installs short.",
        ),
        (
            decided(ipm=Ipm("watch", 0.83)),
            "Watch Rewardly: IPM 17 % low, ROAS on target.",
        ),
        (
            decided(money=regular(0.55, installs=3)),
            "Watch Rewardly: ROAS D7 11 % against 20 %, perhaps too little (likely 7.8 % to"
            " 21.5 %). $624 at issue.",
        ),
        (
            decided(1.35),
            "Scale Rewardly by 20 % ($353): ROAS D7 27 %, surely over 20 %; IPM fine.",
        ),
        (decided(), "Hold Rewardly: on target, nothing to mend."),
        (decided(1.15), "Hold Rewardly: on target, nothing to mend."),
        (
            decided(1.4, ipm=SILENT),
            "Hold Rewardly: pays well, but reports no impressions: IPM cannot be judged.",
        ),
        (
            decided(1.4, ipm=Ipm("not_enough")),
            "Hold Rewardly: pays well, but IPM cannot be judged yet.",
        ),
        (decided(1.4, cases=(SMALL,)), "Hold Rewardly: pays well, but has a case open."),
        (
            decided(ipm=SILENT),
            "Hold Rewardly: on target; reports no impressions, so IPM cannot be judged.",
        ),
        (decided(cases=(SMALL,)), "Hold Rewardly: on target, IPM fine, a case open."),
        (decided(spend=0.0), "Hold Rewardly: no spend in 28 days."),
        (
            decided(spend=0.0, spend_told=False),
            "Hold Rewardly, can’t say: its spend is not reported.",
        ),
        (
            decided(live_days=8, spend=0.0),
            "Hold Rewardly, can’t say: 8 of 14 settled days since its first.",
        ),
        (decided(missing_days=9), "Hold Rewardly, can’t say: 9 of 28 days missing."),
        (decided(late_days=4), "Hold Rewardly, can’t say: its newest day is 4 days late."),
        (
            decided(money=regular(0.3, installs=1)),
            "Hold Rewardly, can’t say: 55 of 100 installs known.",
        ),
        (
            decided(money=Cohorts((None,) * 28, TARGET)),
            "Hold Rewardly, can’t say: what its users bring is not reported.",
        ),
        (
            decided(money=regular(1.0, target=None)),
            "Hold Rewardly, can’t say: set a target ROAS.",
        ),
    ],
)
def test_what_is_said(one, words):
    assert sentence("Rewardly", one) == words


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (
            decided(money=stays(5)),
            "a user who stays a week costs $12.00, $2.00 is affordable. $1,764 in 28 days.",
        ),
        (
            decided(money=stays(18), ipm=LOW),
            "an install costs $1.50, $0.92 is affordable (a user who stays a week costs $3.33,"
            " $2.00 is affordable). $682 too much in 28 days.",
        ),
        (decided(money=stays(30), ipm=Ipm("watch", 0.8)), "IPM 20 % low, retention on target."),
        (
            decided(money=stays(45)),
            "a user who stays a week costs $1.33, $2.00 is affordable; IPM fine.",
        ),
    ],
)
def test_users_who_stay_are_told_by_their_cost(one, words):
    assert because(one) == words


def test_every_code_that_the_table_gives_has_its_words():
    assert set(REASONS) == {
        ("hold", "no_spend"), ("hold", "new"), ("hold", "gaps"), ("hold", "few"),
        ("hold", "no_money"), ("hold", "no_target"), ("hold", "fine"), ("scale", "money"),
        ("hold", "spend_untold"),
        ("cut", "fraud"), ("cut", "money"), ("cap", "money"), ("cap", "fell"),
        ("ask", "fraud"), ("ask", "ipm"), ("watch", "ipm"), ("watch", "money"),
    }  # fmt: skip
    longest = Verdict._meta.get_field("decision_reason").max_length
    assert all(len(reason) <= longest for _, reason in REASONS)


def test_a_held_word_claims_only_what_is_so_today():
    once = decided(0.35)
    held = decided(0.6, before=once.runs)
    assert held.word == "cut"
    assert "less than half" not in sentence("X", held)
    assert on_its_way(held) == "Not so on 1 of the 14 days in a row that end it."
    scaled = decided(1.4)
    back = decided(0.97, before=scaled.runs)
    assert because(back) == "ROAS D7 19.4 %; IPM fine."


def test_a_cap_that_ends_names_no_affordable_price():
    held = decided(1.1, before=decided(0.55).runs)
    assert sentence("X", held) == "Cap X: ROAS D7 22 %, target 20 %."


def test_a_word_on_its_way_counts_its_days():
    runs = decided().runs
    for _ in range(4):
        one = decided(0.55, before=runs)
        runs = one.runs
    assert one.word == "hold"
    assert on_its_way(one) == "Cap on 4 of the 10 days in a row that it takes."
    assert because(one).startswith("under target")
    assert on_its_way(decided()) == ""
    assert on_its_way(decided(money=Cohorts())) == ""


def test_a_fall_on_its_way_counts_three_days():
    one = decided(money=regular(1.2, late=0.4), before=decided().runs)
    assert on_its_way(one) == "Cap on 1 of the 3 days in a row that it takes."


def test_the_step_is_a_bid_or_a_budget():
    assert how_much(decided(0.57, cpi=0.92)) == "Bid at most $0.54 an install, or spend 30 % less."
    assert how_much(decided(0.57, cpi=None)) == "Spend 30 % less."
    assert how_much(decided(1.4)) == "Raise the budget by 20 %, again after 14 days."
    cheap = decide(facts(ecpm=8.0), regular(1.4), HEAVY, median_ecpm=10.0)
    assert how_much(cheap) == ("Bid up to $1.97 an install, its eCPM is low; again after 14 days.")
    assert how_much(decided()) == ""


def test_smaller_cases_stand_beside_the_word():
    assert smaller_cases(decided(cases=(SMALL,))) == "A case on $50: block 88213."
    unknown = OpenCase("over_reporting", None, "", "claimed", 1.31)
    assert smaller_cases(decided(cases=(unknown,))) == (
        "A case: it claims 1.31 times the MMP’s installs."
    )
    assert smaller_cases(decided(live_days=8, cases=(SMALL, INJECTED))) == (
        "2 cases on $366: block 1402, 88213."
    )
    told = (decided(), decided(cases=(FLOOD,)), decided(0.57, cases=(INJECTED,)))
    assert [smaller_cases(one) for one in told] == ["", "", ""]


def test_every_signal_and_its_first_measure_have_words():
    assert set(NAMED) == set(KINDS)
    first = {SAID[kind][0] if kind in SAID else LINES[kind][0][0] for kind in KINDS}
    limited = {key for lines in LINES.values() for key, limit in lines if limit}
    assert first <= set(EVIDENCE)
    assert limited - {"installs_growth", "own_growth"} <= set(EVIDENCE)


def test_evidence_without_a_number_is_the_name_of_the_case():
    assert evidence(OpenCase("farm", 9.0)) == "users who do not stay"
    assert evidence(OpenCase("injection", 9.0, "1402")) == "injected installs in sub-publisher 1402"
    assert evidence(OpenCase("unheard-of", 9.0)) == "suspect installs"
    assert evidence(OpenCase("farm", 9.0, "", "retention_d1", 0.9, 27)) == (
        "0.9 % stay the first day (others 27 %)"
    )


@pytest.mark.parametrize(
    ("value", "words"), [(8783.4, "$8,783"), (10891.2, "$10,891"), (9.5, "$9.50")]
)
def test_amounts_are_whole_from_ten_on(value, words):
    assert amount(value, "USD") == words


def test_money_is_in_the_reporting_currency():
    assert "€1,764 in 28 days" in sentence("X", decided(0.35), "EUR")


APPS = {1: "Merge Harbor", 2: "Tile Garden"}


def over(one, other):
    decisions = {1: one, 2: other}
    return over_all("X", decide_totals.over_all(decisions), decisions, APPS)


def test_over_all_apps_the_first_tells_why():
    low = decided(spend=1260.0, ipm=LOW)
    assert over(decided(), low) == (
        "Ask X in Tile Garden (hold in Merge Harbor). Tile Garden: IPM 31 % low since 5 Nov, $975"
        " of installs short. Users pay as before."
    )
    assert over(decided(0.35), decided(0.35, spend=600.0)) == (
        "Cut X in all its apps, $2,364 in all. Merge Harbor: ROAS D7 7 % against 20 %, it brings"
        " back less than half of the target. $1,764 in 28 days."
    )
    assert over(decided(1.4), decided(0.35, spend=300.0)) == (
        "Hold X: its apps disagree (scale in Merge Harbor, cut in Tile Garden)."
    )


def test_a_network_of_one_app_speaks_for_itself():
    one = {1: decided()}
    found = decide_totals.over_all(one)
    assert over_all("X", found, one, APPS) == sentence("X", one[1])


def test_what_would_change_says_what_it_rests_on():
    flows = {
        "A": Flow(1000.0, 500, 100_000, 0.2),
        "B": Flow(600.0, 400, 50_000, 0.06, receives=False),
        "C": Flow(400.0, 100, None, 0.2),
    }
    assert done(if_done(flows, {"B": 1.0})) == (
        "Without it CPI $2.00 becomes $2.33, IPM 6.00 becomes 5.00, ROAS D7 15.8 % becomes 20 %."
        " Spread over the others, CPI $2.00 becomes $2.33, IPM 6.00 becomes 5.00, ROAS D7 15.8 %"
        " becomes 20 %: 143 fewer installs, if the others’ CPI, IPM and ROAS stay; more spend"
        " buys dearer users."
    )
    alone = if_done({"B": flows["B"]}, {"B": 1.0})
    assert done(alone) == "Without it nothing is known to change."
