"""A PostgreSQL of its own for what runs on both databases: no port, no password, no durability."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BINARIES = Path("/usr/lib/postgresql")


@contextmanager
def postgres() -> Iterator[str]:
    """The DATABASE_URL of a new cluster, which goes at the end. Raises where there is none."""
    newest = max(BINARIES.glob("*/bin"), key=lambda path: float(path.parent.name))
    folder = Path(tempfile.mkdtemp(prefix="permille-postgres."))
    as_postgres: dict[str, Any] = {}
    if os.getuid() == 0:  # which PostgreSQL refuses to run as
        shutil.chown(folder, "postgres", "postgres")
        login = pwd.getpwnam("postgres")
        as_postgres = {"user": login.pw_uid, "group": login.pw_gid, "extra_groups": []}

    def run(program: str, *words: str) -> None:
        command = [newest / program, "-D", folder / "data", *words]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, **as_postgres)

    try:
        options = ["-U", "permille", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        run("initdb", *options)
        settings = f"-k {folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off"
        run("pg_ctl", "-l", str(folder / "log"), "-s", "-w", "start", "-o", settings)
        try:
            yield f"postgres://permille@/permille?host={folder}"
        finally:
            run("pg_ctl", "-m", "immediate", "-s", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
