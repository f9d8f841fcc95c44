"""A backup holds all that is stored, and a new database takes it."""

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).parent.parent
REPORT = "day,app,platform,network,impressions,installs\n2026-11-01,Backed,ios,Lumio,1000,{}\n"
pytestmark = pytest.mark.database


class Site:
    """A database of its own, reached by the commands as people do."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        own = {
            "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
            "MEDIA_ROOT": str(folder / "media"),
        }
        self.env = os.environ | own

    def manage(self, *words: str, ok: bool = True) -> str:
        command = [sys.executable, "manage.py", *map(str, words)]
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True)
        assert (done.returncode == 0) is ok, done.stdout + done.stderr
        return done.stdout if ok else done.stderr


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    folder = tmp_path_factory.mktemp("backup")
    first, second = Site(folder / "first"), Site(folder / "second")
    first.manage("migrate", "--verbosity", "0")
    (folder / "report.csv").write_text(REPORT.format(7))
    first.manage("import_report", folder / "report.csv")
    (folder / "first/media").mkdir()
    (folder / "first/media/ad.txt").write_text("an ad")
    first.manage("backup", folder / "all.tar.gz")
    return first, second, folder


def installs(site: Site) -> list:
    asked = "from campaigns.models import *; print([r.installs for r in DailyCount.objects.all()])"
    return json.loads(site.manage("shell", "--no-imports", "-c", asked))


def test_a_new_database_takes_a_backup_with_its_files(sites):
    _, second, folder = sites
    second.manage("restore", folder / "all.tar.gz")
    assert installs(second) == [7]
    assert (folder / "second/media/ad.txt").read_text() == "an ad"
    assert "not empty" in second.manage("restore", folder / "all.tar.gz", ok=False)


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
    assert told["vendor"] == "sqlite" and told["migration"] > "0020"
