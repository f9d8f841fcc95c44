"""Who may open and change what: every address of the site, for strangers, viewers and staff."""

from uuid import uuid4

import pytest
from django.urls import reverse

from campaigns.models import Annotation, Case, Channel, Job, NamingRule, SavedView
from campaigns.urls import urlpatterns
from tests.make import LAST_DAY, make_app, make_batch, make_campaign, make_creative
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
    "why": PAGE,
    "networks": PAGE,
    "network": PAGE,
    "decide": (403, 403, 405, 404),  # nothing is decided on it
    "respond": ACTION,
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
    "view": (404, 405, 404, 405),
    "view_change": OWN,
    "view_delete": OWN,
    "view_default": OWN,
    "trends": PAGE,
    "planner": PAGE,
    "data": (200, 200, 200, 200),
    "reporters": PAGE,
    "rates": (200, 405, 200, 405),
    "rates_set": ACTION,
    "decisions": PAGE,
    "method": PAGE,
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
    "channels": (403, 403, 200, 400),
    "channel": (403, 403, 200, 400),
    "channel_test": (403, 403, 405, 302),
    "channel_delete": (403, 403, 405, 302),
}


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
        "respond": campaign.network,
        "case": case,
        "note": Annotation.objects.create(day=LAST_DAY, text="A new bid", author=other),
        "campaign": campaign,
        "creative": creative,
        "asset": creative,
        "poster": creative,
        "experiment": make_test(make_app(), "Old hook", "New hook"),
        "view": SavedView.objects.create(user=other, name="Mine", path="/why/"),
        "rule": NamingRule.objects.create(level="creative", template="{app}_{hook}"),
        "channel": Channel.objects.create(name="Ops", kind="mail", address="ops@permille.example"),
        "import_done": make_batch(),
        "undo": make_batch(),
        "import_job": Job.objects.create(kind="import", user=other),
    }
    return {name: row.pk for name, row in found.items()} | {
        "import_preview": uuid4(),
        "import_forget": uuid4(),
    }


def address(name: str, ids: dict) -> str:
    if "<" not in str(next(one for one in urlpatterns if one.name == name).pattern):
        return reverse(name)
    return reverse(name, args=[ids[name if name in ids else name.partition("_")[0]]])


def test_every_address_stands_in_the_table():
    assert {one.name for one in urlpatterns} == {*ADDRESSES}


def test_strangers_are_led_to_the_login_from_everywhere(client, ids):
    for name in ADDRESSES:
        path = address(name, ids)
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code == 302, name
            assert answer["Location"] == f"/accounts/login/?next={path}", name


def test_everybody_opens_and_changes_only_what_they_may(viewer_client, staff_client, ids):
    for name, expected in ADDRESSES.items():
        path = address(name, ids)
        found = tuple(
            ask(path).status_code
            for client in (viewer_client, staff_client)
            for ask in (client.get, client.post)
        )
        assert found == expected, name


@pytest.mark.parametrize("number", [0, 2**63 - 1, 2**63, 10**40])
def test_what_is_not_there_is_not_found(staff_client, number):
    for one in urlpatterns:
        if "<int:" in str(one.pattern):
            path = reverse(one.name, args=[number])
            found = {ask(path).status_code for ask in (staff_client.get, staff_client.post)}
            assert found <= {404, 405}, path
            assert 404 in found, path
