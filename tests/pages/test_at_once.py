"""A button that is pressed twice, or a request that is sent again, does once what it does."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client

from campaigns.models import AuditEvent, Case, CaseNote, Decision, SharedLink
from tests.make import (
    LAST_DAY,
    make_app,
    make_campaign,
    make_case,
    make_creative,
    make_day,
    make_user,
)
from tests.pages.test_today import low

PRESSED = 4


def press(client, page, **said):
    """Send one request several times at once; the statuses of their answers."""
    ready, found = Barrier(PRESSED), []

    def send() -> None:
        own = Client(raise_request_exception=False)
        own.cookies = client.cookies
        ready.wait()
        found.append(own.post(page, said).status_code)
        connection.close()

    threads = [Thread(target=send) for _ in range(PRESSED)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.django_db(transaction=True)
def test_what_is_sent_several_times_at_once_is_written_once():
    app = make_app()
    client = Client()
    client.force_login(make_user("ada", "manager"))
    for name in ("Kite", "Lumio"):
        make_day(name, LAST_DAY, app=app, impressions=10_000, installs=70, spend=140)
    network = low(app).network_id
    case = make_case(app, "Lumio")
    done = press(client, "/today/answer/?last=28", key=f"network {network}", said="done")
    assert set(done) <= {302, 404} and 302 in done  # who comes later finds it answered
    page = f"/fraud/{case.pk}/answer/"
    assert press(client, page, state="asked", owner="", note="Asked by mail.") == [302] * PRESSED
    assert press(client, page, state="asked", owner="", note="No answer yet.") == [302] * PRESSED
    creative = make_creative(app, "Hook 3").pk
    assert press(client, f"/creatives/{creative}/decide/", word="keep", note="") == [302] * PRESSED
    link = {"path": "/networks/", "query": "country=US", "days": 7}
    assert press(client, "/links/", **link) == [302] * PRESSED
    made = Decision.objects.order_by("pk").values_list("network", "case", "creative", "word")
    assert [*made] == [
        (network, None, None, ""), (None, case.pk, None, "asked"), (None, None, creative, "keep"),
    ]  # fmt: skip
    assert Case.objects.get(pk=case.pk).state == "asked"
    said = CaseNote.objects.filter(case=case).exclude(user=None)
    assert [*said.values_list("state", "note")] == [
        ("asked", "Asked by mail."), ("", "No answer yet."),
    ]  # fmt: skip
    assert SharedLink.objects.count() == 1
    assert AuditEvent.objects.filter(what="answer").count() == 5
    assert AuditEvent.objects.filter(what="link").count() == 1


@pytest.mark.django_db
def test_what_is_another_act_is_done(time_machine):
    client = Client()
    client.force_login(make_user("ada", "manager"))
    app = make_app()
    make_campaign(app, "Lumio")
    page = f"/fraud/{make_case(app, 'Lumio').pk}/answer/"
    for state in ("asked", "open", "asked"):
        client.post(page, {"state": state, "owner": "", "note": "Thought about it."})
    assert CaseNote.objects.exclude(user=None).count() == 3
    link = {"path": "/networks/", "query": "country=US"}
    for days in (7, 30):
        client.post("/links/", link | {"days": days})
    client.post(f"/links/{SharedLink.objects.latest('pk').pk}/revoke/")
    client.post("/links/", link | {"days": 30})  # what was revoked stays so
    assert [one.works for one in SharedLink.objects.order_by("pk")] == [True, False, True]
