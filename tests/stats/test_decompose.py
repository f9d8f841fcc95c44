import pytest

from campaigns.stats.changes.decompose import EMPTY, SegmentCounts, decompose, log_split, paradox
from campaigns.stats.log_rates import log_rate, within_noise

TRAP = {
    ("iOS",): (SegmentCounts(100_000, 800), SegmentCounts(50_000, 425)),
    ("Android",): (SegmentCounts(100_000, 400), SegmentCounts(250_000, 1_050)),
}
ROWS = {
    ("Lumio", "US"): (SegmentCounts(50_000, 500, 2_000, 50), SegmentCounts(30_000, 290, 1_500, 20)),
    ("Lumio", "IN"): (
        SegmentCounts(80_000, 160, 2_400, 10),
        SegmentCounts(120_000, 300, 3_000, 40),
    ),
    ("Vex", "US"): (SegmentCounts(20_000, 150, 700, 0), SegmentCounts(20_000, 90, 600, 0)),
    ("Vex", "BR"): (SegmentCounts(10_000, 20, 200, 5), EMPTY),
    ("Ori", "US"): (EMPTY, SegmentCounts(40_000, 200, 900, 0)),
}


def test_both_platforms_rose_and_the_total_fell():
    result = decompose(TRAP)
    assert (result.ipm_before, result.ipm_after) == pytest.approx((6, 4.917), abs=1e-3)
    assert [s.effects.mix[0] for s in result.segments] == pytest.approx([-0.931, -0.453], abs=1e-3)
    assert result.effects.rate == pytest.approx(0.3)
    assert paradox(result).key == "Android"


def test_where_one_segment_fell_too_there_is_no_paradox():
    fell = {**TRAP, ("iOS",): (SegmentCounts(100_000, 800), SegmentCounts(50_000, 390))}
    assert paradox(decompose(fell)) is None


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["network first", "country first"])
def test_parts_add_up_to_the_change(order):
    result = decompose({tuple(key[i] for i in order): pair for key, pair in ROWS.items()})
    assert result.effects.total == pytest.approx(result.change, abs=1e-12)
    assert sum(s.effects.total for s in result.segments) == pytest.approx(result.change)


def test_inner_values_add_up_to_the_rate_of_the_outer_ones():
    result = decompose(ROWS)
    inside = sum(effects.total for effects in result.values[1].values())
    rates = [
        (s.share_before + s.share_after) / 2 * (s.ipm_after - s.ipm_before)
        for s in result.segments
        if s.key != "Ori"
    ]
    assert inside == pytest.approx(sum(rates))
    assert result.change == pytest.approx(result.effects.mix[0] + inside)


def test_the_order_of_rows_does_not_matter():
    backwards = dict(reversed(list(ROWS.items())))
    assert decompose(backwards).effects.total == pytest.approx(decompose(ROWS).effects.total)
    assert decompose(backwards).effects.ctr == pytest.approx(decompose(ROWS).effects.ctr)


def test_the_order_of_dimensions_does_matter():
    swapped = decompose({key[::-1]: pair for key, pair in ROWS.items()})
    assert swapped.effects.mix[0] != pytest.approx(decompose(ROWS).effects.mix[0], abs=0.05)


def test_a_segment_in_one_period_only_is_all_mix():
    ori = next(segment for segment in decompose(ROWS).segments if segment.key == "Ori")
    assert ori.ipm_before is None
    assert ori.effects.rate == 0
    assert ori.effects.total == ori.effects.mix[0]


def test_moving_to_an_average_segment_counts_nothing():
    rows = {
        ("poor",): (SegmentCounts(100, 1), SegmentCounts(50, 0.5)),
        ("rich",): (SegmentCounts(100, 3), SegmentCounts(50, 1.5)),
        ("average",): (SegmentCounts(100, 2), SegmentCounts(200, 4)),
    }
    average = decompose(rows).segments[2]
    assert average.effects.mix[0] == pytest.approx(0)


def test_view_through_installs_are_no_change_of_conversion():
    rows = {("A",): (SegmentCounts(1_000, 10, 100, 0), SegmentCounts(1_000, 14, 100, 4))}
    effects = decompose(rows).effects
    assert effects.view_through == pytest.approx(4)
    assert (effects.ctr, effects.cvr) == pytest.approx((0, 0))


def test_view_through_stated_in_one_period_only_is_not_split():
    rows = {("A",): (SegmentCounts(1_000, 10, 100), SegmentCounts(1_000, 14, 100, 4))}
    effects = decompose(rows).effects
    assert effects.view_through == 0
    assert effects.cvr == pytest.approx(4)


@pytest.mark.parametrize(
    "pair",
    [
        (SegmentCounts(1_000, 10), SegmentCounts(1_000, 14, 100)),
        (SegmentCounts(1_000, 10, 0), SegmentCounts(1_000, 14, 100)),
    ],
    ids=["not reported", "zero clicks with installs"],
)
def test_without_clicks_the_rate_is_not_split(pair):
    effects = decompose({("A",): pair}).effects
    assert effects.unsplit == pytest.approx(4)
    assert (effects.ctr, effects.cvr) == (0, 0)


def test_no_clicks_and_no_installs_before_make_a_rise_of_clicks():
    effects = decompose(
        {("A",): (SegmentCounts(1_000, 0, 0), SegmentCounts(1_000, 14, 100))}
    ).effects
    assert effects.ctr == pytest.approx(14)
    assert effects.cvr == pytest.approx(0)


def test_a_zero_among_the_rates_takes_midpoints():
    assert log_split((0.1, 0.2), (0.0, 0.5)) == pytest.approx((25, 75))
    assert sum(log_split((0.1, 0.2), (0.0, 0.5))) == pytest.approx(100)


def test_rates_that_stay_have_no_effect():
    assert log_split((0.1, 0.1), (0.2, 0.2)) == pytest.approx((0, 0))


def test_rows_without_impressions_are_left_out_and_said():
    result = decompose(TRAP | {("Web",): (SegmentCounts(None, 70), SegmentCounts(9_000, 90))})
    assert result.ipm_after == pytest.approx(decompose(TRAP).ipm_after)
    assert result.left_out == (70, 90)


def test_installs_of_a_silent_segment_do_not_break_the_sum():
    result = decompose(TRAP | {("Web",): (SegmentCounts(0, 70), SegmentCounts(9_000, 90))})
    assert result.left_out == (70, 0)
    assert result.effects.total == pytest.approx(result.change)


@pytest.mark.parametrize(
    "rows",
    [
        {},
        {("A",): (EMPTY, SegmentCounts(10, 1))},
        {("A",): (SegmentCounts(10, 1), EMPTY)},
        {("A",): (SegmentCounts(None, 1), SegmentCounts(10, 1))},
    ],
    ids=["nothing", "new", "gone", "not reported"],
)
def test_without_a_period_to_compare_nothing_can_be_said(rows):
    assert decompose(rows) is None


def test_days_that_vary_hide_a_small_change():
    days = [10_000] * 7
    before = log_rate([50, 42, 61, 38, 55, 47, 70], days)
    slightly = log_rate([55, 40, 66, 40, 60, 50, 72], days)
    half = log_rate([25, 21, 30, 19, 27, 23, 35], days)
    assert within_noise(before, slightly)
    assert not within_noise(before, half)
    assert within_noise(before, None) is None


def test_what_is_not_counted_has_no_counting_noise():
    assert log_rate([50, 50], [100, 100]).variance == pytest.approx(1 / 100)
    assert log_rate([50, 50], [100, 100], counting=False).variance == 0


@pytest.mark.parametrize(
    ("installs", "impressions"), [([5], [100]), ([0, 0], [100, 100]), ([], []), ([3, 2], [9, 0])]
)
def test_a_log_rate_needs_installs_and_two_days(installs, impressions):
    assert log_rate(installs, impressions) is None
