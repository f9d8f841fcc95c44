"""`manage.py judge_networks`: judge every network against what is expected like for like."""

import json
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ... import flags, reports
from ...importing.days import FIRST_DAY
from ...models import Verdict
from ..database import told_in_words


class Command(BaseCommand):
    """Stores one verdict for each app x network, and prints them."""

    help = "Judge the networks over the last settled days. Safe to repeat; meant for once a day."

    def add_arguments(self, parser):
        parser.add_argument("--as-of", help="judge as if this were today (2026-11-24)")
        parser.add_argument("--app", help="only the apps of this name")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    @told_in_words()
    def handle(self, *args, **options):
        today = day_to_judge(options["as_of"]) if options["as_of"] else timezone.localdate()
        apps = None
        if options["app"]:
            apps = reports.apps_named(options["app"])
            if not apps:
                raise CommandError(f"There is no app {options['app']}.")
        verdicts = flags.judge_networks(today, apps)
        if options["json"]:
            self.stdout.write(json.dumps(self._answer(verdicts)))
            return
        for verdict in verdicts:
            name = f"{verdict.network}, {verdict.app}"
            self.stdout.write(f"{verdict.get_verdict_display():<24} {name}: {verdict.reason}")

    def _answer(self, verdicts: list[Verdict]) -> dict:
        first = min((verdict.first_day for verdict in verdicts), default=None)
        last = max((verdict.day for verdict in verdicts), default=None)
        return {
            "from": first and first.isoformat(),
            "to": last and last.isoformat(),
            "networks": [
                {
                    "app": str(verdict.app.name),
                    "platform": verdict.app.platform,
                    "network": verdict.network.name,
                    "verdict": verdict.verdict,
                    "ipm": verdict.ipm,
                    "ipm_low": verdict.ipm_low,
                    "ipm_high": verdict.ipm_high,
                    "expected_ipm": verdict.expected_ipm,
                    "ratio": verdict.ratio,
                    "ratio_shrunk": verdict.ratio_shrunk,
                    "impressions": verdict.impressions,
                    "installs": verdict.installs,
                    "reason": verdict.reason,
                }
                for verdict in verdicts
            ],
        }


def day_to_judge(text: str) -> date:
    """The day of an option `--as-of`. Raises CommandError where it cannot be judged."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--as-of {text}: write it as 2026-11-24.") from error
    if day > timezone.localdate():
        raise CommandError(f"--as-of {text} is still to come.")
    if day < FIRST_DAY:
        raise CommandError(f"--as-of {text} is before there were app stores.")
    return day
