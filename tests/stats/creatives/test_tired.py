from math import log
from random import Random

import pytest

from campaigns.stats.creatives.bench import Bench
from campaigns.stats.creatives.change import LevelChange, Noise, Windows, change, windows
from campaigns.stats.creatives.expected import Expected
from campaigns.stats.creatives.lines import Subject
from campaigns.stats.creatives.pool import Pool
from campaigns.stats.creatives.tired import USUAL, Limits, Noises, tired_days
from tests.stats.creatives.worlds import DAYS, ONE, fall, flat, season, world

NOISES = Noises(Noise(0.01, 0.3), Noise(0.01, 0.3))
CERTAIN = {7: 0.0, 14: 0.0}


def replayed(counts, errors=CERTAIN, limits=USUAL):
    return tired_days(Expected(Pool(counts), ONE), NOISES, errors, limits)


def slowly(expected, noises, errors, limits=USUAL):
    """Every look in full, without running sums and short ways."""
    first, tired, run, near_run, count = expected.pool.first[expected.subject], False, 0, 0, 0
    for stop in range(first + 24, expected.pool.days + 1):
        hit = near = False
        for length, p in ((7, 4e-4), (14, 8e-4)):
            spans = windows(first, stop, length)
            if spans is None or errors[length] is None:
                continue
            beside = change(expected.beside, spans, noises.beside, errors[length])
            alone = change(expected.alone, spans, noises.alone)
            deep = beside.log_ratio <= log(1 - limits.fatigue_drop)
            deep = deep and alone.log_ratio <= log(1 - limits.fatigue_own)
            hit |= beside.evidence and deep and beside.p < p and alone.p < 0.01
            near = length == 14 and max(beside.log_ratio, alone.log_ratio) > log(0.85)
        run = run + 1 if hit else 0
        near_run = near_run + 1 if near else 0
        tired = near_run < 7 if tired else run >= 3
        count = count + 1 if tired else 0
    return count


def restless(rng):
    """A creative that falls and perhaps recovers, beside five others; days without impressions."""
    level, since = rng.choice([1, 0.8, 0.7, 0.5]), rng.randrange(30, 66)
    back = rng.choice([DAYS, since + rng.randrange(5, 25)])
    counts = {}
    for creative in range(1, 7):
        counts[Subject(creative, ONE.network)] = {
            country: [
                (n, round(n * ipm / 1000 * factor * rng.gammavariate(60, 1 / 60)))
                for day in range(DAYS)
                for n in [0 if rng.random() < 0.1 else rng.randrange(4_000, 15_000)]
                for factor in [level if creative == 1 and since <= day < back else 1]
            ]
            for country, ipm in (("US", 8), ("BR", 3))
        }
    return counts


@pytest.mark.parametrize("seed", range(24))
def test_the_short_way_through_the_days_ends_where_the_long_one_does(seed):
    expected = Expected(Pool(restless(Random(seed))), ONE)
    errors = {7: 0.002, 14: 0.001}
    assert tired_days(expected, NOISES, errors) == slowly(expected, NOISES, errors)


def test_some_of_these_days_end_tired_and_some_do_not():
    ends = [replayed(restless(Random(seed))) for seed in range(24)]
    assert any(ends) and not all(ends)


def test_it_must_have_fallen_against_itself_and_against_the_others():
    assert replayed(world(fall)) > 0
    assert replayed(world(season)) == 0
    assert replayed(world(flat)) == 0
    rising = world(
        lambda creative, country, day, rate, n: (
            n,
            rate * (1.9 if creative > 1 and day > 44 else 1),
        )
    )
    assert Expected(Pool(rising), ONE).moves(windows(0, DAYS, 14))[1] < log(0.6)
    assert replayed(rising) == 0


def test_two_days_are_not_enough():
    counts = world(fall)
    whole = replayed(counts)
    for days, tired in ((DAYS - whole, 0), (DAYS - whole + 1, 1)):
        early = {who: {c: d[:days] for c, d in own.items()} for who, own in counts.items()}
        assert replayed(early) == tired


def recovers(day_back):
    def change(creative, country, day, rate, n):
        return n, rate * (0.6 if creative == 1 and 35 <= day < day_back else 1)

    return change


def test_it_is_over_after_seven_days_in_a_row_near_its_level():
    expected = Expected(Pool(world(recovers(45))), ONE)

    def near(stop):
        return max(expected.moves(windows(0, stop, 14))) > log(0.85)

    seven = next(stop for stop in range(50, DAYS) if all(map(near, range(stop - 6, stop + 1))))
    counts = world(recovers(45))
    for stop, tired in ((seven - 1, True), (seven, False)):
        then = {who: {c: d[:stop] for c, d in own.items()} for who, own in counts.items()}
        assert (replayed(then) > 0) == tired


def test_a_window_without_reference_is_not_looked_at():
    assert replayed(world(fall), {7: None, 14: None}) == 0
    assert replayed(world(fall), {7: None, 14: 0.0}) > 0


def test_an_uncertain_yardstick_and_higher_limits_keep_it_from_being_tired():
    assert replayed(world(fall), {7: 0.1, 14: 0.1}) == 0
    assert replayed(world(fall), limits=Limits(fatigue_drop=0.5)) == 0
    assert replayed(world(fall), limits=Limits(fatigue_own=0.5)) == 0


def test_it_must_be_certain_of_the_fall_against_itself_too():
    restless_network = Noises(NOISES.beside, Noise(0.36, 0.75))
    expected = Expected(Pool(world(fall)), ONE)
    assert tired_days(expected, NOISES, CERTAIN) > 0
    assert tired_days(expected, restless_network, CERTAIN) == 0


def test_moves_are_the_changes_without_their_noise():
    expected = Expected(Pool(world(fall)), ONE)
    spans = windows(0, DAYS, 14)
    changes: list[LevelChange] = [
        change(series, spans, Noise()) for series in (expected.alone, expected.beside)
    ]
    assert expected.moves(spans) == pytest.approx([one.log_ratio for one in changes])


def steady_days(rng, size, cv):
    shape = 1 / cv**2
    return [(size, round(size / 100 * rng.gammavariate(shape, 1 / shape))) for _ in range(DAYS)]


def test_the_noise_is_that_of_the_sixty_creatives_with_most_installs():
    rng = Random(1)
    sizes = [(40_000, 0.6)] * 6 + [(20_000, 0.15)] * 54 + [(10_000, 0.6)] * 100
    lines = [{"US": steady_days(rng, size, cv)} for size, cv in sizes]
    counts = {Subject(number, "N"): own for number, own in enumerate(lines)}
    assert Bench(Pool(counts)).noises.beside.square == pytest.approx(0.15**2, rel=0.3)


def test_the_first_three_days_of_a_creative_are_no_part_of_the_noise():
    rng = Random(1)
    lines = [steady_days(rng, 20_000, 0.15) for _ in range(30)]
    wild = [[(0, 0)] * 28 + [(20_000, 2_000)] * 3 + days[31:] for days in lines]
    tame = [[(0, 0)] * 28 + [(20_000, 200)] * 3 + days[31:] for days in lines]
    old = [steady_days(rng, 20_000, 0.15) for _ in range(4)]
    found = [
        Bench(Pool({Subject(number, "N"): {"US": own} for number, own in enumerate(days + old)}))
        for days in (wild, tame)
    ]
    squares = [bench.noises.alone.square for bench in found]
    assert squares[0] == pytest.approx(squares[1], rel=0.05)


def test_without_installs_the_noise_is_the_usual_one():
    thin = {who: {"US": [(100, 0)] * DAYS} for who in world(flat)}
    assert Bench(Pool(thin)).noises == Noises(Noise(0.04, 0.5), Noise(0.04, 0.5))


def test_days_without_an_index_leave_the_windows():
    counts = world(flat)
    gap = {
        who: {
            country: [
                (0, 0) if 7 <= day < 14 and who != ONE else pair for day, pair in enumerate(d)
            ]
            for country, d in own.items()
        }
        for who, own in counts.items()
    }
    expected = Expected(Pool(gap), ONE)
    assert expected.raw.expected[7:14] == [0.0] * 7
    assert all(expected.raw.expected[14:])
    assert expected.index_error(Windows(range(3, 31), range(56, 70))) > 0
