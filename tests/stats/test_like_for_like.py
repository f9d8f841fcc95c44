import pytest

from campaigns.stats.creatives.like_for_like import LikeForLike
from tests.stats.accounts import EVEN, account, network

POOR = {("IN", "banner"): 900_000, ("IN", "playable"): 100_000}
RICH = {("US", "playable"): 900_000, ("US", "banner"): 100_000}


def expected(counts):
    benchmark = LikeForLike(counts)
    return {name: benchmark.expectation(m) for m, name in enumerate(benchmark.table.entities)}


def ratios(counts):
    benchmark = LikeForLike(counts)
    installs = dict(zip(benchmark.table.entities, benchmark.table.entity_installs, strict=True))
    return {name: installs[name] / e.total for name, e in expected(counts).items()}


def test_equal_networks_are_expected_to_make_what_they_make():
    assert list(ratios(account(1, 1, 1, 1)).values()) == pytest.approx([1] * 4, abs=1e-3)


@pytest.mark.parametrize("cells", [POOR, RICH], ids=["poor", "rich"])
def test_the_mix_of_cells_does_not_decide(cells):
    counts = account(1, 1, 1, 1, Mixed=network(1, cells))
    assert ratios(counts)["Mixed"] == pytest.approx(1, abs=0.01)


def test_a_network_stands_where_its_own_level_is_whatever_its_mix():
    counts = account(1, 1, 1, 1, 1, Mixed=network(0.7, POOR))
    assert ratios(counts)["Mixed"] == pytest.approx(0.7, abs=0.01)


def test_a_network_is_no_part_of_its_own_benchmark():
    giant = {cell: 100 * n for cell, n in EVEN.items()}
    counts = account(1, 1, 1, 1, Giant=network(0.7, giant))
    assert ratios(counts)["Giant"] == pytest.approx(0.7, abs=0.02)


def test_the_typical_network_is_one():
    assert ratios(account(0.9, 1, 1, 1.2, 1.3))["B"] == pytest.approx(1, abs=0.02)


def test_the_order_of_networks_does_not_matter():
    counts = account(0.8, 1, 1.1, 1, Mixed=network(1.2, POOR))
    backwards = dict(reversed(list(counts.items())))
    assert ratios(counts) == pytest.approx(ratios(backwards), rel=1e-9)


def test_daily_expectations_add_up_to_the_total():
    for expectation in expected(account(0.8, 1, 1.1, Mixed=network(1, POOR))).values():
        assert sum(expectation.daily) == pytest.approx(expectation.total)


def test_a_cell_without_peers_is_not_covered():
    lonely = {("US", "playable"): 1_000_000}
    crowd = {("IN", "banner"): 5_000_000}
    counts = {name: network(1, crowd) for name in "ABC"} | {"Lonely": network(1, lonely)}
    assert expected(counts)["Lonely"].cover == 0
    assert expected(counts)["A"].cover == pytest.approx(1)


def test_fewer_peers_make_the_expectation_less_sure():
    few, many = expected(account(1, 1)), expected(account(*[1] * 12))
    assert few["A"].sr > 2 * many["A"].sr


def test_no_installs_at_all_expect_none():
    assert {e.total for e in expected(account(0, 0, 0)).values()} == {0}


def test_networks_without_a_day_expect_nothing():
    assert expected({"A": {}, "B": {}})["A"].total == 0


def test_an_app_in_front_of_the_cell_keeps_apps_apart():
    def in_app(app, factor):
        return {
            (app, *cell): [(n, x * factor) for n, x in days] for cell, days in network().items()
        }

    counts = {name: in_app("big", 3) | in_app("small", 1) for name in "ABCD"}
    counts["OnlySmall"] = in_app("small", 1)
    assert ratios(counts)["OnlySmall"] == pytest.approx(1, abs=0.01)


def test_a_day_that_is_not_reported_is_left_out():
    counts = account(1, 1, 1)
    cell = ("US", "playable")
    gap = {**counts["A"], cell: [(None, 5), (7, None), *counts["A"][cell][2:]]}
    zero = {**counts["A"], cell: [(0, 0), (0, 0), *counts["A"][cell][2:]]}
    assert ratios(counts | {"A": gap}) == ratios(counts | {"A": zero})


def test_cells_must_cover_the_same_days():
    counts = account(1, 1)
    counts["A"][("US", "banner")] = [(1, 1)]
    with pytest.raises(ValueError, match="days"):
        LikeForLike(counts)
