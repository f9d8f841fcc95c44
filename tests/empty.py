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
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parent.parent
CACHE = ROOT / ".pytest_cache/tables"


def copy_to(file: Path) -> None:
    """Make `file` a database with all tables and no row of ours."""
    shutil.copyfile(kept(), file)


def kept() -> Path:
    """The database that is copied, migrated if it is not there yet."""
    rooms = ("campaigns/migrations", "campaigns/models", "campaigns/ui/permissions.py", "ipmsite")
    return kept_for(CACHE, rooms, _migrate)


def kept_for(folder: Path, rooms: Iterable[str], make: Callable[[Path], None]) -> Path:
    """A database in a folder of the cache, made anew once code in these rooms has changed."""
    folder.mkdir(parents=True, exist_ok=True)
    found = folder / f"{_state(rooms)}.sqlite3"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several workers may be first
        if not found.exists():
            for other in folder.glob("*.sqlite3*"):
                other.unlink()
            draft = found.with_suffix(".sqlite3-draft")
            make(draft)
            draft.rename(found)
    return found


def _state(rooms: Iterable[str]) -> str:
    found = hashlib.sha256(version("django").encode())
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")) or [ROOT / room]:
            found.update(path.read_bytes())
    return found.hexdigest()[:16]


def _migrate(file: Path) -> None:
    """Tables follow from migrations; content types, permissions and roles from models, too."""
    manage(file, "migrate", "--verbosity", "0", "--skip-checks", SECOND_FACTOR="off", OIDC_URL="")


def manage(file: Path, *words: str, **environment: str) -> None:
    """A command of the site on a database."""
    command = [sys.executable, "manage.py", *words]
    said = os.environ | environment | {"DATABASE_URL": f"sqlite:///{file}"}
    subprocess.run(command, cwd=ROOT, check=True, env=said, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    kept()
