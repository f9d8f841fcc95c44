"""`manage.py judge_creatives`: which creative is tired, on which network, and why others fall."""

import json
from typing import Any

from campaigns.judgement.creatives.fatigue import FallOnNetwork, every_network
from campaigns.management.database import told_in_words
from campaigns.management.judging import JudgeCommand, judged_apps, judged_day
from campaigns.periods import Period, last_complete_day
from campaigns.records.creative_files import About, about
from campaigns.reports import ReportQuery


class Command(JudgeCommand):
    """Prints one verdict for each creative on each network that showed it lately."""

    help = "Judge the creatives over the last settled days. Stores nothing."

    @told_in_words()
    def handle(self, *args: Any, **options: Any) -> None:
        day, apps = judged_day(options), judged_apps(options)
        where = {} if apps is None else {"app": tuple(apps)}
        query = ReportQuery(Period.of_days(1, last_complete_day(day)), where=where)
        found = list(every_network(query, day))
        known = about(pk for pk, _ in found)
        lines = [_line(known[pk], one) for pk, one in found]
        lines.sort(key=lambda line: (line["app"], line["creative"], line["network"]))
        if options["json"]:
            self.stdout.write(json.dumps({"creatives": lines}))
            return
        for line in lines:
            name = f"{line['creative']} on {line['network']}, {line['app']}"
            self.stdout.write(f"{line['verdict']:<12} {name}: {line['reason']}")


def _line(creative: About, one: FallOnNetwork) -> dict[str, Any]:
    """A verdict by the names that stay; numbers are those of the verdict, None where none is."""
    return {
        "app": creative.app_name,
        "creative": creative.name,
        "network": one.name,
        "verdict": one.verdict,
        "since": one.since and one.since.isoformat(),
        "ipm": one.ipm,
        "ipm_before": one.ipm_before,
        "reason": one.reason,
    }
