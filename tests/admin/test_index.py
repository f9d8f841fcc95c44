"""The admin's index: what is done every day, sometimes, and what runs below; one way of dates."""

import re

import pytest
from django.urls import reverse

from campaigns.models import ImportBatch
from ipmsite.admin_site import BOXES, ENGINE, NAMES
from tests.make import make_day

pytestmark = pytest.mark.django_db


def listed(client):
    """The models of each box, by its name."""
    found = client.get("/admin/").context["app_list"]
    return {box["name"]: [model["name"] for model in box["models"]] for box in found}


def test_the_index_has_three_boxes_that_begin_with_yesterday_by_hand(staff_client):
    boxes = listed(staff_client)
    assert list(boxes) == ["Every day", "Sometimes", ENGINE]
    assert boxes["Every day"][:2] == ["Yesterday by hand", "Daily counts"]
    assert "Apps and their targets" in boxes["Every day"]
    assert "Thresholds of verdicts" in boxes["Sometimes"]
    assert "Count revisions" in boxes[ENGINE]


def test_whatever_stands_in_a_box_or_has_a_name_of_its_own_is_there(admin_client):
    found = admin_client.get("/admin/").context["app_list"]
    known = {model["object_name"] for box in found for model in box["models"]}
    assert {*NAMES, *(name for names in BOXES.values() for name in names)} <= known


def test_who_may_not_enter_counts_is_not_led_to_them(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("nobody", is_staff=True))
    assert "Yesterday by hand" not in client.get("/admin/").content.decode()


def test_the_page_of_one_application_is_djangos_own(staff_client):
    page = staff_client.get(reverse("admin:app_list", args=["campaigns"]))
    assert [app["app_label"] for app in page.context["app_list"]] == ["campaigns"]


def test_the_admin_writes_days_as_the_pages_do(staff_client):
    make_day(impressions=1000, installs=5)
    for name in ("dailycount", "importbatch", "verdict"):
        page = staff_client.get(reverse(f"admin:campaigns_{name}_changelist")).content.decode()
        assert not re.search(r"Nov\. |November|\d\d/\d\d/\d{4}", page), name
    page = staff_client.get(reverse("admin:campaigns_dailycount_changelist")).content.decode()
    assert "23 Nov 2026" in page
    assert str(ImportBatch.objects.create(file_name="a.csv")).startswith("a.csv, 24 Nov 2026, ")
