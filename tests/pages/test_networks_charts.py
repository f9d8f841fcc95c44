"""The pictures behind a verdict show the numbers that the verdict rests on."""

import json
import re
from datetime import date, timedelta

import pytest
from django.db.models import F
from django.http import QueryDict

from campaigns.judgement.networks import flags
from campaigns.judgement.networks.evidence_words import CAMPAIGNS
from campaigns.judgement.networks.expected import ExpectedDay
from campaigns.judgement.networks.network_page import network_page
from campaigns.metrics import Counts
from campaigns.models import DailyCount, Verdict
from campaigns.pages.networks import charts as verdict_charts
from campaigns.pages.networks import verdict_tables
from campaigns.periods import Period
from campaigns.reports import ReportQuery
from campaigns.ui import network_tables
from campaigns.ui.charts import numbers
from campaigns.ui.report_form import ReportForm
from tests.judgement.test_flags import CELLS, FIVE, world
from tests.make import LAST_DAY, TODAY
from tests.worlds import made_once

PLAIN = ReportForm(QueryDict(""), today=TODAY)


@made_once
def low():
    world({**FIVE, "Low": 0.6})
    flags.judge_days([TODAY])
    network = Verdict.objects.get(network__name="Low").network_id
    return network_page(network, ReportQuery(Period.of_days(31, LAST_DAY)), TODAY)


# Expected


def test_the_expected_days_add_up_to_what_the_verdict_expects(low):
    one = low.apps[0].judgement.window
    whole = sum(low.expected.values(), ExpectedDay())
    assert whole.installs == pytest.approx(one.expected)
    assert whole.ipm == pytest.approx(one.expected_ipm)


def test_they_do_so_where_the_whole_app_had_low_days(db):
    world({**FIVE, "Low": 0.6})
    DailyCount.objects.filter(day__gt=LAST_DAY - timedelta(days=10)).update(
        installs=F("installs") * 7 / 10
    )
    flags.judge_days([TODAY])
    network = Verdict.objects.get(network__name="Low").network_id
    page = network_page(network, ReportQuery(Period.of_days(31, LAST_DAY)), TODAY)
    whole = sum(page.expected.values(), ExpectedDay())
    assert whole.installs == pytest.approx(page.apps[0].judgement.window.expected)


def test_a_day_has_no_expectation_where_too_few_impressions_are_in_known_cells():
    assert ExpectedDay(1000, 500, 3, 3).ipm is None
    assert ExpectedDay(1000, 600, 3, 3).ipm == pytest.approx(5)
    assert ExpectedDay().ipm is None
    assert ExpectedDay().band is None


def test_the_band_is_wider_on_a_small_day():
    small, large = ExpectedDay(1000, 1000, 5, 5), ExpectedDay(100_000, 100_000, 500, 500)
    assert small.ipm == large.ipm
    assert small.band[0] < large.band[0] < small.ipm < large.band[1] < small.band[1]


def test_the_band_holds_95_of_100_poisson_days():
    from random import Random

    draw, day = Random(7), ExpectedDay(10_000, 10_000, 60, 60)
    low, high = day.band
    days = [sum(draw.random() < 0.06 for _ in range(1000)) / 10 for _ in range(600)]
    held = sum(low <= ipm <= high for ipm in days) / len(days)
    assert 0.93 <= held <= 0.98


def test_the_chart_has_the_network_the_expectation_and_its_band(low):
    chart = verdict_charts.against_expected(low)
    own, expected = chart["series"]
    assert (own["name"], own["role"], expected["role"]) == ("Low", "flagged", "expected")
    assert chart["settling_from"] == 28
    assert own["points"][-1] is None
    assert own["points"][0] == pytest.approx(low.standing.daily[0][1].ipm, abs=1e-4)
    assert len(chart["band"]["low"]) == len(chart["labels"]) == 31
    assert chart["band"]["low"][5] < expected["points"][5] < chart["band"]["high"][5]
    assert chart["notes"] == [{"index": 27, "text": "20 Nov: flagged"}]
    json.dumps(chart)


def test_the_numbers_of_the_chart_have_the_band_too(low):
    days = numbers(verdict_charts.against_expected(low))
    assert all(len(day.values) == 3 for day in days)
    assert days[-1].values[2].count(" to ") == 1
    assert days[0].values == ("–", "–", "–")


def test_weeks_are_sums_of_days():
    monday = date(2026, 11, 16)
    days = {monday + timedelta(days=i): ExpectedDay(100, 100, 1, 2) for i in range(7)}
    weeks = verdict_charts._steps(days, by_week=True)
    assert weeks == {monday: ExpectedDay(700, 700, 7, 14)}


# Funnel


def test_the_funnel_shows_every_network_where_its_verdict_stands(low):
    view = low.apps[0]
    funnel = verdict_charts.funnel(view, PLAIN)
    points = {point["name"]: point for point in funnel["points"]}
    assert set(points) == {*FIVE, "Low"}
    assert points["Low"]["y"] == pytest.approx(100 * (view.judgement.window.ratio - 1), abs=0.01)
    assert points["Low"]["x"] == view.judgement.window.impressions
    assert (points["Low"]["role"], points["Low"]["own"]) == ("flagged", True)
    assert points["Alpha"]["role"] == "series"
    said = re.fullmatch(
        r"Low: −\d+ %, IPM ([\d.]+) \(95 %: ([\d.]+) to ([\d.]+)\), "
        r"expected ([\d.]+), .* impressions",
        points["Low"]["words"].replace("\N{NO-BREAK SPACE}", " "),
    )
    low_end, ipm, high_end, expected = (float(said[at]) for at in (2, 1, 3, 4))
    assert low_end < ipm < high_end < expected
    assert funnel["act"] == -15
    assert funnel["act_label"] == "act below −15 %"
    json.dumps(funnel)


def test_the_limits_of_the_funnel_are_nested_and_narrow_with_impressions(low):
    limits = verdict_charts.funnel(low.apps[0], PLAIN)["limits"]
    for point in limits:
        assert point["outer"][0] <= point["inner"][0] < 0 < point["inner"][1] < point["outer"][1]
    assert limits[0]["x"] < limits[-1]["x"]
    assert limits[0]["inner"][0] <= limits[-1]["inner"][0]


def test_the_axis_holds_every_point(low):
    funnel = verdict_charts.funnel(low.apps[0], PLAIN)
    assert all(funnel["low"] <= point["y"] <= funnel["high"] for point in funnel["points"])


def test_the_numbers_behind_the_funnel_start_with_the_lowest(low):
    rows = verdict_charts.funnel_rows(low.apps[0])
    assert rows[0].name == "Low" and rows[0].own
    assert rows[0].distance == "−39\u00a0%"
    assert rows[0].verdict == "Act"


# Tables of lines


def test_the_cells_add_up_to_the_total_and_most_missing_come_first(low):
    table = verdict_tables.CellTable(low.apps[0])
    lines = [row.record for row in table.rows]
    *cells, total = lines
    assert len(cells) == len(CELLS)
    assert total.kind == "total"
    assert total.installs == sum(cell.installs for cell in cells)
    assert total.missing == pytest.approx(low.apps[0].judgement.window.missing)
    assert [c.missing for c in cells] == sorted((c.missing for c in cells), reverse=True)
    assert cells[0].worst


def test_many_cells_are_summed_in_one_row_and_stand_in_full_below(db):
    cells = [
        (country, "video", 6)
        for country in ["US", "DE", "FR", "GB", "BR", "IN", "JP", "CA", "MX", "ES", "IT"]
    ]
    world({**FIVE, "Low": 0.6}, cells=cells, impressions=8000)
    flags.judge_days([TODAY])
    network = Verdict.objects.get(network__name="Low").network_id
    view = network_page(network, ReportQuery(Period.of_days(28, LAST_DAY)), TODAY).apps[0]
    table = verdict_tables.CellTable(view)
    assert len(table.rows) == 11 + 1
    *_, rest, total = [row.record for row in table.paginated_rows]
    assert rest.name == "6 more cells"
    assert len(table.rest.rows) == 6
    assert rest.installs == sum(row.record.installs for row in table.rest.rows)
    assert total.installs == view.judgement.window.installs


@pytest.mark.parametrize(
    ("ratio", "x", "width"),
    [(0.75, 25, 25), (1.25, 50, 25), (0.2, 0, 50), (1, 50, 1)],
    ids=["below", "above", "as far as it goes", "level"],
)
def test_a_gap_bar_starts_at_the_middle(ratio, x, width):
    bar = network_tables.gap(ratio)
    assert (bar.x, bar.width) == (x, width)


def test_a_sum_without_impressions_has_no_ipm():
    line = verdict_tables.summed([], "All", "total")
    assert line.ipm is None and line.ratio is None and line.missing is None


def test_what_shares_no_cell_is_given_no_expectation(low):
    lines = [row.record for row in verdict_tables.PartTable(low.apps[0], CAMPAIGNS).rows]
    assert lines[0].word == ""
    assert lines[0].reason == "nothing to compare with"
    assert lines[0].expected_ipm is None
    assert lines[0].ipm == pytest.approx(Counts.ipm.scale * lines[0].installs / (28 * 80_000))


def test_a_network_alone_is_held_against_nobody(db):
    world({"Only": 1.0}, cells=[("US", "video", 6)])
    flags.judge_days([TODAY])
    network = Verdict.objects.get().network_id
    page = network_page(network, ReportQuery(Period.of_days(28, LAST_DAY)), TODAY)
    assert page.expected == {}
    cell, total = [row.record for row in verdict_tables.CellTable(page.apps[0]).rows]
    assert (cell.peers, cell.expected_ipm, cell.ratio, cell.missing) == ("none", None, None, None)
    assert (total.expected_ipm, total.missing) == (None, None)
    assert total.ipm == cell.ipm > 0
