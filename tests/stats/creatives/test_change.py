from dataclasses import replace
from math import sqrt
from random import Random

import pytest

from campaigns.stats.creatives.change import Noise, Series, Windows, change, windows
from campaigns.stats.creatives.noise import noise

DAYS = 42


def lines():
    """Six creatives that fall to 80 % after four weeks, by a wave of their own."""
    return [
        Series(
            [
                round((100 if d < 28 else 80) * (1 + 0.3 * ((d // 2 * (o + 2)) % 7 - 3) / 3))
                for d in range(DAYS)
            ],
            [100.0] * DAYS,
            [0.0] * DAYS,
        )
        for o in range(6)
    ]


SPANS = Windows(range(28), range(28, 42))


def test_the_noise_of_a_network_is_known():
    found = noise((series, 0) for series in lines())
    assert found.square == pytest.approx(0.041091, rel=1e-5)
    assert found.correlation == pytest.approx(0.558666, rel=1e-5)


def test_a_change_has_its_known_variance():
    found = change(lines()[1], SPANS, noise((series, 0) for series in lines()), 0.01)
    assert found.log_ratio == pytest.approx(-0.223054, rel=1e-5)
    assert found.variance == pytest.approx(0.02321618, rel=1e-6)
    assert found.p == pytest.approx(0.074738, rel=1e-5)
    assert found.df == 50


def test_five_halves_are_needed_to_know_the_noise():
    two = lines()[:2]
    assert noise((series, 0) for series in two) == Noise(0.04, 0.5)
    assert noise([(two[0], 0), (two[1], 0), (two[0], 21)]) != Noise()
    thin = [replace(series, installs=[x / 100 for x in series.installs]) for series in lines()]
    assert noise((series, 0) for series in thin) == Noise()
    rare = [
        replace(series, expected=[100.0 if d % 21 < 13 else 0.0 for d in range(DAYS)])
        for series in lines()
    ]
    assert noise((series, 0) for series in rare) == Noise()


def test_days_that_came_before_are_no_part_of_the_noise():
    wild = [
        replace(
            series, installs=[300 * (d % 2) if d < 21 else x for d, x in enumerate(series.installs)]
        )
        for series in lines()
    ]
    calm = noise((series, 21) for series in wild + wild)
    assert calm == noise((series, 21) for series in lines() + lines())
    assert noise((series, 0) for series in wild).square > 2 * calm.square


def test_lasting_noise_is_found_in_spite_of_short_halves():
    lasting = [
        Series(
            [100 + 30 * (1 if (d + o) // 5 % 2 else -1) for d in range(DAYS)],
            [1.0] * DAYS,
            [0.0] * DAYS,
        )
        for o in range(6)
    ]
    assert noise((series, 0) for series in lasting).correlation > 0.5


def mixed(rho: float) -> list[Series]:
    """Many creatives; half of the variance of days is an AR(1) of `rho`, half is of the day."""
    random, series = Random(1), []
    for _ in range(200):
        own, installs = random.gauss(0, 0.14), []
        for _ in range(DAYS):
            own = rho * own + random.gauss(0, 0.14 * sqrt(1 - rho * rho))
            installs.append(1e6 * (1 + own + random.gauss(0, 0.14)))
        series.append(Series(installs, [1e6] * DAYS, [0.0] * DAYS))
    return series


def test_noise_that_is_partly_of_the_single_day_lasts_longer_than_neighbours_tell():
    truth = 0.5 * 0.6 / (1 - 0.6)  # the sum of the correlations of all days before
    found = noise((series, 0) for series in mixed(0.6))
    assert found.lasting == pytest.approx(truth, abs=0.2)
    assert found.correlation / (1 - found.correlation) < 0.75 * found.lasting
    assert noise((series, 0) for series in mixed(0.0)).lasting < 0.1
    assert noise((series, 0) for series in mixed(0.6)[:9]).lasting == 0


def test_more_noise_makes_the_same_fall_less_certain():
    calm, restless, lasting = (
        change(lines()[1], SPANS, known) for known in (Noise(0.01), Noise(0.2), Noise(0.01, 0.75))
    )
    assert calm.log_ratio == restless.log_ratio == lasting.log_ratio
    assert calm.p < restless.p and calm.p < lasting.p


def test_an_uncertain_yardstick_makes_a_change_less_certain():
    firm, loose = (change(lines()[1], SPANS, Noise(), error) for error in (0, 0.05))
    assert loose.variance == pytest.approx(firm.variance + 0.05)


@pytest.mark.parametrize(
    ("settled", "recent", "evidence"),
    [(28 * 2, 14 * 3, True), (49, 100, False), (200, 20, False)],
)
def test_evidence_needs_installs_in_both_windows(settled, recent, evidence):
    installs = [settled / 28] * 28 + [recent / 14] * 14
    expected = [settled / 28] * 28 + [max(recent, 1) / 14] * 14
    found = change(Series(installs, expected, [0.0] * DAYS), SPANS, Noise())
    assert found.evidence == evidence


def test_days_without_an_expectation_are_left_out():
    series = lines()[1]
    gap = replace(series, expected=[0.0 if d == 35 else e for d, e in enumerate(series.expected)])
    found = change(gap, SPANS, Noise())
    assert found.df == 49
    without = Windows(range(28), range(36, 42))
    assert found.log_ratio != change(series, without, Noise()).log_ratio


@pytest.mark.parametrize(
    ("first", "stop", "recent", "settled"),
    [
        (0, 30, 14, None),
        (0, 31, 14, range(3, 17)),
        (0, 70, 14, range(3, 31)),
        (0, 23, 7, None),
        (0, 24, 7, range(3, 17)),
        (20, 70, 14, range(23, 51)),
        (45, 70, 14, None),
    ],
)
def test_settled_days_skip_the_first_three_and_end_before_the_recent(first, stop, recent, settled):
    spans = windows(first, stop, recent)
    assert (spans and spans.settled) == settled
    assert spans is None or spans.recent == range(stop - recent, stop)
