"""What the pages of alerts say."""

from datetime import date

from campaigns import formats
from campaigns.english import listed
from campaigns.judgement.alerts import words
from campaigns.judgement.alerts.replay import MOST_SERIES, OffDays, Replay, WatchedLine
from campaigns.models import AlertEpisode, AlertRule

FELL = {-1: "fell", 1: "rose"}
NAMES = 6


def title(found: Replay) -> str:
    """This rule would have told you twice in 90 days."""
    times = {0: "nothing", 1: "once", 2: "twice"}.get(found.times, f"{found.times} times")
    return f"This rule would have told you {times} in 90 days."


def first_words(found: Replay) -> str:
    """Northlight fell on 5 Nov: told on 9 Nov."""
    events = [(one, line.name) for line in found.lines for one in line.stretches]
    events.sort(key=lambda pair: -pair[0].told)
    return " ".join(
        f"{name} {FELL[one.sign]} on {_day(one.since)}: told on {_day(one.told)}."
        for one, name in events[:3]
    )


def when(line: WatchedLine) -> list[str]:
    """fell 5 Nov, told 9 Nov, still on"""
    return [
        f"{FELL[one.sign]} {_day(one.since)}, told {_day(one.told)}, {_end(one)}"
        for one in reversed(line.stretches)
    ]


def _end(one: OffDays) -> str:
    if one.normal_from:
        return f"normal from {_day(one.normal_from)}"
    return f"new level told {_day(one.level)}" if one.level else "still on"


def footnotes(rule: AlertRule, found: Replay) -> list[str]:
    """What the replay could not judge, and what noise alone would raise."""
    notes = []
    if rule.kind == AlertRule.Kind.NOISE:
        notes.append(
            f"In 90 days of noise alone about {found.false:.1f} alarms would be false at most."
        )
    if found.shared:
        days = listed([_day(day) for day in sorted(found.shared)][-NAMES:])
        notes.append(f"All moved alike on {days}: told once, and taken off everywhere else.")
    if found.unjudged:
        some = found.unjudged[:NAMES]
        more = len(found.unjudged) - len(some)
        names = listed([*some, f"{more} more"] if more else some)
        notes.append(f"Too few days or installs to judge: {names}.")
    if found.beyond:
        notes.append(
            f"The {MOST_SERIES} largest are replayed here; the rule watches "
            f"{found.beyond} more, which share the same limits."
        )
    if need := words.needs(rule):
        notes.append(need)
    return notes


def state(one: AlertEpisode) -> str:
    """Open, or how it ended."""
    if one.key == "*":
        return "Shared by all"
    if one.end == AlertEpisode.End.OVER and one.normal_from:
        return f"Over since {formats.day(one.normal_from)}"
    if one.end == AlertEpisode.End.LEVEL:
        return "New level, now usual"
    return "Open"


def _day(ordinal: int) -> str:
    return formats.day(date.fromordinal(ordinal))
