from time import process_time

import pytest

from campaigns.judgement.networks.verdict_words import CREATIVES, REASONS, Words, sentence
from campaigns.stats.networks.hysteresis_of_q import Standing
from campaigns.stats.networks.verdicts import Rule, judge
from tests.stats.accounts import EVEN, account, network

POOR = {("IN", "banner"): 900_000, ("IN", "playable"): 100_000}
ORDINARY = {"A": 1, "B": 0.97, "C": 1.04, "D": 1, "E": 0.95, "F": 1.02, "G": 1}


def crowd(**named):
    """Seven ordinary networks and the named ones."""
    return {name: network(level) for name, level in ORDINARY.items()} | named


def judged(counts, name, **options):
    judgements = judge(counts, **options).judgements
    return next(judgement for judgement in judgements if judgement.network == name)


def test_a_low_network_is_found():
    low = judged(crowd(Low=network(0.65)), "Low")
    assert (low.verdict, low.condition, low.reason) == ("act", "act", "")
    assert low.ratio == pytest.approx(0.65, abs=0.02)
    assert low.ratio < low.shrunk < 0.85


def test_ordinary_networks_are_fine():
    verdicts = {j.network: j.verdict for j in judge(crowd(Low=network(0.65))).judgements}
    assert {verdict for name, verdict in verdicts.items() if name != "Low"} == {"fine"}


def test_a_network_in_poor_countries_is_fine_although_its_raw_ipm_is_low():
    poor = judged(crowd(Poor=network(1, POOR)), "Poor")
    assert poor.verdict == "fine"
    assert poor.ipm < 1 < judged(crowd(), "A").ipm


def test_a_slightly_low_network_is_not_flagged():
    assert judged(crowd(Slight=network(0.92)), "Slight").verdict == "fine"


def test_numbers_of_a_judgement_fit_together():
    low = judged(crowd(Low=network(0.65)), "Low")
    assert low.ipm == pytest.approx(1000 * low.installs / low.impressions)
    assert low.ipm == pytest.approx(low.ratio * low.expected_ipm)
    assert low.missing_installs == pytest.approx(sum(cell.missing for cell in low.cells))
    assert low.interval.low < low.ipm / 1000 < low.interval.high
    assert low.df == 10 + 27


def test_the_clearing_level_is_where_the_flag_would_go():
    counts = crowd(Low=network(0.65))
    low = judged(counts, "Low")
    assert low.ipm < low.would_clear_above < low.expected_ipm
    factor = low.would_clear_above / low.ipm
    above = judged(crowd(Low=network(0.65 * factor * 1.01)), "Low")
    below = judged(crowd(Low=network(0.65 * factor * 0.97)), "Low")
    assert above.condition == "fine"
    assert below.condition != "fine"


def test_a_fine_network_has_no_clearing_level():
    assert judged(crowd(), "A").would_clear_above is None


def test_a_flag_that_would_go_today_clears_at_its_own_ipm():
    held = judged(crowd(), "A", before={"A": Standing("act", True, 3, 3, 0)})
    assert held.verdict == "act"
    assert held.would_clear_above == pytest.approx(held.ipm)


SILENT = {cell: [(0, 0)] * 28 for cell in EVEN}


@pytest.mark.parametrize(
    ("counts", "verdict", "reason"),
    [
        (crowd(X=SILENT), "no_data", "no_impressions"),
        (crowd(X={}), "no_data", "no_impressions"),
        ({"X": network(1)}, "not_enough", "alone"),
        ({"X": network(1), "A": SILENT}, "not_enough", "alone"),
        ({"X": network(0.5), "A": network(1)}, "not_enough", "too_few_networks"),
        (
            {"X": network(0.5), "A": network(1), "B": network(1, {("US", "banner"): 900})},
            "not_enough",
            "too_few_networks",
        ),
        (crowd(X=network(1, {("US", "banner"): 3_000})), "not_enough", "thin"),
        (
            crowd(X={("FR", "video"): [(10_000, 50)] * 28}),
            "not_enough",
            "no_peers",
        ),
        (
            crowd(X={c: [*d[:5], *[(0, 0)] * 23] for c, d in network(1).items()}),
            "not_enough",
            "few_days",
        ),
        (crowd(X=network(0)), "act", "no_installs"),
    ],
    ids=[
        "silent",
        "no_cells",
        "alone",
        "the_other_is_silent",
        "two",
        "third_is_thin",
        "thin",
        "no_peers",
        "five_days",
        "no_installs",
    ],
)
def test_edge_cases(counts, verdict, reason):
    judgement = judged(counts, "X")
    assert (judgement.verdict, judgement.reason) == (verdict, reason)
    assert judgement.eligible == (verdict == "act")
    assert sentence(judgement).endswith(".")


def test_two_networks_still_have_their_intervals():
    counts = {"X": network(0.5), "A": network(1)}
    assert all(judgement.interval for judgement in judge(counts).judgements)


def test_a_thin_network_says_how_many_impressions_are_missing():
    thin = judged(crowd(X=network(1, {("US", "banner"): 3_000})), "X")
    grown = network(1, {("US", "banner"): (3_000 + thin.more_impressions) * 1.05})
    assert judged(crowd(X=grown), "X").eligible


def test_few_peers_cannot_be_firm():
    india = {("IN", "playable"): 500_000, ("IN", "banner"): 500_000}
    counts = {name: network(1, india) for name in "BCDE"} | {"A": network(1)}
    low = judged(counts | {"Low": network(0.3, {("US", "playable"): 1_000_000})}, "Low")
    assert low.sr > 0.10
    assert (low.condition, low.reason) == ("watch", "few_peers")
    assert sentence(low).endswith("too few peers in its countries and formats to be firm.")


def test_nobody_is_judged_without_networks():
    verdicts = judge({})
    assert (verdicts.judgements, verdicts.eligible) == ((), 0)


def test_standings_of_the_day_before_hold_a_verdict_back():
    fine_before = {"Low": Standing("fine", True)}
    low = judged(crowd(Low=network(0.65)), "Low", before=fine_before)
    assert (low.condition, low.verdict) == ("act", "fine")
    assert low.standing == Standing("fine", True, 1, 1, 0)
    assert sentence(low).endswith("low on 1 of the 7 days that raise a flag.")


def test_staff_may_ask_for_a_larger_distance():
    strict = Rule(act_ratio=0.5, watch_ratio=0.5, keep_ratio=0.5)
    assert judged(crowd(Low=network(0.65)), "Low", rule=strict).verdict == "fine"


def test_details_do_not_change_a_verdict():
    counts = crowd(Low=network(0.65))
    brief = judge(counts, details=False).judgements
    full = judge(counts).judgements
    assert [j.verdict for j in brief] == [j.verdict for j in full]
    assert [j.q for j in brief] == [j.q for j in full]
    assert brief[0].cells == ()


def test_fifty_networks_in_many_cells_are_judged_in_under_a_second():
    cells = [(country, form) for country in range(12) for form in range(3)]
    counts = {
        m: {
            cell: [(5_000 + 7 * m + day, 20 + (m + day) % 9) for day in range(28)] for cell in cells
        }
        for m in range(50)
    }
    start = process_time()
    judge(counts)
    assert process_time() - start < 1


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (
            crowd(X=network(0.65)),
            "35 % below like-for-like networks (IPM 2.5 against 3.9 expected for its countries"
            " and formats), 1.0 M impressions over 28 days; would clear above 3.4.",
        ),
        (
            crowd(X=network(0)),
            "No installs where peers would have brought 3,898: check tracking first.",
        ),
        (crowd(X={}), "No impressions."),
        ({"X": network(1)}, "Nothing to compare with."),
        (
            {"X": network(1), "A": network(1)},
            "Too few networks to say which one is odd.",
        ),
        (
            crowd(X={("FR", "video"): [(10_000, 50)] * 28}),
            "Serves mostly countries and formats that no other network serves.",
        ),
    ],
    ids=["low", "no_installs", "no_impressions", "alone", "two", "no_peers"],
)
def test_sentence(counts, words):
    assert sentence(judged(counts, "X")) == words


def test_a_fine_network_below_its_peers_is_said_to_vary():
    text = sentence(judged(crowd(X=network(0.95)), "X"))
    assert text.startswith("5 % below like-for-like networks, within what varies anyway (IPM")


def test_a_network_above_its_peers_is_called_so():
    assert sentence(judged(crowd(X=network(1.2)), "X")).startswith("20 % above like-for-like")


def test_a_flag_on_its_way_out_says_how_far_it_is():
    held = judged(crowd(), "A", before={"A": Standing("act", True, 0, 0, 4)})
    assert sentence(held).endswith("calm on 5 of the 14 days that end the flag.")


def test_a_flagged_network_that_got_thin_says_that_it_is_kept():
    counts = crowd(X=network(1, {("US", "banner"): 3_000}))
    held = judged(counts, "X", before={"X": Standing("act", True, 0, 0, 4)})
    assert held.verdict == "act"
    assert "flagged before, 5 of the 14 days" in sentence(held)


def test_a_fine_network_that_got_thin_says_how_old_its_verdict_is():
    counts = crowd(X=network(1, {("US", "banner"): 3_000}))
    held = judged(counts, "X", before={"X": Standing("fine", True, 0, 0, 4)})
    assert (held.verdict, held.condition) == ("fine", "ineligible")
    text = sentence(held)
    assert text.startswith("Not enough data yet: at least")
    assert text.endswith("; found fine before, 5 of the 14 days until that is too long ago.")


def test_other_things_are_called_by_their_names():
    two = judged(account(1, 1), "A")
    assert sentence(two, CREATIVES) == "Too few creatives to say which one is odd."


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_words_without_holes(reason):
    assert "{" not in Words().reason(reason)
