"""The page on which an import is taken back or brought back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from campaigns.importing.undoing.merging import merge
from campaigns.models import App, DailyCount, ImportBatch, Network
from tests.importing.test_undo import HEAD, bring, line
from tests.pages.test_imports_ask import choose

pytestmark = pytest.mark.django_db


def test_the_page_says_what_goes_and_takes_it_back(staff_client):
    batch = bring(HEAD + line(5), "kite.csv")
    page = staff_client.get(f"/imports/{batch.pk}/undo/").content.decode()
    assert "Take kite.csv back?" in page and "20 Nov 2026: 1 new row goes." in page
    assert DailyCount.objects.count() == 1
    answer = staff_client.post(f"/imports/{batch.pk}/undo/", follow=True)
    assert "kite.csv is taken back." in answer.content.decode()
    assert not DailyCount.objects.exists() and not App.objects.exists()
    assert ImportBatch.objects.get(undoes=batch).user.username == "staff"


def test_what_was_taken_back_is_brought_back_from_the_same_page(staff_client):
    batch = bring(HEAD + line(5), "kite.csv")
    staff_client.post(f"/imports/{batch.pk}/undo/")
    by = ImportBatch.objects.get(undoes=batch)
    page = staff_client.get(f"/imports/{batch.pk}/undo/").content.decode()
    assert f'href="/imports/{by.pk}/undo/">Bring it back' in page
    assert "Bring kite.csv back?" in staff_client.get(f"/imports/{by.pk}/undo/").content.decode()
    page = staff_client.post(f"/imports/{by.pk}/undo/", follow=True).content.decode()
    assert DailyCount.objects.get().installs == 5
    assert "kite.csv is brought back." in page and "as if it had never been" not in page
    again = ImportBatch.objects.get(undoes=by)
    page = staff_client.get("/imports/").content.decode()
    assert f'href="/imports/{again.pk}/undo/">Take it back again' in page
    assert "Take kite.csv back?" in staff_client.get(f"/imports/{again.pk}/undo/").content.decode()
    staff_client.post(f"/imports/{again.pk}/undo/")
    page = staff_client.get(f"/imports/{again.pk}/undo/").content.decode()
    assert "kite.csv is taken back." in page and not DailyCount.objects.exists()


def test_later_imports_stand_on_the_page_and_go_on_one_confirmation(staff_client):
    first, second = bring(HEAD + line(5), "first.csv"), bring(HEAD + line(6), "second.csv")
    page = staff_client.get(f"/imports/{first.pk}/undo/").content.decode()
    assert "second.csv" in page and "Take it back, with one import" in page
    answer = staff_client.post(f"/imports/{first.pk}/undo/", follow=True)
    assert "A later import of the same rows must be taken back first." in answer.content.decode()
    assert DailyCount.objects.get().batch == second
    staff_client.post(f"/imports/{first.pk}/undo/", {"with_later": "on"})
    assert not DailyCount.objects.exists()


def test_the_list_of_imports_leads_to_it_and_says_what_is_taken_back(staff_client):
    batch = bring(HEAD + line(5), "kite.csv")
    assert f'href="/imports/{batch.pk}/undo/"' in staff_client.get("/imports/").content.decode()
    staff_client.post(f"/imports/{batch.pk}/undo/")
    page = staff_client.get("/imports/").content.decode()
    assert "taken back</span>" in page and "Undo of kite.csv" in page


def test_who_may_not_undo_sees_no_button_and_may_not_post(viewer_client, staff, staff_client):
    batch = bring(HEAD + line(5))
    assert viewer_client.get(f"/imports/{batch.pk}/undo/").status_code == 403
    assert viewer_client.post(f"/imports/{batch.pk}/undo/").status_code == 403
    staff.user_permissions.remove(staff.user_permissions.get(codename="undo_import"))
    assert "/undo/" not in staff_client.get("/imports/").content.decode()
    assert staff_client.post(f"/imports/{batch.pk}/undo/").status_code == 403
    assert DailyCount.objects.exists()


def test_hand_entries_say_in_the_admin_that_they_can_be_undone(staff_client):
    bring(HEAD + line(5))
    row = DailyCount.objects.get()
    page = f"/admin/campaigns/dailycount/{row.pk}/change/"
    answer = staff_client.post(
        page, {"impressions": 1000, "installs": 6, "confirm_odd": "on"}, follow=True
    )
    batch = ImportBatch.objects.get(source="admin")
    undo = f"/imports/{batch.pk}/undo/"
    assert f'<a href="{undo}">This change</a> can be undone.' in answer.content.decode()
    assert "1 changed row becomes what it was." in staff_client.get(undo).content.decode()
    done = staff_client.post(undo, follow=True)
    assert not [*done.context["messages"]], "the page itself says it"
    assert "Import another file" not in done.content.decode()
    assert staff_client.get(page).context["original"].installs == 5, "its page is where it was"


def test_the_admin_takes_several_imports_back(staff_client):
    one, two = bring(HEAD + line(5)), bring(HEAD + line(6, day="2026-11-21"))
    bring(HEAD + line(7), "again.csv")
    chosen = {"action": "take_back_chosen", "_selected_action": [one.pk, two.pk]}
    done = staff_client.post("/admin/campaigns/importbatch/", chosen, follow=True)
    page, link = done.content.decode(), '<a href="/imports/{}/undo/">report.csv</a>'
    assert f"{link.format(two.pk)} is taken back." in page
    assert f"{link.format(one.pk)}: A later import of the same rows" in page
    chosen = {"action": "take_back_chosen", "_selected_action": [one.pk, one.pk + 2]}
    staff_client.post("/admin/campaigns/importbatch/", chosen)
    assert not DailyCount.objects.exists()
    asked = staff_client.post(
        "/admin/campaigns/importbatch/", {"action": "take_back_chosen", "_selected_action": one.pk}
    )
    assert asked.url == f"/imports/{one.pk}/undo/"


def preview_of(client, text, name="right.csv"):
    file = SimpleUploadedFile(name, text.encode(), content_type="text/csv")
    return client.post("/imports/", {"file": file}, follow=True)


def test_a_corrected_file_offers_to_take_the_earlier_one_back(staff_client):
    wrong = bring(HEAD + line(5, app="Merge Habor", network="Kiet"), "wrong.csv")
    answer = preview_of(staff_client, HEAD + line(5))
    answer = choose(staff_client, answer, "No, Merge Harbor is another one")
    assert "Take the earlier one back first: wrong.csv" in answer.content.decode()
    token = answer.context["upload"].token
    staff_client.post("/imports/confirm/", {"token": token, "take_back": wrong.pk})
    assert App.objects.get().name == "Merge Harbor"
    assert DailyCount.objects.get().campaign.network.name == "Kite"
    wrong.refresh_from_db()
    assert wrong.undone


def test_a_file_of_other_days_offers_nothing(staff_client):
    bring(HEAD + line(5), "first.csv")
    answer = preview_of(staff_client, HEAD + line(5, day="2026-11-22"))
    assert "Take the earlier one" not in answer.content.decode()


def test_where_the_corrected_file_is_refused_the_earlier_one_stays(staff_client):
    wrong = bring(HEAD + line(5), "wrong.csv")
    without_platform = (HEAD + line(6)).replace("platform,", "").replace("android,", "")
    token = preview_of(staff_client, without_platform).context["upload"].token
    answer = staff_client.post("/imports/confirm/", {"token": token, "take_back": wrong.pk})
    assert answer.status_code == 400  # without the earlier file nobody knows the app
    wrong.refresh_from_db()
    assert not wrong.undone and DailyCount.objects.get().installs == 5


def test_taking_a_merge_back_names_the_files_that_stay_where_they_went(staff_client):
    bring(HEAD + line(5, network="Kite Ads") + line(7, network="Kitely"), "both.csv")
    batch = merge([Network.objects.get(name="Kitely")], Network.objects.get(name="Kite Ads"))
    path = f"/imports/{batch.pk}/undo/"
    assert "since the merge" not in staff_client.get(path).content.decode()
    bring(HEAD + line(9, network="Kitely", day="2026-11-22"), "since.csv")
    said = "Files that came since the merge stay where they went: since.csv."
    page = staff_client.get(path).content.decode()
    assert "Take “Merge of Kitely into Kite Ads” back?" in page and said in page
    assert said in staff_client.post(path, follow=True).content.decode()
    assert DailyCount.objects.get(day="2026-11-22").campaign.network.name == "Kite Ads"
