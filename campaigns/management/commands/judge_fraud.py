"""`manage.py judge_fraud`: look for what is unlikely to be real users, and keep the cases."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ... import reports
from ...fraud import cases
from ...fraud.kinds import KINDS
from ...models import Case
from ..database import told_in_words
from .judge_networks import day_to_judge


class Command(BaseCommand):
    """A signal opens a case, two clear weeks close it."""

    help = "Judge the last 28 settled days for fraud signals. Safe to repeat; meant for every day."

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
        found = cases.judge_fraud(today, apps)
        if options["json"]:
            self.stdout.write(json.dumps({"cases": [_answer(case) for case in found]}))
            return
        for case in found:
            state = case.get_state_display()
            label = KINDS[case.kind].label
            where = f" ({case.source_app})" if case.source_app else ""
            name = f"{case.network}{where}, {case.app}"
            self.stdout.write(f"{state:<14} {name}: {label}. {case.text}")
        if not found:
            self.stdout.write("No case is open.")


def _answer(case: Case) -> dict:
    return {
        "id": case.pk,
        "app": case.app.name,
        "platform": case.app.platform,
        "network": case.network.name,
        "source_app": case.source_app,
        "signal": case.kind,
        "state": case.state,
        "from": case.first_day.isoformat(),
        "to": case.last_day.isoformat(),
        "text": case.text,
        "evidence": case.evidence,
        "installs": case.installs,
        "stake": None if case.stake is None else float(case.stake),
    }
