"""A page that a browser has kept and asks for again: 304 while nothing has changed, never across
readers. What is given to those who have not kept it: tests/pages/test_opened_again.py."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from campaigns.models import Annotation, Network
from tests.make import LAST_DAY, TODAY, make_day
from tests.worlds import made_once

PAGES = ("/?default=no", "/networks/", "/creatives/", "/method/", "/fraud/", "/experiments/")


@made_once
def week():
    for back in range(7):
        make_day(day=LAST_DAY - timedelta(days=back), impressions=1000, installs=5)


def again(client, path, response):
    return client.get(path, headers={"If-None-Match": response["ETag"]})


def seen_twice(client, path):
    """The second answer: the first may set the cookie of forms."""
    client.get(path)
    return client.get(path)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_without_news_is_not_sent_again(viewer_client, week, path):
    first = seen_twice(viewer_client, path)
    assert first["Cache-Control"] == "private, no-store"
    assert "Cookie" in first["Vary"]
    second = again(viewer_client, path, first)
    assert (second.status_code, second.content) == (304, b"")
    assert second["ETag"] == first["ETag"]


def test_not_sending_it_again_takes_three_queries(viewer_client, week, django_assert_num_queries):
    first = seen_twice(viewer_client, "/?default=no")
    # session, the reader with what they may see and what is kept of them, version
    with django_assert_num_queries(3):
        assert again(viewer_client, "/?default=no", first).status_code == 304


@pytest.mark.parametrize(
    "write",
    [
        lambda viewer: make_day("Kite", impressions=900, installs=9),
        lambda viewer: Network.objects.update(settle_days=8),
        lambda viewer: Annotation.objects.create(day=LAST_DAY, text="A new icon"),
        lambda viewer: setattr(viewer, "is_superuser", True) or viewer.save(),
    ],
    ids=["counts", "settling", "note", "permission"],
)
def test_any_news_sends_it_as_it_is_now(viewer_client, viewer, week, write):
    first = seen_twice(viewer_client, "/?default=no")
    write(viewer)
    second = again(viewer_client, "/?default=no", first)
    assert second.status_code == 200
    assert second["ETag"] != first["ETag"]
    assert second.content != first.content


def test_a_new_day_sends_it_again(viewer, week, time_machine):
    path = "/?default=no"
    client = Client()
    client.force_login(viewer)
    first = seen_twice(client, path)
    time_machine.move_to(TODAY + timedelta(days=1))
    assert again(client, path, first).status_code == 200


def test_a_page_is_its_readers_alone(viewer_client, staff_client, week):
    first = seen_twice(viewer_client, "/?default=no")
    seen_twice(staff_client, "/?default=no")
    assert again(staff_client, "/?default=no", first).status_code == 200
    assert again(Client(), "/?default=no", first).status_code == 302


def test_another_login_of_the_same_reader_gets_a_page_with_forms_of_its_own(viewer, week):
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(viewer)
    first = seen_twice(clients[0], "/?default=no")
    assert settings.CSRF_COOKIE_NAME in clients[0].cookies
    seen_twice(clients[1], "/?default=no")
    assert again(clients[1], "/?default=no", first).status_code == 200


def test_another_address_is_another_page(viewer_client, week):
    first = seen_twice(viewer_client, "/?default=no")
    assert again(viewer_client, "/?compare=none", first).status_code == 200


def test_a_message_is_shown_once(staff_client, week):
    path = "/?default=no"
    seen_twice(staff_client, path)
    made = staff_client.post(
        "/views/add/", {"name": "Mine", "path": "/", "query": "?default=no"}, follow=True
    )
    assert "ETag" not in made or b'class="messages"' not in made.content
    first = seen_twice(staff_client, path)
    assert again(staff_client, path, first).status_code == 304


@pytest.mark.parametrize(
    "path", ["/imports/", "/admin/", "/creatives/?_export=csv", "/fraud/?as_of=2026-11-20"]
)
def test_imports_the_admin_files_and_what_has_a_message_are_made_anew(staff_client, week, path):
    assert "ETag" not in seen_twice(staff_client, path)
