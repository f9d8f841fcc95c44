"""The import command's options and what it says where the database cannot answer."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, ProgrammingError

from campaigns.importing.readers import SOURCES
from campaigns.management import importing
from campaigns.management.commands import import_report
from campaigns.pages.imports.forms import AnswerForm

pytestmark = pytest.mark.django_db

KEYS = (
    "generic appsflyer adjust singular kochava tenjin branch meta google_ads apple_ads tiktok "
    "snapchat unity applovin ironsource mintegral liftoff vungle moloco chartboost "
    "digital_turbine reddit linkedin microsoft_ads pinterest x dbt google_play app_store "
    "app_reporting click_times rejected source_apps"
)

BAD_RATES = ("0", "1e-999", "0.0000009", "1000001", "1e999999")


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "report.csv"
    file.write_text("day,network,impressions,installs\n2026-11-01,Lumio,1000,5\n")
    return str(file)


def test_every_source_has_its_key():
    assert sorted(SOURCES) == sorted(KEYS.split())


@pytest.mark.parametrize(
    "option, value, reason",
    [
        ("--day", "2026-02-30", "2026-02-30: write it as 2026-11-23"),
        ("--rate", "abc", "abc is not a number"),
        ("--rate", "NaN", "NaN: it must be at least 0.000001 and at most 1,000,000"),
        *(("--rate", rate, f"{rate}: it must be at least") for rate in BAD_RATES),
    ],
)
def test_option_that_cannot_be_is_told_with_its_name(path, capsys, option, value, reason):
    command = import_report.Command()
    command._called_from_command_line = True
    parser = command.create_parser("manage.py", "import_report")
    with pytest.raises(SystemExit) as stop:
        parser.parse_args([path, option, value])
    assert stop.value.code == 2
    assert f"argument {option}: {reason}" in capsys.readouterr().err


@pytest.mark.parametrize("rate", ["0.000001", "1000000"])
def test_the_first_and_the_last_rate_are_taken(path, rate):
    where = ("--app", "A", "--platform", "ios", "--rate", rate, "--dry-run")
    out = StringIO()
    call_command("import_report", path, *where, stdout=out)
    assert "1 created" in out.getvalue()


@pytest.mark.parametrize("rate", ["0", "0.0000009", "1000001"])
def test_a_rate_that_cannot_be_is_refused_by_the_page(db, rate):
    form = AnswerForm({"rate": rate})
    assert form.errors["rate"] == ["A rate must be at least 0.000001 and at most 1,000,000."]


@pytest.mark.parametrize(
    "error, told",
    [
        (OperationalError("no such table: campaigns_network"), "Run manage.py migrate first"),
        (ProgrammingError('relation "x" does not exist'), "Run manage.py migrate first"),
        (OperationalError("database is locked"), "another import is writing. Try again"),
    ],
    ids=["no table", "no relation", "locked"],
)
def test_database_that_cannot_answer_is_told_in_words(path, monkeypatch, error, told):
    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr(importing, "import_file", fail)
    with pytest.raises(CommandError, match=told):
        call_command("import_report", path, "--app", "A", "--platform", "ios")


def test_another_fault_of_the_database_is_not_hidden(path, monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError("disk I/O error")

    monkeypatch.setattr(importing, "import_file", fail)
    with pytest.raises(OperationalError):
        call_command("import_report", path, "--app", "A", "--platform", "ios")


def in_json(capsys, *arguments):
    with pytest.raises(SystemExit) as stop:
        call_command("import_report", *arguments, "--app", "A", "--platform", "ios", "--json")
    assert stop.value.code == 1
    return json.loads(capsys.readouterr().out)


def test_a_missing_file_is_told_in_json_too(tmp_path, capsys):
    missing = tmp_path / "no.csv"
    answer = in_json(capsys, str(missing))
    message = f"{missing} cannot be read: No such file or directory."
    assert answer["errors"] == [{"line": 0, "field": "file", "message": message}]
    assert (answer["rows"], answer["created"], answer["totals"]["spend"]) == (0, 0, None)
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("import_report", str(missing))


def test_a_folder_in_place_of_a_file_is_told_in_json_too(tmp_path, capsys):
    (error,) = in_json(capsys, str(tmp_path))["errors"]
    assert (error["line"], error["field"]) == (0, "file")


def test_a_busy_database_is_told_in_json_too(path, capsys, monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(importing, "import_file", fail)
    message = "The database is busy: another import is writing. Try again."
    expected = [{"line": 0, "field": "database", "message": message}]
    assert in_json(capsys, path)["errors"] == expected
