from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.metrics import COUNTS, total
from campaigns.models import DailyCount
from campaigns.periods import Period
from campaigns.reports import (
    DIMENSIONS,
    ReportQuery,
    cells,
    days_with_data,
    left_out,
    options,
    report,
)
from tests.make import LAST_DAY, make_app, make_day

pytestmark = pytest.mark.django_db
WEEK = Period.of_days(7, LAST_DAY)


def ask(*by, **where):
    return report(ReportQuery(WEEK, by=by, where=where))


def test_total_trend_and_table_are_one_report_split_differently():
    make_day("Lumio Ads", LAST_DAY, impressions=1000, installs=5)
    make_day("Kite", LAST_DAY - timedelta(days=1), impressions=3000, installs=6)
    whole = ask()[0].counts
    assert whole.ipm == pytest.approx(11 / 4)
    for by in DIMENSIONS:
        assert total(row.counts for row in ask(by)) == whole, by


def test_a_silent_networks_installs_never_meet_another_networks_impressions():
    make_day("Lumio Ads", impressions=1000, installs=6)
    make_day("Circle Social", installs=900, clicks=5000)
    whole = ask()[0].counts
    assert whole.installs == 906
    assert whole.ipm == 6


def test_money_is_exact_in_the_database():
    for tenth in range(10):
        make_day(f"N{tenth}", spend=Decimal("0.1"), installs=1)
    assert ask()[0].counts.spend == Decimal("1.0")


def test_nothing_asked_of_an_empty_database_is_one_total_without_data():
    (row,) = ask()
    assert row.counts.ipm is None and row.counts.installs is None


def test_two_apps_of_one_name_stay_apart_and_are_named_with_their_platform():
    make_day(app=make_app(platform="android"), installs=1)
    make_day(app=make_app(platform="ios"), installs=2)
    assert {row.names["app"]: row.counts.installs for row in ask("app")} == {
        "Merge Harbor (Android)": 1,
        "Merge Harbor (iOS)": 2,
    }


def test_names_cost_a_query_when_the_first_is_read(django_assert_num_queries):
    for network in ("Lumio Ads", "Kite"):
        make_day(network, installs=1)
    rows = ask("network")
    with django_assert_num_queries(1):
        assert {row.names["network"] for row in rows} == {"Lumio Ads", "Kite"}
    assert rows[0].names.get("app") is None


def test_a_comparison_gives_rows_that_exist_in_only_one_period():
    make_day("Old", LAST_DAY - timedelta(days=7), impressions=1000, installs=3)
    make_day("New", LAST_DAY, impressions=1000, installs=4)
    rows = report(ReportQuery(WEEK, by=("network",), compare=WEEK.previous()))
    found = {row.names["network"]: (row.counts.ipm, row.previous.ipm) for row in rows}
    assert found == {"New": (4, None), "Old": (None, 3)}


def test_weeks_and_months_are_folded_from_days():
    make_day(day=LAST_DAY, impressions=1000, installs=1)
    make_day(day=LAST_DAY - timedelta(days=1), impressions=1000, installs=2)
    assert [row.counts.installs for row in ask("week")] == [2, 1]
    assert [row.counts.installs for row in ask("month")] == [3]


def test_the_networks_own_report_stands_where_the_mmp_tells_the_same_days():
    make_day("Meta", impressions=1000, installs=5)
    make_day("Meta", installs=7, reported_by="mmp")
    make_day("Kite", installs=2, reported_by="mmp")
    assert ask()[0].counts.installs == 7
    assert ask(reported_by=("mmp",))[0].counts.installs == 9
    assert ask(reported_by=("mmp", "network"))[0].counts.installs == 7
    assert left_out(ReportQuery(WEEK)).installs == 7


def test_data_stands_on_the_days_on_which_some_of_it_is_counted():
    row = make_day("Meta", impressions=1000, installs=5, creative="Hook")
    untold = make_day("Meta", installs=7, reported_by="mmp")
    assert days_with_data({"creative": (row.creative_id,)}) == Period(LAST_DAY, LAST_DAY)
    assert days_with_data({"creative": (untold.creative_id,)}) is None
    assert days_with_data({"reported_by": ("mmp",)}) == Period(LAST_DAY, LAST_DAY)


def test_a_filter_never_shows_a_part_that_is_not_in_the_total():
    make_day("Meta", impressions=1000, installs=5, country="ZZ")
    make_day("Meta", installs=7, reported_by="mmp", country="US")
    assert ask(country=("US",))[0].counts.installs is None


def test_a_lookup_cannot_be_smuggled_in():
    with pytest.raises(KeyError):
        ReportQuery(WEEK, by=("campaign__app__name",))
    with pytest.raises(KeyError):
        ReportQuery(WEEK, where={"day": (LAST_DAY,)})


def test_options_are_what_has_counts_in_the_period():
    make_day("Lumio Ads", LAST_DAY, installs=1)
    make_day("Old", LAST_DAY - timedelta(days=90), installs=1)
    assert [name for _, name in options("network", WEEK)] == ["Lumio Ads"]
    assert [name for _, name in options("country", WEEK)] == ["United States"]


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["A", "B", "C"]),
            st.integers(0, 6),
            st.sampled_from(["US", "DE", "ZZ"]),
            st.none() | st.integers(0, 10**6),
            st.none() | st.integers(0, 10**4),
            st.none() | st.decimals(0, 10**4, places=6),
        ),
        unique_by=lambda row: row[:3],
        max_size=8,
    )
)
def test_parts_add_to_the_whole_in_any_split(rows):
    DailyCount.objects.all().delete()
    for network, back, country, impressions, installs, spend in rows:
        make_day(
            network, LAST_DAY - timedelta(days=back), country=country,
            impressions=impressions, installs=installs, spend=spend,
        )  # fmt: skip
    whole = ask()[0].counts
    for by in (("network",), ("country", "network"), ("day", "country"), ("week", "platform")):
        parts = total(row.counts for row in ask(*by))
        assert parts == whole
        assert parts.ipm == whole.ipm
    for place, name in enumerate(COUNTS[:3:2]):
        told = [row[3 + place] for row in rows if row[3 + place] is not None]
        assert getattr(whole, name) == (sum(told) if told else None)


def test_cells_sum_only_rows_that_report_all_of_the_counts():
    app = make_app()
    for network, impressions in (("Lumio", 1_000), ("Circle", None)):
        for country in ("US", "DE"):
            make_day(network, app=app, country=country, impressions=impressions, installs=5)
    query = ReportQuery(WEEK, ("app", "day"), counts=("impressions", "installs"))
    assert list(cells(query)) == [(app.pk, LAST_DAY, 2_000, 10)]
