import pytest

from campaigns.stats.networks.account import Account
from campaigns.stats.networks.table import Table
from tests.stats.accounts import EVEN, account, network

POOR = {("IN", "banner"): 900_000, ("IN", "playable"): 100_000}
RICH = {("US", "playable"): 900_000, ("US", "banner"): 100_000}


def measured(counts, window=None):
    return Account(Table(counts, window))


def expectations(counts):
    found = measured(counts)
    return dict(zip(found.table.entities, found.peers.expectations, strict=True))


def ratios(counts):
    found = measured(counts)
    return {
        name: sum(found.table.installs[m]) / sum(found.daily[m])
        for m, name in enumerate(found.table.entities)
    }


def test_equal_networks_are_expected_to_make_what_they_make():
    assert list(ratios(account(1, 1, 1, 1)).values()) == pytest.approx([1] * 4, abs=1e-3)


@pytest.mark.parametrize("cells", [POOR, RICH], ids=["poor", "rich"])
def test_the_mix_of_cells_does_not_decide(cells):
    counts = account(1, 1, 1, 1, Mixed=network(1, cells))
    assert ratios(counts)["Mixed"] == pytest.approx(1, abs=0.01)


def test_a_network_is_no_part_of_its_own_benchmark():
    giant = {cell: 100 * n for cell, n in EVEN.items()}
    found = ratios(account(1, 1, 1, 1, Giant=network(0.7, giant)))
    assert found["Giant"] / found["A"] == pytest.approx(0.7, abs=0.02)


def test_a_giant_weighs_little_more_than_a_large_one():
    def weight(size):
        counts = account(1, 1, 1, Big=network(1, {cell: size * n for cell, n in EVEN.items()}))
        cell = next(c for c in measured(counts).cells(0) if c.cell == ("US", "playable"))
        return dict(cell.peers)["Big"]

    assert weight(1000) < 1.2 * weight(1)


def test_the_order_of_networks_does_not_matter():
    counts = account(0.8, 1, 1.1, 1, Mixed=network(1.2, POOR))
    backwards = dict(reversed(list(counts.items())))
    assert ratios(counts) == pytest.approx(ratios(backwards), rel=1e-9)


def test_cells_of_a_network_add_up_to_its_expectation():
    found = measured(account(0.8, 1, 1.1, Mixed=network(1, POOR)))
    for m in range(4):
        cells = found.cells(m)
        assert sum(cell.expected for cell in cells) == pytest.approx(found.expectation(m).total)
        assert sum(found.daily[m]) == pytest.approx(found.expectation(m).total)
        missing = [cell.missing for cell in cells]
        assert missing == sorted(missing, reverse=True)


def test_peers_of_a_cell_are_the_others_with_their_weight():
    found = measured(account(1, 1, 1, Mixed=network(1, POOR)))
    cell = next(cell for cell in found.cells(0) if cell.cell == ("US", "banner"))
    assert {name for name, _ in cell.peers} == {"B", "C"}
    assert 0 < 1 - sum(weight for _, weight in cell.peers) < 0.4
    assert cell.peer_impressions == pytest.approx(500_000)
    assert cell.peer_installs == pytest.approx(500, abs=1)


def test_a_cell_without_peers_is_not_covered():
    lonely = {("US", "playable"): 1_000_000}
    crowd = {("IN", "banner"): 5_000_000}
    counts = {name: network(1, crowd) for name in "ABC"} | {"Lonely": network(1, lonely)}
    assert expectations(counts)["Lonely"].cover == 0
    assert expectations(counts)["A"].cover == pytest.approx(1)


def test_fewer_peers_make_the_expectation_less_sure():
    few, many = expectations(account(1, 1)), expectations(account(*[1] * 12))
    assert few["A"].sr2 > 4 * many["A"].sr2


def test_no_installs_at_all_expect_none():
    assert {e.total for e in expectations(account(0, 0, 0)).values()} == {0}


def test_networks_without_a_day_expect_nothing():
    assert expectations({"A": {}, "B": {}})["A"].total == 0


def test_days_before_the_window_have_an_expectation_but_no_part_in_the_rates():
    early = network(1, days=14)
    counts = {
        name: {cell: early[cell] + days for cell, days in cells.items()}
        for name, cells in account(1, 1, 1).items()
    }
    counts["C"] = {cell: [(n, 1.2 * x) for n, x in days] for cell, days in early.items()}
    counts["C"] = {cell: counts["C"][cell] + network(1)[cell] for cell in early}
    found = measured(counts, window=28)
    assert found.expectation(0).total == pytest.approx(expectations(account(1, 1, 1))["A"].total)
    assert len(found.daily[0]) == 42
    assert sum(found.daily[0][14:]) == pytest.approx(2 * sum(found.daily[0][:14]))


def test_a_promotion_of_the_whole_app_raises_what_is_expected_on_its_days():
    def promoted(cells):
        return {
            cell: [(n, x * (1.8 if 10 <= day < 14 else 1)) for day, (n, x) in enumerate(days)]
            for cell, days in cells.items()
        }

    counts = {name: promoted(cells) for name, cells in account(*[1] * 8).items()}
    found = measured(counts)
    assert found.shared.app[11] > 1.4 * found.shared.app[3]
    assert found.daily[0][11] > 1.4 * found.daily[0][4]
    assert found.noise.c2 < 0.02


def test_an_app_in_front_of_the_cell_keeps_apps_apart():
    def in_app(app, factor):
        return {
            (app, *cell): [(n, x * factor) for n, x in days] for cell, days in network().items()
        }

    counts = {name: in_app("big", 3) | in_app("small", 1) for name in "ABCD"}
    counts["OnlySmall"] = in_app("small", 1)
    assert ratios(counts)["OnlySmall"] == pytest.approx(1, abs=0.02)


def test_a_day_that_is_not_reported_is_left_out():
    counts = account(1, 1, 1)
    cell = ("US", "playable")
    gap = {**counts["A"], cell: [(None, 5), (7, None), *counts["A"][cell][2:]]}
    zero = {**counts["A"], cell: [(0, 0), (0, 0), *counts["A"][cell][2:]]}
    assert ratios(counts | {"A": gap}) == ratios(counts | {"A": zero})


@pytest.mark.parametrize(
    "cells",
    [{("US", "banner"): [(1, 1)]}, {("US",): [(1, 1)] * 28}],
    ids=["another length", "another factor"],
)
def test_cells_must_be_alike(cells):
    with pytest.raises(ValueError, match="same days and the same number of factors"):
        Table(account(1, 1) | {"X": cells})
