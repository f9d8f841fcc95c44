"""What all processes count together."""

from datetime import timedelta

import pytest

from campaigns.models import Tally
from campaigns.records import tallies
from tests.make import NOW

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_what_is_done_in_a_span_is_counted_and_a_new_span_begins_at_nothing(time_machine):
    time_machine.move_to(NOW, tick=False)
    assert [tallies.count("asks", MINUTE) for _ in range(3)] == [1, 2, 3]
    assert tallies.count("asks", MINUTE, 10) == 13
    assert tallies.count("else", MINUTE) == 1
    time_machine.move_to(NOW + MINUTE, tick=False)
    assert tallies.count("asks", MINUTE) == 1


def test_old_counts_go(time_machine):
    time_machine.move_to(NOW, tick=False)
    tallies.count("old", MINUTE)
    time_machine.move_to(NOW + timedelta(days=3), tick=False)
    tallies.count("new", MINUTE)
    assert Tally.objects.count() == 1
