"""`manage.py backup FILE`: everything that is stored, in one file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from campaigns.management import backups
from campaigns.management.database import told_in_words
from campaigns.records.audit import What, audit


class Command(BaseCommand):
    """Writes database and uploaded files; imports may run meanwhile."""

    help = "Write the whole database and all uploaded files into one archive."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)

    @told_in_words()
    def handle(self, *args, **options):
        target = options["file"]
        if not target.absolute().parent.is_dir():
            raise CommandError(f"There is no folder {target.absolute().parent}.")
        backups.write(target)
        audit(What.EXPORT, f"By command: backup into {target}")
        self.stdout.write(f"Written to {target}, {target.stat().st_size / 2**20:.1f} MB.")
