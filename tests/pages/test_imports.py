"""A report through the pages: chosen, checked, imported."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from campaigns.models import DailyCount, ImportBatch, PendingUpload
from tests.importing.test_import import COARSE, HEADER, ROWS
from tests.make import make_batch

pytestmark = pytest.mark.django_db


def upload(client, text, **fields):
    file = SimpleUploadedFile("kite.csv", text.encode(), content_type="text/csv")
    data = {"file": file, "app": "Merge Harbor", "platform": "android", **fields}
    return client.post("/imports/", data, follow=True)


def test_a_file_is_previewed_then_confirmed(staff_client):
    answer = upload(staff_client, HEADER + ROWS)
    preview = answer.context["preview"]
    assert preview.can_import and preview.changes["created"] == "3"
    assert ("campaign", "Broad US") in preview.new_names
    assert not DailyCount.objects.exists()
    token = answer.context["upload"].token
    answer = staff_client.post("/imports/confirm/", {"token": token}, follow=True)
    assert answer.status_code == 200
    assert DailyCount.objects.count() == 3
    batch = ImportBatch.objects.get()
    assert (batch.user.username, batch.file_name, batch.created) == ("staff", "kite.csv", 3)
    assert not PendingUpload.objects.exists()


QUERIES_OF_THE_PREVIEW = 46
"""On PostgreSQL, where rows are locked by queries of their own."""


def test_the_previews_queries_do_not_grow_with_the_rows(
    staff_client, django_assert_max_num_queries
):
    asked = []
    many = "".join(
        f"2026-11-{day:02},Lumio Ads,Broad US,Merge chain 30s,{country},100,3,1,1\n"
        for day in range(1, 21)
        for country in ("US", "DE", "FR", "GB", "JP", "BR", "IN", "CA", "MX", "AU")
    )
    for text in (HEADER + ROWS, HEADER + many):
        token = upload(staff_client, text).context["upload"].token
        with django_assert_max_num_queries(QUERIES_OF_THE_PREVIEW) as captured:
            staff_client.get(f"/imports/preview/{token}/")
        asked.append(len(captured))
    assert asked[0] == asked[1]


QUERIES_OF_IMPORTS = 13


def test_the_import_pages_queries_do_not_grow_with_the_imports(
    staff_client, staff, django_assert_num_queries
):
    for number in (1, 15):
        for _ in range(number):
            make_batch(user=staff)
        with django_assert_num_queries(QUERIES_OF_IMPORTS):
            staff_client.get("/imports/")


def test_the_preview_names_every_bad_line_and_offers_no_import(staff_client):
    answer = upload(staff_client, HEADER + ROWS + "2026-11-02,Lumio Ads,B,M,US,12O0,1,1,1\n")
    preview = answer.context["preview"]
    assert not preview.can_import and not preview.asks
    assert "12O0" in answer.content.decode()
    token = answer.context["upload"].token
    assert staff_client.post("/imports/confirm/", {"token": token}).status_code == 400
    assert not DailyCount.objects.exists()


def test_losing_detail_is_confirmed_on_the_page(staff_client):
    token = upload(staff_client, HEADER + ROWS).context["upload"].token
    staff_client.post("/imports/confirm/", {"token": token})
    answer = upload(staff_client, COARSE)
    token = answer.context["upload"].token
    assert b"replace_detail" in answer.content
    assert staff_client.post("/imports/confirm/", {"token": token}).status_code == 400
    assert DailyCount.objects.count() == 3
    staff_client.post("/imports/confirm/", {"token": token, "replace_detail": "on"})
    assert DailyCount.objects.count() == 2


def test_an_upload_belongs_to_who_made_it(staff_client, django_user_model):
    token = upload(staff_client, HEADER + ROWS).context["upload"].token
    boss = django_user_model.objects.create_superuser("boss", password="boss")
    staff_client.force_login(boss)
    assert staff_client.get(f"/imports/preview/{token}/")["Location"] == "/imports/"
    assert staff_client.post("/imports/confirm/", {"token": token})["Location"] == "/imports/"
    assert not DailyCount.objects.exists()


@pytest.mark.parametrize("token", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_a_confirmation_of_nothing_leads_back_and_says_why(staff_client, token):
    answer = staff_client.post("/imports/confirm/", {"token": token}, follow=True)
    assert answer.redirect_chain == [("/imports/", 302)]
    assert "not waiting any more" in answer.content.decode()


def test_what_the_file_leaves_open_is_asked_on_the_preview(staff_client):
    answer = upload(staff_client, HEADER + ROWS, app="", platform="")
    preview = answer.context["preview"]
    assert preview.asks and len(preview.errors) == 1
    assert preview.title == "Which app? The file does not say, so nothing is imported yet."
    assert "--app" not in answer.content.decode()
    url = f"/imports/preview/{answer.context['upload'].token}/"
    answer = staff_client.post(url, {"app": "Tile Garden", "platform": "ios"}, follow=True)
    assert answer.context["preview"].can_import
    assert ("Apps", "Tile Garden (iOS)") in answer.context["preview"].recognised


def test_a_viewer_can_neither_upload_nor_confirm(viewer_client):
    assert upload(viewer_client, HEADER + ROWS).status_code == 403
    assert viewer_client.post("/imports/confirm/", {"token": ""}).status_code == 403


def test_a_confirmation_needs_its_csrf_token(staff):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(staff)
    assert client.post("/imports/confirm/", {"token": "x"}).status_code == 403


def test_an_imported_number_stands_on_the_overview(staff_client):
    token = upload(staff_client, HEADER + ROWS).context["upload"].token
    done = staff_client.post("/imports/confirm/", {"token": token}, follow=True)
    overview = staff_client.get(done.context["done"].url)
    assert overview.context["tiles"][0].value == "5.42"
