"""What a rule would have said in the last 90 nights."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from campaigns.judgement.alerts.nights import follow, numbers
from campaigns.judgement.alerts.series import Key, Watched
from campaigns.models import AlertRule
from campaigns.stats.alerts.episodes import Begun, Over

NIGHTS = 90
MOST_SERIES = 40
"""More would be a long wait for a page."""
FALSE_A_MONTH = 1.0
"""False alarms of 20 steady series a month beyond noise; the simulation `alerts` counts them."""


@dataclass
class OffDays:
    """An episode as a replay finds it: days as ordinals, and how it ended, if it did."""

    since: int
    told: int
    sign: int
    numbers: dict[str, Any]
    normal_from: int | None = None
    level: int | None = None


@dataclass(frozen=True)
class WatchedLine:
    """One series: its name, its days as rates, and its episodes."""

    key: Key
    name: str
    rates: dict[int, float]
    stretches: list[OffDays]


@dataclass(frozen=True)
class Replay:
    """The nights `first` to `last`, the series that were judged, most alarms first, those that
    never were, and how many there are beyond those replayed."""

    first: date
    last: date
    lines: list[WatchedLine]
    unjudged: list[str]
    beyond: int
    shared: dict[int, float] = field(default_factory=dict)

    @property
    def times(self) -> int:
        return sum(len(line.stretches) for line in self.lines)

    @property
    def false(self) -> float:
        """The false alarms that noise alone would raise in these nights."""
        months = ((self.last - self.first).days + 1) / 30
        return FALSE_A_MONTH * months * min(len(self.lines), 20) / 20


def replay(rule: AlertRule, everything: Watched, today: date) -> Replay:
    """Run the last 90 nights of a rule from nothing."""
    found = everything.largest(MOST_SERIES)
    first = today - timedelta(days=NIGHTS - 1)
    nights = range(first.toordinal(), today.toordinal() + 1)
    stretches: dict[Key, list[OffDays]] = defaultdict(list)
    judged: set[Key] = set()
    shared: dict[int, float] = {}
    for done in follow(rule, found, {}, {}, nights):
        judged |= set(done.answer.tracks)
        shared |= done.answer.found
        for key, event in done.answer.events.items():
            if isinstance(event, Begun):
                evidence = numbers(found, key, event, found.newest(key, done.night) or event.since)
                sign = -1 if event.score.z < 0 else 1
                stretches[key].append(OffDays(event.since, done.night, sign, evidence))
            elif isinstance(event, Over):
                stretches[key][-1].normal_from = event.normal_from
            else:
                stretches[key][-1].level = done.night
    lines = [
        WatchedLine(key, found.names[key], _rates(found, key, nights), stretches[key])
        for key in found.series
        if key in judged
    ]
    lines.sort(key=lambda line: -len(line.stretches))
    unjudged = [found.names[key] for key in found.series if key not in judged]
    beyond = len(everything.series) - len(found.series)
    return Replay(first, today, lines, unjudged, beyond, shared)


def _rates(found: Watched, key: Key, nights: range) -> dict[int, float]:
    scale = found.metric.scale
    last = found.newest(key, nights.stop - 1) or 0
    return {
        day: scale * one.value / one.size
        for day, one in found.series[key].items()
        if nights.start <= day <= last
    }
