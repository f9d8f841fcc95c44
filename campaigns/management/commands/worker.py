"""`manage.py worker`: do what waits in the background."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from campaigns.jobs import loop
from campaigns.management.database import told_in_words


class Command(BaseCommand):
    help = (
        "Import large files and judge each new day, until it is stopped (Ctrl-C or SIGTERM). "
        "Several may run. A worker that is killed loses nothing: another takes its work up."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="end when nothing waits")
        parser.add_argument(
            "--with",
            type=int,
            dest="parent",
            metavar="PID",
            help="end with the process that has it",
        )

    @told_in_words()
    def handle(self, *args: Any, **options: Any) -> None:
        loop.run(once=options["once"], parent=options["parent"])
