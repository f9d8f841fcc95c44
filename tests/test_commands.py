"""What commands refuse in words: a database without tables, days that cannot be."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from campaigns import migrations
from campaigns.management.commands import migrate
from tests.test_settings import python

REPORT = "day,network,impressions,installs\n2026-11-01,Lumio,1000,5\n"
COMMANDS = (
    ["judge_networks"],
    ["judge_networks", "--app", "A"],
    ["judge_creatives", "--json"],
    ["load_demo"],
    ["load_demo", "--remove"],
    ["import_report", "r.csv", "--app", "A"],
    ["import_report", "r.csv", "--app", "A", "--json"],
)
ONE_AFTER_THE_OTHER = """
import io, json, sys
from contextlib import redirect_stderr, redirect_stdout
from django.core.management import execute_from_command_line
answers = []
for words in json.loads(sys.argv[1]):
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        try:
            code = execute_from_command_line(["manage.py", *words])
        except SystemExit as left:
            code = left.code
    answers.append([code, out.getvalue(), err.getvalue()])
print(json.dumps(answers))
"""


@pytest.mark.slow
def test_a_database_without_tables_is_told_in_words_and_in_json_to_who_asks_for_it(tmp_path):
    file = tmp_path / "r.csv"
    file.write_text(REPORT)
    commands = [[str(file) if word == "r.csv" else word for word in words] for words in COMMANDS]
    result = python(
        *("-W", "error", "-c", ONE_AFTER_THE_OTHER, json.dumps(commands)),
        DATABASE_URL=f"sqlite:///{tmp_path}/empty.sqlite3",
        DJANGO_SETTINGS_MODULE="ipmsite.settings",
    )
    assert result.stderr == ""
    *in_words, (code, out, _) = json.loads(result.stdout)
    refusal = [1, "", "CommandError: Run manage.py migrate first.\n"]
    assert in_words == [refusal] * (len(COMMANDS) - 1)
    assert code == 1
    assert json.loads(out)["errors"] == [
        {"line": 0, "field": "database", "message": "Run manage.py migrate first."}
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("0001-01-01", "--as-of 0001-01-01 is before there were app stores."),
        ("2006-12-31", "--as-of 2006-12-31 is before there were app stores."),
        ("2030-01-01", "--as-of 2030-01-01 is still to come."),
        ("2026-11-25", "--as-of 2026-11-25 is still to come."),
        ("2026-02-30", "--as-of 2026-02-30: write it as 2026-11-24."),
    ],
)
@pytest.mark.parametrize("command", ["judge_networks", "judge_creatives"])
def test_nothing_is_judged_as_of_a_day_that_cannot_be(command, day, reason):
    with pytest.raises(CommandError) as refused:
        call_command(command, as_of=day)
    assert str(refused.value) == reason


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["2007-01-01", "2026-11-24"])
@pytest.mark.parametrize("subjects", ["networks", "creatives"])
def test_the_first_day_and_today_are_judged(capsys, subjects, day):
    call_command(f"judge_{subjects}", as_of=day, json=True)
    assert json.loads(capsys.readouterr().out)[subjects] == []


@pytest.mark.django_db
def test_an_upgrade_of_many_daily_counts_says_before_how_long_it_takes(capsys, monkeypatch):
    """The steps that it names exist; where none is left, or little is stored, it says nothing."""
    folder = Path(migrations.__path__[0])
    assert all((folder / f"{name}.py").exists() for name in migrate.SECONDS)
    newest = max(path.stem for path in folder.glob("0*.py"))
    monkeypatch.setitem(migrate.SECONDS, newest, 10)
    recorder = MigrationRecorder(connection)

    def said():
        call_command("migrate", plan=True)
        return [line for line in capsys.readouterr().out.splitlines() if "daily counts" in line]

    recorder.record_unapplied("campaigns", newest)
    assert not said()
    monkeypatch.setattr(migrate, "_rows", lambda: 12_000_000)
    (line,) = said()
    assert line.startswith("The daily counts take about 2 minutes. ")
    recorder.record_applied("campaigns", newest)
    assert not said()
