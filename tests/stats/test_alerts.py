"""The noise rule of alerts against known answers, computed once by an independent script."""

from math import exp, sqrt

import pytest

from campaigns.stats.alerts import episodes
from campaigns.stats.alerts.episodes import (
    Asked,
    Begun,
    NewLevel,
    Over,
    Track,
    limit_of,
    night,
    shift_of,
)
from campaigns.stats.alerts.periods import needed
from campaigns.stats.alerts.usual import DayValue, learn, score

WEEK = (1, 0.98, 0.97, 0.98, 1.02, 1.1, 1.08)
PRIOR = 0.15
NIGHTS = range(63, 200)
BOTH = Asked()


def installs(day, fall=()):
    wave = (1 + 0.04 * (5 * day % 7 - 3)) * (1 + 0.015 * (3 * day % 11 - 5))
    return round(100 * WEEK[day % 7] * wave * (0.65 if day in fall else 1))


def days_with(fall=(), days=200):
    return {d: DayValue(installs(d, fall), 20000, installs(d, fall)) for d in range(days)}


@pytest.fixture
def events(monkeypatch):
    """What is told of some series, night by night."""
    monkeypatch.setattr(episodes, "prior_cv", lambda learned: PRIOR)

    def told(series, nights=NIGHTS, asked=BOTH):
        tracks, shared, found = {}, {}, []
        for today in nights:
            answer = night(series, dict.fromkeys(series, today), tracks, shared, asked)
            tracks, shared = answer.tracks, answer.shared
            found += [(today, name, event) for name, event in answer.events.items()]
            found += [(today, "shared", day) for day in answer.found]
        return found

    return told


def test_usual_level_weekdays_and_noise_are_the_known_ones():
    usual = learn(days_with(), 119).usual(PRIOR)
    assert usual.days == 56
    assert 1000 * exp(usual.level) == pytest.approx(5.063532, abs=1e-6)
    assert (usual.week[0], usual.week[4]) == pytest.approx((-0.137298, 0.109934), abs=1e-6)
    assert (sqrt(usual.cv2), usual.rho) == pytest.approx((0.068946, 0.070117), abs=1e-6)
    assert usual.level_variance == pytest.approx(0.000347, abs=1e-6)


def test_scores_of_a_fall_are_the_known_ones():
    series = days_with(range(115, 200))
    usual = learn(series, 119).usual(PRIOR)
    four, one = score(usual, series, [115, 116, 117, 118]), score(usual, series, [115])
    assert (four.z, one.z) == pytest.approx((-6.124754, -3.299157), abs=1e-6)
    assert (four.value, four.expected) == (278, pytest.approx(421.722781, abs=1e-6))
    assert one.expected == pytest.approx(91.449379, abs=1e-6)


def test_a_fall_is_told_once_and_its_end_with_the_first_normal_day(events):
    begun, over = events({"a": days_with(range(115, 123))})
    assert begun[0] == 116 and begun[2].since == 115
    found = begun[2].score
    assert (found.days, found.value) == (2, 134)
    assert (found.z, found.expected) == pytest.approx((-4.4289, 204.1567), abs=1e-4)
    assert over == (125, "a", Over(115, 123))


def test_a_fall_that_lasts_becomes_the_usual_after_14_days_and_is_silent_then(events):
    begun, level = events({"a": days_with(range(115, 200))})
    assert (begun[0], type(begun[2])) == (116, Begun)
    assert level == (128, "a", NewLevel(115))


def test_nothing_is_told_of_a_steady_series(events):
    assert events({"a": days_with()}) == []


def test_a_night_that_is_run_again_tells_nothing_again():
    series = {"a": days_with(range(115, 200))}
    first = night(series, {"a": 119}, {}, {}, Asked())
    assert list(first.events) == ["a"]
    assert night(series, {"a": 119}, first.tracks, first.shared, Asked()).events == {}


def test_only_the_side_that_is_asked_for_is_told(events):
    fall = {"a": days_with(range(115, 123))}
    assert events(fall, range(110, 123), Asked(sides=(1,))) == []
    assert len(events(fall, range(110, 123), Asked(sides=(-1,)))) == 1


def test_many_series_share_the_false_alarms_of_twenty():
    assert limit_of(3.4, 20) == 3.4
    assert limit_of(3.4, 200) == pytest.approx(3.985332, abs=1e-6)
    assert limit_of(3.4, 1000) == pytest.approx(4.352211, abs=1e-6)


def test_a_day_on_which_all_fall_is_told_once_and_of_no_series(events):
    assert shift_of([-0.5, -0.45, -0.4, -0.55, -0.5, -0.48]) == pytest.approx(-0.49)
    assert shift_of([-0.5, -0.45, -0.4, -0.55]) is None
    series = {str(n): days_with((120, 121)) for n in range(6)}
    found = events(series, range(112, 130))
    assert found[:2] == [(120, "shared", 120), (121, "shared", 121)]
    assert {name for _, name, *_ in found} == {"shared"}


def test_a_shared_level_that_lasts_becomes_the_usual_of_all():
    series = {str(n): days_with(range(115, 200)) for n in range(6)}
    tracks, shared, levels = {}, {}, []
    for today in range(112, 150):
        answer = night(series, dict.fromkeys(series, today), tracks, shared, Asked())
        tracks, shared = answer.tracks, answer.shared
        assert answer.events == {}
        levels += [(today, answer.new_level)] if answer.new_level else []
    assert levels == [(128, 115)] and all(day > 128 for day in shared)


def test_a_thin_series_is_judged_on_as_many_days_as_its_events_ask_for():
    thin = {d: DayValue(1 if d > 110 else 5, 1000, 1 if d > 110 else 5) for d in range(120)}
    usual = learn(thin, 116).usual(PRIOR)
    assert score(usual, thin, [114, 115, 116]) is None
    assert score(usual, thin, range(112, 117)).z < -3.5


def test_nothing_is_said_of_a_series_with_less_than_three_weeks():
    series = {"a": days_with()}
    assert learn(days_with(days=27), 26) is None
    assert learn(days_with(days=29), 28).usual(PRIOR).days == 21
    assert night(series, {"a": 119}, {"a": Track(last=119)}, {}, Asked()).judged == 1


@pytest.mark.parametrize(
    ("change", "quiet", "noisy"),
    [(-0.5, 44, 50), (-0.4, 89, 118), (-0.3, 230, 670), (-0.2, 3200, None)],
)
def test_what_two_weeks_need_for_a_change_to_be_told_from_noise(change, quiet, noisy):
    assert needed(change, 0.10**2, 0.3, 7) == pytest.approx(quiet, rel=0.01)
    found = needed(change, 0.15**2, 0.3, 7)
    assert found is None if noisy is None else found == pytest.approx(noisy, rel=0.01)
