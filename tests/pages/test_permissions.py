"""The access matrix: every address of the site and of the API, each way to ask, for every role, on
rows within a limit and beyond it. A new address fails until it has its line here."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.api.urls import api
from campaigns.models import (
    AlertRule,
    Annotation,
    Budget,
    Case,
    Channel,
    Device,
    Job,
    NamingRule,
    RowAccess,
    SavedView,
    SharedLink,
    Token,
)
from campaigns.ui.permissions import ROLES
from campaigns.urls import urlpatterns
from ipmsite import urls as site
from tests.make import LAST_DAY, make_app, make_batch, make_campaign, make_creative, make_user
from tests.pages.test_experiments import make_test

pytestmark = pytest.mark.django_db

# Status of GET and of an empty POST for a viewer, then the same for staff. An empty POST is
# answered by a page that takes none, refused as wrong (400), or leads to the next page.
PAGE = (200, 200, 200, 200)
ACTION = (403, 403, 405, 400)
OWN = (405, 404, 405, 404)
IMPORT = (403, 403)
ADDRESSES = {
    "overview": PAGE,
    "today_ask": (200, 405, 200, 405),
    "today_answer": ACTION,
    "demo_load": (403, 403, 405, 302),
    "demo_remove": (403, 403, 200, 302),
    "targets": (403, 403, 200, 302),
    "answer_undo": (403, 403, 405, 404),
    "why": PAGE,
    "networks": PAGE,
    "network": PAGE,
    "decide": (403, 403, 405, 404),  # nothing is decided on it
    "respond": (403, 403, 405, 404),  # no flag on it
    "store_pages": PAGE,
    "quality": PAGE,
    "fraud": PAGE,
    "case": PAGE,
    "case_answer": ACTION,
    "case_pack": PAGE,
    "note_add": ACTION,
    "note": (403, 403, 200, 400),
    "note_delete": (405, 403, 405, 302),
    "campaigns": PAGE,
    "campaign": PAGE,
    "audience": PAGE,
    "creatives": PAGE,
    "creative": PAGE,
    "creative_decide": ACTION,
    "asset": (404, 405, 404, 405),
    "poster": (404, 405, 404, 405),
    "experiments": PAGE,
    "experiment_new": (200, 403, 200, 200),
    "experiment": PAGE,
    "experiment_start": ACTION,
    "experiment_decide": ACTION,
    "search": (200, 405, 200, 405),
    "search_lines": (200, 405, 200, 405),
    "views": PAGE,
    "look": (405, 400, 405, 400),
    "view": (404, 405, 404, 405),
    "view_change": OWN,
    "view_delete": OWN,
    "view_default": OWN,
    "audit": (403, 403, 200, 405),
    "account": (200, 405, 200, 405),
    "second_factor": (403, 403, 200, 400),  # nothing is offered
    "key_make": (405, 400, 405, 400),
    "key_end": (405, 404, 405, 404),  # of somebody else
    "device_end": (405, 404, 405, 404),  # of somebody else
    "devices_end": (405, 404, 405, 404),
    "links": (403, 403, 200, 400),
    "link_revoke": (403, 403, 405, 404),  # of somebody else
    "shared": (404, 405, 404, 405),
    "trends": PAGE,
    "planner": PAGE,
    "data": (200, 200, 200, 200),
    "day_history": PAGE,
    "reporters": PAGE,
    "rates": (200, 405, 200, 405),
    "budgets": (200, 405, 200, 405),
    "budgets_set": ACTION,
    "budget_decide": (403, 403, 200, 400),
    "rates_set": ACTION,
    "decisions": PAGE,
    "notes": PAGE,
    "help": (200, 405, 200, 405),
    "method": PAGE,
    "by_hand": (*IMPORT, 200, 400),
    "imports": (*IMPORT, 200, 200),
    "import_preview": (*IMPORT, 302, 302),
    "import_confirm": (*IMPORT, 405, 302),
    "import_forget": (*IMPORT, 405, 302),
    "import_next": (*IMPORT, 302, 405),
    "imports_done": (*IMPORT, 404, 405),
    "import_done": (*IMPORT, 200, 405),
    "import_job": (*IMPORT, 404, 404),  # of somebody else
    "undo": (*IMPORT, 200, 302),
    "concepts": PAGE,
    "names": (200, 405, 200, 405),
    "rule_save": ACTION,
    "rule_use": (403, 403, 405, 302),
    "values_merge": (403, 403, 405, 302),
    "alerts": (200, 405, 200, 405),
    "alert_new": (403, 403, 200, 400),
    "alert": (403, 403, 404, 404),  # of somebody else
    "alert_delete": (403, 403, 405, 404),
    "mails": (403, 403, 200, 400),
    "mail_preview": (403, 403, 404, 405),  # of somebody else
    "mail_delete": (403, 403, 405, 404),
    "channels": (403, 403, 200, 400),
    "channel": (403, 403, 200, 400),
    "channel_test": (403, 403, 405, 302),
    "channel_delete": (403, 403, 405, 302),
}
MANAGERS = (
    *("note", "note_delete", "undo", "rule_save", "rule_use", "values_merge"),
    *("channels", "channel", "channel_test", "channel_delete", "rates_set"),
    "budgets_set",
    *("links", "link_revoke", "demo_load", "demo_remove", "targets"),
)
"""What analysts may no more than viewers; an answer that staff alone gets is theirs elsewhere."""
OWNERS = ("audit", "second_factor")
"""What managers may no more than viewers."""
OF_PEOPLE = ("second_factor",)
"""What of that is for who looks after people, which staff does not."""
OPEN = {"shared"}
"""What needs no login: a link, which is not found unless its key is signed."""
OF_ONES_OWN = {"account", "device_end", "devices_end", "key_make", "key_end"}
"""What everybody with a login has, also without a role."""
AROUND = {
    "healthz": (200, 200),
    "favicon": (302, 302),
    "mcp": (401, 401),  # without a token; tests/api/test_mcp.py has who may ask
    "mail_stop": (404, 404),  # without a signed link
    "login": (200, 200),
    "logout": (302, 302),
    "password_change": (302, 302),
    "password_change_done": (302, 302),
    "password_reset": (200, 200),
    "password_reset_done": (200, 405),
    "password_reset_confirm": (200, 200),
    "password_reset_complete": (200, 405),
}
"""The addresses around the pages: GET and POST of a stranger."""
BEYOND = {
    "note": (404, 404),
    "view": (404, 405),
    "case_pack": (404, 404),
    "today_ask": (404, 405),
    "asset": (404, 405),
    "poster": (404, 405),
    **dict.fromkeys(("view_change", "view_delete", "view_default"), (405, 404)),
    "alert_delete": (405, 404),
    **dict.fromkeys(("link_revoke", "device_end", "key_end"), (405, 404)),
    "shared": (404, 405),
    "mail_preview": (404, 405),
    "mail_delete": (405, 404),
    **dict.fromkeys(
        (
            "decide",
            "respond",
            "case_answer",
            "creative_decide",
            "experiment_start",
            "experiment_decide",
        ),
        (405, 404),
    ),
    "note_delete": (405, 404),
    "import_done": (404, 405),
    "undo": (403, 403),
    "rule_use": (403, 403),
    **dict.fromkeys(("channel", "channel_test", "channel_delete"), (403, 403)),
}
"""GET and POST of a manager who is limited to another app and network; else not found (404)."""
API = {
    ("get", "report"): 200,
    ("get", "why"): 200,
    ("get", "concepts"): 200,
    ("get", "dimensions"): 200,
    ("get", "networks"): 200,
    ("get", "campaigns"): 200,
    ("get", "creatives"): 200,
    ("get", "verdicts"): 200,
    ("get", "cases"): 200,
    ("get", "notes"): 200,
    ("get", "counts"): 200,
    ("get", "imports"): 200,
    ("post", "imports"): 403,
    ("get", "imports/1"): 404,
}
"""What a viewer's token to read is answered; nobody without a token (401) or a role (403) is."""


@pytest.fixture
def ids(django_user_model):
    """An argument for every address that takes one: things that belong to nobody who asks."""
    campaign = make_campaign()
    creative = make_creative(campaign.app, "Without a file")
    other = django_user_model.objects.create_user("other")
    days = {"first_day": LAST_DAY, "last_day": LAST_DAY, "opened_on": LAST_DAY}
    case = Case.objects.create(
        app=campaign.app, network=campaign.network, kind="flooding", installs=1,
        judged_day=LAST_DAY, week_from=LAST_DAY, **days,
    )  # fmt: skip
    found = {
        "network": campaign.network,
        "decide": campaign.network,
        "today_ask": campaign.network,
        "respond": campaign.network,
        "case": case,
        "note": Annotation.objects.create(
            day=LAST_DAY, text="A new bid", author=other, campaign=campaign
        ),
        "campaign": campaign,
        "creative": creative,
        "asset": creative,
        "budget": Budget.objects.create(month=LAST_DAY.replace(day=1), amount=9, app=campaign.app),
        "poster": creative,
        "experiment": make_test(make_app(), "Old hook", "New hook"),
        "view": SavedView.objects.create(user=other, name="Mine", path="/why/"),
        "rule": NamingRule.objects.create(level="creative", template="{app}_{hook}"),
        "alert": AlertRule.objects.create(owner=other),
        "channel": Channel.objects.create(name="Ops", kind="mail", address="ops@permille.example"),
        "key": Token.make(other, "read", 7)[0],
        "device": Device.objects.create(user=other, session="theirs"),
        "import_done": make_batch(),
        "undo": make_batch(),
        "import_job": Job.objects.create(kind="import", user=other),
    }
    return {name: row.pk for name, row in found.items()} | {
        "link": SharedLink.make(other, "/why/", "", 7).pk,
        "day_history": (campaign.network.pk, LAST_DAY.isoformat()),
        "shared": "1",
        "mail_preview": 1,
        "mail_delete": 1,
        "import_preview": uuid4(),
        "import_forget": uuid4(),
    }


def address(name: str, ids: dict) -> str:
    if "<" not in str(next(one for one in urlpatterns if one.name == name).pattern):
        return reverse(name)
    found = ids[name if name in ids else name.partition("_")[0]]
    return reverse(name, args=found if isinstance(found, tuple) else [found])


def test_every_address_stands_in_the_table():
    assert {one.name for one in urlpatterns} == {*ADDRESSES}


def test_every_address_around_the_pages_stands_in_the_table():
    found = {one.name for one in [*site.urlpatterns, *site.accounts] if getattr(one, "name", None)}
    assert found == {*AROUND}


def test_strangers_reach_only_what_signs_them_in(client, db):
    for name, expected in AROUND.items():
        path = reverse(name, args=["MQ", "wrong"] if name == "password_reset_confirm" else [])
        assert (client.get(path).status_code, client.post(path).status_code) == expected, name


def as_(role: str) -> Client:
    client = Client()
    client.force_login(make_user(role or "nobody", role))
    return client


def answers(client, path: str) -> tuple[int, int]:
    return client.get(path).status_code, client.post(path).status_code


def test_each_role_is_answered_as_it_may(ids):
    clients = {role: as_(role) for role in ("", "analyst", "manager", "owner")}
    assert {*ROLES["viewer"]} < {*ROLES["analyst"]}
    for name, expected in ADDRESSES.items():
        path = address(name, ids)
        stranger = expected[:2] if name in OF_ONES_OWN else (404, 405)
        stranger = stranger if name in OPEN | OF_ONES_OWN else (403, 403)
        assert clients[""].get(path).status_code == stranger[0], name
        if expected != PAGE and expected[3] != 405:  # it takes something
            assert clients[""].post(path).status_code == stranger[1], name
        if expected[:2] != expected[2:]:  # else an analyst, who may more than a viewer, may too
            analyst = expected[:2] if name in (*MANAGERS, *OWNERS) else expected[2:]
            assert answers(clients["analyst"], path) == analyst, name
    for name in MANAGERS:
        path = address(name, ids)
        assert answers(clients["manager"], path) == ADDRESSES[name][2:], name
        assert clients["owner"].get(path).status_code == ADDRESSES[name][2], name
    for name in OWNERS:
        path = address(name, ids)
        assert answers(clients["manager"], path) == ADDRESSES[name][:2], name
        assert answers(clients["owner"], path) == ADDRESSES[name][2:], name


def test_a_row_beyond_a_limit_is_not_there(ids):
    elsewhere = make_campaign(make_app("Elsewhere"), "Other Net")
    user = make_user("limited", "manager")
    access = RowAccess.objects.create(user=user)
    access.apps.set([elsewhere.app])
    access.networks.set([elsewhere.network])
    client = Client()
    client.force_login(user)
    for name in ADDRESSES:
        path = address(name, ids)
        if any(letter.isdigit() for letter in path) and name not in OF_ONE_PERSON:
            assert answers(client, path) == BEYOND.get(name, (404, 404)), name


OF_ONE_PERSON = {"import_preview", "import_forget", "import_job"}
"""Addresses of what is somebody's own: the table above says that others do not find it."""


def test_every_operation_of_the_api_asks_for_a_token_and_a_role(client, ids):
    paths = api.get_openapi_schema()["paths"]
    known = {(way, path.replace("1", "{pk}")) for way, path in API}
    assert known == {
        (way, path.removeprefix("/api/v1/")) for path, ways in paths.items() for way in ways
    }
    tokens = {
        role: Token.make(make_user(role or "nobody", role), "read", 1)[1] for role in ("", "viewer")
    }
    for (way, path), expected in API.items():
        ask = getattr(client, way)
        assert ask(f"/api/v1/{path}").status_code == 401, path
        for role, answer in (("", 403), ("viewer", expected)):
            headers = {"Authorization": f"Bearer {tokens[role]}"}
            assert ask(f"/api/v1/{path}", headers=headers).status_code == answer, (role, path)


def test_strangers_are_led_to_the_login_from_everywhere(client, ids):
    for name in OPEN:
        assert answers(client, address(name, ids)) == (404, 405)
    for name in ADDRESSES.keys() - OPEN:
        path = address(name, ids)
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code == 302, name
            assert answer["Location"] == f"/accounts/login/?next={path}", name


def test_everybody_opens_and_changes_only_what_they_may(viewer_client, staff_client, ids):
    for name, expected in ADDRESSES.items():
        path = address(name, ids)
        found = answers(viewer_client, path)
        if expected == PAGE:  # what takes nothing is posted to once
            found = (*found, staff_client.get(path).status_code, found[1])
        else:
            found = (*found, *answers(staff_client, path))
        assert found == (expected[:2] * 2 if name in OF_PEOPLE else expected), name


def test_what_is_not_there_is_not_found(staff_client):
    for one in urlpatterns:
        if "<int:" in str(one.pattern):
            day = [LAST_DAY.isoformat()] * ("<str:day>" in str(one.pattern))
            path = reverse(one.name, args=[10**40, *day])  # more than a database takes
            found = answers(staff_client, path)
            assert {*found} <= {404, 405}, path
            assert 404 in found, path
            path = reverse(one.name, args=[2**63 - 1, *day])
            ask = staff_client.get if found[0] == 404 else staff_client.post
            assert ask(path).status_code == 404, path
