"""Several small lists by one statement: what every page asks costs one way to the database."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import msgspec
from django.db import connections
from django.db.models import Func, JSONField, Model, QuerySet

PERSON = ("id", "username", "first_name", "last_name")
"""What is told of a user beside a row."""
Small = tuple[QuerySet, Sequence[Any]]
"""Rows without groups, and the columns and expressions that are asked of each; of rows that are
grouped or distinct no columns, but those of their values."""


@dataclass(frozen=True)
class InColumns:
    """Groups, of which those with the same first values, so many, are one row: these values, and
    of each further one a column."""

    groups: QuerySet
    values: int


JSON = {
    "sqlite": ("JSON_ARRAY", "JSON_GROUP_ARRAY", "JSON_GROUP_ARRAY", "JSON"),
    "postgresql": ("JSON_BUILD_ARRAY", "JSON_AGG", "ARRAY_AGG", ""),
}
"""What makes an array of values, a list of rows, a column, and of a column what stands in an array.
JSONB, which PostgreSQL would build and then write as text, takes twice as long."""


class _Json(Func):
    """What JSON is made of values by; no aggregate to Django, so that it groups by nothing."""

    output_field = JSONField()
    place = 0

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **more: Any) -> tuple[str, Any]:
        function = JSON[connection.vendor][self.place]
        return super().as_sql(compiler, connection, function=function, **more)


class _Array(_Json):
    """Some values of a row as an array."""


class _Listed(_Json):
    """All rows as one list."""

    place = 1


Statement = tuple[str, tuple[Any, ...]]
"""What a database is sent, and its values."""


def gathered(lists: Mapping[str, Small | InColumns]) -> dict[str, list[list]]:
    """The rows of each list by its name, in no order. One query."""
    if not lists:
        return {}
    first = next(iter(lists.values()))
    using = (first.groups if isinstance(first, InColumns) else first[0]).db
    return rows_of(lists, statement(lists, using), using)


def statement(lists: Mapping[str, Small | InColumns], using: str) -> Statement:
    """What asks this database for the rows of all lists; making it takes longer than the answer,
    so who asks often keeps it."""
    parts: list[str] = []
    values: list[Any] = []
    for one in lists.values():
        sql, own = _one(one, using)
        parts.append(f"CAST(({sql}) AS TEXT)")
        values += own
    return f"SELECT {', '.join(parts)}", tuple(values)


def _one(asked: Small | InColumns, using: str) -> Statement:
    if isinstance(asked, InColumns):
        return _in_columns(asked, using)
    rows, columns = asked
    return _of_rows(rows, columns, using) if columns else _of_groups(rows, using)


def _of_rows(rows: QuerySet, columns: Sequence[Any], using: str) -> Statement:
    one = rows.order_by().annotate(all_of_it=_Listed(_Array(*columns))).values("all_of_it")
    return one.query.get_compiler(using, elide_empty=False).as_sql()


def _of_groups(rows: QuerySet, using: str) -> Statement:
    names, sql, values = _groups(rows, using)
    of = ", ".join(names)
    array, listed, *_ = JSON[connections[using].vendor]
    return f"WITH one({of}) AS ({sql}) SELECT {listed}({array}({of})) FROM one", values


def _in_columns(asked: InColumns, using: str) -> Statement:
    names, sql, values = _groups(asked.groups, using)
    array, listed, column, read = JSON[connections[using].vendor]
    of, own = ", ".join(names[: asked.values]), names[asked.values :]
    columns = ", ".join(f"{column}({name}) AS {name}" for name in own)
    told = ", ".join((of, *(f"{read}({name})" for name in own)))
    rows = f"SELECT {of}, {columns} FROM one GROUP BY {of}"
    return (
        f"WITH one({', '.join(names)}) AS ({sql}) "
        f"SELECT {listed}({array}({told})) FROM ({rows}) AS own"
    ), values


def _groups(rows: QuerySet, using: str) -> tuple[list[str], str, tuple]:
    """Names of the values of groups, and the statement that asks for them."""
    compiler = rows.order_by().query.get_compiler(using, elide_empty=False)
    sql, values = compiler.as_sql()
    return [f"of_{place}" for place in range(len(compiler.select))], sql, values


def rows_of(names: Iterable[str], asked: Statement, using: str) -> dict[str, list[list]]:
    """The rows of each list by its name, in no order. One query.

    Values are as JSON has them: a day is a text, and SQLite says 0 and 1 for what is true or not.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(*asked)
        found = cursor.fetchone()
    read = (msgspec.json.decode(text or "[]") for text in found)
    return dict(zip(names, read, strict=True))


@dataclass(frozen=True)
class Rows:
    """Rows of a model as a list, read back as Django would: all columns `but` some, and those of
    `beside`, the id first, by the field that leads there.

    No column may hold a float, which SQLite shortens in JSON.
    """

    model: type[Model]
    beside: Mapping[str, Sequence[str]] = field(default_factory=dict)
    but: Sequence[str] = ()

    @cached_property
    def own(self) -> list[str]:
        """The columns of the model."""
        of = (one.attname for one in self.model._meta.concrete_fields)
        return [name for name in of if name not in self.but]

    def of(self, rows: QuerySet) -> Small:
        """These rows as a list."""
        beside = (f"{name}__{of}" for name, some in self.beside.items() for of in some)
        return rows, [*self.own, *beside]

    def made(self, values: Sequence[Any]) -> Any:
        """One of them."""
        rest = iter(values)
        found = _made(self.model, self.own, rest)
        for name, columns in self.beside.items():
            other: Any = self.model._meta.get_field(name).related_model
            one = _made(other, columns, rest)
            setattr(found, name, None if one.pk is None else one)
        return found


def _made(model: type[Model], columns: Sequence[str], values: Iterator[Any]) -> Model:
    read = [_read(model._meta.get_field(name), next(values)) for name in columns]
    return model.from_db(None, columns, read)


def _read(of: Any, value: Any) -> Any:
    """A value as JSON has it, as the field has it."""
    if value is None:
        return None
    if isinstance(of, JSONField):
        return json.loads(value) if isinstance(value, str) else value
    if hasattr(of, "from_db_value"):
        return of.from_db_value(value, None, None)
    found = of.to_python(value)
    if isinstance(found, datetime) and found.tzinfo is None:
        return found.replace(tzinfo=UTC)
    return found
