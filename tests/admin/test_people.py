"""Owners make people, give them a role and a limit, and end their logins; nobody else does."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from campaigns.models import RowAccess
from tests.make import make_app, make_user

pytestmark = pytest.mark.django_db
LIST = "/admin/auth/user/"


def as_(role: str) -> Client:
    client = Client()
    client.force_login(make_user(role, role, is_staff=True))
    return client


def changed(client, person, **said):
    values = {"username": person.username, "is_active": "on", **said}
    return client.post(f"{LIST}{person.pk}/change/", values).status_code


def test_an_owner_makes_somebody_with_a_role_and_a_limit_and_ends_their_login():
    client, password = as_("owner"), "a-long-phrase-7"
    made = {"username": "ada", "usable_password": "true"}
    client.post(f"{LIST}add/", made | {"password1": password, "password2": password})
    ada = User.objects.get(username="ada")
    browser = Client()
    asked = {"username": "ada", "password": password}
    assert browser.post("/accounts/login/", asked).status_code == 302
    assert browser.get("/trends/").status_code == 403
    app, viewer = make_app(), Group.objects.get(name="viewer")
    assert changed(client, ada, groups=[viewer.pk], apps=[app.pk]) == 302
    assert list(RowAccess.objects.get(user=ada).apps.all()) == [app]
    assert browser.get("/trends/").status_code == 200
    assert changed(client, ada, groups=[viewer.pk]) == 302
    assert not RowAccess.objects.exists()
    assert changed(client, ada, is_active="") == 302
    assert browser.get("/trends/").status_code == 302


def test_an_owner_neither_sees_nor_makes_a_superuser():
    boss, ada = User.objects.create_superuser("boss"), make_user("ada")
    client = as_("owner")
    assert "boss" not in client.get(LIST).content.decode()
    assert client.get(f"{LIST}{boss.pk}/change/").status_code == 302
    assert client.get(f"{LIST}{boss.pk}/password/").status_code == 404
    assert changed(client, ada, is_superuser="on") == 302
    ada.refresh_from_db()
    assert not ada.is_superuser


def test_only_owners_look_after_people():
    assert as_("manager").get(LIST).status_code == 403
    client = as_("owner")
    RowAccess.objects.create(user=User.objects.get(username="owner")).apps.set([make_app()])
    assert client.get(LIST).status_code == 403
