"""The version of the data: raised by every write, in its transaction, and by nothing else."""

import pytest
from django.db import connection, transaction

from campaigns.judgement import thresholds
from campaigns.models import App, Campaign, Change, Creative, DailyCount, Network
from campaigns.models.changes import Versions, changed, fold
from tests.make import make_app, make_campaign, make_creative, make_day

pytestmark = pytest.mark.django_db


def data() -> int:
    return Versions().data


@pytest.mark.parametrize(
    "write",
    [
        lambda app, user: make_day(app=app, impressions=9),
        lambda app, user: App.objects.filter(pk=app.pk).update(target_ipm=4),
        lambda app, user: Creative.objects.bulk_create([Creative(app=app, name="New")]),
        lambda app, user: app.delete(),
        lambda app, user: thresholds.change("days_on", 4, user),
        lambda app, user: setattr(user, "first_name", "Ada") or user.save(),
    ],
    ids=["counts", "update", "bulk", "delete", "threshold", "reader"],
)
def test_a_write_raises_the_version(write, staff):
    app, before = make_app(), data()
    write(app, staff)
    assert data() > before


def test_reading_and_logging_in_raise_nothing(viewer, client):
    make_day(impressions=1000, installs=5)
    before = data()
    asked = {"username": "viewer", "password": "viewer"}
    assert client.post("/accounts/login/", asked).status_code == 302
    assert client.get("/").status_code == 200
    assert data() == before


def test_a_write_that_is_taken_back_takes_its_rise_along():
    before = data()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make_app()
        assert data() > before
        raise ZeroDivisionError
    assert data() == before


def test_what_follows_a_write_that_was_taken_back_raises_all_the_same():
    before = data()
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            make_app("Gone")
            raise ZeroDivisionError
        make_app("Stays")
    assert data() > before


def test_a_transaction_of_many_writes_adds_one_row():
    data()
    with transaction.atomic():
        before = Change.objects.count()
        for number in range(5):
            make_app(f"App {number}")
        assert Change.objects.count() == before + 1


@pytest.mark.django_db(transaction=True)
def test_a_write_outside_of_a_transaction_raises_the_version():
    assert not connection.in_atomic_block
    before = data()
    Network.objects.create(name="Kite")
    assert data() > before


def versions(*apps) -> list[int]:
    now = Versions()
    return [now.of(app.pk) for app in apps]


def test_counts_are_judged_again_in_their_own_app_only():
    mine, other = make_app(), make_app("Tile Garden")
    before = versions(mine, other)
    make_day(app=mine, impressions=1000, installs=5)
    after = versions(mine, other)
    assert after[0] > before[0] and after[1] == before[1]


@pytest.mark.parametrize(
    ("write", "again"),
    [
        (lambda: Network.objects.update(settle_days=9), True),
        (lambda: App.objects.update(target_ipm=9), True),
        (lambda: Creative.objects.update(format="video"), True),
        (lambda: Campaign.objects.all().delete(), True),
        (lambda: Creative.objects.update(asset="a.png"), False),
        (lambda: Campaign.objects.update(status="paused"), False),
        (lambda: make_creative(App.objects.get(), "New"), False),
        (lambda: changed([App.objects.get().pk]), True),
    ],
    ids=["settling", "target", "format", "deleted", "picture", "status", "created", "said"],
)
def test_only_what_a_judgement_rests_on_makes_an_app_be_judged_again(write, again):
    make_creative(make_app(), "Old")
    make_campaign()
    (before,) = versions(App.objects.get())
    write()
    (after,) = versions(App.objects.get())
    assert (after > before) is again


def test_a_threshold_is_judged_with_in_every_app(staff):
    apps = make_app(), make_app("Tile Garden")
    before = versions(*apps)
    thresholds.change("fatigue_drop", 0.3, staff)
    assert all(now > then for now, then in zip(versions(*apps), before, strict=True))


def test_many_changes_are_folded_into_few_and_say_the_same():
    apps = make_app(), make_app("Tile Garden")
    for number in range(8):
        make_day(app=apps[number % 2], country="US", campaign=f"C{number}", impressions=5)
        data()
    before, said = data(), versions(*apps)
    rows = Change.objects.count()
    fold()
    assert Change.objects.count() < rows
    assert (data(), versions(*apps)) == (before, said)


def test_a_raw_statement_raises_it_as_well():
    make_day(impressions=5)
    before = data()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {DailyCount._meta.db_table} SET impressions = 6")
    assert data() > before


@pytest.mark.django_db
def test_what_is_read_row_by_row_is_planned_for_its_end():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite plans every question for its end")
    with connection.cursor() as cursor:
        cursor.execute("SHOW cursor_tuple_fraction")
        assert cursor.fetchone() == ("1",)
