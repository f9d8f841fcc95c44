"""`manage.py check_rollups`: whether what is stored beside the daily counts follows from them."""

from collections.abc import Iterator
from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError

from campaigns import formats
from campaigns.management.database import told_in_words
from campaigns.models import keeping
from campaigns.periods import Period, month


class Command(BaseCommand):
    """Month by month, so that a rebuild that is stopped can be started again."""

    help = (
        "Check who is counted and the rollups against the daily counts. Exit 1 where they differ."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="make all of them anew")

    @told_in_words()
    def handle(self, *args, **options) -> None:
        wrong = 0
        for part in _months(keeping.span()):
            if options["rebuild"]:
                keeping.refresh(keeping.all_days(part))
                self.stdout.write(f"Made anew: {formats.day_range(part)}.")
            found = keeping.faults(part)
            if found:
                days = {day for _, day in found}
                self.stderr.write(
                    f"{formats.count(len(found))} campaign-days differ in "
                    f"{formats.day_range(Period(min(days), max(days)))}."
                )
            wrong += len(found)
        if wrong:
            raise CommandError("Run manage.py check_rollups --rebuild.")
        self.stdout.write("All that follows from the daily counts is as it follows.")


def _months(whole: Period | None) -> Iterator[Period]:
    if whole is None:
        return
    first = whole.first
    while first <= whole.last:
        following = month(month(first) + timedelta(days=31))
        yield Period(first, min(following - timedelta(days=1), whole.last))
        first = following
