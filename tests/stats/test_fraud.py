from dataclasses import replace

import pytest

from campaigns.stats.fraud.rules import RULES, look
from campaigns.stats.fraud.signals import CaseStanding, step_case
from campaigns.stats.fraud.traffic import TimesToInstall, Traffic, lower_p, peer_median, upper_p

WAVE = (0, 3, -2, 4, -4, 7, 5)


def network(name="X", **changed):
    """28 ordinary days: CTR 4 %, CVR 12 %, everything reported and in order."""
    days = range(28)
    clean = Traffic(
        name,
        impressions=[10_000 + 10 * WAVE[d % 7] + d for d in days],
        clicks=[401 + WAVE[d % 7] + d % 3 for d in days],
        installs=[51 + WAVE[d % 7] + d % 5 for d in days],
        ctit=TimesToInstall(1_000, 2, 10, 100),
        due_d1=1_400,
        retained_d1=370,
        rejected=28,
        claimed=1_500,
        mmp=1_440,
        organic=[100] * 28,
    )
    return replace(clean, **changed)


PEERS = [network(name) for name in "ABCD"]


def signal(rule, peers=PEERS, **changed):
    return RULES[rule](network(**changed), peers)


def states(**changed):
    return {s.rule: s.state for s in look(network(**changed), [network(), *PEERS])}


def test_a_clean_network_gives_no_signal():
    assert set(states().values()) == {"clear"}


PLANTED = [
    ("flooding_a", {"clicks": [6_000] * 28}),
    ("flooding_b", {"clicks": [120_000] * 28}),
    ("flooding_c", {"clicks": [2_500] * 28}),
    ("late_installs", {"ctit": TimesToInstall(1_000, 2, 10, 300)}),
    ("click_injection", {"ctit": TimesToInstall(1_000, 30, 80, 100)}),
    ("views_as_clicks", {"clicks": [4_200] * 28}),
    ("stuffing", {"impressions": [10_000] * 21 + [25_000] * 7}),
    ("incentive", {"retained_d1": 150, "installs": [160 + d % 7 for d in range(28)]}),
    ("farm", {"retained_d1": 60}),
    ("rejected", {"rejected": 300}),
    (
        "poaching",
        {"organic": [100] * 14 + [60] * 14, "installs": [51] * 14 + [90] * 14},
    ),
    ("over_reporting", {"claimed": 1_900}),
    ("weekday_pattern", {"installs": [150 if d % 7 == 2 else 30 for d in range(28)]}),
    ("weekday_pattern", {"installs": [None if d % 7 > 4 else 70 for d in range(28)]}),
    ("round_or_copied", {"installs": [50 + 10 * (d % 3) for d in range(28)]}),
]


@pytest.mark.parametrize(("rule", "changed"), PLANTED)
def test_a_planted_pattern_gives_its_signal(rule, changed):
    seen = signal(rule, **changed)
    assert seen.state == "signal"


def test_a_planted_pattern_does_not_set_off_the_others():
    assert {
        r for r, s in states(ctit=TimesToInstall(1_000, 30, 80, 100)).items() if s == "signal"
    } == {"click_injection"}


@pytest.mark.parametrize(
    ("rule", "changed"),
    [
        ("flooding_a", {"clicks": [300] * 28}),
        ("flooding_c", {"installs": [3] * 28}),
        ("late_installs", {"ctit": TimesToInstall(99, 0, 0, 99)}),
        ("click_injection", {"ctit": TimesToInstall(99, 99, 99, 0)}),
        ("views_as_clicks", {"impressions": [300] * 28, "clicks": [200] * 28}),
        ("stuffing", {"impressions": [3_000] * 28}),
        ("incentive", {"due_d1": 99, "retained_d1": 0}),
        ("farm", {"due_d1": 99, "retained_d1": 0}),
        ("rejected", {"installs": [3] * 28, "rejected": 90}),
        ("poaching", {"organic": [2] * 28}),
        ("over_reporting", {"claimed": 500, "mmp": 99}),
        ("weekday_pattern", {"installs": [7] * 28}),
        ("weekday_pattern", {"installs": [None] * 26 + [400, 500]}),
        ("round_or_copied", {"installs": [10] * 28}),
    ],
)
def test_below_its_minimum_a_rule_does_not_judge(rule, changed):
    assert signal(rule, **changed).state == "too_little"


@pytest.mark.parametrize("rule", RULES)
def test_a_missing_input_is_named(rule):
    seen = RULES[rule](Traffic("X"), PEERS)
    assert seen.state == "missing"
    assert seen.missing


def test_click_times_are_asked_for_by_name():
    assert RULES["late_installs"](Traffic("X"), PEERS).missing == "ctit"


def test_clicks_without_any_install_are_flooding():
    assert signal("flooding_a", installs=[0] * 28).state == "signal"


def test_what_all_networks_do_is_no_signal_against_peers():
    flooded = [network(name, clicks=[2_500] * 28) for name in "ABCD"]
    assert signal("flooding_c", flooded, clicks=[2_500] * 28).state == "clear"


def test_absolute_limits_stay_when_all_networks_cheat():
    flooded = [network(name, clicks=[6_000] * 28) for name in "ABCD"]
    assert signal("flooding_a", flooded, clicks=[6_000] * 28).state == "signal"


def test_with_few_peers_a_usual_value_stands_in():
    assert signal("click_injection", [], ctit=TimesToInstall(1_000, 30, 80, 100)).peer == 0.01
    assert signal("late_installs", PEERS[:2], ctit=TimesToInstall(1_000, 2, 10, 300)).peer == 0.10


@pytest.mark.parametrize("rule", ["flooding_c", "weekday_pattern"])
def test_without_peers_and_usual_value_a_rule_says_so(rule):
    assert signal(rule, PEERS[:2]).state == "no_peers"


def test_a_network_is_not_its_own_peer():
    odd = network(ctit=TimesToInstall(1_000, 30, 80, 100))
    seen = next(s for s in look(odd, [odd] * 5 + PEERS[:3]) if s.rule == "click_injection")
    assert seen.peer == 0.01


def test_low_retention_alone_is_no_incentive():
    assert signal("incentive", retained_d1=150).state == "clear"


def test_what_skan_counts_as_well_is_not_claimed_too_much():
    assert signal("over_reporting", claimed=1_900, skan=300).state == "clear"
    assert signal("over_reporting", claimed=2_400, skan=300).state == "signal"


def test_impressions_that_grow_on_all_networks_are_no_stuffing():
    grown = {"impressions": [10_000] * 21 + [20_000] * 7}
    assert signal("stuffing", **grown).state == "signal"
    launch = [replace(peer, impressions=[10_000] * 21 + [16_000] * 7) for peer in PEERS]
    found = signal("stuffing", launch, **grown)
    assert (found.state, found.limit) == ("clear", pytest.approx(1.7 * 1.6))
    grown["impressions"] = [10_000] * 21 + [40_000] * 7
    assert signal("stuffing", launch, **grown).state == "signal"


def test_more_impressions_with_more_installs_are_no_stuffing():
    grown = {"impressions": [10_000] * 21 + [25_000] * 7, "installs": [50] * 21 + [125] * 7}
    assert signal("stuffing", **grown).state == "clear"


def test_two_copied_pairs_of_days_are_a_signal_and_one_is_not():
    clean = network()
    for pairs, state in ((1, "clear"), (2, "signal")):
        days = {
            name: [*getattr(clean, name)[: 28 - pairs], *getattr(clean, name)[:pairs]]
            for name in ("impressions", "clicks", "installs")
        }
        assert signal("round_or_copied", **days).state == state


def test_a_day_that_is_not_reported_is_no_zero():
    gaps = [None if d == 5 else 50 for d in range(28)]
    assert network(installs=gaps).total("installs") == 27 * 50
    assert network(installs=gaps).per("installs", "clicks") == pytest.approx(50 / 402, rel=0.02)


def test_tails_take_half_the_counts():
    assert upper_p(7, 101, 0.1) == upper_p(6, 100, 0.1)
    assert lower_p(3, 100, 0.1) == lower_p(4, 100, 0.1)


def test_the_median_of_peers_needs_three():
    assert peer_median({"A": 1.0, "B": 3.0, "C": None}) is None
    assert peer_median({"A": 1.0, "B": 3.0, "C": 2.0}) == 2.0


@pytest.mark.parametrize(
    ("weeks", "is_open"),
    [
        (["signal"], True),
        (["clear"], False),
        (["signal", "clear"], True),
        (["signal", "clear", "clear"], False),
        (["signal", "clear", "signal", "clear"], True),
        (["signal", "clear", "missing", "clear"], False),
        (["signal", "missing", "too_little"], True),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_case_closes_after_two_clear_weeks(weeks, is_open):
    case = None
    for state in weeks:
        case = step_case(case, state)
    assert case.open == is_open


def test_a_reopened_case_counts_its_clear_weeks_anew():
    assert step_case(CaseStanding(True, 1), "signal") == CaseStanding(True, 0)
