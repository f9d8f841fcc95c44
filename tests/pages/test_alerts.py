"""`/alerts/`: rules, what they would have said, and what they told."""

import pytest

from campaigns.models import AlertRule, Channel, Network
from campaigns.telling.alerts import judge_rules
from tests.telling.test_alerts import account

__all__ = ["account"]
pytestmark = pytest.mark.django_db
RULE = {
    "metric": "ipm", "by": "network", "kind": "noise", "side": "low", "threshold": "15",
    "days": "7", "least": "0", "settled": "on", "level_days": "14", "in_use": "on",
}  # fmt: skip


def test_without_a_rule_the_page_says_what_one_is(staff_client, viewer_client):
    page = staff_client.get("/alerts/").content.decode()
    assert "There is no rule yet" in page and "Write a rule" in page
    assert "Write a rule" not in viewer_client.get("/alerts/").content.decode()


def test_a_new_rule_is_seen_on_the_last_90_days_before_it_is_stored(staff_client, account):
    page = staff_client.get("/alerts/new/").content.decode()
    assert "This rule would have told you once in 90 days." in page
    assert "Volt Ads fell on 12 Nov: told on 15 Nov." in page
    assert "fell 12 Nov, told 15 Nov, still on" in page
    assert "Too few" not in page and page.count("<polyline") == 3
    page = staff_client.post("/alerts/new/", {**RULE, "side": "high", "look": "1"})
    assert "told you nothing in 90 days" in page.content.decode()
    assert not AlertRule.objects.exists()


def test_what_was_previewed_is_what_is_told(staff_client, account):
    channel = Channel.objects.create(name="Ops", kind="mail", address="a@b.example")
    data = {**RULE, "save": "1", "channels": [channel.pk], "least": "10"}
    page = staff_client.post("/alerts/new/", data, follow=True).content.decode()
    assert "The rule is saved" in page and "Nothing is open" in page
    [told] = judge_rules()
    page = staff_client.get("/alerts/").content.decode()
    assert "1 open alert<" in page and told.split(" (")[0] in page
    AlertRule.objects.create(owner=AlertRule.objects.get().owner, side="low")
    assert judge_rules() == [told]
    page = staff_client.get("/alerts/").content.decode()
    assert "1 open alert<" in page and page.count(told.split(" (")[0]) == 1
    assert "IPM of any network is 15 % or more lower than its own weekdays, beyond noise" in page


def test_filters_of_a_rule_have_fields_or_come_along(staff_client, account):
    volt = Network.objects.get(name="Volt Ads").pk
    page = staff_client.get(f"/alerts/new/?country=US&network=-{volt}").content.decode()
    assert f'name="where" value="network=-{volt}"' in page
    staff_client.post("/alerts/new/", {**RULE, "save": "1", "of_platform": "android"})
    rule = AlertRule.objects.get()
    assert rule.where == "platform=android"
    page = staff_client.get(f"/alerts/{rule.pk}/").content.decode()
    assert '<option value="android" selected>' in page and "Volt Ads fell" in page


def test_numbers_that_make_no_rule_are_refused(staff_client, account):
    for wrong, words in (
        ({"threshold": "1"}, "from 5 to 500"),
        ({"kind": "fixed", "side": "both"}, "from one side"),
        ({"where": "network=x"}, "is not known"),
        ({"metric": "fun"}, "Select a valid choice"),
        ({"level_days": "3"}, "greater than or equal to 7"),
    ):
        answer = staff_client.post("/alerts/new/", {**RULE, **wrong, "save": "1"})
        assert answer.status_code == 400 and words in answer.content.decode(), wrong
    assert not AlertRule.objects.exists()


def test_what_a_relative_rule_needs_is_said_before_it_is_saved(staff_client, account):
    data = {**RULE, "kind": "before", "threshold": "20", "look": "1"}
    page = staff_client.post("/alerts/new/", data).content.decode()
    assert "needs 3,200 events" in page and "at 15 % no number is enough" in page


def test_a_rule_is_changed_and_deleted_by_its_owner_alone(staff_client, account, staff, viewer):
    other = AlertRule.objects.create(owner=viewer)
    assert staff_client.get(f"/alerts/{other.pk}/").status_code == 404
    assert staff_client.post(f"/alerts/{other.pk}/delete/").status_code == 404
    mine = AlertRule.objects.create(owner=staff)
    staff_client.post(f"/alerts/{mine.pk}/", {**RULE, "threshold": "25", "save": "1"})
    assert AlertRule.objects.get(pk=mine.pk).threshold == 25
    staff_client.post(f"/alerts/{mine.pk}/delete/")
    assert list(AlertRule.objects.all()) == [other]
