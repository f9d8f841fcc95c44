"""What writes of counts do, held against the rules written out row by row."""

from collections import defaultdict
from random import Random

import pytest
from django.db import transaction

from campaigns.importing.storing.counts import as_stored, enter, remove, replace_days
from campaigns.importing.storing.staging import BASES, Staging
from campaigns.metrics import COUNTS, MONEY, Counts
from campaigns.models import App, Campaign, CountRevision, CoveredDays, DailyCount, Network
from campaigns.models.choices import NOT_STATED
from campaigns.periods import Period
from tests.make import make_batch
from tests.reports.test_rollups import KEY, check, counts_of, keyed
from tests.reports.world import make_catalogue, random_counts, random_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue():
    """Campaigns of two networks of which one has also days without campaigns."""
    make_catalogue()
    for app in App.objects.all():
        Campaign.objects.create(app=app, network=Network.objects.get(name="Own"), name=NOT_STATED)
        for network in Network.objects.exclude(name__in=("Own", "Both")):
            network.campaigns.filter(app=app).delete()


def values(counts: Counts) -> tuple:
    return tuple(getattr(counts, name) for name in COUNTS)


def day_of(key):
    return key[0], key[1], key[5]


class Plain:
    """Rows by key, and what a write does to them."""

    def __init__(self):
        self.rows = {
            tuple(getattr(row, n) for n in KEY): (values(row), row.batch_id)
            for row in DailyCount.objects.all()
        }
        self.places = {c.pk: (c.app_id, c.network_id) for c in Campaign.objects.all()}
        self.unnamed = {c.pk for c in Campaign.objects.filter(name=NOT_STATED)}
        self.kept = []

    def network_day(self, key):
        return (*self.places[key[0]], key[1], key[5])

    def replaced(self, rows):
        """The stored rows of the days that rows are of, in either grain."""
        covered = {day_of(key) for key in rows}
        told, kinds = defaultdict(set), defaultdict(set)
        for key in rows:
            told[self.network_day(key)].add(key[0] in self.unnamed)
        for key in self.rows:
            kinds[self.network_day(key)].add(key[0] in self.unnamed)
        return [
            key
            for key in self.rows
            if day_of(key) in covered
            or (
                len(kinds[self.network_day(key)]) == 1
                and told[self.network_day(key)] == {key[0] not in self.unnamed}
            )
        ]

    def write(self, rows, gone, batch):
        """Put rows in, take others out; created, changed, unchanged, removed."""
        created = [key for key in rows if key not in self.rows]
        changed = [k for k in rows if k in self.rows and self.rows[k][0] != values(rows[k])]
        for key in (*changed, *gone):
            self.kept.append((key, *self.rows[key], batch.pk, key in gone))
        for key in gone:
            del self.rows[key]
        for key in (*created, *changed):
            self.rows[key] = (values(rows[key]), batch.pk)
        return len(created), len(changed), len(rows) - len(created) - len(changed), len(gone)


def some_rows(random):
    """New rows, stored ones said anew or alike, or whole days of them."""
    rows = keyed(random_rows(random, random.choice((1, 5, 30))))
    stored = list(DailyCount.objects.order_by("pk"))
    for row in random.sample(stored, min(len(stored), random.choice((0, 5, 40)))):
        key = tuple(getattr(row, name) for name in KEY)
        rows[key] = counts_of(row) if random.random() < 0.6 else Counts(**random_counts(random))
    return rows


@pytest.mark.parametrize("seed", range(3))
def test_any_writes_do_what_the_rules_say(catalogue, seed):
    random = Random(seed)
    for _ in range(20):
        plain, batch, rows = Plain(), make_batch(), some_rows(random)
        way = random.choice(("replace", "replace", "enter", "remove"))
        if way == "replace":
            did = replace_days(rows, batch)
            wanted = plain.write(rows, set(plain.replaced(rows)) - rows.keys(), batch)
            covered = {plain.network_day(key) for key in rows}
            assert noted(batch) == {(app, n, by, day) for app, n, day, by in covered}
        elif way == "enter":
            did = enter(rows, batch)
            wanted = plain.write(rows, set(), batch)
        else:
            did = remove(rows, batch)
            wanted = plain.write({}, rows.keys() & plain.rows.keys(), batch)
        assert (did.created, did.changed, did.unchanged, did.removed) == wanted
        assert Plain().rows == plain.rows
        assert revisions(batch) == sorted(plain.kept, key=repr)
        check()
    assert CountRevision.objects.filter(removed=True).exists()
    assert CountRevision.objects.filter(removed=False).exists()


def revisions(batch):
    return sorted(
        (
            (tuple(getattr(r, n) for n in KEY), values(r), r.written_by_id, batch.pk, r.removed)
            for r in CountRevision.objects.filter(batch=batch)
        ),
        key=repr,
    )


def noted(batch):
    return {
        (row.app_id, row.network_id, row.reported_by, day)
        for row in CoveredDays.objects.filter(batch=batch)
        for day in Period(row.first_day, row.last_day).days()
    }


@pytest.mark.parametrize("seed", range(3))
def test_lines_of_one_key_are_summed_and_what_only_some_report_is_left_out(catalogue, seed):
    random = Random(seed)
    keys = list(keyed(random_rows(random, 12)))
    lines = [(random.choice(keys), Counts(**random_counts(random))) for _ in range(60)]
    rows = [row for key, counts in lines for row in as_stored({key: counts})]
    with transaction.atomic(), Staging() as staging:
        staging.fill(rows)
        told = {tuple(row[:6]): row[6:] for row in staging.rows(staging.covered())}
        short = staging.short()
    wanted, mixed = {}, defaultdict(int)
    for key in {key for key, _ in lines}:
        of_key = [counts for other, counts in lines if other == key]
        sums = []
        for name in COUNTS:
            said = [v for c in of_key if (v := getattr(c, name)) is not None]
            scale = 1_000_000 if name in MONEY else 1
            whole = name not in BASES or len(said) in (0, len(of_key))
            mixed[name] += not whole
            sums.append(sum(said) * scale if said and whole else None)
        wanted[key] = tuple(sums)
    assert told == wanted
    assert short == {name: number for name, number in mixed.items() if number}
    assert short
