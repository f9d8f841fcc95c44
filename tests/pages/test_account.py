"""Where somebody is logged in and their keys: listed, ended, and written down no oftener than it
must be."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils.html import strip_tags

from campaigns.models import Device, Token
from campaigns.pages.account.content import browser
from tests.browser import faults_in_any_look
from tests.make import NOW, make_user

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"  # noqa: E501
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0"  # noqa: E501


def log_in(name: str, agent: str, address: str, password="right") -> Client:
    client = Client(HTTP_USER_AGENT=agent, REMOTE_ADDR=address)
    asked = {"username": name, "password": password}
    assert client.post("/accounts/login/", asked).status_code == 302
    return client


@pytest.fixture
def marta():
    return make_user("marta", password="right")


@pytest.fixture
def both(marta):
    """Marta's browser at work, and one that she does not know."""
    here = log_in("marta", FIREFOX, "198.51.100.7")
    return here, log_in("marta", SAFARI, "2001:db8::9")


def shown(client) -> str:
    return " ".join(strip_tags(client.get("/account/").content.decode()).split())


def alive(client) -> bool:
    return client.get("/views/").status_code == 200


def test_each_login_is_listed_with_its_browser_address_and_times(both):
    said = shown(both[0])
    assert "Firefox 132 on Linux this one 198.51.100.7 24 Nov 2026, 09:" in said
    assert "Safari 18 on an iPhone 2001:db8::9 24 Nov 2026, 09:" in said


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (EDGE, "Edge 131 on Windows"),
        ("curl/8.1", "An unknown browser"),
        ("", "An unknown browser"),
        ("<script>Firefox/12345678</script>", "An unknown browser"),
    ],
)
def test_browsers_are_called_by_their_names(said, words):
    assert browser(said) == words


def test_a_login_that_is_ended_opens_nothing_any_more(both):
    here, there = both
    other = Device.objects.get(address="2001:db8::9")
    assert here.post(f"/account/logins/{other.pk}/end/")["Location"] == "/account/"
    assert (alive(here), alive(there)) == (True, False)
    assert "iPhone" not in shown(here).partition("Your logins")[2]


def test_logging_out_everywhere_ends_every_login_of_ones_own(both, marta):
    ada = Client()
    ada.force_login(make_user("ada"))
    asked = {"user": marta.pk}
    assert both[0].post("/account/logins/end/", asked)["Location"] == "/accounts/login/"
    assert [alive(client) for client in (*both, ada)] == [False, False, True]


def test_a_new_password_ends_the_other_logins_and_this_one_can_be_ended_still(both, marta):
    here, there = both
    new = {"new_password1": "quiet harbour 81", "new_password2": "quiet harbour 81"}
    here.post("/accounts/password_change/", {"old_password": "right", **new})
    assert (alive(here), alive(there)) == (True, False)
    there = log_in("marta", EDGE, "198.51.100.7", password="quiet harbour 81")
    listed = Device.objects.get(session=here.session.session_key)
    assert there.post(f"/account/logins/{listed.pk}/end/").status_code == 302
    assert not alive(here)


def test_owners_see_and_end_the_logins_of_others_but_not_those_of_superusers(both, admin_user):
    owner, boss, ada = Client(), Client(), Client()
    owner.force_login(make_user("olga", "owner"))
    boss.force_login(admin_user)
    ada.force_login(make_user("ada", "manager"))
    assert "Log out marta, Firefox 132" in shown(owner) and "Log out admin" not in shown(owner)
    assert "Log out marta" not in shown(ada)
    of_boss = Device.objects.get(user=admin_user)
    assert owner.post(f"/account/logins/{of_boss.pk}/end/").status_code == 404
    marta = Device.objects.filter(user__username="marta").first()
    for client, answer in ((ada, 404), (owner, 302)):
        assert client.post(f"/account/logins/{marta.pk}/end/").status_code == answer
        assert client.post("/account/logins/end/", {"user": marta.user_id}).status_code == answer
    assert not any(alive(client) for client in both)
    assert owner.post("/account/logins/end/", {"user": admin_user.pk}).status_code == 302
    assert alive(boss)


def test_a_login_that_is_over_is_not_listed(both):
    Session.objects.filter(session_key=both[1].session.session_key).delete()
    assert "iPhone" not in shown(both[0]).partition("Your logins")[2]


def test_that_a_login_is_used_is_written_every_few_minutes_only(marta, time_machine):
    time_machine.move_to(NOW, tick=False)
    client = Client()
    client.force_login(marta)
    alive(client)
    one = Device.objects.get()
    for minutes, seen in ((4, 0), (6, 6), (10, 6), (11, 11)):
        time_machine.move_to(NOW + timedelta(minutes=minutes), tick=False)
        assert alive(client)
        one.refresh_from_db()
        assert one.seen_at == NOW + timedelta(minutes=seen)


def asks(text: str) -> int:
    return Client().get("/api/v1/networks", headers={"Authorization": f"Bearer {text}"}).status_code


def test_a_key_is_shown_once_opens_the_api_and_can_be_ended():
    ana = Client()
    ana.force_login(make_user("ana", "viewer"))
    asked = {"name": "Warehouse", "scope": "read", "days": "30"}
    made = re.search(r"pm_[\w-]{40,}", ana.post("/account/keys/", asked).content.decode())[0]
    assert asks(made) == 200
    assert made not in ana.get("/account/").content.decode() and "Warehouse" in shown(ana)
    key = Token.objects.get()
    assert key.expires_at - key.created_at < timedelta(days=30, seconds=1)
    ana.post(f"/account/keys/{key.pk}/end/")
    assert asks(made) == 401 and "You have no key" in shown(ana)


def test_who_may_not_import_gets_no_key_that_does():
    ana, ben = Client(), Client()
    ana.force_login(make_user("ana", "viewer"))
    ben.force_login(make_user("ben", "analyst"))
    asked = {"name": "Loader", "scope": "import", "days": "30"}
    assert [one.post("/account/keys/", asked).status_code for one in (ana, ben)] == [400, 200]
    assert [key.user.username for key in Token.objects.all()] == ["ben"]


def test_owners_see_and_end_the_keys_of_others():
    owner = Client()
    owner.force_login(make_user("olga", "owner"))
    key, _ = Token.make(make_user("ana", "viewer"), "read", 7, "Old script")
    assert "Old script" in shown(owner)
    assert owner.post(f"/account/keys/{key.pk}/end/").status_code == 302
    assert not Token.objects.exists()


@pytest.mark.browser
def test_the_page_can_be_read_in_any_look(open_as, axe, marta):
    boss = make_user("boss", "owner", is_superuser=True)
    log_in("marta", SAFARI, "2001:db8:1234:5678:9abc:def0:1234:5678")
    Token.make(boss, "read", 7, "Warehouse")
    page = open_as(boss, "/account/")
    assert faults_in_any_look(page, axe) == []
