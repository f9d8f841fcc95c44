"""The settings: development without a variable, production only with its secrets."""

import json
import os
import subprocess
import sys
from pathlib import Path
from runpy import run_path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.http import HttpResponse

from campaigns.jobs import workers
from ipmsite import env
from ipmsite import settings as site
from ipmsite.accounts import switch
from ipmsite.csp import csp_middleware
from tests.make import make_batch

KEY = "a-test-key-of-more-than-fifty-characters-0123456789-abcdefghij"
PRODUCTION = {"PERMILLE_PRODUCTION": "1", "SECRET_KEY": KEY, "ALLOWED_HOSTS": "permille.example"}
NOT_THEIRS = {
    *("PERMILLE_PRODUCTION", "SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "TIME_ZONE"),
    *("REPORTING_CURRENCY", "BEHIND_PROXY", "HSTS_SECONDS", "SECRET_KEY_FALLBACKS"),
    *("EMAIL_URL", "PERMILLE_URL", "PERMILLE_ALLOW_PRIVATE_WEBHOOKS"),
    *("PERMILLE_SIGNED_LINKS", "LOGIN_TRIES", "LOGIN_WAIT_MINUTES"),
    *("LOG_JSON", "ADMIN_EMAILS", "SECOND_FACTOR", "OIDC_URL"),
    "DJANGO_ALLOW_ASYNC_UNSAFE",  # of the browser tests
}


def python(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own, which sees only these of our variables."""
    others = {name: value for name, value in os.environ.items() if name not in NOT_THEIRS}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=site.BASE_DIR,
        env=others | variables,
        capture_output=True,
        text=True,
    )


@pytest.fixture
def started_with(monkeypatch):
    """Run the settings as a start does that sees only these of our variables."""

    def started(**variables: str) -> dict[str, object]:
        for name in NOT_THEIRS:
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return run_path(site.__file__)

    return started


@pytest.mark.slow
def test_commands_work_without_any_variable():
    result = python("-W", "error", "manage.py", "check")
    assert result.stderr == ""
    assert result.stdout == "System check identified no issues (0 silenced).\n"


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_production_refuses_to_start_without(name, started_with):
    with pytest.raises(ImproperlyConfigured, match=f"PERMILLE_PRODUCTION=1 needs {name}\\."):
        started_with(**{**PRODUCTION, name: ""})


@pytest.mark.slow
def test_production_passes_the_deployment_check_and_redirects_to_tls_except_for_the_health_check():
    code = (
        "import json, warnings\n"
        "from django.core.management import execute_from_command_line\n"
        "execute_from_command_line(['manage.py', 'check', '--deploy'])\n"
        "warnings.simplefilter('ignore')\n"  # static files are not collected here
        "from django.test import Client\n"
        "client = Client(headers={'host': 'permille.example'})\n"
        "answers = [client.get(path) for path in ('/healthz', '/accounts/login/')]\n"
        "print(json.dumps([[a.status_code, a.headers.get('Location')] for a in answers]))"
    )
    variables = {"DJANGO_SETTINGS_MODULE": "ipmsite.settings", "DATABASE_URL": "sqlite://:memory:"}
    result = python("-W", "error", "-c", code, **PRODUCTION, **variables)
    assert result.stderr == ""
    checked, answers = result.stdout.splitlines()
    assert checked == "System check identified no issues (1 silenced)."
    assert json.loads(answers) == [
        [200, None],
        [301, "https://permille.example/accounts/login/"],
    ]


@pytest.mark.parametrize(
    ("text", "meant"),
    [("1", True), ("True", True), ("on", True), ("0", False), ("no", False), ("", False)],
)
def test_a_flag_is_read_from(text, meant, monkeypatch):
    monkeypatch.setenv("BEHIND_PROXY", text)
    assert env.env_flag("BEHIND_PROXY") is meant


def test_a_flag_that_is_neither_yes_nor_no_is_refused(monkeypatch):
    monkeypatch.setenv("PERMILLE_PRODUCTION", "prod")
    with pytest.raises(ImproperlyConfigured, match="PERMILLE_PRODUCTION is 'prod'; write 1 or 0"):
        env.env_flag("PERMILLE_PRODUCTION")


def test_a_number_that_is_none_is_refused(monkeypatch):
    monkeypatch.setenv("HSTS_SECONDS", "one year")
    with pytest.raises(ImproperlyConfigured, match="write a whole number"):
        env.env_int("HSTS_SECONDS", 0)


def test_a_list_may_have_blanks_and_a_comma_at_its_end(monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", " a.example, b.example,")
    assert env.env_list("ALLOWED_HOSTS") == ["a.example", "b.example"]


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("TIME_ZONE", "Mars/Olympus", "TIME_ZONE is 'Mars/Olympus'; write a name as Europe/Berlin"),
        ("REPORTING_CURRENCY", "dollars", "REPORTING_CURRENCY must be a code of three letters"),
    ],
)
def test_a_reporting_setting_that_cannot_be_is_named(variable, value, message, started_with):
    with pytest.raises(ImproperlyConfigured, match=message):
        started_with(**{variable: value})


# DATABASE_URL


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("sqlite:////var/lib/permille/db.sqlite3", "/var/lib/permille/db.sqlite3"),
        ("sqlite:///data/db.sqlite3", "/checkout/data/db.sqlite3"),
        ("sqlite:////var/my%20data/db.sqlite3", "/var/my data/db.sqlite3"),
        ("sqlite://:memory:", ":memory:"),
    ],
    ids=["absolute", "relative", "quoted", "memory"],
)
def test_sqlite_url_names_a_file(url, name):
    database = env.database(url, Path("/checkout"))
    assert database["ENGINE"] == "django.db.backends.sqlite3"
    assert database["NAME"] == name


def test_postgres_url_gives_every_part():
    url = "postgres://permille:p%40ss%2Fword@db.example:6432/reports?sslmode=require"
    assert env.database(url, Path("/checkout")) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "reports",
        "USER": "permille",
        "PASSWORD": "p@ss/word",
        "HOST": "db.example",
        "PORT": "6432",
        "OPTIONS": {"connect_timeout": 10, "sslmode": "require"},
    }


def test_postgres_url_may_name_a_unix_socket():
    database = env.database("postgresql://permille@/reports?host=/run/Postgres", Path("/checkout"))
    assert (database["HOST"], database["PORT"]) == ("/run/Postgres", "")
    assert "host" not in database["OPTIONS"]


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("mysql://root:secret@host/name", "must start with sqlite:/// or postgres://"),
        ("db.sqlite3", "must start with sqlite:/// or postgres://"),
        ("sqlite://", "names no SQLite file"),
        ("sqlite:///", "names no SQLite file"),
        ("sqlite://db.sqlite3", "names no SQLite file"),
        ("postgres://user:secret@host:5432", "names no database"),
        ("postgres://user:secret@host:port/name", "its port must be a number"),
        ("postgres://user:secret/2@host:5432/name", "must be written as"),
    ],
)
def test_a_database_url_that_cannot_be_read_is_refused(url, message):
    with pytest.raises(ImproperlyConfigured, match=message) as refusal:
        env.database(url, Path("/checkout"))
    assert "secret" not in str(refusal.value)


def test_postgres_without_its_driver_says_what_to_install(monkeypatch):
    monkeypatch.setattr(env, "find_spec", lambda name: None)
    with pytest.raises(ImproperlyConfigured, match="pip install -r requirements-postgres.txt"):
        env.database("postgres://permille@host/reports", Path("/checkout"))


def test_a_second_factor_that_cannot_be_had_is_refused_in_words(monkeypatch):
    monkeypatch.setattr(switch, "find_spec", lambda name: None)
    assert not switch.asked_for().on
    monkeypatch.setenv("SECOND_FACTOR", "required")
    with pytest.raises(ImproperlyConfigured, match="requirements-accounts.txt"):
        switch.asked_for()
    monkeypatch.setenv("SECOND_FACTOR", "yes")
    with pytest.raises(ImproperlyConfigured, match="off, offered or required"):
        switch.asked_for()


# The development key


def test_checkout_key_stays_the_same_and_is_private(tmp_path):
    file = tmp_path / ".secret-key"
    key = site.checkout_key(file)
    assert site.checkout_key(file) == key
    assert len(key) >= 50
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_checkout_key_lives_in_memory_where_nothing_can_be_written(tmp_path):
    assert len(site.checkout_key(tmp_path / "missing" / ".secret-key")) >= 50


# Health, policy and login


def test_health_is_told_without_a_login(db, client):
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {
        "database": "ok",
        "worker": "none",
        "newest_import_age_seconds": None,
    }


def test_health_tells_a_living_worker_and_the_age_of_the_newest_import(db, client):
    make_batch(user=None)
    worker = workers.start("one")
    body = client.get("/healthz").json()
    assert body["worker"] == "alive"
    assert 0 <= body["newest_import_age_seconds"] < 60
    workers.stop(worker)
    assert client.get("/healthz").json()["worker"] == "none"


def test_health_is_503_when_the_database_does_not_answer(client, monkeypatch):
    class Broken:
        def cursor(self):
            raise OperationalError("could not connect to permille@db.example")

    monkeypatch.setattr("ipmsite.health.connection", Broken())
    response = client.get("/healthz")
    assert response.status_code == 503
    assert b"db.example" not in response.content


def test_every_answer_carries_the_policy(db, client):
    policy = client.get("/admin/login/").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'; ")
    assert "unsafe" not in policy


def test_only_debug_pages_of_errors_are_free_of_the_policy(settings, rf):
    settings.DEBUG = True
    statuses = {
        status: "Content-Security-Policy"
        in csp_middleware(lambda request, status=status: HttpResponse(status=status))(
            rf.get("/")
        ).headers
        for status in (200, 404, 500)
    }
    assert statuses == {200: True, 404: False, 500: False}


def test_a_page_sends_strangers_to_the_login(client):
    response = client.get("/")
    assert response.status_code == 302
    assert response.headers["Location"] == "/accounts/login/?next=/"


def test_the_browser_icon_needs_no_login(client):
    assert client.get("/favicon.ico").headers["Location"] == "/static/img/icon.svg"


@pytest.mark.parametrize(("name", "value"), [("SECRET_KEY", "x"), ("ALLOWED_HOSTS", "*")])
def test_production_refuses_a_short_key_and_any_host(name, value, started_with):
    with pytest.raises(ImproperlyConfigured, match=name):
        started_with(**{**PRODUCTION, name: value})
