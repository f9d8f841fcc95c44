"""The import command's options and what it says where the database cannot answer."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, ProgrammingError

from campaigns.importing.readers import SOURCES
from campaigns.management.commands import import_report

pytestmark = pytest.mark.django_db

KEYS = (
    "generic appsflyer adjust singular kochava tenjin branch meta google_ads apple_ads tiktok "
    "snapchat unity applovin ironsource mintegral liftoff vungle moloco chartboost "
    "digital_turbine reddit"
)


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "report.csv"
    file.write_text("day,network,impressions,installs\n2026-11-01,Lumio,1000,5\n")
    return str(file)


def test_every_source_has_its_key():
    assert sorted(SOURCES) == sorted(KEYS.split())


@pytest.mark.parametrize("source", ["adjust", "google_ads", "tiktok"])
def test_source_without_reader_is_refused_with_what_to_do(path, source):
    out = StringIO()
    where = ("--app", "A", "--platform", "ios", "--source", source, "--json")
    with pytest.raises(SystemExit) as stop:
        call_command("import_report", path, *where, stdout=out)
    answer = json.loads(out.getvalue())
    assert (stop.value.code, answer["source"]) == (1, source)
    assert "Save it as our own CSV" in answer["errors"][0]["message"]


@pytest.mark.parametrize(
    "option, value, reason",
    [
        ("--day", "2026-02-30", "2026-02-30: write it as 2026-11-23"),
        ("--rate", "abc", "abc is not a number"),
        ("--rate", "0", "0: it must be above 0"),
        ("--rate", "NaN", "NaN: it must be above 0"),
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

    monkeypatch.setattr(import_report, "import_file", fail)
    with pytest.raises(CommandError, match=told):
        call_command("import_report", path, "--app", "A", "--platform", "ios")


def test_another_fault_of_the_database_is_not_hidden(path, monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError("disk I/O error")

    monkeypatch.setattr(import_report, "import_file", fail)
    with pytest.raises(OperationalError):
        call_command("import_report", path, "--app", "A", "--platform", "ios")
