"""The lives of creatives by what is stored of months: the same as by their days."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.judgement import sizes, usual
from campaigns.judgement.daily import judge
from campaigns.judgement.kept_lives import lives_to
from campaigns.models import App, Creative, DailyCount
from campaigns.periods import Period
from campaigns.records.creative_files import lives
from campaigns.reports import answers, rows_at_most
from tests.make import LAST_DAY, TODAY, make_app, make_day

pytestmark = pytest.mark.django_db
BACK = {"Old": range(40, 70), "Resting": (*range(3), *range(33, 36), 65), "New": range(5)}
"""On which days before the last one creatives have impressions."""


@pytest.fixture
def account(monkeypatch):
    """Creatives over three months, stored as those of a large account are; one has installs alone
    on some days, and one runs on two networks."""
    monkeypatch.setattr(usual, "LITTLE", 0)
    app = make_app()
    for name, days in BACK.items():
        for back in days:
            for network in ("Lumio", "Kite") if name == "New" else ("Lumio",):
                day = LAST_DAY - timedelta(days=back)
                make_day(network, day, app=app, creative=name, impressions=900, installs=2)
    for back in (1, 20, 39):
        day = LAST_DAY - timedelta(days=back)
        make_day("Lumio", day, app=app, creative="Old", impressions=None, installs=1)
    judge(TODAY)


def found(until: date) -> tuple[dict, bool]:
    """The lives of all creatives up to a day, and whether all rows were looked at for them."""
    every = [*Creative.objects.values_list("pk", flat=True)]
    with answers.reading(), CaptureQueriesContext(connection) as asked:
        own = lives_to(every, until)
    assert own == lives(every, until)
    rows = [one["sql"] for one in asked if "creativeday" in one["sql"]]
    return own, any(">= " not in sql for sql in rows)


def test_a_life_up_to_any_day_is_put_together_of_months(account):
    for back in (-3, 0, 1, 4, 12, 34, 45, 69, 90):
        _, looked_through = found(LAST_DAY - timedelta(days=back))
        assert looked_through == (back > 69), "before the first day nothing is stored"


def test_a_life_is_of_days_with_impressions(account):
    own, _ = found(LAST_DAY)
    assert own[Creative.objects.get(name="Old").pk].days == len(BACK["Old"])
    assert own[Creative.objects.get(name="New").pk].days == len(BACK["New"])


def test_no_life_outlives_a_change(account):
    before, _ = found(LAST_DAY)
    DailyCount.objects.filter(creative__name="Resting", day__lt=LAST_DAY).delete()
    now, looked_through = found(LAST_DAY)
    assert now != before
    assert looked_through
    usual.keep_usual_sums(TODAY)
    answers.forget()
    assert found(LAST_DAY) == (now, False)


def test_an_account_is_small_by_its_rows_whether_they_are_counted_or_not(account, monkeypatch):
    apps, told = [*App.objects.values_list("pk", flat=True)], set()
    for back in (9, 40, 100):
        days = Period.of_days(back, LAST_DAY)
        for most in (0, 9, 10, 11, 45, 46, 47, 48, 49, 50, 51, 60):
            monkeypatch.setattr(sizes, "SMALL", most)
            with answers.reading():
                small = sizes.small(apps, days)
            assert small == rows_at_most(apps, days, most)
            told.add(small)
    assert told == {True, False}
