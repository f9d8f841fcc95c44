import pytest

from campaigns.stats.anomaly import Day, Episode, judge_day, step, usual_day
from campaigns.stats.anomaly_words import sentence

SHAPE = (1.0, 0.98, 0.97, 0.98, 1.02, 1.3, 1.25)
JITTER = (0, 3, -4, 2, -1, 5, -3, 1, -2, 4, 0)


def history(length=56, ipm=5, impressions=20_000, today=0):
    """Installs and impressions of the days before `today`; day 0 has weekday 0."""
    days = range(today - length, today)
    installs = [impressions * ipm / 1000 * SHAPE[d % 7] * (1 + JITTER[d % 11] / 100) for d in days]
    return installs, [impressions] * length


def test_an_ordinary_day_scores_nothing():
    usual = usual_day(*history(), weekday=0)
    assert usual.rate == pytest.approx(0.005, rel=0.03)
    assert judge_day(100, 20_000, usual).z == 0


def test_a_weekend_is_compared_with_weekends():
    saturday = usual_day(*history(today=5), weekday=5)
    assert saturday.rate > 1.15 * usual_day(*history(), weekday=0).rate


def test_a_fall_by_half_is_out_of_the_ordinary():
    day = judge_day(50, 20_000, usual_day(*history(), weekday=0))
    assert day.z < -4
    assert day.change == pytest.approx(-0.5, abs=0.02)
    assert sentence(day, "IPM", "Tuesday", scale=1000) == (
        "IPM 2.5 on Tuesday, 51 % under its usual Tuesday (5.1)."
    )


def test_a_small_change_is_never_odd_however_certain():
    huge = usual_day(*history(impressions=10**9), weekday=0)
    assert judge_day(5e6 * 0.8, 10**9, huge).z == 0


def test_a_few_odd_days_do_not_move_the_usual_level():
    installs, impressions = history()
    odd = [x * 4 if d in (10, 11, 30, 50) else x for d, x in enumerate(installs)]
    usual, clean = (usual_day(x, impressions, weekday=0) for x in (odd, installs))
    assert usual.rate == pytest.approx(clean.rate, rel=0.03)


def test_restless_series_need_a_larger_change():
    installs, impressions = history()
    rough = [x * (1.6 if d % 2 else 0.6) for d, x in enumerate(installs)]
    calm_day = judge_day(50, 20_000, usual_day(installs, impressions, 0))
    rough_day = judge_day(50, 20_000, usual_day(rough, impressions, 0))
    assert abs(rough_day.z) < abs(calm_day.z) / 2


@pytest.mark.parametrize(
    ("length", "silent", "rests_on"),
    [
        (56, 0, 56),
        (80, 0, 56),
        (56, 14, 56),
        (40, 0, 28),
        (28, 4, 28),
        (28, 5, None),
        (27, 0, None),
    ],
)
def test_how_much_history_is_needed(length, silent, rests_on):
    installs, impressions = history(length)
    impressions = [None if d < silent else n for d, n in enumerate(impressions)]
    usual = usual_day(installs, impressions, weekday=0)
    assert (usual and usual.history) == rests_on


def test_eight_thin_weeks_fall_back_to_four():
    installs, impressions = history()
    impressions = [0 if d < 20 else n for d, n in enumerate(impressions)]
    assert usual_day(installs, impressions, weekday=0).history == 28


@pytest.mark.parametrize(
    ("count", "base"), [(None, 20_000), (5, None), (5, 0), (1, 1_000)],
    ids=["no count", "no base", "zero base", "too thin"],
)  # fmt: skip
def test_without_counts_a_day_is_not_judged(count, base):
    assert judge_day(count, base, usual_day(*history(), weekday=0)) is None
    assert judge_day(50, 20_000, None) is None


def test_a_series_without_installs_has_no_usual_level():
    assert usual_day([0] * 56, [20_000] * 56, weekday=0) is None


def test_a_cost_that_doubles_rises():
    installs, spend = history()
    day = judge_day(50, 20_000, usual_day(installs, spend, 0), falling_is_up=True)
    assert day.z > 4
    assert day.change == pytest.approx(1, abs=0.05)
    assert sentence(day, "CPI", "Monday", unit="$").startswith("CPI $400 on Monday, 102 % over its")


def test_no_installs_for_money_cost_endlessly_much():
    usual = usual_day(*history(), weekday=0)
    assert judge_day(0, 20_000, usual, falling_is_up=True).value == float("inf")


def day(z, history=56):
    return Day(1.0, 1.0, 100.0, -0.5, z, history)


def events(*scores, history=56):
    state, sent = None, []
    for z in scores:
        state, event = step(state, None if z is None else day(z, history))
        sent.append(event)
    return sent


@pytest.mark.parametrize(
    ("scores", "sent"),
    [
        ((-5.1,), ["alert"]),
        ((-4.9,), [None]),
        ((-3.3, -3.3), [None, "alert"]),
        ((-3.3, 3.3), [None, None]),
        ((-3.3, 0, -3.3), [None, None, None]),
        ((-3.3, None, -3.3), [None, None, None]),
        ((-6, -6, -6), ["alert", None, None]),
        ((-6, 0, 0, 0), ["alert", None, None, "over"]),
        ((-6, 0, 0, -3, 0, 0, 0), ["alert", *[None] * 5, "over"]),
        ((-6, 0, 0, None, 0), ["alert", None, None, None, "over"]),
        ((-6, 0, 0, 0, -6), ["alert", None, None, "over", "alert"]),
        ((-6,) * 14, ["alert", *[None] * 12, "new_level"]),
    ],
)
def test_an_episode_sends_once_and_says_when_it_is_over(scores, sent):
    assert events(*scores) == sent


def test_a_short_history_needs_more():
    assert events(-5.5, history=28) == [None]
    assert events(-6.1, history=28) == ["alert"]
    assert events(-3.9, -3.9, history=28) == [None, None]
    assert events(-4.1, -4.1, history=28) == [None, "alert"]


def test_staff_may_ask_for_calmer_alerts():
    assert step(None, day(-5.5), z_one=7, z_two=5) == (Episode(last_z=-5.5), None)


@pytest.mark.parametrize(
    ("event", "words"),
    [
        ("over", "IPM is back at 4.8, its usual Friday is 5.0."),
        ("new_level", "IPM has stayed away from its usual level for two weeks: new level."),
    ],
)
def test_the_end_of_an_episode_is_said(event, words):
    seen = Day(0.0048, 0.005, 100.0, -0.04, 0.0, 56)
    assert sentence(seen, "IPM", "Friday", scale=1000, event=event) == words
