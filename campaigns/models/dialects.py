"""SQL that SQLite and PostgreSQL say differently, each beside its twin."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection

CampaignDay = tuple[int, date]


def campaign_days(days: Collection[CampaignDay]) -> tuple[str, list]:
    """A query of `campaign_id` and `day` that answers these campaign-days, and its parameters."""
    if connection.vendor == "sqlite":
        pairs = [(campaign, str(day)) for campaign, day in days]
        return (
            "SELECT json_extract(value, '$[0]') AS campaign_id, "
            "json_extract(value, '$[1]') AS day FROM json_each(%s)",
            [json.dumps(pairs)],
        )
    campaigns = [campaign for campaign, _ in days]
    return (
        "SELECT * FROM unnest(%s::bigint[], %s::date[]) AS given(campaign_id, day)",
        [campaigns, [day for _, day in days]],
    )


def differs(one: Sequence[str], other: Sequence[str]) -> str:
    """Whether any of some columns is not what the column beside it is; nulls are alike."""
    word = "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"
    return "(" + " OR ".join(f"{a} {word} {b}" for a, b in zip(one, other, strict=True)) + ")"


def insert_many(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows by the quickest way that a database has: COPY, or one prepared statement.

    Values are as the database stores them.
    """
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
            return
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
