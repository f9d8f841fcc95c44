"""What the pages of alerts show, put together."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from campaigns.judgement.alerts.replay import replay
from campaigns.judgement.alerts.words import described, episode
from campaigns.models import AlertEpisode, AlertRule
from campaigns.pages.alerts import words
from campaigns.pages.alerts.charts import drawn
from campaigns.records import alert_rules
from campaigns.reports.name_fields import name_fields
from campaigns.telling.alerts import watched_by
from campaigns.ui.report_form import FILTERS


def overview(user: Any) -> dict[str, Any]:
    """The rules of somebody, and what they told, open ones first."""
    rules = list(alert_rules.rules(user))
    episodes = alert_rules.episodes(rules)
    return {
        "rules": [{"rule": rule, "words": described(rule)} for rule in rules],
        "open": _entries(one for one in episodes if not one.end),
        "over": _entries(one for one in episodes if one.end),
    }


def _entries(episodes: Iterable[AlertEpisode]) -> list[dict[str, Any]]:
    """What several rules told alike stands there once."""
    found: dict[tuple, dict[str, Any]] = {}
    for one in episodes:
        said, state = episode(one), words.state(one)
        found.setdefault((said, one.since, state), {"episode": one, "words": said, "state": state})
    return list(found.values())


def preview(rule: AlertRule, today: date) -> dict[str, Any]:
    """What a rule would have said in the last 90 days."""
    found = replay(rule, watched_by(rule, today), today)
    return {
        "found": found,
        "title": words.title(found),
        "first_words": words.first_words(found),
        "lines": [
            {
                "name": line.name,
                "drawing": drawn(line, found),
                "times": len(line.stretches),
                "when": words.when(line),
            }
            for line in found.lines
        ],
        "footnotes": words.footnotes(rule, found),
    }


def asked_filters(asked: QueryDict) -> str:
    """The filters of an address, as a rule keeps them."""
    names = {*FILTERS, *name_fields()}
    found = [(name, value) for name in asked if name in names for value in asked.getlist(name)]
    return urlencode([(name, value) for name, value in found if value])
