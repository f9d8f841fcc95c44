"""Guessing costs whoever guesses time, and nobody else: through both logins, from any address."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings as site
from django.test import Client

from ipmsite.addresses import client_address, client_home
from tests.make import NOW, make_user

pytestmark = pytest.mark.django_db
TRIES = site.AXES_FAILURE_LIMIT
HERE, THERE = "198.51.100.7", "203.0.113.9"


@pytest.fixture
def owner():
    return make_user("marta", "owner", password="right", is_staff=True)


def log_in(password="right", name="marta", address=HERE, path="/accounts/login/", **more) -> int:
    asked = {"username": name, "password": password}
    return Client().post(path, asked, REMOTE_ADDR=address, **more).status_code


def guess(times: int, **more) -> list[int]:
    return [log_in(f"wrong {number}", **more) for number in range(times)]


@pytest.mark.parametrize("path", ["/accounts/login/", "/admin/login/"])
def test_the_tenth_wrong_password_locks_its_address_and_no_other(owner, path):
    assert TRIES == 10
    assert guess(TRIES, path=path) == [200] * (TRIES - 1) + [429]
    for other in ("/accounts/login/", "/admin/login/"):
        assert log_in(path=other) == 429
        assert log_in(path=other, address=THERE) == 302


def test_who_is_locked_out_is_told_how_long_and_no_password_is_tried(owner, monkeypatch):
    guess(TRIES)
    tried = []
    monkeypatch.setattr("django.contrib.auth.models.User.check_password", tried.append)
    asked = {"username": "marta", "password": "right"}
    answer = Client().post("/accounts/login/", asked, REMOTE_ADDR=HERE)
    assert tried == []
    assert answer["Retry-After"] == "900"
    assert "in 15 minutes" in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"


def test_many_names_from_one_address_are_guesses_too(owner):
    for number in range(TRIES):
        log_in("Winter2026", name=f"name{number}")
    assert log_in() == 429


def test_the_wait_ends_and_guessing_on_makes_it_no_longer(owner, time_machine):
    time_machine.move_to(NOW)
    guess(TRIES)
    time_machine.move_to(NOW + timedelta(minutes=14))
    assert guess(3) == [429] * 3
    time_machine.move_to(NOW + timedelta(minutes=16))
    assert log_in() == 302


def test_a_login_forgives_the_failures_of_its_own_name_alone(owner):
    make_user("ada", "viewer", password="hers")
    guess(TRIES - 2)
    assert log_in("hers", name="ada") == 302
    guess(1, name="ada")
    assert guess(1) == [429]
    guess(TRIES - 1, address=THERE)
    assert log_in(address=THERE) == 302
    assert guess(TRIES - 1, address=THERE) == [200] * (TRIES - 1)


def test_whoever_is_logged_in_stays_so(owner):
    client = Client(REMOTE_ADDR=HERE)
    client.force_login(owner)
    guess(TRIES)
    assert client.get("/views/").status_code == 200


def test_what_was_typed_as_a_password_is_kept_nowhere(owner):
    guess(2)
    stored = [str(value) for row in AccessAttempt.objects.values() for value in row.values()]
    assert stored
    assert not [value for value in stored if "wrong" in value]


def test_the_forwarded_address_counts_behind_a_proxy_only_and_of_it_the_last(rf, settings, owner):
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=f"1.2.3.4, {HERE}")
    assert client_address(request) == "10.0.0.1"
    for number in range(TRIES):  # a header that changes buys nothing
        log_in("wrong", HTTP_X_FORWARDED_FOR=f"192.0.2.{number}")
    assert log_in() == 429
    settings.BEHIND_PROXY = True
    assert client_address(request) == HERE
    forged = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="1.2.3.4, <b>")
    assert client_address(forged) == ""


@pytest.mark.parametrize(
    ("address", "home"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("", ""),
    ],
)
def test_guesses_are_counted_by_what_one_customer_has(rf, address, home):
    assert client_home(rf.get("/", REMOTE_ADDR=address)) == home


def crowd(tries=3 * TRIES, **more):
    """So many wrong passwords at one name, each from another address."""
    return [log_in("wrong", address=f"192.0.2.{number}", **more) for number in range(tries)]


def test_guesses_of_many_addresses_at_one_name_wait_and_its_browser_does_not(owner, time_machine):
    time_machine.move_to(NOW, tick=False)
    own = Client(REMOTE_ADDR=THERE)
    assert (
        own.post("/accounts/login/", {"username": "marta", "password": "right"}).status_code == 302
    )
    own.post("/accounts/logout/")
    assert set(crowd()) == {200}
    assert log_in("wrong", address="192.0.3.1") == 200  # one of them has its turn
    assert crowd(5) == [429] * 5  # and the others have not
    assert (
        own.post("/accounts/login/", {"username": "marta", "password": "right"}).status_code == 302
    )
    assert log_in(address="192.0.3.2", name="marta") == 429  # a stranger waits, even with the word
    assert log_in("wrong", name="ada", address="192.0.3.3") == 200  # at another name nobody waits
    time_machine.move_to(NOW + timedelta(seconds=15), tick=False)
    assert log_in(address="192.0.3.4") == 302  # a new browser of hers has its turn


def test_the_wait_says_how_long_and_grows_and_owners_are_told(
    owner, time_machine, django_capture_on_commit_callbacks
):
    time_machine.move_to(NOW, tick=False)
    crowd()
    said = {"username": "marta", "password": "wrong"}
    with django_capture_on_commit_callbacks(execute=True):
        Client().post("/accounts/login/", said, REMOTE_ADDR="192.0.3.1")
    answer = Client().post("/accounts/login/", said, REMOTE_ADDR="192.0.3.2")
    assert answer["Retry-After"] == "10" and "again in 10 seconds" in answer.content.decode()
    AccessAttempt.objects.filter(username="marta").update(failures_since_start=3)
    time_machine.move_to(NOW + timedelta(minutes=2), tick=False)
    log_in("wrong", address="192.0.3.1")
    answer = Client().post("/accounts/login/", said, REMOTE_ADDR="192.0.3.2")
    assert answer["Retry-After"] == "60"
    client = Client()
    client.force_login(owner)
    page = client.get("/audit/").content.decode()
    assert "Guessed at from many addresses in the last 7 days: marta." in page
    assert "Locked out for guessing" not in page
