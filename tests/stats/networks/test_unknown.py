import pytest

from campaigns.stats.networks.judge import judge
from campaigns.stats.networks.unknown import known_share, merged, spread_countries, spread_formats
from tests.stats.accounts import account, network

SHOWN = {
    ("US", "video"): [(300, 3), (300, 3)],
    ("IN", "video"): [(0, 0), (100, 1)],
    ("IN", "banner"): [(50, 1), (50, 1)],
    (None, "video"): [(80, 4), (40, 2)],
}


def installs(cells):
    return sum(x for days in cells.values() for _, x in days)


def test_rows_without_a_country_go_to_its_own_countries_of_that_format():
    found = spread_countries({"A": SHOWN}, 0, window=2)["A"]
    share = 100 / 700
    assert set(found) == {("US", "video"), ("IN", "video"), ("IN", "banner")}
    assert found["IN", "video"] == [
        pytest.approx((80 * share, 4 * share)),
        pytest.approx((100 + 40 * share, 1 + 2 * share)),
    ]
    assert found["IN", "banner"] == SHOWN["IN", "banner"]
    assert installs(found) == pytest.approx(installs(SHOWN))


def test_shares_are_those_of_the_window():
    found = spread_countries({"A": SHOWN}, 0, window=1)["A"]
    assert found["IN", "video"][0] == pytest.approx((80 / 4, 4 / 4))


def test_without_any_country_rows_go_evenly_to_all_countries_of_that_format():
    dark = {(None, "video"): [(90, 9)], (None, "playable"): [(10, 1)]}
    others = {("US", "video"): [(500, 5)], ("IN", "video"): [(1, 0)], ("FR", "banner"): [(9, 9)]}
    found = spread_countries({"A": dark, "B": others}, 0, window=1)["A"]
    assert found == {
        ("US", "video"): [(45, 4.5)],
        ("IN", "video"): [(45, 4.5)],
        (None, "playable"): [(10, 1)],
    }


def test_a_day_that_is_not_reported_stays_so():
    cells = {("US", "video"): [(None, None), (100, 1)], (None, "video"): [(10, 1), (None, 3)]}
    found = spread_countries({"A": cells}, 0, window=2)["A"]
    assert found == {("US", "video"): [(10, 1), (100, 1)]}


def test_nothing_missing_changes_nothing():
    counts = account(1, 0.8)
    assert spread_countries(counts, 0, 28) == counts
    assert spread_formats(counts["A"], 1, 28) is counts["A"]


def test_rows_without_a_format_go_to_its_own_formats():
    cells = {
        ("US", "video"): [(300, 0)],
        ("US", "banner"): [(100, 0)],
        ("IN", "banner"): [(400, 0)],
        ("US", None): [(80, 8)],
        ("FR", None): [(80, 8)],
    }
    found = spread_formats(cells, 1, window=1)
    assert found["US", "video"] == [(360, 6)]
    assert found["FR", "banner"] == [(80 * 500 / 800, 5)]
    assert installs(found) == pytest.approx(16)


def test_known_share_is_one_of_impressions_in_the_window():
    assert known_share(SHOWN, 0, window=2) == pytest.approx(800 / 920)
    assert known_share(SHOWN, 0, window=1) == pytest.approx(450 / 490)
    assert known_share(SHOWN, 1, window=2) == 1
    assert known_share({}, 0, window=2) is None


def test_merged_rows_are_summed():
    found = merged({("US", "video"): [(1, 2)], ("US", None): [(10, 20)], ("IN", "a"): [(5, 5)]}, 1)
    assert found == {("US",): [(11, 22)], ("IN",): [(5, 5)]}


def without(cells, factor, share=1.0):
    """The same rows, of which a share does not state a factor."""
    found = {}
    for cell, days in cells.items():
        rest = (*cell[:factor], None, *cell[factor + 1 :])
        found[cell] = [(n * (1 - share), x * (1 - share)) for n, x in days]
        before = found.get(rest, [(0, 0)] * len(days))
        hidden = [(n * share, x * share) for n, x in days]
        found[rest] = [(n + a, x + b) for (n, x), (a, b) in zip(before, hidden, strict=True)]
    return {cell: days for cell, days in found.items() if any(n for n, _ in days)}


CROWD = account(1, 0.97, 1.04, 1, 0.95, 1.02, 1)
WAVE = [1.1, 0.9, 1.05, 0.95, 1.0, 1.02, 0.98]
FELL = [*(WAVE * 9), *(0.6 * w for w in WAVE * 3)]


def emptied(counts, factor=1, share=1.0):
    return {name: without(cells, factor, share) for name, cells in counts.items()}


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_fine_network_that_hides_countries_stays_fine_and_a_low_one_low(share):
    counts = CROWD | {"Fine": without(network(1), 0, share), "Low": without(network(0.6), 0, share)}
    found = judge(counts)
    assert (found.of("Fine").verdict, found.of("Low").verdict) == ("fine", "act")
    assert found.of("Low").known_countries == pytest.approx(1 - share)
    assert found.of("Low").window.ratio == pytest.approx(0.6, abs=0.04)


def test_without_formats_a_level_gets_no_verdict_but_its_numbers():
    low = judge(emptied(CROWD | {"Low": network(0.3)})).of("Low")
    assert (low.verdict, low.condition, low.reason) == ("not_enough", "unknown", "formats_unknown")
    assert (low.known_formats, low.known_countries) == (0, 1)
    assert (low.chance, low.shrunk) == (None, None)
    assert low.window.ratio == pytest.approx(0.3, abs=0.04)


def long_crowd(**named):
    levels = {"A": 1, "B": 0.97, "C": 1.04, "D": 1, "E": 0.95, "F": 1.02}
    return {name: network(level, days=84) for name, level in levels.items()} | named


def test_without_formats_an_own_fall_is_on_watch():
    counts = emptied(long_crowd(Low=network(1, days=84, wave=FELL)))
    low = judge(counts).of("Low")
    assert (low.verdict, low.condition, low.reason) == ("watch", "fell", "formats_unknown")
    assert low.fall.since == 21
    assert low.fall.ratio == pytest.approx(0.6, abs=0.04)
    assert low.low.days == 21
    assert low.would_clear_above is None


def test_without_formats_others_that_did_not_fall_are_not_flagged():
    found = judge(emptied(long_crowd(Low=network(1, days=84, wave=FELL)))).judgements
    assert {one.verdict for one in found if one.network != "Low"} == {"not_enough"}


def test_a_network_without_formats_does_not_disturb_those_that_have_them():
    plain = judge(CROWD | {"Low": network(0.6)})
    mixed = judge(CROWD | {"Low": network(0.6), "Dark": without(network(0.2), 1)})
    for one in plain.judgements:
        other = mixed.of(one.network)
        assert (other.verdict, other.chance) == (one.verdict, one.chance)
    assert mixed.of("Dark").reason == "formats_unknown"


def test_formats_of_most_impressions_are_enough():
    mostly = judge(CROWD | {"Low": without(network(0.6), 1, 0.15)}).of("Low")
    assert (mostly.verdict, mostly.reason) == ("act", "")
    assert mostly.known_formats == pytest.approx(0.85)
    hardly = judge(CROWD | {"Low": without(network(0.6), 1, 0.25)}).of("Low")
    assert (hardly.verdict, hardly.reason) == ("not_enough", "formats_unknown")


def test_cells_without_a_format_may_have_other_factors():
    counts = {
        name: {cell[::-1]: days for cell, days in cells.items()}
        for name, cells in emptied(CROWD).items()
    }
    found = judge(counts, fields=("format", "country")).judgements
    assert {one.reason for one in found} == {"formats_unknown"}
