"""A PostgreSQL of its own for what runs on both databases: no port, no password, no durability.

`python -m tests.cluster` starts one, makes all tables in its database `permille`, says its
DATABASE_URL and ends with its input.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BINARIES = Path("/usr/lib/postgresql")
SETTINGS = {
    **dict.fromkeys(
        ("fsync", "full_page_writes", "synchronous_commit", "autovacuum", "jit"), "off"
    ),
    "listen_addresses": "''",
}


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
        command = [newest / program, *words]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, **as_postgres)

    try:
        data = ["-D", str(folder / "data")]
        options = ["-U", "permille", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        run("initdb", *data, *options)
        settings = " ".join([f"-k {folder}", *(f"-c {n}={value}" for n, value in SETTINGS.items())])
        run("pg_ctl", *data, "-l", str(folder / "log"), "-s", "-w", "start", "-o", settings)
        try:
            run("createdb", "-h", str(folder), "-U", "permille", "permille")
            yield f"postgres://permille@/permille?host={folder}"
        finally:
            run("pg_ctl", *data, "-m", "immediate", "-s", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    manage = [sys.executable, Path(__file__).parent.parent / "manage.py"]
    with postgres() as url:
        tables = [*manage, "migrate", "--verbosity", "0", "--skip-checks"]
        subprocess.run(tables, check=True, env=os.environ | {"DATABASE_URL": url})
        print(url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
