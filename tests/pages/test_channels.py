"""`/channels/`: where messages go, whether they arrive, and a test of each."""

import pytest

from campaigns.models import Channel, Delivery
from tests.telling.test_channels import hooks  # noqa: F401

pytestmark = pytest.mark.django_db
HOOK = {"name": "Slack", "kind": "slack", "in_use": "on"}


def test_without_a_channel_the_page_says_how_to_add_one(staff_client):
    page = staff_client.get("/channels/").content.decode()
    assert "There is no channel yet" in page and "Nothing has been sent yet" in page


@pytest.mark.parametrize(
    ("kind", "address", "why"),
    [
        ("mail", "ua@permille.example, ravi", "“ravi” is no e-mail address."),
        ("webhook", "http://hooks.permille.example/", "must begin with https://"),
        ("slack", "https://ada:secret@hooks.permille.example/", "must not hold a password"),
        ("webhook", "https://hooks.permille.example:port/", "cannot be read"),
    ],
)
def test_an_address_that_nothing_can_be_sent_to_is_refused(staff_client, kind, address, why):
    answer = staff_client.post("/channels/", {"name": "A", "kind": kind, "address": address})
    assert answer.status_code == 400 and why in answer.content.decode()
    assert not Channel.objects.exists()


def test_a_test_is_sent_at_once_and_stands_in_the_log(staff_client, hooks):  # noqa: F811
    staff_client.post("/channels/", {**HOOK, "address": hooks.url})
    channel = Channel.objects.get()
    page = staff_client.post(f"/channels/{channel.pk}/test/", follow=True).content.decode()
    assert "The test arrived. 127.0.0.1 answered 200." in page and len(hooks.taken) == 1
    assert "Test of Slack from Permille" in page and "Arrived" in page
    hooks.answers = [(404, {})]
    page = staff_client.post(f"/channels/{channel.pk}/test/", follow=True).content.decode()
    assert "The test did not arrive: 127.0.0.1 answered 404." in page


def test_a_deleted_channel_goes_with_its_log(staff_client, hooks):  # noqa: F811
    staff_client.post("/channels/", {**HOOK, "address": hooks.url})
    channel = Channel.objects.get()
    staff_client.post(f"/channels/{channel.pk}/test/")
    staff_client.post(f"/channels/{channel.pk}/delete/")
    assert not Channel.objects.exists() and not Delivery.objects.exists()
