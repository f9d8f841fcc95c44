from datetime import date, timedelta
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.stats.networks.hysteresis import VERDICTS, RunState
from campaigns.stats.networks.judge import judge
from campaigns.stats.networks.judgement import REASONS
from tests.stats.accounts import EVEN, WAVE, account, network
from tests.stats.networks.regular import regular

POOR = {("IN", "banner"): 900_000, ("IN", "playable"): 100_000}
ORDINARY = {"A": 1, "B": 0.97, "C": 1.04, "D": 1, "E": 0.95, "F": 1.02, "G": 1}
LAST = date(2026, 11, 22)


def crowd(days=28, **named):
    """Seven ordinary networks and the named ones."""
    return {name: network(level, days=days) for name, level in ORDINARY.items()} | named


def judged(counts, name, **options):
    return judge(counts, **options).of(name)


def test_a_low_network_is_found():
    found = judge(crowd(Low=network(0.65)))
    low = found.of("Low")
    assert (low.verdict, low.condition, low.reason, low.flagged) == ("act", "act", "", True)
    assert low.window.ratio == pytest.approx(0.65, abs=0.02)
    assert low.shrunk == pytest.approx(low.window.ratio, abs=0.02)
    assert low.chance < 0.05


def test_ratio_and_best_guess_are_both_held_against_a_typical_network():
    giant = {cell: 100 * n for cell, n in EVEN.items()}
    found = judge(crowd(Giant=network(0.7, giant)))
    assert found.typical["Giant"] > 1.02
    assert found.of("Giant").window.ratio == pytest.approx(0.7, abs=0.03)
    assert found.of("Giant").shrunk == pytest.approx(0.7, abs=0.06)
    assert found.of("A").window.ratio == pytest.approx(1, abs=0.05)


def test_ordinary_networks_are_fine():
    verdicts = {j.network: j.verdict for j in judge(crowd(Low=network(0.65))).judgements}
    assert {verdict for name, verdict in verdicts.items() if name != "Low"} == {"fine"}


def test_a_network_in_poor_countries_is_fine_although_its_raw_ipm_is_low():
    poor = judged(crowd(Poor=network(1, POOR)), "Poor")
    assert poor.verdict == "fine"
    assert poor.window.ipm < 1 < judged(crowd(), "A").window.ipm


def test_a_slightly_low_network_is_not_flagged():
    assert judged(crowd(Slight=network(0.92)), "Slight").verdict == "fine"


def test_numbers_of_a_judgement_fit_together():
    found = judge(crowd(Low=network(0.65)))
    low = found.of("Low")
    assert low.window.ipm == pytest.approx(low.window.ratio * low.window.expected_ipm)
    assert low.window.missing == pytest.approx(sum(cell.missing for cell in found.cells("Low")))
    assert low.window.expected == pytest.approx(sum(found.expected_days("Low")))
    assert low.interval.low < low.window.ipm / 1000 < low.interval.high
    assert (low.known_formats, low.known_countries, low.active_days) == (1, 1, 28)
    assert (low.fall, low.creatives) == (None, None)


def test_the_account_as_a_whole_is_described():
    found = judge(crowd(Low=network(0.65)))
    assert found.eligible == 8
    assert set(found.typical) == {*crowd(), "Low"}
    assert all(typical == pytest.approx(1, abs=0.05) for typical in found.typical.values())
    assert found.sr == pytest.approx(0.05, abs=0.02)
    counts = [pair for cells in crowd().values() for days in cells.values() for pair in days]
    rate = sum(x for _, x in counts) / sum(n for n, _ in counts)
    assert found.expected_rate == pytest.approx(rate, rel=0.1)
    with pytest.raises(KeyError):
        found.of("Nobody")


def test_the_clearing_level_is_where_the_flag_would_go():
    low = judged(crowd(Low=network(0.65)), "Low")
    assert low.window.ipm < low.would_clear_above < low.window.expected_ipm
    factor = low.would_clear_above / low.window.ipm
    above = judged(crowd(Low=network(0.65 * factor * 1.02)), "Low")
    below = judged(crowd(Low=network(0.65 * factor * 0.96)), "Low")
    assert above.condition == "fine"
    assert below.condition != "fine"


def test_a_fine_network_has_no_clearing_level_and_no_low_days():
    fine = judged(crowd(), "A")
    assert (fine.would_clear_above, fine.low) == (None, None)
    assert fine.shown == fine.window


def test_a_flag_that_would_go_today_clears_at_its_own_level():
    held = judged(crowd(), "A", before={"A": RunState("act", True, 3, 3, 0)})
    assert held.verdict == "act"
    assert held.would_clear_above == pytest.approx(held.window.ipm, rel=0.01)


SILENT = {cell: [(0, 0)] * 28 for cell in EVEN}
THIN = {("US", "banner"): 3_000}
LONELY = {("FR", "video"): [(10_000, 50)] * 28}
SHORT = {cell: [*days[:5], *[(0, 0)] * 23] for cell, days in network(1).items()}


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
        (crowd(X=network(1, THIN)), "not_enough", "thin"),
        (crowd(X=LONELY), "not_enough", "no_peers"),
        (crowd(X=SHORT), "not_enough", "few_days"),
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
    one = judged(counts, "X")
    assert (one.verdict, one.reason) == (verdict, reason)
    assert one.judged == (verdict == "act")
    assert one.verdict in VERDICTS and one.reason in REASONS


def test_two_networks_still_have_their_intervals():
    counts = {"X": network(0.5), "A": network(1)}
    assert all(one.interval for one in judge(counts).judgements)


def test_a_thin_network_says_how_many_impressions_are_missing():
    thin = judged(crowd(X=network(1, THIN)), "X")
    grown = network(1, {("US", "banner"): (3_000 + thin.more_impressions) * 1.05})
    assert judged(crowd(X=grown), "X").judged


def test_a_network_without_enough_peers_to_be_sure_is_not_on_act():
    india = {("IN", "playable"): 500_000, ("IN", "banner"): 500_000}
    counts = {name: network(1, india) for name in "BCDE"} | {"A": network(1)}
    low = judged(counts | {"Low": network(0.75, {("US", "playable"): 1_000_000})}, "Low")
    assert low.sr > 0.15
    assert low.condition != "act"
    assert judged(crowd(Low=network(0.75)), "Low").condition == "act"


def test_nobody_is_judged_without_networks():
    found = judge({})
    assert (found.judgements, found.eligible) == ((), 0)


def test_networks_that_are_all_silent_have_no_data():
    assert {one.verdict for one in judge({"A": SILENT, "B": {}}).judgements} == {"no_data"}


def test_installs_without_any_impression_expect_nothing():
    counts = {name: {("US", "banner"): [(0, 5)] * 28} for name in "ABCD"}
    assert {one.verdict for one in judge(counts).judgements} == {"no_data"}


@given(
    st.dictionaries(
        st.sampled_from("ABCDE"),
        st.dictionaries(
            st.tuples(st.sampled_from(["US", "IN", None]), st.sampled_from(["video", None])),
            st.lists(
                st.sampled_from([(0, 0), (0, 3), (None, 2), (9, None), (900, 4), (10**7, 10**5)]),
                min_size=8,
                max_size=8,
            ),
        ),
    )
)
@settings(max_examples=60, deadline=None)
def test_whatever_is_counted_every_network_gets_a_verdict(counts):
    found = judge(counts, window=7, last=LAST)
    assert [one.network for one in found.judgements] == list(counts)
    for one in found.judgements:
        assert one.verdict in VERDICTS and one.reason in REASONS
        assert one.chance is None or 0 <= one.chance <= 1
        if one.flagged:
            assert one.state.low_since <= LAST


def test_states_of_the_day_before_hold_a_verdict_back():
    before = {"Low": RunState("fine", True)}
    low = judged(crowd(Low=network(0.65)), "Low", before=before, last=LAST)
    assert (low.condition, low.verdict) == ("act", "fine")
    assert low.state == RunState("fine", True, 1, 1, 0)


def fallen(days, low):
    wave = [w for week in range(days // 7) for w in WAVE]
    return network(1, days=days, wave=[*wave[:-low], *(0.65 * w for w in wave[-low:])])


def test_a_network_that_fell_is_low_since_that_day():
    low = judged(crowd(56, Low=fallen(56, 14)), "Low", last=LAST)
    assert low.level.since == 14
    assert low.state.low_since == LAST - timedelta(days=13)
    assert low.low.days == 14
    assert low.low.ratio == pytest.approx(0.65, abs=0.04)
    assert low.window.ratio == pytest.approx(0.82, abs=0.04)
    assert low.shown == low.low


def test_the_day_a_flag_names_does_not_move_while_it_lasts():
    state = None
    for day in range(56, 71):
        counts = crowd(day, Low=fallen(70, 28))
        counts["Low"] = {cell: days[:day] for cell, days in counts["Low"].items()}
        before = {"Low": state} if state else None
        low = judged(counts, "Low", before=before, last=LAST + timedelta(days=day))
        state = low.state
    assert state.verdict == "act"
    assert state.low_since == LAST + timedelta(days=56 - 13)
    assert low.low.days == 28
    assert low.window.days == 28


def test_without_a_date_the_low_days_are_those_of_today():
    low = judged(crowd(56, Low=fallen(56, 14)), "Low")
    assert (low.low.days, low.state.low_since) == (14, None)


def test_a_low_day_older_than_the_counts_takes_all_of_them():
    before = {"Low": RunState("act", True, 9, 9, 0, LAST - timedelta(days=90))}
    low = judged(crowd(Low=network(0.65)), "Low", before=before, last=LAST)
    assert low.state.low_since == LAST - timedelta(days=90)
    assert low.low.days == 28


def test_a_promotion_of_the_whole_app_is_told():
    counts = {
        name: {
            cell: [(n, x * (1.8 if 10 <= day < 14 else 1)) for day, (n, x) in enumerate(days)]
            for cell, days in cells.items()
        }
        for name, cells in crowd(Low=network(0.65)).items()
    }
    found = judge(counts)
    assert found.shared[11] > 1.5 * found.shared[3]
    assert (found.of("Low").verdict, found.of("A").verdict) == ("act", "fine")
    assert judge(crowd()).shared == ()


def test_details_do_not_change_a_verdict():
    counts = crowd(Low=network(0.65))
    brief, full = judge(counts, details=False).judgements, judge(counts).judgements
    assert [j.verdict for j in brief] == [j.verdict for j in full]
    assert [j.chance for j in brief] == [j.chance for j in full]
    assert {(j.interval, j.would_clear_above) for j in brief} == {(None, None)}


def test_the_order_of_networks_does_not_matter():
    counts = regular()
    backwards = judge(dict(reversed(list(counts.items()))))
    for one in judge(counts).judgements:
        assert backwards.of(one.network).chance == pytest.approx(one.chance, rel=1e-9)


def test_what_is_compared_may_be_creatives_in_networks_and_countries():
    counts = account(1, 1.02, 0.98, 1, 0.6)
    assert judged(counts, "E", fields=("network", "country")).verdict == "act"


def test_forty_networks_in_hundreds_of_cells_are_judged_in_seconds():
    cells = [(country, form) for country in range(60) for form in range(5)]
    counts = {
        m: {
            cell: [(500 + 7 * m + day, 2 + (m + day) % 3) for day in range(60)]
            for number, cell in enumerate(cells)
            if (number + m) % 3
        }
        for m in range(40)
    }
    start = process_time()
    judge(counts)
    assert process_time() - start < 4
