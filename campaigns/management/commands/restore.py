"""`manage.py restore FILE`: a backup into an empty database."""

from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand

from campaigns.management import backups


class Command(BaseCommand):
    """Puts a backup into an empty database, and brings its tables up to date."""

    help = "Restore what `backup` wrote into an empty database."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args, **options):
        backups.read(options["file"])
        call_command("migrate", verbosity=0)
        self.stdout.write("Restored.")
