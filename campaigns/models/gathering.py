"""Several small lists by one statement: what every page asks costs one way to the database."""

import json
from collections.abc import Mapping, Sequence
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


def gathered(lists: Mapping[str, Small]) -> dict[str, list[list]]:
    """The rows of each list by its name, in no order. One query.

    Values are as JSON has them: a day is a text, and SQLite says 0 and 1 for what is true or not.
    """
    if not lists:
        return {}
    using = next(iter(lists.values()))[0].db
    parts, values = [], []
    for rows, columns in lists.values():
        one = rows.order_by().annotate(all_of_it=_Listed(JSONArray(*columns))).values("all_of_it")
        sql, own = one.query.get_compiler(using).as_sql()
        parts.append(f"({sql})")
        values += own
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        found = cursor.fetchone()
    return {name: json.loads(text or "[]") for name, text in zip(lists, found, strict=True)}
