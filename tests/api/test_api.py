"""Programs get the numbers of the pages, with a token, in answers that the schema describes."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import Client

from campaigns.jobs import workers
from campaigns.jobs.work import work
from campaigns.models import Job, Token
from campaigns.models.changes import Versions
from tests.make import LAST_DAY, NOW, make_day, make_user
from tests.worlds import made_once

pytestmark = pytest.mark.database


@made_once
def account():
    day = LAST_DAY - timedelta(days=9)
    make_day("Lumio Ads", day, impressions=1000, installs=5, clicks=50, spend=10)
    make_day("Playgrid", day, country="DE", impressions=3000, installs=9, spend=30)
    make_user("program")


@pytest.fixture
def ask(client, account):
    """What an address answers to a token of a scope, and the status."""

    def answer(path, scope="read", method="get", **data):
        user = get_user_model().objects.get(username="program")
        _, text = Token.make(user, scope, 1)
        headers = {"Authorization": f"Bearer {text}"}
        response = getattr(client, method)(f"/api/v1/{path}", data, headers=headers)
        return response.status_code, response.json()

    return answer


def test_a_minus_excludes(ask):
    status, said = ask("report?by=network&country=-US")
    assert [row["network"]["name"] for row in said["rows"]] == ["Playgrid"]
    assert said["query"]["country"] == ["-US"]


def test_a_report_has_a_row_for_each_value_and_their_total(ask):
    status, said = ask("report?by=network")
    assert status == 200
    rows = {row["network"]["name"]: row for row in said["rows"]}
    assert rows["Lumio Ads"]["ipm"] == 5.0
    assert rows["Lumio Ads"]["ctr"] == 5.0 or rows["Lumio Ads"]["ctr"] == 0.05
    assert rows["Playgrid"]["clicks"] is None and rows["Playgrid"]["ctr"] is None
    assert said["total"]["ipm"] == 3.5
    assert (said["total"]["impressions"], said["total"]["spend"]) == (4000, 40.0)
    assert said["query"]["by"] == ["network"]


def test_filters_and_days_are_those_of_the_pages(ask):
    _, said = ask("report?by=country&country=DE")
    assert [row["country"] for row in said["rows"]] == [{"id": "DE", "name": "Germany"}]
    day = (LAST_DAY - timedelta(days=9)).isoformat()
    _, said = ask(f"report?from={day}&to={day}&by=day")
    assert [row["day"]["id"] for row in said["rows"]] == [day]
    assert said["query"]["from"] == said["query"]["to"] == day


def test_rows_are_turned_page_by_page(ask):
    _, first = ask("report?by=network&limit=1")
    _, second = ask("report?by=network&limit=1&offset=1")
    assert (len(first["rows"]), first["next"], second["next"]) == (1, 1, None)
    assert first["rows"] != second["rows"]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("report?from=2026-13-01", "from"),
        ("report?network=abc", "network"),
        ("report?by=moon", "by"),
        ("report?moon=1", "moon"),
        ("report?limit=0", "limit"),
        ("report?limit=x", "limit"),
        ("counts?cursor=-1", "cursor"),
        ("counts?format=video", "format"),
        ("counts?as_of=2026-11-20", "as_of"),
        ("why?by=moon", "by"),
    ],
)
def test_what_cannot_be_understood_is_told_with_its_field(ask, path, field):
    status, said = ask(path)
    assert status == 422
    assert field in [error["field"] for error in said["errors"]]


def test_without_a_valid_token_nothing_is_told(client, account):
    user = get_user_model().objects.get(username="program")
    token, text = Token.make(user, "read", 1)

    def status(text):
        return client.get("/api/v1/report", headers={"Authorization": f"Bearer {text}"}).status_code

    assert client.get("/api/v1/report").status_code == 401
    assert status("pm_wrong") == 401
    assert status(text) == 200
    Token.objects.filter(pk=token.pk).update(expires_at=NOW)
    assert status(text) == 401
    _, text = Token.make(user, "read", 1)
    get_user_model().objects.update(is_active=False)
    assert status(text) == 401


def test_a_token_is_stored_as_its_hash_and_says_when_it_was_used(ask):
    ask("dimensions")
    token = Token.objects.get()
    assert token.used_at and not token.digest.startswith("pm_") and len(token.digest) == 64


def test_lists_answer_with_ids_that_reports_filter_by(ask):
    _, networks = ask("networks")
    pk = next(one["id"] for one in networks if one["name"] == "Playgrid")
    _, said = ask(f"report?network={pk}")
    assert said["total"]["installs"] == 9
    for path in ("campaigns", "creatives", "verdicts", "cases", "notes", "dimensions", "imports"):
        assert ask(path)[0] == 200


def test_counts_come_as_they_are_stored(ask):
    _, said = ask("counts")
    assert [row["installs"] for row in said["rows"]] == [5, 9]
    assert said["rows"][0]["retained_d1"] is None and said["next"] is None


def test_counts_pass_the_filters_that_they_state(ask):
    assert [row["installs"] for row in ask("counts?country=DE")[1]["rows"]] == [9]
    assert [row["installs"] for row in ask("counts?country=-DE")[1]["rows"]] == [5]


def test_what_a_program_has_is_not_told_again_until_the_data_changes(client, account):
    user = get_user_model().objects.get(username="program")
    headers = {"Authorization": f"Bearer {Token.make(user, 'read', 1)[1]}"}
    first = client.get("/api/v1/report?by=network", headers=headers)
    headers["If-None-Match"] = first["ETag"]
    again = client.get("/api/v1/report?by=network", headers=headers)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert client.get("/api/v1/report?by=app", headers=headers).status_code == 200
    other = {"Authorization": f"Bearer {Token.make(make_user('other'), 'read', 1)[1]}"}
    theirs = client.get("/api/v1/report?by=network", headers=headers | other)
    assert theirs.status_code == 200 and theirs["ETag"] != first["ETag"]
    headers["If-None-Match"] = client.get("/api/v1/report?by=network", headers=headers)["ETag"]
    make_day("Lumio Ads", LAST_DAY - timedelta(days=9), country="FR", impressions=10, installs=1)
    changed = client.get("/api/v1/report?by=network", headers=headers)
    assert changed.status_code == 200 and changed.json()["total"]["installs"] == 15


def test_the_use_of_a_token_changes_no_data(client, account):
    user = get_user_model().objects.get(username="program")
    headers = {"Authorization": f"Bearer {Token.make(user, 'read', 1)[1]}"}
    before = Versions().data
    assert client.get("/api/v1/networks", headers=headers).status_code == 200
    assert Token.objects.get(user=user).used_at and Versions().data == before


def test_an_import_is_asked_for_anew_each_time(ask, client):
    user = get_user_model().objects.get(username="program")
    headers = {"Authorization": f"Bearer {Token.make(user, 'read', 1)[1]}"}
    assert "ETag" not in client.get("/api/v1/imports", headers=headers)


def test_a_file_is_handed_in_by_who_may_import(ask, client):
    def hand_in(scope):
        file = StringIO("day,network,impressions,installs\n2026-11-20,Lumio Ads,1000,7\n")
        file.name = "report.csv"
        return ask("imports", scope, "post", file=file, app="Merge Harbor", platform="android")

    assert hand_in("read")[0] == 403
    assert hand_in("import")[0] == 403
    user = get_user_model().objects.get(username="program")
    user.is_superuser = True
    user.save()
    status, said = hand_in("import")
    assert (status, said["state"]) == (202, "waiting")
    assert Job.objects.get(pk=said["id"]).options["app"] == "Merge Harbor"
    assert ask(f"imports/{said['id']}")[1]["state"] == "waiting"
    assert ask("imports/999")[0] == 404


def test_what_is_said_wrongly_of_a_file_is_told_at_once(client, account):
    user = make_user("importer", "analyst")
    headers = {"Authorization": f"Bearer {Token.make(user, 'import', 1)[1]}"}

    def hand_in(**said):
        file = StringIO("day,network,impressions,installs\n2026-11-20,Lumio Ads,1000,7\n")
        file.name = "report.csv"
        said = {"file": file, "app": "Merge Harbor", "platform": "android", **said}
        return client.post("/api/v1/imports", said, headers=headers)

    wrong = {
        "day": "soon", "rate": "-1", "source": "moon", "platform": "fax", "reported_by": "me",
        "date_order": "year", "accept": ["all"], "encoding": "morse",
    }  # fmt: skip
    for name, value in wrong.items():
        answer = hand_in(**{name: value})
        assert answer.status_code == 422, name
        assert name in [error["field"] for error in answer.json()["errors"]] or name == "accept"
    assert not Job.objects.exists()
    answer = hand_in(day="2026-11-20", rate="1.25", source="generic", accept=["grows", "scale"])
    options = Job.objects.get(pk=answer.json()["id"]).options
    assert (options["day"], options["rate"]) == ("2026-11-20", "1.25")
    assert options["accept"] == ["grows", "scale"] and options["replace_detail"] is False


def test_a_program_hands_a_file_in_confirms_its_open_point_and_reads_the_result(client, account):
    user = make_user("importer", "analyst")
    headers = {"Authorization": f"Bearer {Token.make(user, 'import', 1)[1]}"}

    workers.start("one")

    def hand_in(**said):
        lines = ["day,network,impressions,installs", "2026-11-20,Lumio Ads,1000,7"]
        file = StringIO("\n".join([*lines, "2026-11-21,Lumio Ads,1000,8", "Total,,2000,99", ""]))
        file.name = "report.csv"
        said = {"file": file, "app": "Merge Harbor", "platform": "android", **said}
        job = client.post("/api/v1/imports", said, headers=headers).json()["id"]
        work(job, "one")
        return client.get(f"/api/v1/imports/{job}", headers=headers).json()

    refused = hand_in()
    points = [one["point"] for one in refused["answer"]["confirm"]]
    assert refused["state"] == "refused" and points
    done = hand_in(accept=points)
    assert (done["state"], done["answer"]["created"]) == ("done", 2)
    assert done["batch"] == done["answer"]["batch"]


def test_no_token_asks_more_often_than_the_limit(client, account, monkeypatch):
    monkeypatch.setattr("campaigns.api.access.PER_MINUTE", 2)
    _, text = Token.make(get_user_model().objects.get(username="program"), "read", 1)
    headers = {"Authorization": f"Bearer {text}"}
    found = [client.get("/api/v1/dimensions", headers=headers) for _ in range(3)]
    assert [one.status_code for one in found] == [200, 200, 429]
    assert found[-1]["Retry-After"] == "60"
    assert found[-1]["Content-Type"] == "application/problem+json"


def test_the_schema_names_every_address_and_its_page_needs_a_login(client, viewer_client):
    schema = viewer_client.get("/api/v1/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    assert "/api/v1/report" in schema["paths"]
    page = viewer_client.get("/api/v1/docs")
    assert page.status_code == 200 and "default-src 'self'" in page["Content-Security-Policy"]
    client.logout()
    assert client.get("/api/v1/docs").status_code == 302


def test_the_schema_tells_what_may_be_asked_and_how_it_is_answered(viewer_client):
    schema = viewer_client.get("/api/v1/openapi.json").json()
    report = schema["paths"]["/api/v1/report"]["get"]
    assert {"from", "to", "days", "by", "network", "as_of", "offset"} <= {
        one["name"] for one in report["parameters"]
    }
    assert list(report["responses"]["422"]["content"]) == ["application/problem+json"]
    assert "ETag" in report["responses"]["200"]["headers"] and "304" in report["responses"]


def test_every_error_is_a_problem(client, account, monkeypatch):
    user = get_user_model().objects.get(username="program")
    headers = {"Authorization": f"Bearer {Token.make(user, 'read', 1)[1]}"}

    def problem(answer):
        assert answer["Content-Type"] == "application/problem+json"
        return answer.status_code

    assert problem(client.get("/api/v1/report")) == 401
    assert problem(client.get("/api/v1/moon", headers=headers)) == 404
    wrong = client.post("/api/v1/report", headers=headers)
    assert problem(wrong) == 405 and wrong["Allow"] == "GET"

    def busy(*_):
        raise OperationalError("database is locked")

    monkeypatch.setattr("campaigns.api.reports.breakdown", busy)
    held = client.get("/api/v1/report", headers=headers)
    assert problem(held) == 503 and held["Retry-After"] == "10"


def test_a_fault_of_the_site_is_a_problem_too_and_is_written_down(account, monkeypatch, caplog):
    user = get_user_model().objects.get(username="program")
    headers = {"Authorization": f"Bearer {Token.make(user, 'read', 1)[1]}"}

    def breaks(*_):
        raise ValueError("the inside of the site")

    monkeypatch.setattr("campaigns.api.reports.breakdown", breaks)
    monkeypatch.setattr("campaigns.api.mcp._result", breaks)
    client = Client(raise_request_exception=False)
    ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    for answer in (
        client.get("/api/v1/report", headers=headers),
        client.post("/api/mcp", ping, content_type="application/json", headers=headers),
    ):
        assert answer.status_code == 500
        assert answer["Content-Type"] == "application/problem+json"
        assert "inside" not in answer.content.decode()
    assert caplog.text.count("the inside of the site") >= 2


def test_the_command_prints_a_token_once(account):
    out = StringIO()
    call_command("create_token", "program", "--scope", "import", "--days", "3", stdout=out)
    assert Token.valid(out.getvalue().strip()).scope == "import"
    with pytest.raises(CommandError, match="no user nobody"):
        call_command("create_token", "nobody")


def test_every_answer_is_json(ask):
    assert json.dumps(ask("report?by=campaign&by=day")[1])
