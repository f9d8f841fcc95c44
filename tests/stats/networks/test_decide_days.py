"""From day to day: words of money begin after ten days and end after fourteen."""

from dataclasses import replace
from itertools import chain, repeat

from campaigns.stats.networks.decide import Ipm, OpenCase, decide
from campaigns.stats.networks.decide_runs import Run, Runs
from tests.stats.networks.worlds_of_money import HEAVY, facts, regular


def case(stake):
    return OpenCase("flooding", stake)


def judged(days) -> list:
    """The decisions day by day, the first of them day 1 at index 1."""
    found, runs = [None], None
    for one, cohorts in days:
        found.append(decide(one, cohorts, HEAVY, runs))
        runs = found[-1].runs
    return found


def test_words_of_money_begin_after_ten_days_and_end_after_fourteen():
    at_stake = facts(cases=(case(500),))
    days = judged(chain(
        repeat((facts(), regular(1.0)), 3),
        repeat((facts(), regular(0.55)), 12),
        repeat((facts(), regular(1.0)), 16),
        [(at_stake, regular(1.0)), (facts(), regular(1.0))],
        repeat((facts(), regular(1.4)), 11),
    ))  # fmt: skip
    words = [one and one.word for one in days]
    changes = {n: words[n] for n in range(1, len(words)) if words[n] != words[n - 1]}
    assert changes == {1: "hold", 13: "cap", 29: "hold", 32: "ask", 33: "hold", 43: "scale"}
    assert (days[4].today_word, days[4].word) == ("cap", "hold")
    assert (days[16].today_word, days[16].word) == ("hold", "cap")


def test_the_first_day_takes_its_words_at_once():
    assert [one.word for one in judged([(facts(), regular(0.35))])[1:]] == ["cut"]


def test_a_fall_is_capped_after_three_days():
    falling = [(facts(), regular(1.2, late=0.4))] * 4
    words = [one.word for one in judged([(facts(), regular(1.0)), *falling])[1:]]
    assert words == ["hold", "hold", "hold", "cap", "cap"]


def test_a_network_that_turns_awful_is_capped_first_and_cut_later():
    awful = [(facts(), regular(0.35))] * 10
    days = judged([(facts(), regular(1.0)), *awful])
    assert [one.reason for one in days[4:7]] == ["fell"] * 3
    assert [one.word for one in days[10:]] == ["cap", "cut"]


def test_an_interrupted_run_starts_again():
    poor, fine = (facts(), regular(0.55)), (facts(), regular(1.0))
    words = [one.word for one in judged([fine, *[poor] * 9, fine, *[poor] * 9])[1:]]
    assert set(words) == {"hold"}


def test_a_word_stays_while_its_weaker_condition_holds():
    """.83 is no cap by itself, but with a chance of .75 under .9 it keeps one."""
    weaker = regular(0.83)
    assert decide(facts(), weaker, HEAVY).word == "hold"
    days = judged([(facts(), regular(0.55)), *[(facts(), weaker)] * 40])
    assert {one.word for one in days[1:]} == {"cap"}


def test_scale_stays_down_to_a_tenth_over_the_target():
    assert decide(facts(), regular(1.19), HEAVY).word == "hold"
    days = judged([(facts(), regular(1.4)), *[(facts(), regular(1.19))] * 20])
    assert {one.word for one in days[1:]} == {"scale"}
    falling = judged([(facts(), regular(1.4)), *[(facts(), regular(1.05))] * 14])
    assert [one.word for one in falling[14:]] == ["scale", "hold"]


def test_fraud_ipm_new_and_gaps_begin_and_end_at_once():
    for changes, word in (
        ({"cases": (case(700),)}, "ask"),
        ({"ipm": Ipm("act")}, "ask"),
        ({"ipm": Ipm("watch")}, "watch"),
        ({"missing_days": 9}, "hold"),
        ({"live_days": 13}, "hold"),
    ):
        fine, other = (facts(), regular(1.4)), (facts(**changes), regular(1.4))
        words = [one.word for one in judged([fine, other, fine])[1:]]
        assert words == ["scale", word, "scale"]


def test_money_that_is_not_known_ends_every_word_of_money():
    unknown = regular(0.35, target=None)
    days = judged([(facts(), regular(0.35)), (facts(), unknown), (facts(), regular(1.0))])
    assert [one.word for one in days[1:]] == ["cut", "hold", "hold"]
    assert days[2].runs is None


def test_a_fall_ends_at_once_when_the_last_fortnight_is_not_reported():
    falling = regular(1.2, late=0.4)
    unreported = replace(falling, days=(*falling.days[:14], *[None] * 14))
    words = [one.word for one in judged([(facts(), falling), (facts(), unreported)])[1:]]
    assert words == ["cap", "hold"]


def test_runs_count_towards_the_next_change():
    days = judged([(facts(), regular(1.0)), *[(facts(), regular(0.55))] * 4])
    assert days[-1].runs == Runs(cap=Run(False, 4), watch=Run(False, 4))


def test_a_day_that_is_judged_again_gives_the_same():
    before = judged([(facts(), regular(1.0)), *[(facts(), regular(0.55))] * 9])[-1].runs
    again = [decide(facts(), regular(0.55), HEAVY, before) for _ in range(2)]
    assert again[0] == again[1]
    assert again[0].word == "cap"
