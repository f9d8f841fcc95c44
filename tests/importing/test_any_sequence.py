"""Whatever is done in whatever order: all undone, everything is as it was, and the past stays told.

SEQUENCES says how many, SEED which; `python -m tests.long sequences` sets them.
"""

import os
from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest
from django.utils import timezone

from campaigns.importing.storing.counts import Original, enter, remove, replace_days
from campaigns.importing.storing.rates import set_rates
from campaigns.importing.undoing.merging import merge, told_apart
from campaigns.importing.undoing.undo import take_back
from campaigns.models import App, Campaign, Creative, DailyCount, ImportBatch, Rate
from campaigns.models.keeping import faults
from campaigns.models.money import exact
from campaigns.reports import ReportQuery, report
from tests.importing.test_undo import ALL_DAYS, state
from tests.make import NOW, make_batch
from tests.reports.test_rollups import keyed
from tests.reports.world import FIRST_DAY, make_apps, make_catalogue, random_rows

pytestmark = pytest.mark.django_db
SEQUENCES = int(os.environ.get("SEQUENCES", "1"))
SEED = int(os.environ.get("SEED", "1"))
STEPS, ROWS = 9, 25
BEGIN = NOW.replace(hour=12) - timedelta(days=60)


def with_originals(rows, random):
    """Some rows are billed in euros, at a rate that was stated."""
    originals = {}
    for key, counts in rows.items():
        if counts.spend is not None and random.random() < 0.6:
            originals[key] = Original("EUR", spend=exact(Decimal(counts.spend) / 2))
    return originals


def an_import(random):
    rows = keyed(random_rows(random, ROWS))
    batch = make_batch()
    replace_days(rows, batch, with_originals(rows, random))


def a_restatement(random):
    stored = list(DailyCount.objects.order_by("pk"))
    some = random.sample(stored, min(10, len(stored)))
    for row in some:
        row.installs = (row.installs or 0) + random.randrange(1, 9)
    if some:
        replace_days(keyed(some), make_batch())


def a_hand_entry(random):
    enter(keyed(random_rows(random, 3)), make_batch())


def a_removal(random):
    stored = list(DailyCount.objects.order_by("pk"))
    if stored:
        remove(keyed(random.sample(stored, min(3, len(stored)))), make_batch())


def a_merge(random):
    """It changes no total."""
    model = random.choice((Campaign, Creative))
    into = random.choice(list(model.objects.order_by("pk")))
    alike = model.objects.filter(app=into.app).exclude(pk=into.pk)
    if model is Campaign:
        alike = alike.filter(network=into.network)
    if alike:
        before = total()
        merge([random.choice(list(alike.order_by("pk")))], into)
        assert total() == before


def a_merge_of_apps(random):
    """It changes no total but on the days that the page names before."""
    into, *others = random.sample(list(App.objects.order_by("pk")), App.objects.count())
    others = [app for app in others if app.platform == into.platform][:1]
    if others:
        before, apart = total(), told_apart(App, [into, *others])
        merge(others, into)
        assert apart or total() == before


def a_rate(random):
    day = FIRST_DAY + timedelta(days=random.randrange(-2, 12))
    rate = random.choice((Decimal("1.1"), Decimal("1.234567"), Decimal("0.9"), None))
    set_rates({("EUR", day): rate})


def an_undo(random):
    if standing := list(ImportBatch.objects.filter(undone=False).order_by("pk")[1:]):
        take_back(random.choice(standing), with_later=True)


DOES = (
    *(an_import, a_restatement, a_hand_entry, a_removal),
    *(a_merge, a_merge_of_apps, a_rate, an_undo),
)


def total(as_of=None):
    return repr([row.counts for row in report(ReportQuery(ALL_DAYS, by=("day",), as_of=as_of))])


def rates():
    return list(Rate.objects.values_list("currency", "day", "rate"))


@pytest.mark.parametrize("seed", range(SEED, SEED + SEQUENCES))
def test_all_undone_leaves_what_was_and_each_evening_stays_told(seed):
    random = Random(seed)
    make_catalogue()
    make_apps("Merge Harbour")
    replace_days(keyed(random_rows(random, ROWS)), make_batch())
    ImportBatch.objects.update(created_at=BEGIN)
    start, told = (state(), rates()), {}
    for step in range(1, STEPS + 1):
        known = set(ImportBatch.objects.values_list("pk", flat=True))
        random.choice(DOES)(random)
        at = BEGIN + timedelta(days=step)
        ImportBatch.objects.exclude(pk__in=known).update(created_at=at)
        told[timezone.localtime(at).date()] = total()
    assert not faults(ALL_DAYS)
    for evening, said in told.items():
        assert total(evening) == said, evening
    first = ImportBatch.objects.order_by("pk").first()
    while last := done_since(first):
        take_back(last, with_later=True)
    assert (state(), rates()) == start
    assert not faults(ALL_DAYS)


def done_since(first):
    """The newest that stands of what was done, none of it an undo."""
    rows = ImportBatch.objects.filter(pk__gt=first.pk, undone=False, undoes=None)
    return rows.order_by("-pk").first()
