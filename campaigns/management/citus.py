"""What Citus is told of our tables: counts live with their campaign, names on every machine."""

from collections.abc import Iterable, Iterator

from django.db import connection
from django.db.models import Model

from campaigns.models import (
    AdGroup,
    App,
    Campaign,
    CampaignDay,
    CountRevision,
    CountryDay,
    Creative,
    CreativeDay,
    DailyCount,
    FieldValue,
    NameField,
    NameValue,
    NamingRule,
    Network,
    StorePage,
    StorePageDay,
)

BY_CAMPAIGN: tuple[type[Model], ...] = (
    *(DailyCount, CountRevision, CampaignDay, StorePageDay, CreativeDay, CountryDay),
)
EVERYWHERE: tuple[type[Model], ...] = (
    *(App, Network, StorePage, Campaign, Creative),
    *(NamingRule, NameField, FieldValue, NameValue, AdGroup),
)
"""Each after those that it points to. All other tables stay on the coordinator."""
SETTINGS = {
    "citus.multi_shard_modify_mode": "'sequential'",
    "citus.enable_local_reference_table_foreign_keys": "off",
}
"""Counts are touched before names in one transaction; and Django's own tables stay as they are."""


def tables(models: Iterable[type[Model]]) -> list[str]:
    """The names of tables in the database."""
    return [model._meta.db_table for model in models]


def settings(database: str) -> Iterator[str]:
    """The statements by which this connection and later ones know how to write."""
    for name, value in SETTINGS.items():
        yield f"ALTER DATABASE {connection.ops.quote_name(database)} SET {name} = {value}"
        yield f"SET {name} = {value}"


def rekeyed(table: str, key: str) -> Iterator[str]:
    """Make a table's primary key contain the campaign, and its ids come from a plain sequence.

    `key` is the name of the primary key that it has. With an identity column Citus could never
    change the number of shards again.
    """
    yield f"ALTER TABLE {table} DROP CONSTRAINT {connection.ops.quote_name(key)}"
    yield f"ALTER TABLE {table} ADD PRIMARY KEY (id, campaign_id)"
    yield f"ALTER TABLE {table} ALTER COLUMN id DROP IDENTITY IF EXISTS"
    yield f"CREATE SEQUENCE IF NOT EXISTS {table}_ids OWNED BY {table}.id"
    yield f"SELECT setval('{table}_ids', (SELECT COALESCE(MAX(id), 0) + 1 FROM {table}), false)"
    yield f"ALTER TABLE {table} ALTER COLUMN id SET DEFAULT nextval('{table}_ids')"


def replicated(done: Iterable[str]) -> Iterator[str]:
    """Put the names on every machine, one statement each."""
    for table in tables(EVERYWHERE):
        if table not in done:
            yield f"SELECT create_reference_table('{table}')"


def distributed(done: Iterable[str], shards: int) -> Iterator[str]:
    """Spread counts by campaign, rows of one campaign of all tables side by side."""
    first, *rest = tables(BY_CAMPAIGN)
    yield f"SET citus.shard_count = {shards:d}"
    for table in (first, *rest):
        if table not in done:
            beside = "" if table == first else f", colocate_with => '{first}'"
            yield f"SELECT create_distributed_table('{table}', 'campaign_id'{beside})"
            yield f"SELECT truncate_local_data_after_distributing_table('{table}')"
            yield f"ANALYZE {table}"
