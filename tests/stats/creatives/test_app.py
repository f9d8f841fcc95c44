"""An app of several networks and formats: whom a creative is held against, and up to which day."""

from math import log
from random import Random

import pytest

from campaigns.stats.creatives.app import judge_app
from campaigns.stats.creatives.falls import KINDS
from campaigns.stats.creatives.lines import Subject
from tests.stats.creatives.worlds import (
    CHANGE,
    DAYS,
    ONE,
    VIDEO,
    fall,
    flat,
    from_day,
    judged,
    season,
    world,
)


def on(network, counts):
    return {Subject((network, who.creative), network): own for who, own in counts.items()}


def app(counts, formats=VIDEO, **settled):
    stops = {who.network: DAYS for who in counts} | settled
    return judge_app(counts, formats, stops)


def test_every_creative_of_every_network_is_judged_once():
    counts = world(fall) | on("Tidewater", world(flat))
    found = app(counts)
    assert found.keys() == counts.keys()
    assert [who for who, one in found.items() if one.kind == "tired"] == [ONE]
    assert {one.parts.reference for one in found.values()} == {"format"}


def test_who_was_not_shown_in_the_last_fortnight_is_not_judged():
    gone = {c: [*days[:56], *[(0, 0)] * 14] for c, days in world(flat)[ONE].items()}
    assert ONE not in app(world(flat) | {ONE: gone})
    still = {c: [*days[:57], *[(0, 0)] * 13] for c, days in world(flat)[ONE].items()}
    assert ONE in app(world(flat) | {ONE: still})


def test_the_last_day_is_that_which_its_network_has_settled():
    short = {who: {c: d[:50] for c, d in own.items()} for who, own in world(fall).items()}
    [then] = judge_app(short, VIDEO, {ONE.network: 50}, only=[ONE]).values()
    assert app(world(fall), Northlight=50)[ONE] == then
    assert app(world(fall))[ONE] != then


def test_only_the_last_ninety_days_are_looked_at():
    before = {
        who: {c: [(9_000, 900)] * 30 + [(0, 0)] * 20 + list(d) for c, d in own.items()}
        for who, own in world(fall).items()
    }
    found = judge_app(before, VIDEO, {ONE.network: 120}, only=[ONE])[ONE]
    assert found.days_live == DAYS


LATE = {who: from_day(CHANGE, own) for who, own in world(flat).items() if who != ONE}


def test_other_formats_of_the_network_stand_in_where_its_own_has_no_reference():
    formats = {who.creative: "video" for who in LATE} | {1: "video"}
    banners = {Subject(100 + w.creative, w.network): own for w, own in world(flat).items()}
    formats |= {who.creative: "banner" for who in banners}
    found = app({ONE: world(fall)[ONE]} | LATE | banners, formats)[ONE]
    assert (found.kind, found.parts.reference) == ("tired", "network")


def test_the_format_on_all_networks_stands_in_where_the_network_has_no_reference():
    counts = {ONE: world(fall)[ONE]} | LATE | on("Tidewater", world(flat))
    found = app(counts)[ONE]
    assert (found.kind, found.parts.reference) == ("tired", "everywhere")
    assert found.parts.rel == pytest.approx(log(0.6), abs=0.01)
    banners = {who.creative: "banner" if who.network == "Tidewater" else "video" for who in counts}
    assert app(counts, banners)[ONE].kind == "no_reference"


def test_days_that_another_network_has_not_settled_are_left_out():
    counts = {ONE: world(fall)[ONE]} | LATE | on("Tidewater", world(flat))
    wild = {
        who: {c: [*d[:60], *[(n, 0) for n, _ in d[60:]]] for c, d in own.items()}
        if who.network == "Tidewater"
        else own
        for who, own in counts.items()
    }
    settled = app(counts, Tidewater=60)[ONE]
    assert app(wild, Tidewater=60)[ONE] == settled
    assert app(wild)[ONE] != settled


def test_a_fall_of_one_network_alone_is_the_networks():
    alone = app(world(season) | on("Tidewater", world(flat)))[ONE]
    together = app(world(season) | on("Tidewater", world(season)))[ONE]
    assert (alone.kind, together.kind) == ("network", "season")


def test_without_enough_elsewhere_a_season_stays_a_season():
    thin = {
        who: {c: [(n // 500, x // 500) for n, x in d] for c, d in own.items()}
        for who, own in world(flat).items()
    }
    assert app(world(season) | on("Tidewater", thin))[ONE].kind == "season"
    assert judged(world(season)).kind == "season"


def test_an_app_without_counts_has_no_verdicts():
    assert judge_app({}, {}, {}) == {}


def odd_days(random, days):
    """Days that are thin, silent, all alike or huge."""
    sizes = random.choice([(0, 7), (0, 0, 0, 900), (10**9,), (50, 10_000)])
    rate = random.choice([0, 0.001, 0.4, 1])
    return [(n, round(n * rate)) for n in (random.choice(sizes) for _ in range(days))]


@pytest.mark.parametrize("seed", range(40))
def test_odd_counts_are_judged_without_an_error(seed):
    random = Random(seed)
    days = random.choice([1, 5, 23, 31, 40, 60, 95])
    counts = {
        Subject(creative, network): {
            country: odd_days(random, days) for country in "AB"[: random.randrange(3)]
        }
        for creative in range(random.randrange(1, 7))
        for network in ("N", "T")[: random.randrange(1, 3)]
    }
    found = app(counts, N=random.randrange(days + 1), T=days)
    for one in found.values():
        assert one.kind in KINDS
        if parts := one.parts:
            assert parts.rel + parts.market + parts.mix == pytest.approx(parts.all)
            assert all(0 <= change.p <= 1 for change in (parts.raw, parts.alone, parts.beside))
