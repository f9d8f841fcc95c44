"""What the site writes down: enough to find a request, and nothing that lets anybody in."""

import json
import logging
import sys
import time

import pytest
from django.core import mail
from django.test import Client

from ipmsite import logs
from tests.test_settings import PRODUCTION, started_with  # noqa: F401

PLAIN = "{asctime} {levelname} {name}{about}: {message}"
TOKEN = "pm_0123456789abcdefABCDEF_-xyz"


class Kept(logging.Handler):
    def __init__(self, formatter):
        super().__init__(logging.INFO)
        self.lines = []
        self.setFormatter(formatter)

    def emit(self, record):
        self.lines.append(self.format(record))


@pytest.fixture
def written():
    """What the site writes as JSON, from INFO on."""
    kept, loggers = Kept(logs.Json()), [logging.getLogger(), logs.requests]
    before = [(one, one.level) for one in loggers]
    logging.getLogger().addHandler(kept)
    logs.requests.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in kept.lines]
    logging.getLogger().removeHandler(kept)
    for one, level in before:
        one.setLevel(level)


def test_every_answer_says_the_id_that_its_lines_have(db, client, written):
    answers = [client.get("/healthz"), client.get("/accounts/login/?next=/secret/")]
    told = [line for line in written() if line["logger"] == "permille.request"]
    assert [line["request_id"] for line in told] == [a["X-Request-ID"] for a in answers]
    assert len({line["request_id"] for line in told}) == 2
    assert [(line["method"], line["path"], line["status"]) for line in told] == [
        ("GET", "/healthz", 200), ("GET", "/accounts/login/", 200),
    ]  # fmt: skip
    assert all(line["milliseconds"] >= 0 and "secret" not in str(line) for line in told)


def test_who_asked_is_written_down_by_number(viewer_client, viewer, written):
    viewer_client.get("/method/")
    assert written()[-1]["user"] == viewer.pk


@pytest.mark.parametrize(
    ("given", "behind", "kept"),
    [
        ("abcdef-123456", True, True),
        ("abcdef-123456", False, False),
        ("short", True, False),
        ("line\tbroken and long", True, False),
    ],
)
def test_the_id_of_a_proxy_goes_on_where_there_is_one(client, db, settings, given, behind, kept):
    settings.BEHIND_PROXY = behind
    said = client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"]
    assert (said == given) is kept
    assert logs.SAFE_ID.fullmatch(said)


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {TOKEN}",
        f"asked with {TOKEN}",
        "postgres://permille:hunter22@db.example/permille",
        "smtp://mail:hunter22@mail.example:587",
        "Not Found: /s/hunter22:1tK:abcdef/",
        "Forbidden: /accounts/reset/hunter22/c0ffee-hunter22/",
        "{'password': 'hunter22', 'username': 'ann'}",
        "new_password1=hunter22&next=/",
        "SECRET_KEY=hunter22-and-more",
        "sessionid=hunter22; csrftoken=hunter22",
        "https://hooks.example/services/T000/B000/hunter22",
        "https://hooks.example/api/webhooks/118/hunter22",
        "<QueryDict: {'password': ['hunter22']}>",
        "{'new_password1': 'a, hunter22'}",
        "Authorization: Digest hunter22",
        "Referer: https://permille.example/s/hunter22.abc/?country=US",
        "Referer: https://permille.example/accounts/login/?next=%2Fs%2Fhunter22.abc%2F",
        "Referer: https://permille.example/?next=%252Faccounts%252Freset%252FMQ%252Fhunter22%252F",
        "/accounts/oidc/sso/login/callback/?state=hunter22&code=hunter22",
        "/accounts/login/?next=%2F%3Ftoken%3Dhunter22",
    ],
)
def test_no_secret_is_written_down(text):
    for formatter in (logs.Json(), logs.Line("{about}: {message}", style="{")):
        record = logging.makeLogRecord({"msg": "%s", "args": (text,), "levelno": 40})
        assert "hunter22" not in formatter.format(record)
        assert TOKEN not in formatter.format(record)


FORGED = "2026-11-29 07:00:00,000 INFO permille.request: forged"
ENDS = ("\n", "\r", "\r\n", "\x0b", "\x0c", "\x1b[2K\r", "\x85", "\u2028", "\u2029", "\x00")
"""What ends a line somewhere, or has a terminal write over one."""


@pytest.mark.parametrize("end", ENDS)
def test_nothing_that_is_sent_makes_a_line_of_the_log(end):
    name = f"report{end}{FORGED}\N{RIGHT-TO-LEFT OVERRIDE}\ud800.csv"
    try:
        raise ValueError(f"{name} cannot be read")
    except ValueError:
        failed = sys.exc_info()
    record = logging.makeLogRecord({"msg": "User %s", "args": (name,), "exc_info": failed})
    record.facts = {"path": name}
    for formatter in (logs.Json(), logs.Line(PLAIN, style="{")):
        said = formatter.format(record)
        head, *below = said.split("\n")
        assert head.isprintable() and "forged" in head
        assert all(line.startswith("  ") and line.strip().isprintable() for line in below)
        assert said.encode()
    assert json.loads(logs.Json().format(record))["path"] == name


def test_what_is_asked_for_makes_no_line_and_tells_no_secret(db, written):
    plain = Kept(logs.Line(PLAIN, style="{"))
    logging.getLogger().addHandler(plain)
    client = Client(enforce_csrf_checks=True)
    answers = [
        client.get(f"/x%0A%E2%80%A8{FORGED}?token=hunter22"),
        client.get("/s/hunter22.abc/", {"password": "hunter22"}),
        client.post(
            "/accounts/login/?token=hunter22", {"username": f"a\n{FORGED}", "password": "hunter22"},
            secure=True, headers={"Referer": "https://e.example/s/hunter22/?code=hunter22"},
        ),
    ]  # fmt: skip
    logging.getLogger().removeHandler(plain)
    assert [answer.status_code for answer in answers] == [404, 404, 403]
    assert len(plain.lines) == len(written()) == 6  # each with the line of the request itself
    for line in [*plain.lines, *map(str, written())]:
        assert line.isprintable() and "hunter22" not in line, line
    ids = [line["request_id"] for line in written()]
    assert {*ids} == {answer["X-Request-ID"] for answer in answers}


def test_what_gunicorn_says_is_written_alike():
    server, stderr = logging.getLogger("tests.gunicorn"), logging.StreamHandler()
    server.addHandler(stderr)
    logs.write_alike(server.name)
    server.removeHandler(stderr)
    assert isinstance(stderr.formatter, logs.Line)


def test_a_long_text_is_looked_through_in_no_time():
    began = time.process_time()
    for text in ("a", "token", "token='", "token= ", "/s/", "://a:", "key=&", "/%25"):
        logs.without_secrets(text * (50_000 // len(text)))
    assert time.process_time() - began < 2


def test_words_that_are_no_secret_stay():
    text = "Not Found: /networks/5/ keyboard: qwertyuiop, 12 tokens: too many"
    assert logs.without_secrets(text) == text


@pytest.fixture
def broken(monkeypatch, settings):
    """A site whose page of the method breaks, and a handler that mails errors."""
    settings.ADMINS = [("ops@permille.example", "ops@permille.example")]

    def breaks(*_):
        raise ValueError(f"no number in password=hunter22 of {TOKEN}")

    monkeypatch.setattr("campaigns.pages.method.views.words", breaks)
    handler = logs.ErrorMail()
    handler.setFormatter(logs.Line("{asctime} {name}{about}: {message}", style="{"))
    logging.getLogger().addHandler(handler)
    yield
    logging.getLogger().removeHandler(handler)


def test_an_error_goes_by_mail_with_its_request_and_without_secrets(viewer, broken, written):
    client = Client(raise_request_exception=False)
    client.force_login(viewer)
    answer = client.get("/method/")
    (sent,) = mail.outbox
    assert answer.status_code == 500 and sent.to == ["ops@permille.example"]
    assert "Internal Server Error: /method/" in sent.subject
    assert answer["X-Request-ID"] in sent.body and "ValueError" in sent.body
    error = next(line for line in written() if line["level"] == "ERROR")
    assert error["request_id"] == answer["X-Request-ID"] and "ValueError" in error["exception"]
    for said in (sent.body, sent.subject, str(error)):
        assert "hunter22" not in said and TOKEN not in said


def test_a_flood_of_errors_is_ten_mails(viewer, broken):
    client = Client(raise_request_exception=False)
    client.force_login(viewer)
    for _ in range(12):
        client.get("/method/")
    assert len(mail.outbox) == 10


def test_lines_are_json_and_errors_are_mailed_where_that_is_set(started_with):  # noqa: F811
    plain = started_with(**PRODUCTION)["LOGGING"]
    assert plain["handlers"]["stderr"]["formatter"] == "line"
    assert plain["root"]["handlers"] == ["stderr"]
    more = {"LOG_JSON": "1", "ADMIN_EMAILS": "a@b.example", "EMAIL_URL": "smtp://mail.example"}
    asked = started_with(**PRODUCTION, **more)
    assert asked["LOGGING"]["handlers"]["stderr"]["formatter"] == "json"
    assert asked["LOGGING"]["root"]["handlers"] == ["stderr", "mail"]
    assert asked["ADMINS"] == [("a@b.example", "a@b.example")]
