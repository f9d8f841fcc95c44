"""Several small lists by one statement: what every page asks costs one way to the database."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connections
from django.db.models import Func, JSONField, QuerySet
from django.db.models.functions import JSONArray

Small = tuple[QuerySet, Sequence[Any]]
"""Rows without groups, and the columns and expressions that are asked of each."""


class _Listed(Func):
    """All rows as one list of JSON; no aggregate to Django, so that it groups by nothing."""

    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, function="JSONB_AGG", **more)


Statement = tuple[str, tuple[Any, ...]]
"""What a database is sent, and its values."""


def gathered(lists: Mapping[str, Small]) -> dict[str, list[list]]:
    """The rows of each list by its name, in no order. One query."""
    if not lists:
        return {}
    using = next(iter(lists.values()))[0].db
    return rows_of(lists, statement(lists, using), using)


def statement(lists: Mapping[str, Small], using: str) -> Statement:
    """What asks this database for the rows of all lists; making it takes longer than the answer,
    so who asks often keeps it."""
    parts, values = [], []
    for rows, columns in lists.values():
        one = rows.order_by().annotate(all_of_it=_Listed(JSONArray(*columns))).values("all_of_it")
        sql, own = one.query.get_compiler(using).as_sql()
        parts.append(f"({sql})")
        values += own
    return f"SELECT {', '.join(parts)}", tuple(values)


def rows_of(names: Iterable[str], asked: Statement, using: str) -> dict[str, list[list]]:
    """The rows of each list by its name, in no order. One query.

    Values are as JSON has them: a day is a text, and SQLite says 0 and 1 for what is true or not.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(*asked)
        found = cursor.fetchone()
    return {name: json.loads(text or "[]") for name, text in zip(names, found, strict=True)}
