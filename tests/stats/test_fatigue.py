from math import exp, log
from random import Random

import pytest

from campaigns.judgement.creatives.fall_words import sentence
from campaigns.stats.changes.trend import poisson_trend
from campaigns.stats.creatives.falls import CLASSES, Fall, Parts, judge_creative, replay
from campaigns.stats.creatives.fatigue import (
    FATIGUE_P,
    FatigueStanding,
    LevelChange,
    against_reference,
    change,
    looks_tired,
    step,
    windows,
)

DAYS = 70
WAVE = (1.0, 0.95, 1.05, 0.98, 1.02, 1.07, 0.93)


def days(ipm, impressions=20_000, after=1.0, shown=1.0, since=45, length=DAYS):
    """(impressions, installs) per day; from day `since` IPM and impressions are multiplied."""
    series = []
    for day in range(length):
        n = impressions * (shown if day >= since else 1)
        x = n * ipm / 1000 * WAVE[day % 7] * (after if day >= since else 1)
        series.append((round(n), round(x)))
    return series


def tired(length=DAYS, **options):
    return {"US": days(5, after=0.5, length=length, **options)}


HELD = {"US": days(6, 200_000), "IN": days(1.5, 200_000)}


def judged(own, same=HELD, other=None):
    return judge_creative(own, same, other, replay(own, same, other))


def test_a_creative_at_half_its_settled_level_is_tired():
    fall = judged(tired())
    assert fall.kind == "tired"
    assert fall.parts.own == pytest.approx(log(0.5), abs=0.05)
    assert sentence(fall) == (
        "In the same countries 50 % under its own settled level while other creatives held: tired."
    )


def test_a_steady_creative_is_steady():
    fall = judged({"US": days(5)})
    assert fall.kind == "steady"
    assert sentence(fall) == "Steady: 0 % against its own settled level."


def test_a_season_is_no_fatigue():
    market = {"US": days(6, 200_000, after=0.6)}
    fall = judged({"US": days(5, after=0.6)}, market)
    assert fall.kind == "season"
    assert sentence(fall) == "All creatives fell 40 %: season."


def test_a_move_to_poor_countries_is_no_fatigue():
    own = {"US": days(5, shown=0.2), "IN": days(1.2, 5_000, shown=4)}
    fall = judged(own)
    assert fall.kind == "mix"
    assert "because impressions moved to low-IPM countries" in sentence(fall)


def test_a_network_that_shows_it_less_pulls_it_back():
    fall = judged({"US": days(5, shown=0.2)})
    assert fall.kind == "pulled_back"
    assert sentence(fall) == "IPM held; the network shows it 78 % less."


def test_several_causes_are_told_apart():
    market = {"US": days(6, 200_000, after=0.8), "IN": days(1.5, 200_000, after=0.8)}
    own = {
        "US": days(5, 40_000, after=0.68, shown=0.6),
        "IN": days(1.2, 10_000, after=0.68, shown=2),
    }
    fall = judged(own, market)
    assert fall.kind == "several"
    assert sentence(fall).startswith("Down 4")


def test_a_fall_short_of_fatigue_is_not_yet_certain():
    fall = judged({"US": days(5, after=0.72)})
    assert fall.kind == "falling"
    assert sentence(fall).endswith("not yet certain.")


def test_a_tired_creative_that_is_shown_less_says_so():
    fall = judged(tired(shown=0.4))
    assert fall.kind == "tired"
    assert sentence(fall).endswith("tired, and the network already shows it less.")


def test_parts_add_up_to_the_raw_change():
    fall = judged({"US": days(5, after=0.7, shown=0.5), "IN": days(1.2, 9_000, shown=3)})
    assert fall.parts.own + fall.parts.market + fall.parts.mix == pytest.approx(fall.parts.raw)


@pytest.mark.parametrize(
    ("own", "same", "kind"),
    [
        ({}, HELD, "too_young"),
        ({"US": days(5, length=30)}, HELD, "too_young"),
        ({"US": days(5)}, {}, "no_reference"),
        ({"US": days(5)}, {"US": days(0.01, 1_000)}, "no_reference"),
        ({"US": days(5, 200)}, HELD, "too_little"),
    ],
    ids=["no days", "a month old", "no others", "thin others", "thin itself"],
)
def test_without_evidence_there_is_no_verdict(own, same, kind):
    fall = judged(own, same)
    assert fall.kind == kind
    assert sentence(fall).endswith(".")


def test_other_networks_are_the_reference_where_the_own_one_is_thin():
    thin = {"US": days(6, 10)}
    assert judged(tired(), thin, HELD).kind == "tired"


def test_a_country_without_reference_is_left_out():
    own = tired() | {"MT": days(90, 100)}
    spans = windows(DAYS, 14)
    with_malta = against_reference(own, HELD, None, spans)
    assert with_malta.expected == against_reference(tired(), HELD, None, spans).expected


def test_a_day_without_reference_takes_the_mean_of_the_windows():
    gap = {"US": [(0, 0) if day == 60 else pair for day, pair in enumerate(HELD["US"])]}
    days_ = against_reference(tired(), gap, None, windows(DAYS, 14))
    assert days_.expected[60] == pytest.approx(120, rel=0.1)


@pytest.mark.parametrize(
    ("live", "recent", "settled"),
    [(30, 14, None), (31, 14, range(3, 17)), (70, 14, range(3, 31)), (24, 7, range(3, 17))],
)
def test_settled_days_skip_the_first_three_and_end_before_the_recent(live, recent, settled):
    spans = windows(live, recent)
    assert (spans and spans.settled) == settled
    assert spans is None or len(spans.recent) == recent


def test_more_noise_between_days_makes_the_same_fall_less_certain():
    spans = windows(DAYS, 14)
    calm = against_reference(tired(), HELD, None, spans)
    rough = {"US": [(n, x * (1.6 if d % 2 else 0.4)) for d, (n, x) in enumerate(tired()["US"])]}
    restless = against_reference(rough, HELD, None, spans)
    assert change(restless, spans).p > change(calm, spans).p


def seen(log_ratio, p, evidence=True):
    return LevelChange(log_ratio, 0.01, p, 30, evidence)


@pytest.mark.parametrize(
    ("changes", "tired_today"),
    [
        ({7: seen(-0.5, 5e-5)}, True),
        ({7: seen(-0.5, 2e-4)}, False),
        ({14: seen(-0.5, 2e-4)}, True),
        ({14: seen(-0.3, 1e-9)}, False),
        ({14: seen(-0.5, 1e-9, evidence=False)}, False),
        ({14: None}, False),
        ({}, False),
    ],
)
def test_a_tired_day_needs_size_certainty_and_evidence(changes, tired_today):
    assert looks_tired(changes) == tired_today


def test_tired_after_three_days_and_over_after_seven_near_level():
    low, near = log(0.6), log(0.9)
    standing = None
    history = []
    for tired_today, fortnight in [(True, low)] * 3 + [(False, near)] * 7:
        standing = step(standing, tired_today, fortnight)
        history.append(standing.tired)
    assert history == [False, False, True, *[True] * 6, False]


def test_a_break_starts_the_three_days_anew():
    standing = FatigueStanding(False, 2, 0)
    assert step(step(standing, False, None), True, None) == FatigueStanding(False, 1, 0)


def slowly(own, same, other=None):
    """The standing before the last day, with every day judged in full."""
    standing = None
    for end in range(1, max(map(len, own.values()))):
        changes = {}
        for recent in FATIGUE_P:
            spans = windows(end, recent)
            found = against_reference(own, same, other, spans) if spans else None
            if found is not None:
                changes[recent] = change(found, spans)
        if changes:
            fortnight = changes.get(14)
            standing = step(standing, looks_tired(changes), fortnight and fortnight.log_ratio)
    return standing


@pytest.mark.parametrize("seed", range(12))
def test_the_short_way_through_the_days_ends_where_the_long_one_does(seed):
    rng = Random(seed)
    others = {"US": series(rng, 5), "IN": series(rng, 2, gaps=True)}
    own = {
        "US": series(rng, 5, level=rng.choice([1, 0.9, 0.6, 0.5]), since=rng.randrange(30, 66)),
        "IN": series(rng, 2, level=rng.choice([1, 0.5]), since=45),
    }
    short, long = replay(own, others, {"US": HELD["US"]}), slowly(own, others, {"US": HELD["US"]})
    assert (short.tired, short.tired_run) == (long.tired, long.tired_run)
    assert min(short.recovered_run, 7) == min(long.recovered_run, 7)


def series(rng, ipm, level=1.0, since=DAYS, *, gaps=False):
    """Noisy days whose IPM changes on a day, and sometimes changes back."""
    back = rng.choice([DAYS, since + rng.randrange(5, 25)])
    found = []
    for day in range(DAYS):
        n = 0 if gaps and rng.random() < 0.2 else rng.randrange(8_000, 30_000)
        rate = ipm / 1000 * (level if since <= day < back else 1) * rng.gammavariate(40, 1 / 40)
        found.append((n, round(n * rate)))
    return found


def test_every_class_has_words():
    parts = Parts(raw=-0.1, own=-0.1, market=-0.1, mix=-0.1, pull=-0.1)
    for kind in CLASSES:
        known = None if kind in ("no_reference", "too_young") else parts
        assert sentence(Fall(kind, FatigueStanding(), known)).endswith(".")


def test_an_exact_exponential_has_its_slope():
    installs = [100 * exp(-0.05 * day) for day in range(10)]
    trend = poisson_trend(installs, [10_000] * 10)
    assert trend.slope == pytest.approx(-0.05)
    assert trend.drop == pytest.approx(1 - exp(-0.45))


@pytest.mark.parametrize(
    ("installs", "impressions"),
    [([], []), ([1, 2], [9, 9]), ([0] * 5, [9] * 5), ([1, 2, 3], [0, 0, 9])],
)
def test_a_trend_needs_three_days_and_installs(installs, impressions):
    assert poisson_trend(installs, impressions) is None
