"""Why a creative falls: known worlds, one class each."""

from math import exp, log

import pytest

from campaigns.stats.creatives.app import judge_app
from campaigns.stats.creatives.tired import Limits
from tests.stats.creatives.worlds import (
    CHANGE,
    DAYS,
    ONE,
    VIDEO,
    fall,
    flat,
    from_day,
    judged,
    launch,
    mix,
    pulled,
    season,
    subject,
    world,
)


def near(value):
    return pytest.approx(value, abs=6e-7)


def test_a_creative_that_falls_while_the_others_hold_is_tired():
    found = judged(world(fall))
    assert found.kind == "tired"
    assert found.parts.raw.log_ratio == near(-0.517143)
    assert found.parts.own == near(-0.517468)
    assert found.parts.rel == near(-0.517466)
    assert found.parts.beside.variance == pytest.approx(0.003399366, rel=1e-6)
    assert found.parts.beside.p == pytest.approx(3.80e-12, rel=1e-3)
    assert not found.shown_less
    assert found.parts.now / found.parts.before == pytest.approx(exp(found.parts.own))


def test_better_launches_make_nobody_tired():
    found = judged(launch())
    assert found.kind == "steady"
    assert found.parts.raw.log_ratio == near(-0.006810)
    assert found.parts.own == near(-0.008712)
    assert found.parts.rel == near(-0.009076)
    assert found.parts.pull == near(0)
    assert found.parts.beside.variance == pytest.approx(0.006443631, rel=1e-6)


def test_a_fall_of_everybody_is_a_season():
    found = judged(world(season))
    assert found.kind == "season"
    assert found.parts.raw.log_ratio == near(-0.517143)
    assert found.parts.rel == near(-0.006959)
    assert found.parts.market == near(-0.510503)


def test_a_move_to_a_poor_country_is_mix():
    found = judged(world(mix))
    assert found.kind == "mix"
    assert found.parts.raw.log_ratio == near(-0.401096)
    assert found.parts.mix == near(-0.396299)


def test_a_network_that_shows_it_less_pulls_it_back():
    found = judged(world(pulled))
    assert found.kind == "pulled_back"
    assert found.parts.rel == near(-0.003285)
    assert found.parts.pull == near(-1.466337)


def test_others_that_began_when_it_fell_are_no_reference():
    late = {who: from_day(CHANGE, own) for who, own in world(fall).items() if who != ONE}
    found = judged(late | {ONE: world(fall)[ONE]})
    assert found.kind == "no_reference"
    assert (found.settled, found.recent) == (range(3, 31), range(56, 70))
    assert found.parts is None


def others_times(factor, countries=("US", "BR")):
    """The others of `fall` with a part of their counts, in these countries."""
    return world(fall) | {
        who: {
            country: [(round(n * factor), round(x * factor)) for n, x in days]
            for country, days in own.items()
            if country in countries
        }
        for who, own in world(fall).items()
        if who != ONE
    }


def test_the_others_need_installs_in_both_windows():
    assert judged(others_times(0.03)).kind == "tired"
    assert judged(others_times(0.005)).kind == "no_reference"


def test_the_others_must_be_where_most_of_its_installs_are():
    """Of the creative's installs 77 % come from the US."""
    assert judged(others_times(1, ["US"])).kind == "tired"
    assert judged(others_times(1, ["BR"])).kind == "no_reference"


def test_who_is_alone_and_young_is_too_young():
    found = judged({ONE: from_day(CHANGE, world(flat)[ONE])})
    assert (found.kind, found.days_live, found.settled) == ("too_young", 25, None)


def test_days_of_a_later_start_are_days_of_its_life():
    found = judged(world(flat) | {ONE: from_day(20, world(flat)[ONE])})
    assert (found.days_live, found.settled, found.recent) == (50, range(3, 31), range(36, 50))


def both(first, second):
    """One thing after the other."""
    return lambda creative, country, day, rate, n: second(
        creative, country, day, first(creative, country, day, rate, n)[1], n
    )


def test_a_tired_creative_may_be_shown_less_already():
    found = judged(world(both(fall, pulled)))
    assert found.kind == "tired"
    assert found.shown_less


def test_tired_days_reach_back_to_the_day_it_was_first_called_so():
    counts = world(fall)
    began = DAYS - judged(counts).tired_days
    assert 34 < began < 56
    for stop, tired in ((began, False), (began + 1, True)):
        then = {who: {c: days[:stop] for c, days in own.items()} for who, own in counts.items()}
        found = judge_app(then, VIDEO, {ONE.network: stop}, only=[ONE])[ONE]
        assert (found.kind == "tired", found.tired_days) == (tired, int(tired))


def slight(creative, country, day, rate, n):
    return n, rate * (0.78 if creative == 1 and day >= CHANGE else 1)


def test_a_fall_short_of_fatigue_is_falling():
    found = judged(world(slight), limits=Limits(fatigue_drop=0.30))
    assert found.kind == "falling"
    assert found.parts.rel == pytest.approx(log(0.78), abs=0.01)


def test_limits_of_fatigue_are_those_handed_in():
    for limits in (Limits(fatigue_drop=0.45), Limits(fatigue_own=0.45)):
        assert judged(world(fall), limits=limits).kind == "falling"


def test_several_causes_are_told_apart():
    def change(creative, country, day, rate, n):
        if day < CHANGE:
            return n, rate
        if creative == 1:
            n = {"US": 7_000, "BR": 9_000}[country]
            rate *= 0.83
        return n, rate * 0.83

    found = judged(world(change))
    assert found.kind == "several"
    assert min(found.parts.rel, found.parts.mix, found.parts.market) > found.parts.raw.log_ratio / 2


def thin(creative, country, day, rate, n):
    return (n // 50 if creative == 1 else n), rate


def test_few_installs_say_nothing():
    assert judged(world(thin)).kind == "too_little"


def test_a_fall_that_noise_explains_asks_for_no_reason():
    def change(creative, country, day, rate, n):
        low = creative == 1 and day >= CHANGE
        return (n // 20 if creative == 1 else n), rate * (0.7 if low else 1)

    found = judged(world(change))
    assert found.parts.raw.log_ratio <= log(0.8)
    assert found.parts.raw.p > 0.01
    assert found.kind == "steady"


@pytest.mark.parametrize(("every", "among_them"), [(2, True), (3, False)])
def test_the_share_is_among_those_shown_on_half_of_the_days(every, among_them):
    def change(creative, country, day, rate, n):
        gone = creative > 3 and day % every
        return (0 if gone else 2 * n if creative > 3 and day >= CHANGE else n), rate

    change_of_share = log(4.5 / 6) if among_them else 0
    assert judged(world(change)).parts.pull == pytest.approx(change_of_share, abs=0.02)


def test_pull_needs_two_others_that_ran_in_both_windows():
    counts = world(pulled)
    two = {who: own for who, own in counts.items() if who.creative <= 2}
    assert judged(two).parts.pull is None
    assert judged(two).kind == "steady"
    three = {who: own for who, own in counts.items() if who.creative <= 3}
    assert judged(three).kind == "pulled_back"


def test_launches_take_no_share_from_those_still_live():
    assert judged(launch()).parts.pull == pytest.approx(0, abs=1e-12)
    assert judged(launch(), subject(2)).parts.pull == pytest.approx(0, abs=1e-12)


def test_where_all_tire_new_creatives_begin_higher_than_old_ones_are():
    def tiring(creative, country, day, rate, n):
        start = max(0, 10 * (creative - 3))
        if day < start:
            return 0, rate
        return n, 0.008 * rate / ((4 + creative) / 1000) * 0.985 ** (day - start)

    found = judged(world(tiring))
    assert found.kind == "season"
    assert found.parts.newcomers > 0.15
    assert abs(judged(world(season)).parts.newcomers or 0) < 0.01
