"""What the commands that import share: their options, one file, and the judging afterwards."""

import argparse
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from campaigns.importing.cells.rates import MAX_RATE, MIN_RATE
from campaigns.importing.cells.text import tidy
from campaigns.importing.checks.zones import as_zone
from campaigns.importing.codes import POINTS
from campaigns.importing.complete import as_coverage
from campaigns.importing.import_file import ImportResult, import_file
from campaigns.importing.lines import Options
from campaigns.importing.readers import SOURCES
from campaigns.importing.storing.coverage import Coverage
from campaigns.importing.tables.encodings import CODECS
from campaigns.importing.tables.meanings import LEAVE_OUT
from campaigns.judgement import daily
from campaigns.management.database import told_in_words
from campaigns.models.choices import Platform, Reporter
from campaigns.periods import newest_day


class Unreadable(CommandError):
    """A file that cannot be read at all."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """What a file may not say itself, and what is confirmed."""
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
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        type=_column,
        metavar="COLUMN=MEANING",
        help=f"what a column means: a name of our own CSV, or {LEAVE_OUT}; remembered",
    )
    parser.add_argument(
        "--zone", type=_zone, help="the time zone of the file's days, as Europe/Berlin"
    )
    parser.add_argument("--encoding", choices=CODECS, help="where the file is not UTF-8")


def read(path: Path) -> bytes:
    """The bytes of a file. Raises Unreadable."""
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:  # a name with a null byte is a ValueError
        reason = getattr(error, "strerror", None) or error
        raise Unreadable(f"{path} cannot be read: {reason}.") from error


def import_one(
    content: bytes,
    file_name: str,
    options: Mapping[str, Any],
    progress: Callable[[int, int], None] | None = None,
) -> ImportResult:
    """Import one file by a command's options. Raises CommandError where the database cannot."""
    day_first = False if options["month_first"] else options["day_first"]
    with told_in_words():
        return import_file(
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
                newest=newest_day(timezone.now()),
                encoding=options["encoding"] or "",
                zone=options["zone"] or "",
                columns=dict(options["map"]),
            ),
            app=tidy(options["app"]),
            platform=options["platform"],
            replace_detail=options["replace_detail"],
            accept=options["accept"],
            covers=options["complete"],
            dry_run=options.get("dry_run", False),
            progress=progress,
        )


def judge(apps: Iterable[int]) -> None:
    """Judge the apps that files were imported for."""
    some = sorted(set(apps))
    if some:
        with told_in_words():
            daily.judge(timezone.localdate(), some)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text}: write it as 2026-11-23.") from error


def _column(text: str) -> tuple[str, str]:
    column, equals, meaning = (part.strip() for part in text.rpartition("="))
    if not (column and equals and meaning):
        raise argparse.ArgumentTypeError(f"{text}: write it as COLUMN=MEANING.")
    return column, meaning


def _coverage(text: str) -> Coverage:
    try:
        return as_coverage(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"{text}: write it as 2026-11-01:2026-11-23, the first day first."
        ) from error


def _zone(text: str) -> str:
    if zone := as_zone(text):
        return zone
    raise argparse.ArgumentTypeError(f"{text} is no time zone, as UTC or Europe/Berlin are.")


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
