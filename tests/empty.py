"""An empty SQLite database with all tables, migrated once and copied by each run of tests.

Migrations take many seconds, so what they made is kept in `.pytest_cache` for as long as no
migration and no model changes. On PostgreSQL the variable `TESTS_TEMPLATE` names a migrated
database, of which the server makes copies.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parent.parent
CACHE = ROOT / ".pytest_cache/tables"


def copy_to(file: Path) -> None:
    """Make `file` a database with all tables and no row of ours."""
    shutil.copyfile(kept(), file)


def kept() -> Path:
    """The database that is copied, migrated if it is not there yet."""
    CACHE.mkdir(parents=True, exist_ok=True)
    found = CACHE / f"{_state()}.sqlite3"
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several workers may be first
        if not found.exists():
            for other in CACHE.glob("*.sqlite3*"):
                other.unlink()
            _migrate(found)
    return found


def _state() -> str:
    """What tables follow from: migrations, models for content types, permissions and roles."""
    found = hashlib.sha256(version("django").encode())
    for room in ("campaigns/migrations", "campaigns/models", "ipmsite"):
        for path in sorted((ROOT / room).rglob("*.py")):
            found.update(path.read_bytes())
    found.update((ROOT / "campaigns/ui/permissions.py").read_bytes())
    return found.hexdigest()[:16]


def _migrate(file: Path) -> None:
    draft = file.with_suffix(".sqlite3-draft")
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"]
    subprocess.run(
        command, cwd=ROOT, check=True, env=os.environ | {"DATABASE_URL": f"sqlite:///{draft}"}
    )
    draft.rename(file)


if __name__ == "__main__":
    kept()
