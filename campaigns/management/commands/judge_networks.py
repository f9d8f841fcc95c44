"""`manage.py judge_networks`: judge every network against what is expected like for like."""

import json

from campaigns.judgement.networks import flags
from campaigns.management.database import told_in_words
from campaigns.management.judging import JudgeCommand, judged_apps, judged_day
from campaigns.models import Verdict


class Command(JudgeCommand):
    """Stores one verdict for each app x network, and prints them."""

    help = "Judge the networks over the last settled days. Safe to repeat; meant for once a day."

    @told_in_words()
    def handle(self, *args, **options):
        verdicts = flags.judge_networks(judged_day(options), judged_apps(options))
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
