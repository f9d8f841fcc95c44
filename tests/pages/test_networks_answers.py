"""Only a flag that stands can be answered."""

from datetime import timedelta

import pytest

from campaigns.judgement.networks import flags
from campaigns.models import Decision, Verdict
from tests.judgement.test_flags import FIVE, answer, world
from tests.make import LAST_DAY, TODAY, make_day
from tests.worlds import made_once

pytestmark = pytest.mark.django_db


@made_once
def flagged():
    app = world({**FIVE, "Low": 0.6})
    flags.judge_days([TODAY])
    return Verdict.objects.get(network__name="Low", app=app)


@pytest.mark.parametrize("name", ["Alpha", "Silent"], ids=["fine", "no impressions"])
def test_only_a_network_that_is_flagged_can_be_answered(staff_client, flagged, name):
    make_day(
        "Silent", LAST_DAY, app=flagged.app, campaign="Brand", creative="video",
        impressions=None, installs=20,
    )  # fmt: skip
    flags.judge_days([TODAY + timedelta(days=1)])
    verdict = Verdict.objects.filter(network__name=name).first()
    assert verdict.verdict in ("fine", "no_data", "not_enough")
    assert answer(staff_client, verdict).status_code == 404
    assert not Decision.objects.exists()


def test_an_app_that_cannot_be_is_not_answered(staff_client, flagged):
    assert answer(staff_client, flagged, app=10**30).status_code == 400


def test_a_flag_that_was_lifted_since_is_not_answered(staff_client, flagged):
    flagged.pk, flagged.day, flagged.verdict = None, flagged.day + timedelta(days=1), "fine"
    flagged.save()
    assert answer(staff_client, flagged).status_code == 404


def test_a_snoozed_flag_is_quiet_in_tables_until_its_snooze_has_ended(
    staff_client, flagged, time_machine
):
    answer(staff_client, flagged, snoozed_until="2026-12-01")
    pages = ("/", "/networks/", f"/networks/{flagged.network_id}/")
    before = [staff_client.get(path).content.decode() for path in pages]
    assert all("Quiet until 1 Dec" in text for text in before)
    assert not any("row--act" in text for text in before)
    time_machine.move_to(TODAY + timedelta(days=7))
    state = "?from=2026-10-24&to=2026-11-23"
    after = [staff_client.get(path + state).content.decode() for path in pages]
    assert all("Was quiet until 1 Dec" in text for text in after)
    assert not any(">Quiet until 1 Dec" in text or "· Quiet" in text for text in after)
    assert all("row--act" in text for text in after[:2])
    assert "Add a note" in before[2] and "Acknowledge or snooze" in after[2]
