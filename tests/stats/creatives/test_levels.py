from math import log

import pytest

from campaigns.stats.creatives.change import Windows
from campaigns.stats.creatives.levels import CountryLevels, fit
from campaigns.stats.creatives.pool import Pool
from tests.stats.creatives.worlds import (
    DAYS,
    ONE,
    fall,
    flat,
    from_day,
    judged,
    launch,
    line,
    subject,
    world,
)

SETTLED_AND_LAST = Windows(range(3, 31), range(56, 70))


def test_levels_and_indices_have_the_known_fit():
    levels, indices = fit(
        [[1000, 1000, 0], [2000, 1000, 500], [0, 1000, 2000]], [18, 16, 52], [20, 28, 38]
    )
    assert levels == pytest.approx([0.008793945, 0.004336018, 0.017850150], rel=1e-7)
    assert indices == pytest.approx([1.141271, 0.905592, 1.003774], rel=1e-6)


def test_a_launch_of_better_ones_leaves_the_index_where_it_was():
    levels = Pool(launch()).levels("US")
    index = levels.without(ONE)
    assert index.daily[20] == pytest.approx(0.999840, rel=1e-6)
    assert index.daily[60] == pytest.approx(0.999636, rel=1e-6)
    assert levels.levels[ONE] == pytest.approx(0.004990732, rel=1e-6)


def test_the_own_level_is_of_all_days_and_drawn_to_the_country():
    pool = Pool(launch())
    own = pool.levels("US").own(pool.lines[ONE]["US"])
    assert own == pytest.approx(0.004997534, rel=1e-6)


def test_only_what_ran_in_both_windows_ties_them():
    matched = Pool(launch()).levels("US").matched(ONE, SETTLED_AND_LAST)
    assert matched == pytest.approx(1241.421, rel=1e-6)
    late = {who: from_day(45, lines) for who, lines in world(flat).items() if who != ONE}
    assert Pool(late | {ONE: world(flat)[ONE]}).levels("US").matched(ONE, SETTLED_AND_LAST) == 0


def by_hand(pool, country, without):
    """The index of the others, straight from the formula."""
    levels = pool.levels(country)
    days = []
    for day in range(DAYS):
        week = next(week for week in pool.weeks if day in week)
        sums = []
        for span in ([day], week):
            a = b = 0.0
            for who, level in levels.levels.items():
                line = pool.lines[who][country]
                if who != without:
                    a += sum(line.installs[d] for d in span if d >= line.counts_from)
                    b += sum(line.impressions[d] * level for d in span if d >= line.counts_from)
            sums.append((a, b))
        (a, b), (week_a, week_b) = sums
        usual = (week_a + 0.5) / (week_b + 0.5)
        days.append((a + 5 * usual) / (b + 5) if week_b >= 0.5 else 0.0)
    return days


@pytest.mark.parametrize("who", [ONE, subject(9), subject(99)], ids=["old", "new", "absent"])
def test_the_index_of_the_others_is_that_of_the_formula(who):
    pool = Pool(launch())
    assert pool.levels("BR").without(who).daily == pytest.approx(by_hand(pool, "BR", who))


@pytest.mark.parametrize(("part", "large"), [(1, False), (10, True)])
def test_only_a_large_creative_is_taken_out_of_the_levels_of_the_others(part, large):
    counts = launch() | {
        ONE: {c: [(part * n, part * x) for n, x in days] for c, days in world(fall)[ONE].items()}
    }
    whole, rest = Pool(counts), Pool({who: own for who, own in counts.items() if who != ONE})
    index, alone = (pool.levels("US").without(ONE) for pool in (whole, rest))
    assert index.counts == pytest.approx(alone.counts)
    assert (index.daily == pytest.approx(alone.daily, rel=1e-9)) == large


def test_launches_count_after_a_fortnight_and_what_was_there_before_at_once():
    pool = Pool(launch())
    assert pool.lines[ONE]["US"].counts_from == 0
    assert pool.lines[subject(7)]["US"].counts_from == 44


def test_one_week_or_no_install_moves_nothing():
    brief = {"US": [(50_000, 2_000) if day < 7 else (0, 0) for day in range(DAYS)]}
    barren = {"US": [(50_000, 0)] * DAYS}
    plain = Pool(world(flat)).levels("US").without(ONE).daily
    for other in (brief, barren):
        more = Pool(world(flat) | {subject(50): other}).levels("US")
        assert subject(50) not in more.levels
        assert more.without(ONE).daily == plain


def test_a_country_without_installs_weighs_nothing():
    barren = {"US": [(50_000, 0)] * DAYS}
    pool = Pool({ONE: barren, subject(2): barren})
    assert pool.levels("US").own(pool.lines[ONE]["US"]) == 0
    thin = {who: own | {"MT": [(9_000, 0)] * DAYS} for who, own in world(flat).items()}
    assert judged(thin).kind == "steady"
    assert judged(thin).parts.rel == judged(world(flat)).parts.rel


def test_without_others_there_is_no_index():
    alone = {ONE: line(1, "US", 0.005, flat)}
    pool = Pool({ONE: {"US": alone[ONE]}})
    assert pool.levels("US").without(ONE).daily == [0.0] * DAYS


def test_weeks_are_counted_back_from_the_last_day():
    days = {"US": [(100, 1)] * 17}
    assert Pool({ONE: days}).weeks == [range(0, 3), range(3, 10), range(10, 17)]


def test_the_index_elsewhere_is_that_of_other_networks():
    levels: CountryLevels = Pool(world(flat)).levels("US")
    moved, matched = levels.elsewhere("Tidewater", SETTLED_AND_LAST)
    assert moved == pytest.approx(0, abs=0.01)
    assert matched == pytest.approx(
        levels.matched(ONE, SETTLED_AND_LAST) + 28 * 50 * 14 * 50 / (42 * 50), rel=0.01
    )
    assert levels.elsewhere(ONE.network, SETTLED_AND_LAST) == (log(1), 0)


def test_days_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="different lengths"):
        Pool({ONE: {"US": [(1, 1)] * 3, "BR": [(1, 1)] * 4}})
