"""`manage.py send_alerts`: tell what is news, for a timer."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from campaigns.management.database import told_in_words
from campaigns.telling.nightly import tell_all


class Command(BaseCommand):
    help = (
        "Judge every alert rule and send what waits. Safe to run twice, at once, seldom, or to be "
        "killed: run it every few minutes; a running worker does the same."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be told; write and send nothing"
        )

    @told_in_words()
    def handle(self, *args: Any, **options: Any) -> None:
        done = tell_all(dry_run=options["dry_run"])
        for subject in done.subjects:
            self.stdout.write(subject)
        said = "would be told" if options["dry_run"] else "told"
        self.stdout.write(f"{len(done.subjects)} {said}, {done.sent} sent, {done.left} wait.")
