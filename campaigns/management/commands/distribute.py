"""`manage.py distribute`: spread the counts over the machines of a Citus cluster."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from campaigns.management import citus

NO_POSTGRES = "Citus is an extension of PostgreSQL, and DATABASE_URL names a SQLite file."
NO_EXTENSION = (
    "This PostgreSQL has no Citus. Install the extension on every machine, write citus into "
    "shared_preload_libraries, restart, and run CREATE EXTENSION citus in the database of each."
)
NO_WORKERS = (
    "Citus knows no worker. Run SELECT citus_set_coordinator_host('NAME') and, for each worker, "
    "SELECT citus_add_node('NAME', 5432) in the database first."
)


class Command(BaseCommand):
    """Each step stands by itself: what was done before a stop is left out the next time."""

    help = "Spread counts by campaign over a Citus cluster. The site must not write meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--shards", type=int, default=8, help="about as many as the workers have cores"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self._refuse()
        for statement in citus.settings(connection.settings_dict["NAME"]):
            self._run(statement)
        done = set(self._ask("SELECT table_name::text FROM citus_tables"))
        for statement in citus.replicated(done):
            self._run(statement)
        for table in citus.tables(citus.BY_CAMPAIGN):
            for key in self._keys(table):
                for statement in citus.rekeyed(table, key):
                    self._run(statement)
        for statement in citus.distributed(done, options["shards"]):
            self._run(statement)
        self.stdout.write("Counts live with their campaigns, names on every machine.")

    def _refuse(self) -> None:
        if connection.vendor != "postgresql":
            raise CommandError(NO_POSTGRES)
        if not self._ask("SELECT 1 FROM pg_extension WHERE extname = 'citus'"):
            raise CommandError(NO_EXTENSION)
        if not self._ask("SELECT 1 FROM citus_get_active_worker_nodes()"):
            raise CommandError(NO_WORKERS)

    def _keys(self, table: str) -> list[str]:
        """The name of a table's primary key where that is the id alone."""
        return self._ask(
            "SELECT conname::text FROM pg_constraint WHERE contype = 'p' "
            f"AND cardinality(conkey) = 1 AND conrelid = '{table}'::regclass"
        )

    def _ask(self, sql: str) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return [row[0] for row in cursor.fetchall()]

    def _run(self, sql: str) -> None:
        self.stdout.write(sql)
        with connection.cursor() as cursor:
            cursor.execute(sql)
