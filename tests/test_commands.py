"""What commands refuse in words: a database without tables, days that cannot be."""

import json

import pytest
from django.core.management import CommandError, call_command

from tests.test_settings import python

REPORT = "day,network,impressions,installs\n2026-11-01,Lumio,1000,5\n"


def unmigrated(tmp_path, *arguments):
    """A command in a process of its own, on a database without tables."""
    url = f"sqlite:///{tmp_path}/empty.sqlite3"
    return python("-W", "error", "manage.py", *arguments, DATABASE_URL=url)


@pytest.mark.parametrize(
    "arguments",
    [("judge_networks",), ("judge_networks", "--app", "A"), ("load_demo",),
     ("load_demo", "--remove"), ("import_report", "{file}", "--app", "A")],
    ids=" ".join,
)  # fmt: skip
def test_a_database_without_tables_is_told_in_words(tmp_path, arguments):
    file = tmp_path / "r.csv"
    file.write_text(REPORT)
    arguments = [str(file) if "{file}" in text else text for text in arguments]
    result = unmigrated(tmp_path, *arguments)
    assert result.returncode == 1
    assert result.stderr == "CommandError: Run manage.py migrate first.\n"
    assert result.stdout == ""


def test_a_database_without_tables_is_told_in_json_to_who_asks_for_it(tmp_path):
    file = tmp_path / "r.csv"
    file.write_text(REPORT)
    result = unmigrated(tmp_path, "import_report", str(file), "--app", "A", "--json")
    assert result.returncode == 1
    assert json.loads(result.stdout)["errors"] == [
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
def test_networks_are_not_judged_as_of_a_day_that_cannot_be(day, reason):
    with pytest.raises(CommandError) as refused:
        call_command("judge_networks", as_of=day)
    assert str(refused.value) == reason


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["2007-01-01", "2026-11-24"])
def test_networks_are_judged_as_of_the_first_day_and_today(capsys, day):
    call_command("judge_networks", as_of=day, json=True)
    assert json.loads(capsys.readouterr().out)["networks"] == []
