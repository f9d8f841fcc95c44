"""`as_of` answers what a report showed on that evening, whatever was imported or undone since."""

import os
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from campaigns.importing.storing.counts import enter, remove, replace_days
from campaigns.importing.undoing.undo import take_back
from campaigns.metrics import Counts
from campaigns.models import DailyCount, ImportBatch
from campaigns.periods import Period
from campaigns.reports import ReportQuery, cells, days_with_data, left_out, network_days, report
from tests.make import LAST_DAY, counts, make_batch, make_day
from tests.reports.test_rollups import keyed, some
from tests.reports.world import FIRST_DAY, make_catalogue, random_query, random_rows

pytestmark = pytest.mark.django_db
WORLDS, SEED = int(os.environ.get("EVENINGS", "1")), int(os.environ.get("SEED", "1"))
WEEK = Period.of_days(7, LAST_DAY)


def at(batch, days_ago, hour=12):
    """Say that a batch is of some days ago."""
    when = datetime.combine(LAST_DAY - timedelta(days=days_ago), datetime.min.time(), UTC)
    batch.created_at = when + timedelta(hours=hour)
    batch.save(update_fields=["created_at"])
    return batch


def evening(days_ago):
    return LAST_DAY - timedelta(days=days_ago)


def installs(as_of=None, **where):
    (row,) = report(ReportQuery(WEEK, where=where, as_of=as_of))
    return row.counts.installs


def key():
    row = make_day(impressions=1000, installs=5)
    found = next(iter(keyed([row])))
    row.delete()
    return found


def test_a_restated_row_is_what_it_was_on_each_evening():
    own = key()
    for days_ago, number in ((5, 5), (3, 7), (1, 9)):
        replace_days({own: counts(impressions=1000, installs=number)}, at(make_batch(), days_ago))
    assert [installs(evening(n)) for n in (6, 5, 4, 3, 2, 1, 0)] == [None, 5, 5, 7, 7, 9, 9]
    assert installs() == 9


def test_an_import_of_the_evening_is_known_and_one_after_midnight_is_not():
    own = key()
    replace_days({own: counts(installs=5)}, at(make_batch(), 3, hour=23))
    replace_days({own: counts(installs=6)}, at(make_batch(), 2, hour=0))
    assert (installs(evening(3)), installs(evening(2))) == (5, 6)


def test_a_removed_row_is_there_until_it_was_removed():
    own = key()
    replace_days({own: counts(installs=5)}, at(make_batch(), 5))
    remove([own], at(make_batch(), 3))
    assert [installs(evening(n)) for n in (5, 4, 3)] == [5, 5, None]


def test_who_stands_on_a_day_is_who_stood_that_evening():
    network = key()
    mmp = (*network[:5], "mmp")
    replace_days({mmp: counts(installs=3)}, at(make_batch(), 5))
    replace_days({network: counts(installs=5)}, at(make_batch(), 3))
    assert [installs(evening(n)) for n in (4, 3)] == [3, 5]
    assert left_out(ReportQuery(WEEK, as_of=evening(4))).installs is None
    assert left_out(ReportQuery(WEEK, as_of=evening(3))).installs == 3
    assert installs(evening(3), reported_by=("mmp",)) == 3


def test_undo_is_a_change_of_its_day_and_no_rewriting_of_the_past():
    own = key()
    replace_days({own: counts(installs=5)}, at(make_batch(), 6))
    wrong = at(make_batch(), 5)
    replace_days({own: counts(installs=50)}, wrong)
    at(undone := take_back(wrong).by[0], 3)
    assert [installs(evening(n)) for n in (6, 5, 4, 3)] == [5, 50, 50, 5]
    at(take_back(undone).by[0], 2)
    assert [installs(evening(n)) for n in (6, 4, 3, 2)] == [5, 50, 5, 50]


def test_what_a_removal_took_and_an_undo_brought_back_was_away_between():
    own = key()
    replace_days({own: counts(installs=5)}, at(make_batch(), 6))
    gone = at(make_batch(), 5)
    remove([own], gone)
    at(take_back(gone).by[0], 3)
    replace_days({own: counts(installs=8)}, at(make_batch(), 1))
    assert [installs(evening(n)) for n in (6, 5, 4, 3, 1)] == [5, None, None, 5, 8]


def test_the_last_day_known_is_that_of_the_evening():
    make_catalogue()
    for days_ago in (4, 2):
        day = LAST_DAY - timedelta(days=days_ago + 1)
        rows = {k: v for k, v in keyed(random_rows(Random(1), 30)).items() if k[1] == day}
        replace_days(rows, at(make_batch(), days_ago))
    assert days_with_data({}, evening(3)).last == LAST_DAY - timedelta(days=5)
    assert days_with_data({}, evening(2)).last == LAST_DAY - timedelta(days=3)


# Any sequence


def answers(query):
    rows = [(row.keys, dict(row.names), row.counts, row.previous) for row in report(query)]
    bare = sorted(map(repr, cells(query))) if query.by else []
    return rows, left_out(query), network_days(query), bare


def change(random, day):
    """Something that happens to counts on a day."""
    batch = at(make_batch(), day)
    kind = random.choice(("days", "days", "enter", "remove", "undo", "undo"))
    if kind == "days":
        replace_days(keyed(random_rows(random, 15)), batch)
    elif kind == "enter":
        enter(keyed(random_rows(random, 4)), batch)
    elif kind == "remove":
        remove(keyed(some(random, DailyCount.objects)), batch)
    elif standing := list(ImportBatch.objects.filter(undone=False).order_by("pk")):
        for by in take_back(random.choice(standing), with_later=True).by:
            at(by, day)


@pytest.mark.parametrize("seed", range(SEED, SEED + WORLDS))
def test_as_of_is_what_the_report_showed_on_that_day(seed):
    random = Random(seed)
    make_catalogue()
    at(first := make_batch(), 9)
    replace_days(keyed(random_rows(random, 25)), first)
    shown = {}
    queries = [random_query(random) for _ in range(4)]
    for day in range(8, 0, -1):
        for _ in range(random.choice((0, 1, 2))):
            change(random, day)
        shown[day] = [answers(query) for query in queries]
    for day, found in shown.items():
        for query, showed in zip(queries, found, strict=True):
            asked = ReportQuery(**{**vars(query), "as_of": evening(day)})
            assert answers(asked) == showed, (day, query)


def test_nothing_changed_costs_no_facts(django_assert_max_num_queries):
    make_day(impressions=1000, installs=5)
    with django_assert_max_num_queries(6):
        assert installs(evening(-1)) == 5


def test_before_anything_was_known_there_is_nothing():
    replace_days({key(): counts(installs=5)}, make_batch())
    (row,) = report(ReportQuery(WEEK, as_of=FIRST_DAY))
    assert row.counts == Counts()
