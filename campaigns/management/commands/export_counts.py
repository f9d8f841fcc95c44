"""`manage.py export_counts FILE`: the stored counts as CSV, which an import takes back."""

import csv
import os
from contextlib import suppress
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from campaigns import formats
from campaigns.management.database import told_in_words
from campaigns.periods import Period
from campaigns.records.audit import What, audit
from campaigns.reports.stored_lines import stored_lines


class Command(BaseCommand):
    """Writes a file beside the one asked for, which it becomes when all of it is there."""

    help = "Write all stored counts into a CSV that `import_report` reads."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path, help="the file to write; - for the screen")
        parser.add_argument("--from", dest="first", type=_day, help="the first day, YYYY-MM-DD")
        parser.add_argument("--to", dest="last", type=_day, help="the last day, YYYY-MM-DD")

    @told_in_words()
    def handle(self, *args, **options):
        first, last = options["first"] or date.min, options["last"] or date.max
        if last < first:
            raise CommandError("The last day is before the first.")
        period = Period(first, last) if options["first"] or options["last"] else None
        if str(options["file"]) == "-":
            csv.writer(self.stdout).writerows(stored_lines(period))
            _note(options)
            return
        written = _write(options["file"], period)
        _note(options)
        lines = "line" if written == 1 else "lines"
        self.stdout.write(f"{formats.count(written)} {lines} in {options['file']}.")


def _note(options: dict) -> None:
    said = [f"{word} {options[name]}" for word, name in (("from", "first"), ("to", "last"))
            if options[name]]  # fmt: skip
    audit(What.EXPORT, " ".join(["By command: counts into", str(options["file"]), *said]))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"“{text}” is no day; write it as 2026-11-28.") from error


def _write(file: Path, period: Period | None) -> int:
    """Returns how many lines were written. Raises CommandError where the file cannot be."""
    growing, written = file.with_name(f"{file.name}.part"), -1
    try:
        with growing.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            for line in stored_lines(period):
                writer.writerow(line)
                written += 1
        os.replace(growing, file)
    except OSError as error:
        with suppress(OSError):
            growing.unlink(missing_ok=True)
        raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
    return written
