"""A backup: the whole database and the uploaded files, in one archive."""

import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

MANIFEST, DATABASE, MEDIA = "permille.json", "database", "media"
NEWEST_CLIENT = "/usr/lib/postgresql"


def write(target: Path) -> None:
    """Write a backup; the file is there in full or not at all. Imports may run meanwhile."""
    part = target.with_name(target.name + ".part")
    with tempfile.TemporaryDirectory(dir=target.absolute().parent, prefix=".permille-") as folder:
        dump = Path(folder) / DATABASE
        _dump(dump)
        try:
            with tarfile.open(part, "w:gz") as archive:
                _add_text(archive, MANIFEST, json.dumps(_manifest()))
                archive.add(dump, DATABASE)
                if Path(settings.MEDIA_ROOT).is_dir():
                    archive.add(Path(settings.MEDIA_ROOT).resolve(), MEDIA)
            os.replace(part, target)
        finally:
            part.unlink(missing_ok=True)


def read(source: Path) -> None:
    """Put a backup in the place of the configured database and of the uploaded files.

    Raises CommandError where the file is no backup, is of the other database, or the database
    here holds anything already.
    """
    if not source.is_file():
        raise CommandError(f"There is no file {source}.")
    with tempfile.TemporaryDirectory() as folder:
        try:
            with tarfile.open(source) as archive:
                _unpack(archive, folder)
            told = json.loads((Path(folder) / MANIFEST).read_text())
        except (tarfile.TarError, OSError, ValueError, EOFError) as error:
            raise CommandError(f"{source} is no backup of Permille, or it is damaged.") from error
        if told["vendor"] != connection.vendor:
            raise CommandError(
                f"The backup is of {told['vendor']}, the database here is {connection.vendor}."
            )
        if _holds_anything():
            raise CommandError("The database here is not empty. Restore into a new one.")
        _load(Path(folder) / DATABASE)
        if (Path(folder) / MEDIA).is_dir():
            shutil.copytree(Path(folder) / MEDIA, settings.MEDIA_ROOT, dirs_exist_ok=True)


def _unpack(archive: tarfile.TarFile, folder: str) -> None:
    """Raises TarError where the archive holds anything but files and folders that stay in it. So
    does Python, but not before 3.11.4."""
    for one in archive.getmembers():
        path = PurePosixPath(one.name)
        if path.is_absolute() or ".." in path.parts or not (one.isreg() or one.isdir()):
            raise tarfile.TarError(one.name)
    if hasattr(tarfile, "data_filter"):
        archive.extraction_filter = staticmethod(tarfile.data_filter)
    archive.extractall(folder)


def _manifest() -> dict:
    applied = MigrationRecorder(connection).applied_migrations()
    return {
        "vendor": connection.vendor,
        "migration": max((name for app, name in applied if app == "campaigns"), default=""),
    }


def _holds_anything() -> bool:
    """Whether there is any user or count; tables alone are nothing."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in ("auth_user", "campaigns_dailycount"):
            if table in tables:
                cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")
                if cursor.fetchone():
                    return True
    return False


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    content = text.encode()
    about = tarfile.TarInfo(name)
    about.size = len(content)
    archive.addfile(about, io.BytesIO(content))


def _dump(target: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(target) as copy:
            # In one step: a write between two would begin it anew, and perhaps for ever.
            connection.connection.backup(copy)
        copy.close()
    else:
        _client("pg_dump", "--format=custom", "--no-owner", "--file", str(target))


def _load(dump: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(dump) as copy:
            copy.backup(connection.connection)
        copy.close()
    else:
        _client("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", dump)


def _client(program: str, *words: str | Path) -> None:
    """Run PostgreSQL's own program on the configured database. Raises CommandError."""
    own = [*Path(NEWEST_CLIENT).glob(f"*/bin/{program}")]
    newest = max(own, key=lambda path: float(path.parts[-3]), default=None)
    path = str(newest) if newest else shutil.which(program)
    if path is None:
        raise CommandError(f"{program} is needed: install PostgreSQL's client programs.")
    asked = settings.DATABASES["default"]
    names = {"NAME": "dbname", "USER": "user", "HOST": "host", "PORT": "port"}
    where = {to: str(connection.settings_dict.get(of) or "") for of, to in names.items()}
    where["dbname"] = str(connection.settings_dict["NAME"])
    found = " ".join(f"{name}='{value}'" for name, value in where.items() if value)
    secret = {"PGPASSWORD": str(asked.get("PASSWORD") or "")}
    command = [path, "--dbname", found, *map(str, words)]
    done = subprocess.run(command, env=os.environ | secret, capture_output=True, text=True)
    if done.returncode:
        raise CommandError(f"{program} failed: {done.stderr.strip()[-400:]}")
