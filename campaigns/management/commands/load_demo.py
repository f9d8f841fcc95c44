"""`manage.py load_demo`: demo data in; `manage.py load_demo --remove`: out again."""

from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaigns import formats
from campaigns.demo import decisions, loading, suspects
from campaigns.judgement.daily import judge_days, judge_pages
from campaigns.judgement.maturity import learn
from campaigns.management.database import told_in_words
from campaigns.periods import Period, last_complete_day

DAYS, MOST_DAYS = 90, 730
JUDGED_DAYS, WEEK = 21, 7
SEED = 18


class Command(BaseCommand):
    """Demo data never mixes with real counts; loading it again replaces it."""

    help = (
        "Fill a database without counts with demo data that ends yesterday: two apps, ten "
        "networks, invented names. Every page is labelled while it is there."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--days", type=int, default=DAYS, help=f"{DAYS} if not given")
        parser.add_argument(
            "--seed", type=int, default=SEED, help="the same seed draws the same counts"
        )
        parser.add_argument("--remove", action="store_true", help="take all demo data out again")

    @told_in_words()
    def handle(self, *, days: int, seed: int, remove: bool, **options) -> None:
        if remove:
            self.remove()
            return
        if not 1 <= days <= MOST_DAYS:
            raise CommandError(f"--days {days}: choose 1 to {MOST_DAYS}.")
        period = Period.of_days(days, last_complete_day(timezone.localdate()))
        try:
            loaded = loading.load(period.last, days, seed)
        except loading.DemoRefused as refused:
            raise CommandError(
                f"{refused} Demo data goes only into a database without other data, so that the "
                "two never mix. Nothing was changed."
            ) from refused
        self._judge(period)
        self.stdout.write(
            f"Demo data: {formats.count(loaded.counts)} daily counts for "
            f"{formats.day_range(period)}, {formats.count(loaded.restatement.changed)} of them "
            f"restated. Every page is labelled; manage.py load_demo --remove takes it out."
        )

    def _judge(self, period: Period) -> None:
        """Judge the networks as if it had been done every day, so that flags have a history."""
        newest = period.last + timedelta(days=1)
        days = list(Period.of_days(min(JUDGED_DAYS, len(period)), newest).days())
        learn(newest)
        judge_days(days, fraud=[day for day in days if (newest - day).days % WEEK == 0])
        suspects.ask()
        decisions.follow(period.last)
        judge_pages(timezone.localdate())

    def remove(self) -> None:
        removed = loading.remove()
        if removed is None:
            self.stdout.write("There is no demo data.")
            return
        self.stdout.write(f"Removed {formats.count(removed.counts)} daily counts of demo data.")
        if removed.kept:
            self.stdout.write(
                f"Kept, because other data belongs to them: {', '.join(removed.kept)}."
            )
