"""What programs take along and are refused stands in the audit log, one line an hour; and how often
a program may ask holds for all processes together."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from campaigns.api import access
from campaigns.models import AuditEvent, Token
from campaigns.records import tallies
from ipmsite import audited
from tests.make import NOW, make_day, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def done(django_capture_on_commit_callbacks):
    """What is asked inside is written for good; nothing was noted before."""
    access._said.clear()
    audited._refused.clear()
    make_day("Lumio Ads", impressions=1000, installs=5)
    return django_capture_on_commit_callbacks


def made(scope="read", role="viewer"):
    token, text = Token.make(make_user(f"of {role}", role), scope, 7)
    return token, {"Authorization": f"Bearer {text}"}


def said(*kinds):
    rows = AuditEvent.objects.filter(what__in=kinds).order_by("number")
    return [*rows.values_list("what", "who", "about")]


def test_many_reads_of_an_hour_are_one_line_and_another_process_adds_none(
    client, done, time_machine
):
    time_machine.move_to(NOW, tick=False)
    token, headers = made()
    with done(execute=True):
        for page in (1, 2, 3):
            client.get(f"/api/v1/counts?limit={page}", headers=headers)
        client.get("/api/v1/networks", headers=headers)
        access._said.clear()  # as another process
        client.get("/api/v1/counts", headers=headers)
    line = f"By key {token.starts}…: /api/v1/"
    counts, networks = (("export", "of viewer", line + name) for name in ("counts", "networks"))
    assert said("export") == [counts, networks]
    time_machine.move_to(NOW + timedelta(hours=1), tick=False)
    with done(execute=True):
        client.get("/api/v1/counts", headers=headers)
    assert said("export") == [counts, networks, counts]


def test_what_an_assistant_asks_is_noted_by_tool(client, done):
    _, headers = made()
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "method"}}
    with done(execute=True):
        for _ in range(2):
            answer = client.post("/api/mcp", call, "application/json", headers=headers)
            assert answer.status_code == 200
    assert said("export") == [("export", "of viewer", "By an assistant: method")]


def test_refusals_of_programs_are_noted(client, done, monkeypatch):
    token, headers = made()
    _, nobody = made(role="")
    monkeypatch.setattr(access, "PER_MINUTE", 2)
    with done(execute=True):
        for _ in range(2):  # and not each time again
            client.get("/api/v1/networks", headers={"Authorization": "Bearer pm_guess"})
            client.post("/api/v1/imports", headers=headers)
            client.get("/api/v1/networks", headers=nobody)
        client.get("/api/v1/networks", headers=headers)
    assert said("refused") == [
        ("refused", "", "A key of no program"),
        ("refused", "of viewer", "POST /api/v1/imports"),
        ("refused", "of ", "GET /api/v1/networks"),
        ("refused", "of viewer", f"Too many requests by key {token.starts}…"),
    ]


def test_what_a_command_takes_along_is_noted(done, tmp_path):
    with done(execute=True):
        call_command("export_counts", tmp_path / "all.csv", "--from", "2026-01-01", verbosity=0)
        call_command("export_counts", "-")
    assert said("export") == [
        ("export", "", f"By command: counts into {tmp_path / 'all.csv'} from 2026-01-01"),
        ("export", "", "By command: counts into -"),
    ]


def test_a_limit_of_requests_holds_over_processes_to_a_few(client, time_machine):
    time_machine.move_to(NOW, tick=False)
    token, headers = made()
    tallies.count(f"asks {token.digest}", access.MINUTE, access.PER_MINUTE - 5)  # elsewhere
    found = [client.get("/api/v1/networks", headers=headers).status_code for _ in range(12)]
    assert found == [200] * (access.TOGETHER - 1) + [429] * 3
    time_machine.move_to(NOW + timedelta(minutes=1), tick=False)
    assert client.get("/api/v1/networks", headers=headers).status_code == 200
