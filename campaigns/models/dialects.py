"""SQL that SQLite and PostgreSQL say differently, each beside its twin."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import islice
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

CampaignDay = tuple[int, date]
LINES_AT_ONCE = 5000
LINES_TOGETHER = 50_000
"""Into SQLite, which keeps each page of a table once more for every step that may be taken back."""
TEMPORARY_KB = 32_000
"""What a connection to SQLite holds of its own tables before it writes them to a file."""
READ_AGAIN_KB = 200_000
"""What a connection to SQLite keeps at hand of pages that are read again: three months of an app
among ten million rows."""
ABOUT = 10
"""Of so many values, and from 300 times as many rows, PostgreSQL learns how different they are."""
HELD = ("40P01", "53300", "55P03", "57014")
"""PostgreSQL's codes of a deadlock, too many connections, a lock and a statement out of time."""
NAMES_LOCK = 7_301_460
"""Any number that nothing else in the database locks by."""


def as_day(value: date | str) -> date:
    """A day as a cursor answers it."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def campaign_days(days: Iterable[CampaignDay]) -> tuple[str, list]:
    """A query of `campaign_id` and `day` that answers these campaign-days, and its parameters.

    PostgreSQL is told that they come in order, each once: what is summed of their rows it then
    sorts by day, not all at once in a file.
    """
    if connection.vendor == "sqlite":
        return _each("campaign_id", "day", [(campaign, str(day)) for campaign, day in days])
    campaigns, on = list(zip(*days, strict=True)) or ((), ())
    given = "unnest(%s::bigint[], %s::date[]) AS given(campaign_id, day)"
    ordered = f"SELECT DISTINCT campaign_id, day FROM {given} ORDER BY campaign_id, day"
    return ordered, [list(campaigns), list(on)]


def each_pair(pairs: Iterable[tuple[int, int]]) -> tuple[str, list]:
    """A query of `one` and `other` that answers these pairs, and its parameters."""
    if connection.vendor == "sqlite":
        return _each("one", "other", list(pairs))
    ones, others = list(zip(*pairs, strict=True)) or ((), ())
    given = "AS given(one, other)"
    return f"SELECT * FROM unnest(%s::bigint[], %s::bigint[]) {given}", [list(ones), list(others)]


def _each(one: str, other: str, pairs: list) -> tuple[str, list]:
    return (
        f"SELECT json_extract(value, '$[0]') AS {one}, json_extract(value, '$[1]') AS {other} "
        "FROM json_each(%s)",
        [json.dumps(pairs)],
    )


def among(ids: Collection[int]) -> tuple[str, list]:
    """A query that answers these numbers, and its parameters."""
    if connection.vendor == "sqlite":
        return "SELECT value FROM json_each(%s)", [json.dumps(list(ids))]
    return "SELECT unnest(%s::bigint[])", [list(ids)]


def differ(one: str, other: str, columns: Sequence[str]) -> str:
    """Whether two tables differ in any of some columns; nulls are alike."""
    word = "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"
    return "(" + " OR ".join(f"{one}.{name} {word} {other}.{name}" for name in columns) + ")"


def make_temporary(table: str, columns: Sequence[str], key: Sequence[str]) -> str:
    """The statement for a table of this connection. Only SQLite needs its key to sum by it."""
    listed = ", ".join(columns)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA temp.cache_size = -{TEMPORARY_KB}")
        unique = f"PRIMARY KEY ({', '.join(key)})"
        return f"CREATE TEMPORARY TABLE {table} ({listed}, {unique}) WITHOUT ROWID"
    return f"CREATE TEMPORARY TABLE {table} ({listed})"


def insert_summed(
    table: str,
    key: Sequence[str],
    counts: Sequence[str],
    whole: Sequence[str],
    alike: Sequence[str],
    rows: Iterable,
) -> None:
    """Insert rows into an empty table with a column `short`, summed by key.

    A row is key, counts and what must be `alike`, which is null where rows of a key say several.
    One of the counts `whole` is null, and its bit set in `short`, where only some rows report it.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            upsert, left = _upsert(table, key, counts, whole, alike), iter(rows)
            while some := list(islice(left, LINES_TOGETHER)):  # Django would keep all of them
                with _together():
                    cursor.executemany(upsert, some)
            return
        lines, by = f"{table}_lines", ", ".join(key)
        columns = (*key, *counts, *alike)
        into = f"COPY {table} ({', '.join(columns)}) FROM STDIN (NULL 'None')"
        # Rows may ask the database as they come, and nothing may while it copies.
        for text in _as_text(rows, len(columns)):
            with cursor.copy(into) as copy:
                copy.write(text)
        _analyze(table, key)
        cursor.execute(f"SELECT 1 FROM {table} GROUP BY {by} HAVING COUNT(*) > 1 LIMIT 1")
        if not cursor.fetchone():
            return
        cursor.execute(f"ALTER TABLE {table} RENAME TO {lines}")
        cursor.execute(f"CREATE TEMPORARY TABLE {table} (LIKE {lines} INCLUDING DEFAULTS)")
        sums = [
            f"CASE WHEN COUNT({n}) = COUNT(*) THEN SUM({n}) END" if n in whole else f"SUM({n})"
            for n in counts
        ]
        sums += [
            f"CASE WHEN COUNT({n}) = COUNT(*) AND MIN({n}) = MAX({n}) THEN MIN({n}) END"
            for n in alike
        ]
        short = " + ".join(
            f"CASE WHEN COUNT({name}) NOT IN (0, COUNT(*)) THEN {1 << place} ELSE 0 END"
            for place, name in enumerate(whole)
        )
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}, short) "
            f"SELECT {', '.join((by, *sums))}, {short or 0} FROM {lines} GROUP BY {by}"
        )
        cursor.execute(f"DROP TABLE {lines}")
    _analyze(table, key)


def _analyze(table: str, key: Sequence[str]) -> None:
    """Tell PostgreSQL how many rows a table has and about how different they are."""
    about = ", ".join(f"ALTER COLUMN {name} SET STATISTICS {ABOUT}" for name in key)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} {about}")
        cursor.execute(f"ANALYZE {table} ({', '.join(key)})")


def _upsert(
    table: str,
    key: Sequence[str],
    counts: Sequence[str],
    whole: Sequence[str],
    alike: Sequence[str],
) -> str:
    sums = [
        f"{n} = {n} + excluded.{n}"
        if n in whole
        else f"{n} = COALESCE({n} + excluded.{n}, {n}, excluded.{n})"
        for n in counts
    ]
    sums += [f"{n} = CASE WHEN {n} = excluded.{n} THEN {n} END" for n in alike]
    short = " | ".join(
        f"CASE WHEN ({name} IS NULL) <> (excluded.{name} IS NULL) THEN {1 << place} ELSE 0 END"
        for place, name in enumerate(whole)
    )
    sums.append(f"short = short | {short or 0}")
    marks = ", ".join(["%s"] * (len(key) + len(counts) + len(alike)))
    return (
        f"INSERT INTO {table} ({', '.join((*key, *counts, *alike))}, short) VALUES ({marks}, 0) "
        f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {', '.join(sums)}"
    )


def _as_text(rows: Iterable[tuple], width: int) -> Iterator[str]:
    """Rows of numbers, days and codes as COPY reads them, some thousand at once."""
    lines, line = iter(rows), "\t".join(["%s"] * width) + "\n"
    while some := list(islice(lines, LINES_AT_ONCE)):
        yield "".join(map(line.__mod__, some))


def is_busy(error: BaseException | None) -> bool:
    """Whether an error says that others held the database for too long."""
    if not isinstance(error, OperationalError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state in HELD if state else "locked" in str(error)


@contextmanager
def unlocked() -> Iterator[None]:
    """A transaction that reads and fills tables of its own, and keeps nobody from writing.

    SQLite's transactions lock the database as they begin, so there it is none.
    """
    if connection.vendor == "sqlite":
        yield
        return
    with transaction.atomic():
        yield


@contextmanager
def read_again() -> Iterator[None]:
    """Keep at hand what is read inside, for questions that read the same rows again and again.

    SQLite is given memory for it meanwhile; PostgreSQL has its own, in common for all.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        usual = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA cache_size = {-READ_AGAIN_KB}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = {usual}")


def lock_names() -> None:
    """Let one transaction after the other make names. Writers of SQLite do so anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NAMES_LOCK])


@contextmanager
def _together() -> Iterator[None]:
    """Many rows into SQLite as one step, without the lock that a transaction begins with."""
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT many_rows")
        try:
            yield
        except BaseException:
            cursor.execute("ROLLBACK TO many_rows")
            raise
        finally:
            cursor.execute("RELEASE many_rows")


def read_all(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Tell PostgreSQL that what is read row by row is read to its end; a receiver of
    `connection_created`.

    Else it plans a cursor for its first tenth: a sum by creative and country of ten million rows
    took 10.6 s instead of 0.13.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET cursor_tuple_fraction = 1")
