"""Thresholds: changed in the admin, logged, in force, and shown on the method page."""

import pytest
from django.utils.html import escape

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
    assert boss_client.post(url, {"name": "known_formats", "value": "0.7"}).status_code == 302
    assert thresholds.current()["known_formats"] == 0.7
    log = ThresholdChange.objects.get()
    assert (log.before, log.after, log.user.username) == (0.8, 0.7, "boss")
    assert b"0.7" in boss_client.get("/method/").content


def test_a_changed_threshold_changes_the_verdict():
    app = world({**FIVE, "Low": 0.6})
    world({"Low": 0.6}, app=app, cells=(("US", "", 8),), impressions=40_000)
    assert by_name(judged())["Low"]["verdict"] == "not_enough"
    thresholds.change("known_formats", 0.6, None)
    Verdict.objects.all().delete()
    assert by_name(judged())["Low"]["verdict"] == "act"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("known_formats", 0.3, "must lie between"),
        ("noisy_h", 0.15, "cannot be above noisy_h"),
        ("days_on", 2.5, "whole number"),
        ("act_ratio", 0.5, "no threshold that can be changed"),
    ],
)
def test_a_threshold_out_of_order_is_refused(name, value, words):
    with pytest.raises(ValueError, match=words):
        thresholds.change(name, value, None)
    assert not Threshold.objects.exists()


def test_a_deleted_threshold_is_its_default_again(boss_client):
    row = thresholds.change("days_on", 10, None)
    boss_client.post(f"/admin/campaigns/threshold/{row.pk}/delete/", {"post": "yes"})
    assert thresholds.current()["days_on"] == 5
    assert ThresholdChange.objects.count() == 2


def test_the_method_page_shows_the_thresholds_in_force(viewer_client):
    thresholds.change("known_formats", 0.87, None)
    page = viewer_client.get("/method/")
    values = page.context["v"]
    assert values["known_formats"] == 0.87
    assert values == thresholds.current()
    for one in thresholds.DEFINITIONS.values():
        assert escape(one.meaning).encode() in page.content
