"""Whatever is asked of whatever is stored, an answer is the sum of the rows it is about."""

from random import Random

import pytest

from campaigns.models import DailyCount
from campaigns.periods import Period
from campaigns.reports import asked as which_rows
from campaigns.reports import cells, days_with_data, left_out, options, report
from tests.reports.world import (
    answer,
    chosen,
    make_catalogue,
    passing,
    random_query,
    random_rows,
    value_of,
)
from tests.worlds import made_once

pytestmark = pytest.mark.django_db
QUESTIONS = 12


@made_once
def stored():
    """Rows of every kind."""
    make_catalogue()
    DailyCount.objects.bulk_create(random_rows(Random(0), 150))


@pytest.fixture(params=range(2))
def random(request, stored):
    return Random(request.param)


def asked(ask) -> list:
    """What is found in the rollups that can answer, and in the counts themselves."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(which_rows, "smallest", lambda *dimensions: DailyCount)
        of_counts = ask()
    return [ask(), of_counts]


def test_a_report_is_the_sum_of_its_rows(random):
    for _ in range(QUESTIONS):
        query = random_query(random)
        for rows in asked(lambda query=query: report(query)):
            assert {tuple(row.keys.values()): row.counts for row in rows} == answer(query), query


def test_cells_are_the_sums_of_the_rows_that_report_them(random):
    for _ in range(QUESTIONS):
        query = random_query(random)
        query = type(query)(**{**vars(query), "counts": ("impressions", "installs")})
        query = query.split(*(name for name in query.by if name not in ("week", "month")))
        if not query.by:
            continue
        sums: dict[tuple, list] = {}
        for row in chosen(query):
            if row.impressions is not None and row.installs is not None:
                keys = tuple(value_of(row, name) for name in query.by)
                sums.setdefault(keys, []).append((row.impressions, row.installs))
        wanted = sorted((*keys, *map(sum, zip(*rows, strict=True))) for keys, rows in sums.items())
        for found in asked(lambda query=query: cells(query)):
            assert sorted(found) == wanted, query


def test_what_is_left_out_is_what_the_mmp_says_where_the_network_stands(random):
    for _ in range(QUESTIONS // 2):
        query = random_query(random)
        stand = set(chosen(query))
        installs = [
            row.installs or 0
            for row in passing(query)
            if row.reported_by == "mmp" and row not in stand and "reported_by" not in query.where
        ]
        for found in asked(lambda query=query: left_out(query)):
            assert (found.installs or 0) == sum(installs), query


def test_days_and_options_are_those_of_the_rows_that_pass(random):
    for _ in range(QUESTIONS // 3):
        query = random_query(random)
        rows = [
            row
            for row in DailyCount.objects.select_related("campaign__app", "creative")
            if all(value_of(row, name) in values for name, values in query.where.items())
        ]
        days = [row.day for row in rows]
        assert days_with_data(query.where) == (Period(min(days), max(days)) if days else None)
        for name in ("network", "creative", "country", "store_page"):
            seen = {
                value_of(row, name) for row in DailyCount.objects.all() if row.day in query.period
            }
            assert {value for value, _ in options(name, query.period)} == seen
