"""How soon days are complete, learned every night from what imports restated."""

from datetime import timedelta

import pytest

from campaigns.judgement.maturity import learn, learned
from campaigns.models import CoveredDays, ImportBatch, Network, NetworkMaturity
from campaigns.reports.looks import latest_ages, looks
from tests.judgement.maturing import import_nightly
from tests.make import LAST_DAY, TODAY, make_app, make_day
from tests.worlds import made_once

YESTERDAY = LAST_DAY.toordinal()
pytestmark = pytest.mark.django_db


@made_once
def slow_network():
    import_nightly("Slow", TODAY, 36)


@made_once
def taught(slow_network):
    learn(TODAY)


def _seen(ago: int, count: str = "installs"):
    (found,) = looks(TODAY).values()
    return found[count][YESTERDAY - ago]


def test_each_import_is_a_look_at_the_days_it_was_of(slow_network):
    whole = 200 + 10 * (LAST_DAY - timedelta(days=20)).weekday()
    known = [round(whole * share) for share in (0.6, 0.8, 0.9, 0.985, 1)]
    assert _seen(20) == list(zip((0, 1, 2, 4, 14), map(float, known), strict=True))
    assert [age for age, _ in _seen(3)] == [0, 1, 2]
    assert _seen(20, "impressions")[0] == (0, 40_000.0)


def test_what_is_typed_by_hand_or_taken_back_is_no_look(slow_network):
    last = ImportBatch.objects.order_by("pk").last()
    ImportBatch.objects.filter(pk=last.pk).update(source="admin")
    assert YESTERDAY not in next(iter(looks(TODAY).values()))["installs"]
    ImportBatch.objects.filter(pk=last.pk).update(source="generic", undone=True)
    assert [age for age, _ in _seen(1)] == [0]


def test_a_network_of_two_apps_is_looked_at_when_both_are(slow_network):
    one = CoveredDays.objects.order_by("batch_id", "last_day").last()
    day = LAST_DAY - timedelta(days=1)
    one.pk, one.app, one.first_day, one.last_day = None, make_app("Other"), day, day
    one.save()
    assert [age for age, _ in _seen(1)] == [1]
    assert [age for age, _ in _seen(2)] == [0, 1, 2]


def test_the_newest_import_of_each_day_gives_its_age(slow_network):
    (ages,) = latest_ages(TODAY).values()
    assert [ages[LAST_DAY - timedelta(days=ago)] for ago in (0, 1, 3, 20)] == [0, 1, 2, 14]


def test_a_curve_and_the_days_to_settle_are_learned(taught):
    network = Network.objects.get(name="Slow")
    row = NetworkMaturity.objects.get(network=network)
    assert (row.settles, row.counted, row.changed_on) == (4, True, None)
    assert network.settles_after == 4
    shares = learned()[network.pk].maturity.installs.share
    assert shares[0] == pytest.approx(0.6, abs=0.01)
    assert shares[4] == pytest.approx(0.985, abs=0.01)


def test_days_to_settle_that_are_set_by_hand_hold(taught):
    Network.objects.update(settle_days=9)
    assert Network.objects.get(name="Slow").settles_after == 9


def test_it_is_learned_once_a_day_so_windows_stay_till_the_next(taught):
    NetworkMaturity.objects.update(settles=1)
    learn(TODAY)
    assert NetworkMaturity.objects.get().settles == 1
    learn(TODAY + timedelta(days=1))
    assert NetworkMaturity.objects.get().settles == 4


def test_a_changed_habit_is_noticed_and_kept():
    def share(ago: int, age: int) -> float:
        known = (0.2, 0.4, 0.6, 0.8, 0.9) if ago <= 8 else (0.9, 0.95, 1, 1, 1)
        return known[age] if age < 5 else 1.0

    import_nightly("Turning", TODAY, 38, share, ages=(0, 1, 2, 14))
    learn(TODAY)
    row = NetworkMaturity.objects.get()
    assert (row.changed_on, row.later) == (TODAY - timedelta(days=8), True)
    assert row.settles == 14
    assert row.noticed is not None and row.noticed > row.changed_on
    learn(TODAY + timedelta(days=1))
    assert NetworkMaturity.objects.get().changed_on == row.changed_on


def test_a_day_that_nobody_looked_at_again_teaches_nothing():
    make_day(impressions=10, installs=1)
    learn(TODAY)
    assert not NetworkMaturity.objects.exists()
    assert Network.objects.get().learned_days is None
