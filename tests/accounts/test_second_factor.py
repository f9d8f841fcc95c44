"""A second factor: set up, asked for, guessed at, lost and required. Codes follow RFC 6238."""

import base64
import hmac
import re
import struct
import time
from datetime import timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from campaigns.models import AuditEvent, SignInRule
from ipmsite.accounts import forms
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
    return add_app()


def add_app():
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


CODE = "/accounts/2fa/authenticate/"


def from_(address, name="mara"):
    """Somebody who knows the password, before the code is asked for."""
    client = Client(REMOTE_ADDR=address)
    client.post("/accounts/login/", {"username": name, "password": "secret 81"})
    return client


def guess(client, times=1):
    return [client.post(CODE, {"code": "000000"}).content.decode() for _ in range(times)][-1]


def logs_in(client, code):
    return client.post(CODE, {"code": code}).status_code == 302


def crowd(times):
    """So many wrong codes, each from another address; what the last is answered."""
    return [guess(from_(f"192.0.2.{number}")) for number in range(times)][-1]


def test_codes_are_guessed_five_times_from_a_place_and_its_owner_logs_in_from_elsewhere():
    secret, _ = set_up()
    thief = from_("198.51.100.7")
    guess(thief, 5)
    for one in (thief, from_("198.51.100.7")):
        said = one.post(CODE, {"code": code_of(secret)})
        assert "wait five minutes" in said.content.decode()
        assert one.get("/networks/").status_code == 302
    assert logs_in(from_("203.0.113.9"), code_of(secret))  # a browser and a place never used before


def test_a_place_guesses_fifteen_times_a_day(time_machine):
    set_up()
    for number in range(4):
        time_machine.move_to(NOW + timedelta(minutes=6 * number))
        said = guess(from_("198.51.100.7"), 5)
    assert "wait until tomorrow" in said


def test_many_addresses_guess_sixty_times_a_day_and_the_places_of_the_owner_are_none_of_them(
    time_machine, django_capture_on_commit_callbacks
):
    time_machine.move_to(NOW)
    secret, codes = set_up()
    time_machine.move_to(NOW + timedelta(minutes=2))
    own = from_("203.0.113.9")
    assert logs_in(own, code_of(secret))
    assert "Incorrect code" in crowd(59)  # and hers was one
    with django_capture_on_commit_callbacks(execute=True):
        assert "places where you never logged in" in guess(from_("192.0.3.1"))
    assert "Guessed at from many addresses: mara" in AuditEvent.objects.values_list(
        "about", flat=True
    )
    assert not logs_in(from_("192.0.3.2"), codes[0])
    own.post("/accounts/logout/")
    own.defaults["REMOTE_ADDR"] = "192.0.3.3"  # the browser knows her anywhere
    own.post("/accounts/login/", {"username": "mara", "password": "secret 81"})
    guess(own, 4)
    assert logs_in(own, codes[0])
    assert logs_in(from_("203.0.113.9"), codes[1])  # and so does the place, in any browser
    time_machine.move_to(NOW + timedelta(days=1, minutes=2))
    assert logs_in(from_("192.0.3.4"), code_of(secret))


def test_a_new_password_gives_new_tries_but_not_without_end(monkeypatch):
    _, codes = set_up()
    mara = User.objects.get(username="mara")
    monkeypatch.setattr(forms, "STRANGERS", 4)
    monkeypatch.setattr(forms, "EVER", 16)
    for _ in range(4):
        assert "Incorrect code" in crowd(4)
        assert "too many" in guess(from_("192.0.3.1")).lower()
        mara.set_password("secret 81")
        mara.save()
    assert not logs_in(from_("192.0.3.2"), codes[0])


def test_a_browser_that_logged_in_with_the_password_alone_is_a_stranger(time_machine, monkeypatch):
    monkeypatch.setattr(forms, "STRANGERS", 4)
    time_machine.move_to(NOW)
    make_user("mara", "analyst", password="secret 81")
    thief = from_("192.0.3.1")
    assert thief.get("/networks/").status_code == 200
    thief.post("/accounts/logout/")
    time_machine.move_to(NOW + timedelta(minutes=1))
    add_app()
    crowd(4)
    thief.post("/accounts/login/", {"username": "mara", "password": "secret 81"})
    assert "places where you never logged in" in guess(thief)


def test_a_browser_that_logged_in_before_guesses_no_more_than_others(time_machine):
    secret, _ = set_up()
    time_machine.move_to(NOW + timedelta(minutes=2))
    own = from_("203.0.113.9")
    assert logs_in(own, code_of(secret))
    own.post("/accounts/logout/")
    own.post("/accounts/login/", {"username": "mara", "password": "secret 81"})
    assert "Incorrect code" in guess(own, 5)
    assert "wait five minutes" in guess(own)


def test_who_sits_at_a_login_of_somebody_else_guesses_five_times_too(time_machine):
    secret, _ = set_up()
    time_machine.move_to(NOW + timedelta(minutes=2))
    own = from_("203.0.113.9")
    assert logs_in(own, code_of(secret))
    again = "/accounts/2fa/reauthenticate/"
    said = [own.post(again, {"code": "000000"}).content.decode() for _ in range(6)]
    assert "Incorrect code" in said[4] and "wait five minutes" in said[5]


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


def by_setting(settings):
    settings.SECOND_FACTOR = "required"


def by_an_owner(_settings):
    owner = as_("owner")
    assert "A password is enough" in owner.get(SWITCH).content.decode()
    assert owner.post(SWITCH, {"required": "on"}).status_code == 302


@pytest.mark.parametrize("requires", [by_setting, by_an_owner])
def test_where_it_is_required_who_has_none_reaches_only_its_setup(settings, requires):
    make_user("mara", "analyst", password="secret 81")
    client, _ = with_password()
    requires(settings)
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


SWITCH = "/account/second-factor/"


def as_(role):
    client = Client()
    client.force_login(make_user(role or "nobody", role))
    return client


def text(client, path):
    return client.get(path).content.decode()


def test_owners_say_whether_everybody_needs_one_and_the_log_says_who_did(
    settings, django_capture_on_commit_callbacks
):
    secret, _ = set_up()
    owner, mara = as_("owner"), User.objects.get(username="mara")
    assert f'href="{SWITCH}"' in text(owner, "/account/")
    Authenticator.objects.update(user=User.objects.get(username="owner"))
    client = Client()
    client.force_login(mara)
    assert "everybody needs" not in text(client, "/account/")
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):  # the second changes nothing
            owner.post(SWITCH, {"required": "on"})
    assert client.get("/account/")["Location"] == "/accounts/2fa/"
    assert "everybody needs" in text(owner, "/account/")
    with django_capture_on_commit_callbacks(execute=True):
        owner.post(SWITCH)
    assert client.get("/account/").status_code == 200
    said = AuditEvent.objects.filter(about__regex="^(Everybody|A password)").order_by("number")
    assert [*said.values_list("who", "about")] == [
        ("owner", "Everybody needs a second factor"),
        ("owner", "A password is enough to log in"),
    ]


def test_the_setting_fixes_the_switch(settings):
    set_up()
    owner = as_("owner")
    Authenticator.objects.update(user=User.objects.get(username="owner"))
    settings.SECOND_FACTOR = "required"
    page = text(owner, SWITCH)
    assert "checked disabled" in page and "fixed by the settings" in page and "Save" not in page
    assert owner.post(SWITCH).status_code == 400
    assert not SignInRule.objects.exists()


def test_only_owners_have_the_switch_and_find_it_where_they_look_after_people():
    for role in ("", "viewer", "analyst", "manager"):
        client = as_(role)
        assert (client.get(SWITCH).status_code, client.post(SWITCH).status_code) == (403, 403)
        assert SWITCH not in text(client, "/account/")
    User.objects.filter(username="manager").update(is_staff=True)
    people = make_user("ada", "owner", is_staff=True)
    client = Client()
    client.force_login(people)
    assert SWITCH in text(client, "/admin/auth/user/")


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


LOGGED_IN = {
    "/accounts/login/": (302, 302),
    "/accounts/inactive/": (200, 405),
    "/accounts/reauthenticate/": (200, 200),
    "/accounts/2fa/": (200, 405),
    "/accounts/2fa/authenticate/": (302, 302),
    "/accounts/2fa/reauthenticate/": (302, 302),
    "/accounts/2fa/totp/activate/": (200, 200),
    "/accounts/2fa/totp/deactivate/": (404, 404),
    "/accounts/2fa/recovery-codes/": (404, 405),
    "/accounts/2fa/recovery-codes/generate/": (200, 200),
    "/accounts/2fa/recovery-codes/download/": (404, 404),
    "/accounts/2fa/webauthn/": (200, 405),
    "/accounts/2fa/webauthn/add/": (200, 200),
    "/accounts/2fa/webauthn/reauthenticate/": (302, 302),
    "/accounts/2fa/webauthn/keys/1/remove/": (404, 404),  # of somebody else
    "/accounts/2fa/webauthn/keys/1/edit/": (404, 404),
    "/accounts/2fa/webauthn/login/": (302, 302),
    "/accounts/sso/error/": (401, 405),
    "/accounts/sso/cancelled/": (200, 405),
    "/accounts/cancel/": (200, 302),  # logs out, so last
}
"""What whoever is logged in is answered, in any role and without."""


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


def test_each_role_is_answered_alike_where_people_look_after_themselves():
    make_key = Authenticator.objects.create
    make_key(pk=1, user=make_user("other"), type=Authenticator.Type.WEBAUTHN, data={})
    assert LOGGED_IN.keys() == {path for path, answer in STRANGERS.items() if answer}
    for role in ("", "viewer", "analyst", "manager", "owner"):
        make_user(role or "nobody", role, password="secret 81")
        client, found = with_password(role or "nobody")[0], {}
        for path in LOGGED_IN:
            found[path] = client.get(path).status_code, client.post(path).status_code
        assert found == LOGGED_IN, role


def test_who_has_lost_all_of_it_gets_in_again_by_a_command():
    set_up()
    call_command("forget_factor", "mara", stdout=StringIO())
    assert with_password()[1]["Location"] == "/networks/"
    with pytest.raises(CommandError, match="no user"):
        call_command("forget_factor", "nobody")
