"""A SQLite database with 60 days of the demo, loaded once and copied by the modules that read it.

Loading and judging takes as long as hundreds of tests, so what `load_demo` made is kept beside the
empty tables for as long as no code of the site changes. On PostgreSQL the command is called.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from tests.empty import CACHE, ROOT, copy_to, kept_for, manage

DAYS = 60
HERE = CACHE.parent / "demo"
MEDIA = HERE / "media"


def kept() -> Path:
    """The database that is copied, loaded if it is not there yet."""
    return kept_for(HERE, ("campaigns", "ipmsite", "tests/filled.py", "tests/make.py"), _load)


def _load(file: Path) -> None:
    from tests.make import NOW  # which knows the models

    shutil.rmtree(MEDIA, ignore_errors=True)
    copy_to(file)
    clock = {"PYTHONPATH": str(ROOT / "tests/clock"), "TESTS_NOW": NOW.isoformat()}
    manage(file, "load_demo", "--days", str(DAYS), MEDIA_ROOT=str(MEDIA), **clock)


@contextmanager
def demo() -> Iterator[None]:
    """The demo is what the database holds; whatever is done to it goes in the end."""
    if connection.vendor != "sqlite":
        with transaction.atomic():
            call_command("load_demo", days=DAYS)
            yield
            transaction.set_rollback(True)
        return
    own = connection.settings_dict["NAME"]
    with tempfile.TemporaryDirectory(dir=Path(own).parent) as folder:
        copy = shutil.copyfile(kept(), f"{folder}/demo.sqlite3")
        shutil.copytree(MEDIA, settings.MEDIA_ROOT, dirs_exist_ok=True)
        _reach(copy)
        try:
            yield
        finally:
            _reach(own)


def _reach(file: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = file


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ipmsite.settings")
    django.setup()
    kept()
