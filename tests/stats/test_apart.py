from random import Random

import pytest

from campaigns.stats.changes.difference_in_differences import moved_apart
from campaigns.stats.changes.part_noise import CellDays, reach
from tests.simulations.noise import binomial

DAYS = 28


def days(rng, rate=0.1, shown=2_000, noise=0.08):
    """Expected and came on each day, with gamma noise of days."""
    found = []
    for _ in range(DAYS):
        level = rate * rng.gammavariate(noise**-2, noise**2)
        found.append((shown * 0.1, binomial(rng, shown, level)))
    return found


def account(seed, **fallen):
    rng = Random(seed)
    names = ("A", "B", "C", "D", "E")
    return {name: (days(rng), days(rng, 0.1 * fallen.get(name, 1))) for name in names}


def test_one_network_that_falls_alone_is_named_with_how_far():
    found = moved_apart(account(1, C=0.7))
    assert set(found) == {"C"}
    assert found["C"].change == pytest.approx(-0.3, abs=0.06)
    assert found["C"].sure


def test_two_that_fall_apart_do_not_hide_each_other():
    assert set(moved_apart(account(2, B=0.6, D=0.7))) == {"B", "D"}


def test_where_all_fall_nobody_moved_apart():
    assert moved_apart(account(3, A=0.7, B=0.7, C=0.7, D=0.7, E=0.7)) == {}


def test_in_quiet_comparisons_hardly_anybody_is_named():
    named = sum(bool(moved_apart(account(seed))) for seed in range(20))
    assert named <= 2


def test_small_distances_are_not_told_however_sure():
    flat = [(1e5, 1e5)] * DAYS
    low = [(1e5, 0.95e5)] * DAYS
    sides = {"A": (flat, low), "B": (flat, flat), "C": (flat, flat)}
    assert moved_apart(sides) == {}
    assert set(moved_apart(sides, least=0.03)) == {"A"}


def test_of_two_nobody_can_say_which_one_moved():
    two = {name: pair for name, pair in account(1, A=0.5).items() if name in "AB"}
    assert moved_apart(two) is None


def cells(rng, *, ctr=0.04, cvr=0.1, share=0.5, last=DAYS):
    found = []
    for _ in range(last):
        day = []
        for level, part in ((2, share), (1, 1 - share)):
            shown = round(200_000 * part * rng.gammavariate(25, 1 / 25))
            clicks = round(shown * ctr * rng.gammavariate(100, 1 / 100))
            day.append((shown, clicks, round(clicks * cvr * level)))
        found.append(tuple(zip(*day, strict=True)))
    return [CellDays(["rich", "poor"], found)]


def test_noise_of_the_parts_is_that_of_their_days():
    """CTR of days varies by 10 %, its mean over 28 days by 1.9 %: two of them differ by 5.5 %."""
    rng = Random(7)
    noise = reach(cells(rng), cells(rng))
    ipm = 1000 * 0.04 * 0.15
    assert noise.ctr == pytest.approx(0.055 * ipm / 2**0.5, rel=0.35)
    assert noise.cvr < noise.ctr / 2
    assert noise.rate >= noise.ctr * 0.8
    assert noise.apart is None


def test_a_move_of_shares_is_beyond_the_noise_of_mix():
    rng = Random(8)
    noise = reach(cells(rng, share=0.5), cells(rng, share=0.3))
    assert 0 < noise.mix < 0.2 * 4 / 2


def test_single_days_have_no_noise_to_know():
    rng = Random(9)
    noise = reach(cells(rng, last=1), cells(rng, last=1))
    assert (noise.mix, noise.ctr, noise.cvr) == (None, None, None)
