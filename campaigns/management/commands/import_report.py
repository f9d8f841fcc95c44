"""`manage.py import_report FILE --app NAME`: import a network's or MMP's report."""

import argparse
import json
import sys
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaigns import formats
from campaigns.importing.cells.columns import tidy
from campaigns.importing.cells.rates import MAX_RATE, MIN_RATE
from campaigns.importing.codes import POINTS
from campaigns.importing.complete import as_coverage
from campaigns.importing.import_file import ImportResult, import_file
from campaigns.importing.lines import TOTALS, LineError, Options, Reading
from campaigns.importing.readers import SOURCES
from campaigns.importing.storing.coverage import Coverage
from campaigns.importing.tables.encodings import CODECS
from campaigns.judgement.daily import judge
from campaigns.management.database import told_in_words
from campaigns.management.import_words import as_json, in_words
from campaigns.models.choices import Platform, Reporter

BAR = 30


class Command(BaseCommand):
    """Exit 0: imported. Exit 1: every bad line is named and nothing was written."""

    help = "Import a report (CSV or XLSX) of an ad network or MMP. All of it or nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", help="the report, CSV or XLSX")
        parser.add_argument("--app", default="", help="the app, where the file does not name it")
        parser.add_argument("--platform", default="", choices=Platform.values)
        parser.add_argument("--source", choices=SOURCES)
        parser.add_argument("--network", help="the network, where the file does not name it")
        parser.add_argument("--reported-by", choices=Reporter.values)
        parser.add_argument("--day", type=_day, help="the day of a report without a date column")
        order = parser.add_mutually_exclusive_group()
        order.add_argument("--day-first", action="store_true", default=None, help="23/11/2026")
        order.add_argument("--month-first", action="store_true", help="11/23/2026")
        parser.add_argument(
            "--rate", type=_rate, help="reporting currency per unit of the file's currency"
        )
        parser.add_argument(
            "--replace-detail", action="store_true", help="let a coarser file replace finer rows"
        )
        parser.add_argument(
            "--accept",
            action="append",
            default=[],
            choices=[str(point) for point in POINTS],
            metavar="POINT",
            help="confirm what the file contradicts, by the name that the error gives",
        )
        parser.add_argument(
            "--complete",
            nargs="?",
            const="",
            type=_coverage,
            metavar="FROM:TO",
            help="the file is everything of its apps, networks and days: the rest of them goes",
        )
        parser.add_argument("--encoding", choices=CODECS, help="where the file is not UTF-8")
        parser.add_argument("--dry-run", action="store_true", help="show, write nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args, **options):
        path = Path(options["file"])
        try:
            content = path.read_bytes()
        except (OSError, ValueError) as error:  # a name with a null byte is a ValueError
            reason = getattr(error, "strerror", None) or error
            self._stop("file", CommandError(f"{path} cannot be read: {reason}."), options)
        try:
            with told_in_words():
                result = self._import(content, path.name, options)
        except CommandError as error:
            self._stop("database", error, options)
        if options["json"]:
            self.stdout.write(json.dumps(as_json(result)))
        else:
            self._tell(result, dry_run=options["dry_run"])
        if result.errors:
            sys.exit(1)

    def _stop(self, field: str, error: CommandError, options: dict) -> NoReturn:
        """End with what kept the command from reading or writing at all."""
        if not options["json"]:
            raise error
        self.stdout.write(json.dumps(as_json(_unread(options["source"], field, str(error)))))
        sys.exit(1)

    def _import(self, content: bytes, file_name: str, options: dict) -> ImportResult:
        day_first = False if options["month_first"] else options["day_first"]
        result = import_file(
            content,
            file_name,
            Options(
                source=options["source"],
                network=options["network"],
                day=options["day"],
                day_first=day_first,
                rate=options["rate"],
                currency=settings.REPORTING_CURRENCY,
                reported_by=options["reported_by"],
                today=timezone.localdate(),
                encoding=options["encoding"] or "",
            ),
            app=tidy(options["app"]),
            platform=options["platform"],
            replace_detail=options["replace_detail"],
            accept=options["accept"],
            covers=options["complete"],
            dry_run=options["dry_run"],
            progress=None if options["json"] or not self.stderr.isatty() else self._progress,
        )
        if result.batch:
            judge(timezone.localdate(), result.apps)
        return result

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
            self.stdout.write(f"New {kind}: {', '.join(names)}")
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


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text}: write it as 2026-11-23.") from error


def _coverage(text: str) -> Coverage:
    try:
        return as_coverage(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"{text}: write it as 2026-11-01:2026-11-23, the first day first."
        ) from error


def _rate(text: str) -> Decimal:
    try:
        rate = Decimal(text)
    except InvalidOperation as error:
        raise argparse.ArgumentTypeError(f"{text} is not a number.") from error
    if not rate.is_finite() or not MIN_RATE <= rate <= MAX_RATE:
        raise argparse.ArgumentTypeError(
            f"{text}: it must be at least {MIN_RATE} and at most {MAX_RATE:,}."
        )
    return rate
