"""What the commands that judge have in common: as of which day, which apps, as JSON or words."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaigns import reports
from campaigns.importing.cells.days import FIRST_DAY


class JudgeCommand(BaseCommand):
    """A command that judges all apps, or those of one name, as of a day."""

    def add_arguments(self, parser) -> None:
        parser.add_argument("--as-of", help="judge as if this were today (2026-11-24)")
        parser.add_argument("--app", help="only the apps of this name")
        parser.add_argument("--json", action="store_true", help="print one JSON object")


def judged_day(options: dict) -> date:
    """The day to judge as of. Raises CommandError where it cannot be."""
    text = options["as_of"]
    if not text:
        return timezone.localdate()
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--as-of {text}: write it as 2026-11-24.") from error
    if day > timezone.localdate():
        raise CommandError(f"--as-of {text} is still to come.")
    if day < FIRST_DAY:
        raise CommandError(f"--as-of {text} is before there were app stores.")
    return day


def judged_apps(options: dict) -> list[int] | None:
    """The apps to judge, None for all. Raises CommandError where none has the name."""
    if not options["app"]:
        return None
    apps = reports.apps_named(options["app"])
    if not apps:
        raise CommandError(f"There is no app {options['app']}.")
    return apps
