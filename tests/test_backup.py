"""A backup holds all that is stored, and a new database takes it."""

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.empty import copy_to

ROOT = Path(__file__).parent.parent
REPORT = "day,app,platform,network,impressions,installs\n2026-11-01,Backed,ios,Lumio,1000,{}\n"
pytestmark = pytest.mark.database


class Site:
    """A database of its own, of the kind that the run is on, reached by the commands."""

    def __init__(self, folder: Path, name: str, *, tables: bool) -> None:
        self.media = folder / name
        self.media.mkdir()
        url = f"sqlite:///{folder}/{name}.sqlite3"
        if connection.vendor == "postgresql":
            url = _new_database(f"backup_{name}_{os.getpid()}", tables)
        elif tables:
            copy_to(folder / f"{name}.sqlite3")
        self.env = os.environ | {"DATABASE_URL": url, "MEDIA_ROOT": str(self.media)}

    def run(self, *calls: tuple[str, ...]) -> list:
        """What commands wrote, one after the other in one process; `said` is what the site says,
        and `during` a command while another process imports a file."""
        code = SAID + f"print('\\n' + json.dumps([run(*words) for words in {calls!r}]))"
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
            cwd=ROOT, env=self.env, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout.splitlines()[-1])


def _new_database(name: str, tables: bool) -> str:
    """The DATABASE_URL of a new database beside the one of the run."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    template = f"TEMPLATE {os.environ['TESTS_TEMPLATE']}" if tables else ""
    with psycopg.connect(parts._replace(path="/postgres").geturl(), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} {template}")
    return parts._replace(path=f"/{name}").geturl()


SAID = """
import json, os
from datetime import date
from io import StringIO
from django.core.management import CommandError, call_command
from django.db import connection
from campaigns.judgement.breakdown import breakdown
from campaigns.models import DailyCount
from campaigns.periods import Period
from campaigns.reports import ReportQuery

def run(name, *words):
    if name == "said":
        return said()
    if name == "during":
        return during(*words)
    out = StringIO()
    try:
        call_command(name, *words, stdout=out)
    except CommandError as error:
        return str(error)
    return out.getvalue()

def during(file, *words):
    connection.close()
    child = os.fork()
    if not child:
        call_command("import_report", file, stdout=StringIO())
        os._exit(0)
    out = run(*words)
    assert os.waitpid(child, 0)[1] == 0
    return out

def said():
    call_command("check_rollups", stdout=StringIO())
    today = date(2026, 11, 24)
    query = ReportQuery(Period(date(2026, 11, 1), date(2026, 11, 20)), today=today)
    found = breakdown(query, ("network", "day"), today)
    parts = [[*part.names.values(), str(part.counts), str(part.interval)] for part in found.parts]
    return [DailyCount.objects.count(), str(found.total.counts), sorted(parts)]

"""


@pytest.fixture(scope="module")
def sites(django_db_setup, tmp_path_factory):
    """What a site says, an empty one, and the folder of two backups: the second was written while
    the first site imported."""
    folder = tmp_path_factory.mktemp("backup")
    first = Site(folder, "first", tables=True)
    second = Site(folder, "second", tables=False)
    (folder / "report.csv").write_text(REPORT.format(7))
    days = [f"2026-11-{day:02d},Backed,ios,N{n},1000,5" for day in range(2, 21) for n in range(9)]
    (folder / "more.csv").write_text("\n".join([REPORT.splitlines()[0], *days]) + "\n")
    (first.media / "ad.txt").write_text("an ad")
    *_, whole = first.run(
        ("import_report", f"{folder}/report.csv"),
        ("backup", f"{folder}/all.tar.gz"),
        ("during", f"{folder}/more.csv", "backup", f"{folder}/meanwhile.tar.gz"),
        ("said",),
    )
    return whole, second, folder


def test_a_new_database_takes_a_backup_that_was_written_during_an_import(sites):
    said, second, folder = sites
    _, restored, _, whole, refused = second.run(
        ("restore", f"{folder}/meanwhile.tar.gz"),
        ("said",),
        ("import_report", f"{folder}/more.csv"),
        ("said",),
        ("restore", f"{folder}/all.tar.gz"),
    )
    assert restored[0] in (1, 172) and len(restored[2]) == restored[0]
    assert (second.media / "ad.txt").read_text() == "an ad"
    assert said == whole and whole[0] == 172
    assert "not empty" in refused


def test_what_is_no_backup_is_refused_in_words(sites):
    _, _, folder = sites
    (folder / "x.tar.gz").write_bytes(b"nothing")
    with pytest.raises(CommandError, match="is no backup"):
        call_command("restore", folder / "x.tar.gz")
    with pytest.raises(CommandError, match="There is no file"):
        call_command("restore", folder / "y.tar.gz")
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("backup", folder / "no/where.tar.gz")
    with tarfile.open(folder / "all.tar.gz") as archive:
        told = json.load(archive.extractfile("permille.json"))
    assert told["vendor"] == connection.vendor and told["migration"] > "0020"


@pytest.mark.parametrize("newer", [True, False])
def test_an_archive_that_would_write_elsewhere_is_refused_by_any_python(
    tmp_path, monkeypatch, newer
):
    if not newer:  # as before 3.11.4
        monkeypatch.delattr(tarfile, "data_filter", raising=False)
    for name, kind in (("../out", tarfile.REGTYPE), ("/out", tarfile.REGTYPE),
                       ("media/a", tarfile.SYMTYPE), ("media/a", tarfile.LNKTYPE)):  # fmt: skip
        with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as archive:
            about = tarfile.TarInfo(name)
            about.type, about.linkname = kind, "/etc/passwd"
            archive.addfile(about)
        with pytest.raises(CommandError, match="is no backup"):
            call_command("restore", tmp_path / "a.tar.gz")
