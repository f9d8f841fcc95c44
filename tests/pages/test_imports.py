"""A report through the pages: chosen, checked, imported."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from campaigns.models import DailyCount, ImportBatch, PendingUpload
from tests.importing.test_import import COARSE, HEADER, ROWS
from tests.make import make_batch

pytestmark = pytest.mark.django_db


APP = {"app": "Merge Harbor", "platform": "android"}


def drop(client, *texts, **fields):
    """The page after files were dropped."""
    files = [
        SimpleUploadedFile(f"kite{number or ''}.csv", text.encode(), content_type="text/csv")
        for number, text in enumerate(texts)
    ]
    return client.post("/imports/", {"file": files, **fields}, follow=True)


def say(client, answer, **said):
    """The page after a question was answered."""
    url = f"/imports/preview/{answer.context['upload'].token}/"
    return client.post(url, said, follow=True)


def upload(client, text, **said):
    """The page after a file was dropped and its app was said."""
    return say(client, drop(client, text), **{**APP, **said})


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


QUERIES_OF_THE_PREVIEW = 64
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


def test_the_import_pages_queries_do_not_grow_with_the_imports(staff_client, staff, queries_of):
    asked = set()
    for number in (1, 15):
        for _ in range(number):
            make_batch(user=staff)
        asked.add(queries_of(staff_client, "/imports/"))
    assert len(asked) == 1


def test_the_preview_names_every_bad_line_and_offers_no_import(staff_client):
    answer = upload(staff_client, HEADER + ROWS + "2026-11-02,Lumio Ads,B,M,US,12O0,1,1,1\n")
    preview = answer.context["preview"]
    assert not preview.can_import and not preview.question
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


def test_what_the_file_leaves_open_is_one_question_and_no_table_of_errors(staff_client):
    answer = drop(staff_client, HEADER + ROWS)
    preview = answer.context["preview"]
    assert preview.question.title == "Which app is this report for?"
    assert (
        "Lumio Ads\N{RIGHT SINGLE QUOTATION MARK}s 3 lines of 1 to 2 Nov" in preview.question.text
    )
    assert not preview.errors and not preview.can_import
    answer = say(staff_client, answer, app="Tile Garden", platform="ios")
    assert answer.context["preview"].can_import
    assert ("App", "Tile Garden (iOS)", "app") in answer.context["preview"].recognised


def test_a_viewer_can_neither_upload_nor_confirm(viewer_client):
    assert drop(viewer_client, HEADER + ROWS).status_code == 403
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
