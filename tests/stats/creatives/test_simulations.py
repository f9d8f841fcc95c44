"""The accounts of creatives that simulations draw."""

from random import Random

import pytest

from tests.simulations.creatives import DAYS, Account, Ad, draw, ramp, subject, times
from tests.simulations.fatigue import FALLS, FLAT, falling


def test_an_ad_brings_its_installs_at_the_ipm_of_its_countries():
    [lines] = draw(Random(1), Account([Ad(level=1.5, per_day=90)], cv=0, cells=0)).values()
    for country, ipm in {"rich": 8, "middle": 4, "poor": 2}.items():
        n, x = (sum(column) for column in zip(*lines[country], strict=True))
        assert x / DAYS == pytest.approx(45, rel=0.1)
        assert 1000 * x / n == pytest.approx(1.5 * ipm, rel=0.1)


def test_a_ramp_moves_in_a_straight_line_and_stays():
    assert ramp(0.6, 10, 3)[8:15] == pytest.approx([1, 1, 0.9, 0.8, 0.7, 0.6, 0.6])
    assert ramp(0.6, 10)[9:12] == pytest.approx([1, 0.6, 0.6])


def test_what_a_creative_loses_in_a_mix_goes_to_the_poor_country():
    moved = Ad(per_day=90, poor=[0.85] * DAYS)
    before, after = (draw(Random(1), Account([ad]))[subject(0)] for ad in (Ad(per_day=90), moved))
    shown = [{c: sum(n for n, _ in days) for c, days in lines.items()} for lines in (before, after)]
    assert shown[1]["rich"] == pytest.approx(0.15 * shown[0]["rich"], rel=0.1)
    assert sum(shown[1].values()) == pytest.approx(sum(shown[0].values()), rel=0.1)


def test_factors_multiply():
    [ad] = times(times([Ad()], rate=ramp(0.5, 0)), rate=ramp(0.5, 0))
    assert ad.rate[-1] == 0.25


@pytest.mark.parametrize("world", FLAT)
def test_creatives_watched_in_a_flat_world_keep_their_level(world):
    account = FLAT[world](Random(3))
    assert account.watched
    assert all(set(account.ads[number].rate) == {1.0} for number in account.watched)


def test_the_creative_that_falls_is_the_one_watched():
    account = falling(Random(1))
    assert list(account.watched) == [0]
    assert account.ads[0].rate[-1] == pytest.approx(0.6)
    assert all(build(Random(1)).ads[0].rate[-1] < 0.8 for build, _, _ in FALLS.values())
