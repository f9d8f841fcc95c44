"""What commands say where the database cannot answer."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import DatabaseError


@contextmanager
def told_in_words() -> Iterator[None]:
    """Raise CommandError where the database has no tables yet or is held by another command.

    Also a decorator. Other faults of the database are not hidden.
    """
    try:
        yield
    except DatabaseError as error:
        if what := _what_to_do(error):
            raise CommandError(what) from error
        raise


def _what_to_do(error: Exception) -> str:
    said = str(error)
    if any(words in said for words in ("no such table", "no such column", "does not exist")):
        return "Run manage.py migrate first."
    if any(words in said for words in ("connection failed", "could not connect", "unable to open")):
        return f"The database cannot be reached: {said.splitlines()[0][:200]}"
    if "file is not a database" in said:
        return "The file that DATABASE_URL names is no SQLite database."
    if "deadlock" in said:
        return "The database is busy: another import writes the same names. Try again."
    if "locked" in said:
        return "The database is busy: another import is writing. Try again."
    return ""
