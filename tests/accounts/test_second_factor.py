"""A second factor: set up, asked for, guessed at, lost and required. Codes follow RFC 6238."""

import base64
import hmac
import re
import struct
import time
from datetime import timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from campaigns.models import AuditEvent
from ipmsite.accounts.adapters import SecondFactor
from tests.make import NOW, make_user

pytestmark = pytest.mark.django_db


def code_of(secret, at=None):
    """The six digits of a moment: HMAC-SHA1 over its half minute, cut as RFC 4226 says."""
    moment = struct.pack(">Q", int(time.time() if at is None else at) // 30)
    digest = hmac.digest(base64.b32decode(secret), moment, "sha1")
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06}"


def test_codes_of_the_tests_are_those_of_the_standard():
    secret = base64.b32encode(b"12345678901234567890").decode()  # RFC 6238, appendix B
    assert [code_of(secret, at) for at in (59, 1111111109)] == ["287082", "081804"]


def with_password(name="mara"):
    client = Client()
    said = {"username": name, "password": "secret 81"}
    return client, client.post("/accounts/login/?next=/networks/", said)


def set_up():
    """Somebody with an app, its key and the recovery codes."""
    make_user("mara", "analyst", password="secret 81")
    client, _ = with_password()
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)[1]
    assert "<svg" in page and "data:" not in page and "style=" not in page
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)}, follow=True)
    codes = re.findall(r"\b\d{8}\b", answer.content.decode())
    assert len(codes) == 10
    return secret, codes


def test_without_a_second_factor_a_password_logs_in_as_ever():
    make_user("mara", "analyst", password="secret 81")
    client, answer = with_password()
    assert answer["Location"] == "/networks/"
    assert client.get("/networks/").status_code == 200


def test_a_password_alone_does_not_log_in_and_the_code_of_now_does(
    time_machine, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        secret, _ = set_up()
    time_machine.move_to(NOW + timedelta(minutes=2))  # a code is good for one login
    client, answer = with_password()
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/networks/").status_code == 302
    assert client.get("/accounts/2fa/authenticate/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "Incorrect code" in wrong.content.decode()
    answer = client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert answer["Location"] == "/networks/"
    assert client.get("/networks/").status_code == 200
    said = [*AuditEvent.objects.order_by("number").values_list("what", "about")]
    assert ("rights", "Second factor added: totp authenticator") in said
    assert ("wrong", "Second factor of mara") in said


def test_a_recovery_code_logs_in_once():
    _, codes = set_up()
    for expected in ("/networks/", None):
        client, _ = with_password()
        answer = client.post("/accounts/2fa/authenticate/", {"code": codes[0]})
        assert answer.get("Location") == expected


def test_codes_are_guessed_five_times_and_no_more():
    secret, _ = set_up()
    cache.clear()
    client, _ = with_password()
    for _ in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    answer = client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert "Too many" in answer.content.decode()
    assert client.get("/networks/").status_code == 302


def test_no_door_goes_around_it():
    set_up()
    said = {"username": "mara", "password": "secret 81"}
    admin = Client().post("/admin/login/?next=/admin/", said)
    assert admin["Location"].startswith("/accounts/login/")
    client, _ = with_password()
    for path in ("/", "/admin/", "/api/v1/docs", "/accounts/2fa/", "/accounts/2fa/recovery-codes/",
                 "/accounts/password_change/", "/account/"):  # fmt: skip
        assert client.get(path).status_code == 302, path
    key = SecondFactor()
    locked = key.encrypt("seed")
    assert "seed" not in locked and key.decrypt(locked) == "seed"


def test_ten_wrong_passwords_still_lock_their_address():
    make_user("mara", "analyst", password="secret 81")
    client = Client()
    said = {"username": "mara", "password": "a guess"}
    found = [client.post("/accounts/login/", said).status_code for _ in range(10)]
    assert found == [200] * 9 + [429]
    assert client.post("/accounts/login/", said | {"password": "secret 81"}).status_code == 429


def test_where_it_is_required_who_has_none_reaches_only_its_setup(settings):
    settings.SECOND_FACTOR = "required"
    make_user("mara", "analyst", password="secret 81")
    client, _ = with_password()
    for path in ("/", "/networks/", "/account/", "/admin/"):
        assert client.get(path)["Location"] == "/accounts/2fa/", path
    assert client.post("/notes/add/")["Location"] == "/accounts/2fa/"
    assert "set one up to go on" in client.get("/accounts/2fa/").content.decode()
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)[1]
    client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert client.get("/networks/").status_code == 200
    kept = client.post("/accounts/2fa/totp/deactivate/")
    assert "cannot deactivate" in kept.content.decode()


STRANGERS = {
    "/accounts/login/": (200, 200),
    "/accounts/cancel/": (302, 302),
    "/accounts/inactive/": (200, 405),
    "/accounts/reauthenticate/": (302, 302),
    "/accounts/2fa/": (302, 302),
    "/accounts/2fa/authenticate/": (302, 302),
    "/accounts/2fa/reauthenticate/": (302, 302),
    "/accounts/2fa/totp/activate/": (302, 302),
    "/accounts/2fa/totp/deactivate/": (302, 302),
    "/accounts/2fa/recovery-codes/": (302, 302),
    "/accounts/2fa/recovery-codes/generate/": (302, 302),
    "/accounts/2fa/recovery-codes/download/": (302, 302),
    "/accounts/2fa/webauthn/": (302, 302),
    "/accounts/2fa/webauthn/add/": (302, 302),
    "/accounts/2fa/webauthn/reauthenticate/": (302, 302),
    "/accounts/2fa/webauthn/keys/1/remove/": (302, 302),
    "/accounts/2fa/webauthn/keys/1/edit/": (302, 302),
    "/accounts/2fa/webauthn/login/": (302, 302),
    "/accounts/oidc/sso/login/": None,  # test_sign_on.py
    "/accounts/oidc/sso/login/callback/": None,
    "/accounts/sso/error/": (401, 405),
    "/accounts/sso/cancelled/": (200, 405),
}
"""Each address that comes with it: GET and POST of a stranger. A new one fails until it is here."""


def addresses(patterns, before="/accounts/"):
    for one in patterns:
        path = before + str(one.pattern)
        if hasattr(one, "url_patterns"):
            yield from addresses(one.url_patterns, path)
        else:
            path = path.replace("<int:pk>", "1").replace("^(?P<provider_id>[^/]+)", "sso")
            yield path


def test_each_address_that_comes_with_it_stands_in_the_table_and_holds_strangers_out(client):
    from ipmsite.accounts.urls import urlpatterns

    assert {*addresses(urlpatterns)} == {*STRANGERS}
    for path, expected in STRANGERS.items():
        if expected:
            found = client.get(path).status_code, client.post(path).status_code
            assert found == expected, path


def test_who_has_lost_all_of_it_gets_in_again_by_a_command():
    set_up()
    call_command("forget_factor", "mara", stdout=StringIO())
    assert with_password()[1]["Location"] == "/networks/"
    with pytest.raises(CommandError, match="no user"):
        call_command("forget_factor", "nobody")
