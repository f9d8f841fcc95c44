"""`manage.py judge_networks`: judge every network against what is expected like for like."""

import json
from collections.abc import Mapping
from datetime import date

from campaigns.judgement import thresholds
from campaigns.judgement.daily import judge
from campaigns.judgement.networks import decide_table_words, sentences, words
from campaigns.management.database import told_in_words
from campaigns.management.judging import JudgeCommand, judged_apps, judged_day
from campaigns.models import Verdict


class Command(JudgeCommand):
    """Stores one verdict for each app x network, and prints them. Fraud is judged first."""

    help = "Judge the networks over the last settled days. Safe to repeat; meant for once a day."

    @told_in_words()
    def handle(self, *args, **options):
        verdicts = judge(judged_day(options), judged_apps(options))
        if options["json"]:
            self.stdout.write(json.dumps(self._answer(verdicts)))
            return
        values = thresholds.current()
        for verdict in verdicts:
            name = f"{verdict.network}, {verdict.app}"
            said = sentences.sentence(verdict, values)
            do, low = decide_table_words.word_of(verdict), words.VERDICTS[verdict.verdict]
            self.stdout.write(f"{do:<15} {low:<10} {name}: {said}")

    def _answer(self, verdicts: list[Verdict]) -> dict:
        values = thresholds.current()
        first = min((verdict.first_day for verdict in verdicts), default=None)
        last = max((verdict.day for verdict in verdicts), default=None)
        return {
            "from": _iso(first),
            "to": _iso(last),
            "networks": [_entry(verdict, values) for verdict in verdicts],
        }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _entry(verdict: Verdict, values: Mapping[str, float]) -> dict:
    """One app x network."""
    return {
        "app": str(verdict.app.name),
        "platform": verdict.app.platform,
        "network": verdict.network.name,
        "verdict": verdict.verdict,
        "decision": verdict.decision or None,
        "decision_reason": verdict.decision_reason or None,
        "from": _iso(verdict.first_day),
        "to": _iso(verdict.day),
        "ipm": verdict.ipm,
        "ipm_low": verdict.ipm_low,
        "ipm_high": verdict.ipm_high,
        "expected_ipm": verdict.expected_ipm,
        "ratio": verdict.shown_ratio,
        "ratio_shrunk": verdict.ratio_shrunk,
        "chance": verdict.chance,
        "since": _iso(verdict.low_since),
        "flagged": _iso(verdict.flagged),
        "known_formats": verdict.known_formats,
        "known_countries": verdict.known_countries,
        "impressions": verdict.impressions,
        "installs": verdict.installs,
        "reason": sentences.sentence(verdict, values),
    }
