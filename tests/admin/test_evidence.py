"""Evidence written or deleted by hand leaves what it replaced, and can be taken back."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from campaigns.models import Campaign, ImportBatch, RejectedCount, SourceAppCount
from tests.make import LAST_DAY, make_campaign

pytestmark = pytest.mark.django_db

ALL = reverse("admin:campaigns_sourceappcount_changelist")
KEY = {"day": LAST_DAY.isoformat(), "source_app": "pub_7"}
NONE = {"clicks": "", "installs": "", "spend": ""}


def stored():
    rows = SourceAppCount.objects.order_by("pk")
    return list(rows.values_list("source_app", "impressions", "batch__file_name"))


def take_back_newest():
    call_command("undo_import", str(ImportBatch.objects.latest("pk").pk), verbosity=0)


@pytest.fixture
def row(staff_client):
    asked = {**KEY, **NONE, "campaign": make_campaign().pk, "impressions": "900"}
    answer = staff_client.post(ALL + "add/", asked, follow=True)
    assert "can be undone" in answer.content.decode()
    return SourceAppCount.objects.get()


def test_deleting_evidence_can_be_undone(staff_client, row):
    before = stored()
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    for url, said in ((f"{ALL}{row.pk}/delete/", {"post": "yes"}), (ALL, chosen)):
        answer = staff_client.post(
            url, {**said, "_selected_action": [SourceAppCount.objects.get().pk]}, follow=True
        )
        assert "can be undone" in answer.content.decode()
        assert stored() == []
        take_back_newest()
        assert stored() == before


def test_changing_evidence_can_be_undone(staff_client, row):
    staff_client.post(f"{ALL}{row.pk}/change/", {**NONE, "impressions": "12"})
    assert stored() == [("pub_7", 12, "Entered by hand")]
    take_back_newest()
    assert stored() == [("pub_7", 900, "Entered by hand")]


def test_one_row_that_changes_leaves_the_others_of_its_day(staff_client, row):
    other = {**KEY, **NONE, "source_app": "pub_8", "campaign": row.campaign_id}
    staff_client.post(ALL + "add/", {**other, "impressions": "5"})
    staff_client.post(f"{ALL}{row.pk}/delete/", {"post": "yes"})
    assert [name for name, *_ in stored()] == ["pub_8"]


@pytest.mark.parametrize("kind", ["campaign", "network", "app"])
def test_what_has_evidence_is_not_deleted_with_it(staff_client, row, kind):
    of = row.campaign if kind == "campaign" else getattr(row.campaign, kind)
    url = reverse(f"admin:campaigns_{kind}_delete", args=[of.pk])
    page = staff_client.post(url, {"post": "yes"}).content.decode()
    assert "1 source app count</a>" in page
    assert SourceAppCount.objects.exists()
    staff_client.post(f"{ALL}{row.pk}/delete/", {"post": "yes"})
    staff_client.post(url, {"post": "yes"})
    assert Campaign.everything.filter(pk=row.campaign_id).exists()


def test_rejected_installs_are_kept_as_well(staff_client):
    asked = {**KEY, "campaign": make_campaign().pk, "reason": "bots", "rejected_installs": "4"}
    url = reverse("admin:campaigns_rejectedcount_changelist")
    staff_client.post(url + "add/", asked)
    staff_client.post(f"{url}{RejectedCount.objects.get().pk}/delete/", {"post": "yes"})
    take_back_newest()
    assert RejectedCount.objects.get().rejected_installs == 4
