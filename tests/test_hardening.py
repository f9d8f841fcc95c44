"""What an attack found is mended: nothing crashes, nothing grows without a limit."""

import io
import socket

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from openpyxl import Workbook

from campaigns.importing.lines import LineError
from campaigns.importing.tables.files import FileFault, read_tables
from campaigns.management.database import told_in_words
from campaigns.models import Benchmark


@pytest.mark.parametrize(
    ("source", "column"), [("source_apps", "source_app"), ("rejected", "reason")]
)
@pytest.mark.database
def test_a_source_chosen_by_hand_says_which_column_it_lacks(db, tmp_path, source, column):
    path = tmp_path / "s.csv"
    path.write_text("date,impressions,clicks,installs\n2026-11-20,5,1,1\n")
    said = io.StringIO()
    asked = {"source": source, "app": "A", "platform": "ios", "network": "N", "stderr": said}
    with pytest.raises(SystemExit):
        call_command("import_report", path, stdout=said, **asked)
    assert f"need a column {column}" in said.getvalue()


def test_a_workbook_of_many_sheets_is_refused():
    book = Workbook()
    for _ in range(60):
        book.create_sheet()
    content = io.BytesIO()
    book.save(content)
    with pytest.raises(FileFault, match="at most 50 sheets"):
        read_tables(content.getvalue(), len)


def test_no_message_of_a_line_grows_with_the_file():
    assert len(LineError(1, "file", "x" * 3_000_000).message) == 600


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("connection failed: connection to server at 127.0.0.1", "cannot be reached"),
        ("file is not a database", "no SQLite database"),
        ("deadlock detected", "busy"),
    ],
)
def test_a_database_that_cannot_answer_is_told_in_words(error, said):
    with pytest.raises(CommandError, match=said), told_in_words():
        raise DatabaseError(error)


@pytest.mark.database
def test_pages_are_kept_by_nobody_but_their_reader_and_not_echoed(viewer_client):
    for path in ("/views/", "/names/", "/accounts/login/"):
        assert "private" in viewer_client.get(path)["Cache-Control"]
    assert viewer_client.trace("/views/").status_code == 405


@pytest.mark.database
def test_staff_who_may_only_look_open_a_benchmark(client, db):
    user = get_user_model().objects.create_user("looker", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_benchmark"))
    row = Benchmark.objects.create(
        format="video",
        genre="puzzle",
        ipm_low=1,
        ipm_high=2,
        source="x",
        published="2026-01-01",
        trust=Benchmark.Trust.values[0],
    )
    client.force_login(user)
    assert client.get(f"/admin/campaigns/benchmark/{row.pk}/change/").status_code == 200


def test_quickstart_says_that_a_port_is_used_before_it_does_anything():
    with socket.socket() as used:
        used.bind(("127.0.0.1", 0))
        used.listen()
        with pytest.raises(CommandError, match="in use already"):
            call_command("quickstart", used.getsockname()[1])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"installs," * 2000 + b"clicks\n1\n", "2,000 are the most"),
        (b"day,network,impressions\n" + b"\n" * 5_000_001, "at most 5,000,000 lines"),
        (b"day,network,impressions\r" + b"\r" * 5_000_001, "at most 5,000,000 lines"),
    ],
    ids=["columns", "lines", "old lines"],
)
def test_a_file_that_is_large_and_says_nothing_is_refused_at_once(content, said):
    with pytest.raises(FileFault, match=said):
        read_tables(content, len)


def test_a_sheet_that_is_too_wide_is_refused():
    book, content = Workbook(), io.BytesIO()
    book.active.append(["installs"] * 2001)
    book.save(content)
    with pytest.raises(FileFault, match="2,000 are the most"):
        read_tables(content.getvalue(), len)


@pytest.mark.database
def test_no_page_may_use_camera_or_microphone(client, db):
    allowed = client.get("/accounts/login/")["Permissions-Policy"]
    assert "camera=()" in allowed and "microphone=()" in allowed


def test_migrate_says_in_words_that_there_is_no_database(monkeypatch):
    def broken(*_, **__):
        raise DatabaseError("file is not a database")

    monkeypatch.setattr("django.core.management.base.BaseCommand.check", broken)
    with pytest.raises(CommandError, match="no SQLite database"):
        call_command("migrate", skip_checks=False)
