"""What a page is compared with: the period before, last week, last year, or any range."""

from datetime import timedelta

import pytest
from django.http import QueryDict

from campaigns.periods import Period
from campaigns.reports import ReportQuery, report
from campaigns.ui.report_form import ReportForm
from tests.make import LAST_DAY, TODAY, make_day


def form(query: str) -> ReportForm:
    return ReportForm(QueryDict(query), today=TODAY)


MONTH = "from=2026-11-01&to=2026-11-10"


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        (MONTH, "2026-10-22", "2026-10-31"),
        (f"{MONTH}&compare=week", "2026-10-25", "2026-11-03"),
        (f"{MONTH}&compare=year", "2025-11-02", "2025-11-11"),
        (f"{MONTH}&compare=range&compare_from=2026-09-01&compare_to=2026-09-05",
         "2026-09-01", "2026-09-05"),
        (f"{MONTH}&compare_from=2026-09-01&compare_to=2026-09-05", "2026-10-22", "2026-10-31"),
    ],
)  # fmt: skip
def test_a_comparison_is_a_range_of_days(query, first, last):
    compared = form(query).compared
    assert (compared.first.isoformat(), compared.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    "days",
    ["", "&compare_from=2026-09-01", "&compare_from=2026-09-05&compare_to=2026-09-01",
     "&compare_from=1990-01-01&compare_to=2026-09-01", "&compare_from=x&compare_to=2026-09-01",
     "&compare_from=0001-01-01&compare_to=0001-01-02",
     "&compare_from=9999-12-30&compare_to=9999-12-31"],
)  # fmt: skip
def test_a_range_that_cannot_be_compared_says_so_and_falls_back(days):
    asked = form(f"{MONTH}&compare=range{days}")
    assert asked.compared == asked.period.previous()
    assert any(problem.startswith("Against") for problem in asked.problems())
    assert "compare=range" not in asked.elsewhere()


def test_a_chosen_range_goes_along_to_other_pages():
    along = "compare=range&compare_from=2026-09-01&compare_to=2026-09-05"
    asked = form(f"{MONTH}&{along}&sort=-installs&columns=ipm")
    assert asked.elsewhere() == f"?{MONTH}&{along}"
    assert asked.address().endswith("&columns=ipm&sort=-installs")


@pytest.mark.django_db
def test_sums_are_compared_only_between_ranges_of_one_length(viewer_client):
    for back in range(60):
        make_day(day=LAST_DAY - timedelta(days=back), impressions=1000, installs=5)
    days = Period.of_days(10, LAST_DAY)
    path = f"/?from={days.first}&to={days.last}&compare=range&compare_to=2026-11-01"

    def installs(first):
        tiles = viewer_client.get(f"{path}&compare_from={first}").context["tiles"]
        return next(tile.change for tile in tiles if tile.key == "installs")

    assert installs("2026-10-23").text == "level"
    assert installs("2026-10-13") is None


@pytest.mark.django_db
def test_a_cohort_that_is_too_young_for_its_metric_is_left_out():
    for back in (0, 3, 20):
        make_day(
            day=LAST_DAY - timedelta(days=back), installs=100, spend=10,
            retained_d1=40, retained_d7=10, revenue_d7=5,
        )  # fmt: skip
    query = ReportQuery(Period.of_days(28, LAST_DAY), today=TODAY)
    counts = report(query)[0].counts
    assert (counts.installs, counts.retained_d1, counts.retained_d7) == (300, 80, 10)
    assert (counts.retention_d1, counts.retention_d7, counts.roas_d7) == (40, 10, 50)
    assert report(ReportQuery(query.period))[0].counts.retained_d7 == 30


@pytest.mark.django_db
@pytest.mark.parametrize(("days_old", "known"), [(7, False), (8, True)])
def test_retention_d7_needs_seven_whole_days(days_old, known):
    day = TODAY - timedelta(days=days_old)
    make_day(day=day, installs=10, retained_d7=2)
    counts = report(ReportQuery(Period(day, day), today=TODAY))[0].counts
    assert (counts.retention_d7 is not None) is known
