"""Flags as of a past evening: the verdicts that stood then, and what had been said to them."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from campaigns.judgement.networks.flags import flags
from campaigns.models import Decision, Verdict
from tests.make import TODAY, make_app, make_campaign

pytestmark = pytest.mark.django_db
EVENING = TODAY - timedelta(days=10)


def judge(campaign, day, *, on, verdict="act", **more):
    """A verdict on a day that was judged on another."""
    made = Verdict.objects.create(
        app=campaign.app, network=campaign.network, first_day=day - timedelta(days=27), day=day,
        verdict=verdict, condition=verdict, judged=True, act_run=0, watch_run=0, calm_run=9,
        impressions=1000, installs=5, flagged=day, **more,
    )  # fmt: skip
    at = timezone.make_aware(datetime.combine(on, time(12)))
    Verdict.objects.filter(pk=made.pk).update(judged_at=at)
    return made


def test_an_app_is_judged_by_then_as_its_own_quickest_network_settles():
    make_campaign(make_app("Other"), "Quick", settle_days=0)
    slow = make_campaign(make_app(), "Slow", settle_days=3)
    for back in (5, 4, 1):
        day = EVENING - timedelta(days=back)
        judge(slow, day, on=TODAY)
    assert [one.verdict.day for one in flags(as_of=EVENING)] == [EVENING - timedelta(days=4)]
    assert [one.verdict.day for one in flags()] == [EVENING - timedelta(days=1)]


def test_a_day_that_was_judged_again_later_stands_as_it_stood():
    campaign = make_campaign(make_app(), "Volt", settle_days=0)
    day = EVENING - timedelta(days=1)
    judge(campaign, day, on=EVENING, superseded=True)
    judge(campaign, day, on=TODAY, verdict="fine", restated=True)
    assert [one.verdict.verdict for one in flags(as_of=EVENING)] == ["act"]
    assert [one.verdict.verdict for one in flags()] == ["fine"]


def test_what_was_said_later_is_not_known_yet():
    campaign = make_campaign(make_app(), "Volt", settle_days=0)
    judge(campaign, EVENING - timedelta(days=1), on=EVENING)
    Decision.objects.create(app=campaign.app, network=campaign.network, day=TODAY, note="Seen")
    assert [one.answered for one in flags(as_of=EVENING)] == [False]
    assert [one.answered for one in flags()] == [True]
