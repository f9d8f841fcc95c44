"""The worlds of the simulation draw what they promise, and a short run holds its bars."""

import subprocess
import sys
from dataclasses import replace
from random import Random

import pytest

from tests.simulations.flag_worlds import FINE_IMPRESSIONS, World, draw
from tests.simulations.flags import CREATIVES, DAYS, FORMATS, LOOK


def account(world, seed=1):
    return draw(Random(seed), world)


def total(cells, place):
    return sum(pair[place] for days in cells.values() for pair in days)


@pytest.mark.parametrize("world", [*LOOK, *CREATIVES, *FORMATS], ids=lambda world: world.name)
def test_every_world_has_its_networks_and_days(world):
    found = account(replace(world, networks=min(world.networks, 4)))
    assert len(found.counts) == min(world.networks, 4)
    lengths = {len(days) for cells in found.counts.values() for days in cells.values()}
    assert lengths == {world.days}
    assert all(found.impressions[m] >= FINE_IMPRESSIONS for m in found.fine())


def test_worlds_have_names_of_their_own():
    names = [world.name for world in (*LOOK, *CREATIVES, *FORMATS, *DAYS)]
    assert len(set(names)) == len(names)
    assert len(LOOK) == 37


@pytest.mark.parametrize("ratio", [0.7, 0.8])
def test_the_low_network_is_as_low_as_asked(ratio):
    found = account(World("x", ratio=ratio, rotation=0.15, weekday_sd=0.25, promotion=1.8))
    assert found.ratio[0] == pytest.approx(ratio)
    assert 0 not in found.fine()


def test_sizes_are_those_of_28_days():
    for world in (World("x"), World("x", launch=12), World("x", days=84), World("x", days=7)):
        days = min(28, world.days)
        size = account(world).impressions[0] * days / world.days
        assert size == pytest.approx(1e6, rel=0.35), world


def test_a_giant_has_its_share():
    found = account(World("x", giant=0.7)).impressions
    assert found[11] / sum(found.values()) == pytest.approx(0.7, abs=0.1)


def test_hidden_countries_and_formats_hide_no_count():
    plain, dark = (account(World("x", no_country=share)) for share in (0, 1))
    assert all(any(cell[0] is None for cell in cells) for cells in dark.counts.values())
    assert total(dark.counts[0], 0) == total(plain.counts[0], 0)
    bare = account(World("x", no_format=True)).counts[0]
    assert {cell[2] for cell in bare} == {None}
    assert (total(bare, 0), total(bare, 1)) == tuple(total(plain.counts[0], i) for i in (0, 1))


def test_creatives_add_up_to_their_network():
    found = account(World("x", creatives=True, weak=True))
    for m, cells in found.counts.items():
        for place in (0, 1):
            parts = sum(
                total({1: [*by_cell.values()]}, place) for by_cell in found.creatives[m].values()
            )
            assert parts == pytest.approx(total(cells, place))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("world", "repetitions"),
    [("low at 1e6", 10), ("promotion", 3), ("weak creatives", 3), ("fell 21 days ago", 5)],
)
def test_a_short_simulation_holds_its_bars(world, repetitions):
    command = [sys.executable, "-m", "tests.simulations.flags", "--repetitions", str(repetitions)]
    run = subprocess.run(
        [*command, "--seed", "7", "--worlds", world], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout + run.stderr
