"""`manage.py check_audit`: whether every entry of the audit log is as it was written."""

from django.core.management.base import BaseCommand, CommandError

from campaigns import formats
from campaigns.management.database import told_in_words
from campaigns.records import audit


class Command(BaseCommand):
    """Says the end of the log, which `--holds` is asked of later."""

    help = "Check the seals of the audit log. Exit 1 at the first entry that is not as written."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--holds",
            metavar="NUMBER:DIGEST",
            help="an end that this command said before: what came until then must be there still",
        )

    @told_in_words()
    def handle(self, *args, **options) -> None:
        if fault := audit.first_fault():
            raise CommandError(fault)
        number, _, digest = (options["holds"] or "").partition(":")
        if options["holds"] and not (number.isdecimal() and audit.holds(int(number), digest)):
            raise CommandError(f"Entry {number} of this digest is gone.")
        last, end = audit.end()
        self.stdout.write(f"All {formats.count(last)} entries are as they were written.")
        self.stdout.write(f"The log ends with {last}:{end}")
