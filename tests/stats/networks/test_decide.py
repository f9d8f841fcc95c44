"""What to do with a network: known answers of the table, one look."""

from dataclasses import replace

import pytest

from campaigns.stats.networks.decide import Facts, Ipm, OpenCase, decide, decide_app
from campaigns.stats.networks.decide_money import Cohort, Cohorts, estimate
from tests.stats.networks.worlds_of_money import HEAVY, SPEND, TARGET, facts, regular


def said(rho=1.0, *, money=None, **changes):
    """The word and the reason of one look at a network."""
    one = decide(facts(**changes), regular(rho) if money is None else money, HEAVY)
    return one.word, one.reason


def case(stake, source_app="", kind="flooding"):
    return OpenCase(kind, stake, source_app)


def shrunk(cohorts):
    return estimate(cohorts, HEAVY)


@pytest.mark.parametrize(
    ("rho", "word", "reason"),
    [
        (1.0, "hold", "fine"),
        (1.4, "scale", "money"),
        (0.55, "cap", "money"),
        (0.35, "cut", "money"),
    ],
)
def test_money_alone(rho, word, reason):
    assert said(rho) == (word, reason)


def test_little_money_is_watched():
    assert said(money=regular(0.55, installs=3)) == ("watch", "money")


def test_a_fall_of_the_last_fortnight_is_capped():
    falling = regular(1.2, late=0.4)
    assert shrunk(falling).rho == pytest.approx(0.837008, abs=1e-6)
    assert said(money=falling) == ("cap", "fell")


@pytest.mark.parametrize(
    ("rho", "changes", "answer"),
    [
        (1.0, {"ipm": Ipm("act")}, ("ask", "ipm")),
        (0.55, {"ipm": Ipm("act")}, ("cap", "money")),
        (1.4, {"ipm": Ipm("watch")}, ("watch", "ipm")),
        (1.4, {"ipm": Ipm("no_data")}, ("hold", "fine")),
        (1.4, {"ipm": Ipm("not_enough")}, ("hold", "fine")),
        (1.4, {"cases": (case(50),)}, ("hold", "fine")),
        (1.4, {"cases": (case(None),)}, ("hold", "fine")),
        (1.4, {"cases": (case(700),)}, ("ask", "fraud")),
        (0.30, {"cases": (case(1764),)}, ("cut", "fraud")),
        (1.0, {"cases": (case(1764),)}, ("ask", "fraud")),
        (1.0, {"cases": (case(60, "88213"), case(70, "1402"))}, ("ask", "fraud")),
        (1.0, {"cases": (case(60, "88213"), case(70, "88213", "rejected"))}, ("hold", "fine")),
        (1.0, {"cases": (case(60, "88213"), case(70))}, ("hold", "fine")),
        (0.30, {"live_days": 9}, ("hold", "new")),
        (0.30, {"missing_days": 6}, ("hold", "gaps")),
        (0.30, {"missing_days": 5}, ("cut", "money")),
        (0.30, {"late_days": 4}, ("hold", "gaps")),
        (0.30, {"late_days": 3}, ("cut", "money")),
        (0.30, {"spend": 0.0}, ("hold", "no_spend")),
        (0.30, {"spend": -3.0, "cases": (case(50),)}, ("hold", "no_spend")),
    ],
)
def test_other_lines(rho, changes, answer):
    assert said(rho, **changes) == answer


def test_what_keeps_a_network_that_pays_from_scaling_is_named():
    def bar(**changes):
        return decide(facts(**changes), regular(1.4), HEAVY).barred

    assert bar() == ""
    assert bar(ipm=Ipm("no_data")) == "no_impressions"
    assert bar(ipm=Ipm("not_enough")) == "ipm"
    assert bar(cases=(case(50),)) == "case"
    assert decide(facts(ipm=Ipm("no_data")), regular(1.0), HEAVY).barred == ""


def test_a_case_on_all_spend_is_asked_about_while_money_is_unknown():
    unreported = Cohorts((None,) * 28, TARGET)
    assert said(money=unreported, cases=(case(1764),)) == ("ask", "fraud")


@pytest.mark.parametrize(
    ("cohorts", "reason"),
    [
        (regular(0.3, installs=1), "few"),
        (Cohorts((None,) * 28, TARGET), "no_money"),
        (Cohorts((Cohort(40, 0, 9),) * 28, TARGET), "no_money"),
        (regular(0.3, target=None), "no_target"),
    ],
)
def test_what_is_not_known_holds(cohorts, reason):
    assert said(money=cohorts) == ("hold", reason)


def test_spend_that_is_not_reported_is_not_zero():
    untold = {"spend": 0.0, "spend_told": False}
    assert said(**untold) == ("hold", "spend_untold")
    assert said(**untold, ipm=Ipm("act")) == ("ask", "ipm")
    assert said(spend=0.0, ipm=Ipm("act")) == ("hold", "no_spend")
    assert said(spend=0.0, live_days=3) == ("hold", "new")


def test_without_a_target_nobody_is_cut_capped_or_scaled():
    for rho in (0.1, 0.5, 1.0, 3.0):
        no_target = regular(rho, target=None)
        assert said(money=no_target) == ("hold", "no_target")
        assert said(money=no_target, cases=(case(1764),)) == ("ask", "fraud")
        assert said(money=no_target, ipm=Ipm("act")) == ("ask", "ipm")
        assert said(money=no_target, ipm=Ipm("watch")) == ("watch", "ipm")


def test_retained_users_stand_in_for_revenue():
    """Five of forty stay: at two of money each they are worth a sixth of what was spent."""
    stay = tuple(Cohort(40, 60, 5) for _ in range(28))
    money = shrunk(Cohorts(stay, target=1 / 2, retained=True))
    assert money.rho == pytest.approx(1 / 6)
    assert said(money=Cohorts(stay, 1 / 2, retained=True)) == ("cut", "money")


def test_facts_need_only_spend_and_age():
    one = decide(Facts(spend=SPEND, live_days=99), Cohorts(), HEAVY)
    assert (one.word, one.reason) == ("hold", "no_money")


# Numbers of a decision


def test_a_cut_is_about_all_spend_and_a_step_up_about_a_fifth():
    assert decide(facts(), regular(0.35), HEAVY).concerned == SPEND
    assert decide(facts(), regular(1.4), HEAVY).concerned == pytest.approx(SPEND / 5)


def test_a_cap_is_about_what_is_paid_beyond_the_affordable():
    one = decide(facts(), regular(0.55), HEAVY)
    assert one.concerned == pytest.approx(SPEND * (1 - one.money.level))
    assert (one.amount.way, one.amount.part) == ("bid", -0.30)
    assert one.amount.cpi == pytest.approx(1.5 * one.money.level)


def test_without_a_cpi_a_cap_is_a_step_of_the_budget():
    amount = decide(facts(cpi=None), regular(0.55), HEAVY).amount
    assert (amount.way, amount.part, amount.cpi) == ("budget", -0.30, None)


def test_a_fall_is_about_the_money_of_its_fortnight():
    one = decide(facts(), regular(1.2, late=0.4), HEAVY)
    assert one.basis is one.recent
    assert one.concerned == pytest.approx(one.recent.spend * (1 - one.recent.level))
    assert one.concerned < SPEND / 2


def test_a_question_is_about_the_stake_or_the_installs_short():
    assert decide(facts(cases=(case(700),)), regular(1.0), HEAVY).concerned == 700
    low = facts(ipm=Ipm("act", missing=300), cases=(case(50),))
    assert decide(low, regular(1.0), HEAVY).concerned == pytest.approx(300 * 1.5)
    assert decide(replace(low, cpi=None), regular(1.0), HEAVY).concerned is None


def test_holding_is_about_no_money():
    assert decide(facts(), regular(1.0), HEAVY).concerned is None


def test_a_stake_is_never_more_than_the_spend():
    assert facts(cases=(case(9000),)).stake == SPEND
    assert facts(cases=(case(9000),), spend=-1.0).stake == 0


def test_a_cheap_network_grows_by_bid_and_an_ordinary_one_by_budget():
    fine = {"A": 9.0, "B": 10.0, "C": 11.0, "cheap": 8.0}
    networks = {name: (facts(ecpm=ecpm), regular(1.4)) for name, ecpm in fine.items()}
    amounts = {name: one.amount for name, one in decide_app(networks).items()}
    assert {name: amount.way for name, amount in amounts.items()} == {
        "A": "budget", "B": "budget", "C": "budget", "cheap": "bid"
    }  # fmt: skip
    level = shrunk(regular(1.4)).level
    assert amounts["cheap"].cpi == pytest.approx(1.5 * level / 1.05)
    assert {amount.part for amount in amounts.values()} == {0.20}


def test_an_app_shares_its_heavy_tail():
    wild = replace(regular(1.4), days=tuple(
        replace(day, revenue=day.revenue * (20 if t % 20 == 7 else 0))
        for t, day in enumerate(regular(1.4).days)
    ))  # fmt: skip
    calm = regular(1.4)
    alone = decide_app({"A": (facts(), calm)})
    beside = decide_app({"A": (facts(), calm), "B": (facts(), wild)})
    assert beside["A"].money.sd > 1.5 * alone["A"].money.sd
    assert decide_app({}) == {}


def test_users_who_stay_say_nothing_of_the_tail_of_payers():
    stay = Cohorts(tuple(Cohort(40, 60, 5 + t % 2) for t in range(28)), 1 / 2, retained=True)
    decided = decide_app({"A": (facts(), regular(1.4)), "B": (facts(), stay)})
    assert decided["A"].money == decide_app({"A": (facts(), regular(1.4))})["A"].money
