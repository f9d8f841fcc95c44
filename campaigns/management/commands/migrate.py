"""`manage.py migrate`: Django's own, which says before how long the daily counts will take."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from campaigns.management.database import told_in_words

SECONDS = {
    "0010_counted_and_rollups": 95,
    "0011_coverage": 35,
    "0014_skan_reporter": 75,
    "0021_one_check": 10,
    "0025_skan_told": 20,
}
"""Of a million daily counts, measured on SQLite with two slow cores."""
COUNTS = "campaigns_dailycount"
LEAST_SECONDS = 20


class Command(migrate.Command):
    """Each migration is a step: what is stopped in one starts again with it, and loses nothing."""

    @told_in_words()
    def execute(self, *args: Any, **options: Any) -> str | None:
        """Its checks ask the database, too."""
        return super().execute(*args, **options)

    def handle(self, *args: Any, **options: Any) -> None:
        seconds = _rows() / 1_000_000 * sum(SECONDS.get(name, 0) for name in _pending())
        if seconds >= LEAST_SECONDS and options["verbosity"]:
            minutes = max(1, round(seconds / 60))
            self.stdout.write(
                f"The daily counts take about {minutes} minute{'s' * (minutes != 1)}. Stop the "
                "site meanwhile; if this is stopped, start it again: it goes on with the step "
                "that it was at."
            )
        super().handle(*args, **options)


def _pending() -> list[str]:
    """The migrations of ours that are not done yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [migration.name for migration, _ in plan if migration.app_label == "campaigns"]


def _rows() -> int:
    if COUNTS not in connection.introspection.table_names():
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {COUNTS}")
        return cursor.fetchone()[0]
