"""Roles: who may do what is a group; who has none sees nothing."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, User

from campaigns.models import Token
from campaigns.records import roles
from campaigns.ui.permissions import ADMIN_DATA, MAY_IMPORT, MAY_SEE, MAY_UNDO, ROLES
from tests.make import make_user
from tests.test_again import seen_twice

pytestmark = pytest.mark.django_db


def test_every_role_is_a_group_that_may_what_it_says():
    for role, names in ROLES.items():
        assert Group.objects.get(name=role).permissions.count() == len(set(names))
        assert make_user(role, role).has_perms(names)
    assert list(map(make_user("ada", "analyst").has_perm, (MAY_IMPORT, MAY_UNDO))) == [True, False]


def test_a_right_that_a_role_does_not_have_goes_with_the_next_migration():
    group = Group.objects.get(name="viewer")
    group.permissions.set(Group.objects.get(name="manager").permissions.all())
    roles.give(ROLES)
    assert make_user("ada").get_all_permissions() == {MAY_SEE}


def test_a_role_names_only_permissions_that_exist():
    with pytest.raises(ValueError, match="campaigns.fly"):
        roles.give({"viewer": (MAY_SEE, "campaigns.fly")})


def test_managers_enter_all_data_that_the_admin_has():
    registered = {m._meta.model_name for m in admin.site._registry if m._meta.app_label != "auth"}
    assert registered - {"dbtaskresult"} <= set(ADMIN_DATA)


def test_active_people_without_a_group_become_viewers_and_others_stay():
    new, gone = make_user("new", ""), make_user("gone", "", is_active=False)
    boss = make_user("boss", "owner")
    import_module("campaigns.migrations.0031_roles").make_roles(apps, None)
    found = {user.username: [g.name for g in user.groups.all()] for user in User.objects.all()}
    assert found == {new.username: ["viewer"], gone.username: [], boss.username: ["owner"]}


def test_without_a_role_nothing_is_shown_but_the_own_account(client):
    user = make_user("new", "")
    client.force_login(user)
    for path in ("/", "/networks/", "/method/", "/imports/", "/networks/?_export=csv", "/x/"):
        assert client.get(path).status_code == (404 if path == "/x/" else 403), path
    assert "You have no role yet" in client.get("/").content.decode()
    assert client.get("/accounts/password_change/").status_code == 200
    headers = {"Authorization": f"Bearer {Token.make(user, 'read', 1)[1]}"}
    assert client.get("/api/v1/report", headers=headers).status_code == 403
    user.groups.set(Group.objects.filter(name="viewer"))
    assert client.get("/").status_code == 200
    assert client.get("/api/v1/report", headers=headers).status_code == 200


def test_a_browser_that_has_a_page_does_not_keep_it_beyond_a_role(client):
    user = make_user("ada")
    client.force_login(user)
    tag = seen_twice(client, "/method/")["ETag"]
    asked = {"If-None-Match": tag}
    assert client.get("/method/", headers=asked).status_code == 304
    user.groups.clear()
    assert client.get("/method/", headers=asked).status_code == 403


def test_only_the_admin_asks_for_staff(client):
    client.force_login(make_user("ada", "manager"))
    assert client.get("/imports/").status_code == 200
    assert client.get("/admin/").status_code == 302
