from decimal import Decimal

import pytest
from django.db import connection

from campaigns.importing.storing.counts import enter, remove, replace_days
from campaigns.importing.storing.names import default_page
from campaigns.metrics import Counts
from campaigns.models import CountRevision, DailyCount
from tests.make import LAST_DAY, make_app, make_batch, make_campaign, make_creative

pytestmark = pytest.mark.django_db


@pytest.fixture
def key():
    app = make_app()

    def of(campaign="Broad US", creative="Not stated", country="US", reporter="network"):
        return (
            make_campaign(app, name=campaign).pk,
            LAST_DAY,
            make_creative(app, creative).pk,
            country,
            default_page(app).pk,
            reporter,
        )

    return of


def said(changes):
    return (changes.created, changes.changed, changes.unchanged, changes.removed)


def test_the_same_rows_twice_change_nothing(key):
    rows = {key(): Counts(impressions=1000, installs=5, spend=Decimal("9.123456"))}
    assert said(replace_days(rows, make_batch())) == (1, 0, 0, 0)
    assert said(replace_days(rows, make_batch())) == (0, 0, 1, 0)
    assert CountRevision.objects.count() == 0


def test_a_restated_row_is_changed_and_its_old_counts_are_kept(key):
    first, second = make_batch(), make_batch()
    replace_days({key(): Counts(impressions=1000, installs=5)}, first)
    assert said(replace_days({key(): Counts(impressions=1000, installs=7)}, second)) == (0, 1, 0, 0)
    assert DailyCount.objects.get().installs == 7
    kept = CountRevision.objects.get()
    assert (kept.installs, kept.batch, kept.written_by, kept.removed) == (5, second, first, False)


def test_one_restated_row_among_many_and_a_new_one_are_told_apart(key):
    first, second = make_batch(), make_batch()
    rows = {key(creative=f"Ad {n}"): Counts(installs=n) for n in range(30)}
    replace_days(rows, first)
    restated, new = key(creative="Ad 7"), key(creative="New")
    both = {restated: Counts(installs=70), new: Counts(installs=1)}
    assert said(replace_days(rows | both, second)) == (1, 1, 29, 0)
    written = DailyCount.objects.filter(batch=second)
    assert set(written.values_list("creative", "installs")) == {(restated[2], 70), (new[2], 1)}
    assert CountRevision.objects.get().installs == 7


def test_nothing_that_is_written_looks_through_all_stored_rows(key):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL plans by what it knows of the rows.")
    plans = {}

    def explained(execute, sql, params, many, context):
        if "campaigns_dailycount" in sql and not sql.startswith("EXPLAIN"):
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
                plans[sql] = [row[-1] for row in cursor.fetchall()]
        return execute(sql, params, many, context)

    rows = {key(creative=f"Ad {n}"): Counts(installs=n, spend=Decimal(n)) for n in range(30)}
    one, new = key(creative="Ad 7"), key(creative="New")
    replace_days(rows, make_batch())
    with connection.execute_wrapper(explained):
        replace_days(rows | {one: Counts(installs=70), new: Counts(installs=1)}, make_batch())
        replace_days({one: Counts(installs=70)}, make_batch())
        enter({one: Counts(installs=71, spend=Decimal(7))}, make_batch())
        remove([one], make_batch())
    whole = ("SCAN f", "SCAN campaigns_dailycount")
    assert {sql for sql, plan in plans.items() if any(step.startswith(whole) for step in plan)} == (
        set()
    )
    assert any(sql.startswith("UPDATE") for sql in plans)


def test_a_row_that_vanished_from_a_covered_day_is_removed_and_kept(key):
    both = {key(): Counts(installs=5), key(country="DE"): Counts(installs=2)}
    replace_days(both, make_batch())
    assert said(replace_days({key(): Counts(installs=5)}, make_batch())) == (0, 0, 1, 1)
    kept = CountRevision.objects.get()
    assert (kept.country, kept.installs, kept.removed) == ("DE", 2, True)


def test_other_campaigns_and_the_other_reporter_are_left_alone(key):
    replace_days(
        {
            key(): Counts(installs=5),
            key(campaign="Other"): Counts(installs=2),
            key(reporter="mmp"): Counts(installs=6),
        },
        make_batch(),
    )
    replace_days({key(): Counts(installs=4)}, make_batch())
    assert sorted(DailyCount.objects.values_list("installs", flat=True)) == [2, 4, 6]


def test_coarser_rows_say_which_detail_they_lose(key):
    fine = {
        key(creative="A", country="US"): Counts(installs=5, spend=Decimal(1)),
        key(creative="B", country="DE"): Counts(installs=2, spend=Decimal(1)),
    }
    replace_days(fine, make_batch())
    changes = replace_days({key(country="ZZ"): Counts(installs=7)}, make_batch())
    assert changes.detail_lost == [
        "2 creatives on 1 campaign-day", "2 countries on 1 campaign-day", "spend of 1 campaign-day",
    ]  # fmt: skip


def test_finer_rows_lose_nothing(key):
    replace_days({key(country="ZZ"): Counts(installs=7)}, make_batch())
    fine = {key(creative="A"): Counts(installs=5), key(country="DE"): Counts(installs=2)}
    assert replace_days(fine, make_batch()).detail_lost == []


def test_a_row_entered_by_hand_leaves_the_rest_of_its_day(key):
    replace_days({key(): Counts(installs=5)}, make_batch())
    assert said(enter({key(country="DE"): Counts(installs=1)}, make_batch())) == (1, 0, 0, 0)
    assert DailyCount.objects.count() == 2


def test_a_removed_row_is_kept_as_a_revision(key):
    replace_days({key(): Counts(installs=5), key(country="DE"): Counts(installs=1)}, make_batch())
    assert said(remove([key()], make_batch())) == (0, 0, 0, 1)
    assert DailyCount.objects.get().country == "DE"
    assert CountRevision.objects.get().installs == 5


def test_the_batch_knows_what_it_did_and_which_days_it_covers(key):
    batch = make_batch()
    replace_days({key(): Counts(installs=5)}, batch)
    batch.refresh_from_db()
    assert (batch.created, batch.first_day, batch.last_day) == (1, LAST_DAY, LAST_DAY)
    assert DailyCount.objects.get().batch == batch


def test_sums_before_and_after_are_told(key):
    replace_days({key(): Counts(impressions=1000, installs=5)}, make_batch())
    changes = replace_days({key(): Counts(impressions=1000, installs=6)}, make_batch())
    assert (changes.before.ipm, changes.after.ipm) == (5, 6)


def test_saving_a_stored_row_never_writes_its_key_again(key, django_assert_num_queries):
    replace_days({key(): Counts(installs=5)}, make_batch())
    row = DailyCount.objects.get()
    row.country, row.installs = "FR", 9
    row.save()
    row.refresh_from_db()
    assert (row.country, row.installs) == ("US", 9)
