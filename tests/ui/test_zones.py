"""A page names a time zone only where every file of what it shows tells one."""

import pytest
from django.conf import settings

from campaigns.importing.storing.coverage import note
from campaigns.models import CoveredDays
from campaigns.periods import Period
from campaigns.ui.freshness import zones
from tests.make import LAST_DAY, make_app, make_batch, make_campaign

pytestmark = pytest.mark.django_db
WEEK = Period.of_days(7, LAST_DAY)


def covers(network, zone, *, source="generic", day=LAST_DAY):
    campaign = make_campaign(make_app(), network)
    batch = make_batch()
    batch.zone, batch.source = zone, source
    batch.save()
    note(batch, {(campaign.app_id, campaign.network_id, "network"): {day}})


def test_one_told_zone_is_named():
    covers("Kite", "UTC")
    covers("Brisk", "UTC")
    assert zones({"Kite", "Brisk"}, WEEK) == "Days in UTC"


def test_mixed_zones_are_named_with_their_networks():
    covers("Kite", "UTC")
    covers("Brisk", "America/Los_Angeles")
    covers("Lumio", "")
    assert zones({"Kite", "Brisk", "Lumio"}, WEEK) == (
        "Days of several time zones: Brisk in America/Los_Angeles and Kite in UTC; time zone not "
        "stated: Lumio"
    )
    assert zones({"Kite"}, WEEK) == "Days in UTC"
    assert zones({"Kite", "Lumio"}, WEEK) == "Days of Kite in UTC; time zone not stated: Lumio"


def test_what_no_file_tells_is_not_called_utc():
    covers("Kite", "")
    assert zones({"Kite"}, WEEK) == "Days as reported, time zone not stated"


def test_hand_entries_are_of_the_days_of_the_site_and_other_days_say_nothing():
    covers("Kite", "", source="admin")
    covers("Kite", "Asia/Tokyo", day=WEEK.previous().first)
    assert zones({"Kite"}, WEEK) == f"Days in {settings.TIME_ZONE}"
    assert CoveredDays.objects.count() == 2
