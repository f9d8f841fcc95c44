"""Charts hold the numbers they were given: gaps stay gaps, others are added, words fit."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from campaigns.judgement.networks.standing import Networks, Standing
from campaigns.judgement.part_days import Daily
from campaigns.judgement.ratios import ratio_interval
from campaigns.judgement.thresholds import DEFINITIONS
from campaigns.metrics import Counts, total
from campaigns.pages.overview.charts import trend
from campaigns.periods import Period
from campaigns.ui import charts, small_charts
from tests.make import LAST_DAY

DEFAULTS = {name: definition.default for name, definition in DEFINITIONS.items()}


def make_standing(name="Lumio", days=((1000, 6), (1000, 7)), *, unsettled=0, slot=1, **changes):
    """A network with (impressions, installs) a day, None where it reports no impressions."""
    period = Period.of_days(len(days), LAST_DAY)
    counts = [
        Counts() if pair is None else Counts.of(impressions=pair[0], installs=pair[1])
        for pair in days
    ]
    last = LAST_DAY - timedelta(days=unsettled)
    values = {
        "keys": {"network": sum(map(ord, name))},
        "names": {"network": name},
        "kind": "DSP",
        "counts": total(counts),
        "previous": Counts(),
        "interval": ratio_interval(Counts.ipm, counts, DEFAULTS),
        "before": None,
        "target": 6.0,
        "mark": "met",
        "reason": "likely",
        "daily": Daily(lambda: dict(zip(period.days(), counts, strict=True)), period, last),
        "settled_to": last,
        "slot": slot,
    }
    return Standing(**values | changes)


def make_overview(*networks, silent=(), target=6.0, **changes):
    days = len(networks[0].daily) if networks else 2
    everyone = make_standing(
        "All networks",
        [(1000, 6)] * days,
        slot=None,
        keys={},
        kind="",
        previous=Counts.of(impressions=1000, installs=5),
    )
    values = {
        "period": Period.of_days(days, LAST_DAY),
        "total": everyone,
        "parts": [*networks, *silent],
        "target": target,
    }
    known = Networks.__dataclass_fields__
    missing = {name: [] for name in known if name not in values | changes}
    return Networks(**values | missing | changes)


def test_the_chart_of_two_networks():
    page = make_overview(
        make_standing("Northlight", ((1000, 4), (1000, 5)), slot=2, mark="below", unsettled=1),
        make_standing("Lumio", ((3000, 21), (1000, 7)), slot=1),
    )
    assert trend(page) == {
        "type": "lines",
        "labels": ["22 Nov", "23 Nov"],
        "unit": "IPM",
        "per": "day",
        "target": 6.0,
        "target_label": "Target 6.0",
        "settling_from": 1,
        "series": [
            {
                "name": "Lumio", "slot": 1, "shape": "circle", "role": "series",
                "points": [7.0, 7.0], "value": "7.00", "settling_from": None,
                "said": ["95 %: 4.58 to 10.68", "95 %: 2.81 to 14.42"],
            },
            {
                "name": "Northlight", "slot": 2, "shape": "square", "role": "flagged",
                "points": [4.0, 5.0], "value": "4.50", "settling_from": 1,
                "said": ["95 %: 1.09 to 10.24", "95 %: 1.62 to 11.67"],
            },
        ],
        "notes": [],
    }  # fmt: skip


def test_a_long_range_is_drawn_by_week_from_the_sums_of_its_days():
    days = [(1000, 2), (3000, 30), *[(1000, 6)] * 130]
    page = make_overview(
        make_standing("Lumio", days, unsettled=3),
        total=make_standing("All networks", days, unsettled=3, keys={}),
    )
    chart = trend(page)
    line = chart["series"][0]
    assert chart["per"] == "week"
    assert len(chart["labels"]) == len(line["points"]) == 20
    assert page.period.first.strftime("%A") == "Wednesday"
    assert chart["labels"][:2] == ["15 Jul", "20 Jul"]
    assert line["points"][0] == pytest.approx((2 + 30 + 3 * 6) / 7, abs=0.0001)
    assert line["settling_from"] == 18


def test_networks_without_a_slot_are_added_and_not_averaged():
    page = make_overview(
        make_standing("Lumio"),
        make_standing("Small", ((100, 1), (100, 1)), slot=None),
        make_standing("Smaller", ((900, 1), None), slot=None),
    )
    others = trend(page)["series"][-1]
    assert others["name"] == "2 others"
    assert others["role"] == "others"
    assert others["points"] == [2.0, 10.0]
    assert others["value"] == "2.73"


def test_one_network_without_a_slot_keeps_its_name():
    page = make_overview(make_standing("Lumio"), make_standing("Small", slot=None))
    assert trend(page)["series"][-1]["name"] == "Small"


def test_a_missing_day_is_a_gap_and_never_zero():
    page = make_overview(make_standing("Lumio", ((1000, 6), None, (1000, 0))))
    assert trend(page)["series"][0]["points"] == [6.0, None, 0.0]


def test_without_any_ipm_there_is_no_chart():
    assert trend(make_overview()) is None


def test_a_chart_survives_the_way_to_the_browser():
    page = make_overview(make_standing("Lumio", ((1000, 6), None)), target=None)
    chart = trend(page)
    assert json.loads(json.dumps(chart, allow_nan=False)) == chart
    assert chart["target_label"] == ""


def test_the_numbers_of_a_chart_come_newest_first_with_dashes_for_gaps():
    page = make_overview(
        make_standing("Lumio", ((1000, 6), (1000, 7)), unsettled=1),
        make_standing("Playgrid", (None, (1000, 9)), slot=2),
    )
    newest, oldest = charts.numbers(trend(page))
    assert (newest.label, newest.values, newest.settling) == ("23 Nov", ("7.00", "9.00"), True)
    assert (oldest.label, oldest.values, oldest.settling) == ("22 Nov", ("6.00", "–"), False)


# Geometry


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([12.6, None, 6], ["0", "5", "10", "15"]),
        ([0.9], ["0", "0.25", "0.5", "0.75", "1"]),
        ([8], ["0", "2", "4", "6", "8"]),
        ([], ["0", "0.25", "0.5", "0.75", "1"]),
    ],
    ids=["twelve", "under one", "on a step", "nothing"],
)
def test_an_axis_has_few_round_steps_and_holds_its_values(values, words):
    axis = charts.Axis.over(values)
    assert [word for _, word in axis.ticks] == words
    assert all(0 < axis.x(value) < 100 for value in values if value is not None)


def test_what_is_beyond_an_axis_stands_at_its_end():
    axis = charts.Axis.over([10])
    assert axis.x(50) == axis.x(axis.end)


def test_a_sparkline_keeps_gaps_and_dashes_what_settles():
    days = ((1000, 6), (1000, 7), None, (1000, 8), (1000, 9), (1000, 5))
    spark = small_charts.sparkline(make_standing("Lumio", days, unsettled=1).daily)
    assert [len(points.split()) for points in spark.solid] == [2, 2]
    assert [len(points.split()) for points in spark.dashed] == [2]
    assert spark.solid[-1].split()[-1] == "{},{}".format(*spark.last)
    assert spark.dashed[0].split()[0] == spark.solid[-1].split()[-1]
    assert spark.label == "from 6.00 to 5.00, lowest 5.00, highest 9.00"


def test_a_lone_day_is_still_a_mark():
    spark = small_charts.sparkline(make_standing("Lumio", (None, (1000, 6), None)).daily)
    assert len(spark.solid) == 1
    assert spark.last is not None


def test_no_day_no_sparkline():
    assert small_charts.sparkline(make_standing("Lumio", (None, None)).daily) is None


def place(mark) -> tuple[float, float]:
    """Left and right end of a mark's words, at some 5.5 px a letter."""
    width = 5.5 * len(mark.text)
    start = {"start": 0, "middle": width / 2, "end": width}[mark.anchor]
    return mark.text_x - start, mark.text_x - start + width


@pytest.mark.parametrize("before", [5.9, 6.0, 6.05, 6.2, 6.9, 9.0])
def test_the_words_of_the_ipm_axis_never_touch(before):
    gauge = small_charts.gauge(
        {"low": 5.9, "high": 6.3, "value": 6.1, "before": before, "target": 6.0}
    )
    (left, right) = sorted([place(gauge.target), place(gauge.before)])
    assert left[1] < right[0]
    assert gauge.low < gauge.value < gauge.high


def test_an_ipm_axis_needs_neither_target_nor_period_before():
    gauge = small_charts.gauge(
        {"low": 0.0, "high": 0.0, "value": 0.0, "before": None, "target": None}
    )
    assert (gauge.target, gauge.before) == (None, None)


@pytest.mark.parametrize(("value", "text"), [(6.0, "6.0"), (6.25, "6.25"), (Decimal("12"), "12.0")])
def test_a_target_is_written_as_it_was_set(value, text):
    assert charts.level(value) == text


def test_a_point_says_how_sure_it_is_and_what_was_before():
    """The exact Poisson limits of 6 events are 2.20 and 13.06 (Garwood 1936)."""
    period, earlier = Period.of_days(1, LAST_DAY), Period.of_days(1, LAST_DAY).previous()
    one = make_standing(
        days=((1000, 6),), earlier={earlier.first: Counts.of(impressions=1000, installs=8)}
    )
    page = make_overview(one, period=period, compare=earlier)
    assert trend(page)["series"][0]["said"] == ["95 %: 2.20 to 13.06, before 8.00"]
