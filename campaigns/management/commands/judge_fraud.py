"""`manage.py judge_fraud`: look for what is unlikely to be real users, and keep the cases."""

import json

from campaigns.judgement.fraud import cases
from campaigns.judgement.fraud.kinds import KINDS
from campaigns.judgement.fraud.words import case_sentence
from campaigns.management.database import told_in_words
from campaigns.management.judging import JudgeCommand, judged_apps, judged_day
from campaigns.models import Case


class Command(JudgeCommand):
    """A signal opens a case, two clear weeks close it."""

    help = "Judge the last 28 settled days for fraud signals. Safe to repeat; meant for every day."

    @told_in_words()
    def handle(self, *args, **options):
        found = cases.judge_fraud(judged_day(options), judged_apps(options))
        if options["json"]:
            self.stdout.write(json.dumps({"cases": [_answer(case) for case in found]}))
            return
        for case in found:
            state = case.get_state_display()
            label = KINDS[case.kind].label
            where = f" ({case.source_app})" if case.source_app else ""
            name = f"{case.network}{where}, {case.app}"
            self.stdout.write(f"{state:<14} {name}: {label}. {case_sentence(case)}")
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
        "text": case_sentence(case),
        "evidence": case.evidence,
        "installs": case.installs,
        "stake": None if case.stake is None else float(case.stake),
    }
