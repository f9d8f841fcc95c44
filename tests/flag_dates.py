"""Dates of flags in the prose of pages, held against the flags that are stored."""

import re
from collections.abc import Iterable

from campaigns import formats
from campaigns.models import Network, Verdict

BELOW = re.compile(
    r"(\d+) % (?:below|low\b|lower)[^.;,%]*?since (\d+ [A-Z][a-z]{2})"
    r"(?:, flagged (\d+ [A-Z][a-z]{2}))?"
)


def wrong_dates(texts: Iterable[tuple[str, str]]) -> list[str]:
    """Sentences that date a flag otherwise than it is stored.

    A flag has a distance, a day since which it is low, and a day on which it was raised; whoever
    tells two of them tells those of one flag, of the network that the sentence names.
    """
    flags = [_told(verdict) for verdict in _newest()]
    names = list(Network.objects.values_list("name", flat=True))
    wrong = []
    for address, text in texts:
        for sentence in re.split(r"(?<=[.;])\s", text):
            if not (told := [*BELOW.finditer(sentence)]):
                continue
            about = [name for name in names if name in sentence]
            known = [flag for flag in flags if not about or flag[0] in about]
            for match in told:
                part, since, raised = int(match[1]), match[2], match[3]
                if not any(
                    part in parts and since == low and raised in (None, flagged)
                    for _, parts, low, flagged in known
                ):
                    wrong.append(f"{address}: {match[0]} in “{sentence[:160]}”")
    return wrong


def _told(verdict: Verdict) -> tuple[str, set[int], str, str]:
    """Name, distances in per cent, when it became low, when it was flagged."""
    ratios = (verdict.shown_ratio, verdict.fall_ratio)
    parts = {round(100 * (1 - ratio)) for ratio in ratios if ratio is not None}
    days = (formats.day(day) if day else "" for day in (verdict.low_since, verdict.flagged))
    return verdict.network.name, parts, *days


def _newest() -> list[Verdict]:
    newest: dict[tuple, Verdict] = {}
    for verdict in Verdict.objects.select_related("network").order_by("day"):
        newest[verdict.app_id, verdict.network_id] = verdict
    return [v for v in newest.values() if v.verdict in ("act", "watch")]
