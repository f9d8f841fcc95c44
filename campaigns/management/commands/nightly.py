"""`manage.py nightly`: what a day needs, for a timer."""

from typing import Any

from django.core.management.base import BaseCommand

from campaigns.jobs.work import night
from campaigns.management.database import told_in_words
from campaigns.telling.nightly import tell_all


class Command(BaseCommand):
    help = (
        "Judge every network as of today, tell what is news and let go files that nobody needs. "
        "Safe to repeat; a running worker does the same when the day changes."
    )

    @told_in_words()
    def handle(self, *args: Any, **options: Any) -> None:
        night()
        tell_all()
        self.stdout.write("The day is judged.")
