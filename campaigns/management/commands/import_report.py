"""`manage.py import_report FILE --app NAME`: import a network's or MMP's report."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from campaigns import formats
from campaigns.english import some
from campaigns.importing.archives import members
from campaigns.importing.import_file import ImportResult
from campaigns.importing.lines import TOTALS, FileFault, LineError, Reading
from campaigns.importing.tables.files import Progress
from campaigns.management.import_words import as_json, in_words
from campaigns.management.importing import Unreadable, add_options, import_one, judge, read

SHOWN_NAMES = 20
BAR = 30


class Command(BaseCommand):
    """Exit 0: imported. Exit 1: every bad line is named and nothing was written of that file."""

    help = "Import reports (CSV or XLSX) of ad networks or MMPs. Of each file all or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", help="reports, CSV or XLSX, or ZIPs of them")
        add_options(parser)
        parser.add_argument("--dry-run", action="store_true", help="show, write nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        paths = options["files"]
        apps: set[int] = set()
        failed = False
        for path in map(Path, paths):
            try:
                for name, content in members(read(path), path.name):
                    result = import_one(content, name, options, self._shown_progress(options))
                    self._answer(result, options, len(paths) > 1 or name != path.name, name)
                    failed |= bool(result.errors)
                    apps |= set(result.apps) if result.batch else set()
            except CommandError as error:
                failed = True
                self._unread(error, options)
            except FileFault as fault:
                failed = True
                self._unread(Unreadable(f"{path}: {fault.message}"), options)
        judge(apps)
        if failed:
            sys.exit(1)

    def _answer(
        self, result: ImportResult, options: dict[str, Any], several: bool, name: str
    ) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(as_json(result)))
            return
        if several:
            self.stdout.write(f"{name}:")
        self._tell(result, dry_run=options["dry_run"])

    def _unread(self, error: CommandError, options: dict[str, Any]) -> None:
        """Say what kept the command from a file; where it is the only one, end with it."""
        if options["json"]:
            field = "file" if isinstance(error, Unreadable) else "database"
            self.stdout.write(json.dumps(as_json(_unread(options["source"], field, str(error)))))
        elif len(options["files"]) == 1:
            raise error
        else:
            self.stderr.write(str(error))

    def _shown_progress(self, options: dict[str, Any]) -> Progress | None:
        return None if options["json"] or not self.stderr.isatty() else self._progress

    def _progress(self, done: int, rows: int) -> None:
        filled = BAR * done // max(rows, 1)
        bar = "#" * filled + "." * (BAR - filled)
        self.stderr.write(f"\r[{bar}] {done:,} of {rows:,} rows", ending="")
        if done >= rows:
            self.stderr.write("")

    def _tell(self, result: ImportResult, *, dry_run: bool) -> None:
        for error in result.errors:
            where = f"line {error.line}, {error.field}" if error.line else error.field
            found = f" ({error.value!r})" if error.value else ""
            self.stderr.write(f"{where}{found}: {in_words(error)}")
        for warning in result.reading.warnings:
            self.stdout.write(f"Note: {warning}")
        if result.errors:
            self.stderr.write("Nothing was imported.")
            return
        for kind, names in result.new_names.items():
            self.stdout.write(f"New {kind}: {some(names, SHOWN_NAMES)}")
        changes, totals = result.changes, result.reading.totals
        self.stdout.write(
            f"{result.reading.label}: {changes.created:,} created, {changes.changed:,} changed, "
            f"{changes.unchanged:,} unchanged, {changes.removed:,} removed"
            + (", in a dry run: nothing was written." if dry_run else ".")
        )
        self.stdout.write(
            f"Impressions {formats.count(totals['impressions'])}, "
            f"clicks {formats.count(totals['clicks'])}, "
            f"installs {formats.count(totals['installs'])}, "
            f"spend {formats.money(totals['spend'], settings.REPORTING_CURRENCY)}."
        )


def _unread(source: str | None, field: str, message: str) -> ImportResult:
    """The answer where there is nothing to tell but why."""
    errors = [LineError(0, field, message)]
    totals = dict.fromkeys(TOTALS)
    reading = Reading(source or "", "", "", {}, (), "", [], [], errors, totals, 0)
    return ImportResult(reading, errors)
