"""Thresholds: changed in the admin, logged, in force, and shown on the method page."""

import pytest

from campaigns.judgement import thresholds
from campaigns.models import Threshold, ThresholdChange, Verdict
from tests.judgement.test_flags import FIVE, by_name, judged, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss_client(client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("boss", password="boss"))
    return client


def test_a_threshold_is_changed_in_the_admin_and_logged(boss_client):
    url = "/admin/campaigns/threshold/add/"
    assert boss_client.post(url, {"name": "act_ratio", "value": "0.7"}).status_code == 302
    assert thresholds.current()["act_ratio"] == 0.7
    log = ThresholdChange.objects.get()
    assert (log.before, log.after, log.user.username) == (0.85, 0.7, "boss")
    assert b"0.7" in boss_client.get("/method/").content


def test_a_changed_threshold_changes_the_verdict(boss_client):
    world({**FIVE, "Low": 0.8})
    assert by_name(judged())["Low"]["verdict"] == "act"
    thresholds.change("act_ratio", 0.6, None)
    Verdict.objects.all().delete()
    assert by_name(judged())["Low"]["verdict"] == "watch"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("act_ratio", 0.99, "must lie between"),
        ("act_q", 0.15, "cannot be above watch_q"),
        ("days_on", 2.5, "whole number"),
        ("tau", 0.5, "no threshold that can be changed"),
    ],
)
def test_a_threshold_out_of_order_is_refused(name, value, words):
    with pytest.raises(ValueError, match=words):
        thresholds.change(name, value, None)
    assert not Threshold.objects.exists()


def test_a_deleted_threshold_is_its_default_again(boss_client):
    row = thresholds.change("days_on", 10, None)
    boss_client.post(f"/admin/campaigns/threshold/{row.pk}/delete/", {"post": "yes"})
    assert thresholds.current()["days_on"] == 7
    assert ThresholdChange.objects.count() == 2


def test_the_method_page_shows_the_thresholds_in_force(viewer_client):
    thresholds.change("watch_ratio", 0.87, None)
    page = viewer_client.get("/method/")
    values = {d.name: value for d, value in page.context["definitions"]}
    assert values["watch_ratio"] == 0.87
    assert values == thresholds.current()
    for name in thresholds.DEFINITIONS:
        assert name.encode() in page.content
