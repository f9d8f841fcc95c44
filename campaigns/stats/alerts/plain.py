"""Rules that hold a period against the one before, or against a fixed value."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from campaigns.stats.alerts.episodes import (
    OVER_DAYS,
    Begun,
    Episode,
    Event,
    NightAnswer,
    Over,
    Track,
)
from campaigns.stats.alerts.periods import beyond_noise
from campaigns.stats.alerts.usual import Days, Score, Usual
from campaigns.stats.intervals import interval

LEAST_EVENTS, LEAST_SIZE = 10, 1000
Off = Callable[[str, int, bool], Score | None]
"""The sums of a series up to a day where they are off; surely so, or on their face."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A value that a rate is held against. `events_by_size` says that the events are the size, as
    of spend by installs; `sides` are the signs told."""

    limit: float
    days: int
    sides: tuple[int, ...]
    counted: bool
    events_by_size: bool = False


def fixed_off(series: Days, today: int, asked: Fixed, sure: bool) -> Score | None:
    """The sums of the last days where they are beyond the value: where `sure`, their 95 % limit."""
    days = [day for day in range(today - asked.days + 1, today + 1) if day in series]
    found = [series[day] for day in days]
    value, size = sum(d.value for d in found), sum(d.size for d in found)
    enough = sum(d.events for d in found) >= LEAST_EVENTS
    if not size or not (enough or (asked.counted and size >= LEAST_SIZE)):
        return None
    low = high = value / size
    if sure and asked.events_by_size:
        known = interval([d.size for d in found], [d.value for d in found])
        if known is None or not known.low:
            return None
        low, high = 1 / known.high, 1 / known.low
    elif sure and asked.counted:
        known = interval([d.value for d in found], [d.size for d in found])
        if known is None:
            return None
        low, high = known.low, known.high
    sign = -1 if high < asked.limit else 1 if low > asked.limit else 0
    return _score(sign, value, size * asked.limit, days) if sign in asked.sides else None


@dataclass(frozen=True, slots=True)
class Before:
    """A change against as many days before: at least `change`, such as 0.3."""

    change: float
    days: int
    sides: tuple[int, ...]


def before_off(
    series: Days, today: int, usual: Usual | None, asked: Before, sure: bool
) -> Score | None:
    """The sums of the last days where they differ by the change from those before: where `sure`,
    beyond noise as well."""
    middle = today - asked.days
    now = [day for day in range(middle + 1, today + 1) if day in series]
    old = [day for day in range(middle - asked.days + 1, middle + 1) if day in series]
    if usual is None or 2 * min(len(now), len(old)) <= asked.days:
        return None
    value, size = _sums(series, now)
    was, was_size = _sums(series, old)
    if not (size and was_size and was):
        return None
    ratio = value / size * was_size / was
    sign = 1 if ratio > 1 else -1
    if abs(ratio - 1) < asked.change or sign not in asked.sides:
        return None
    events = tuple(sum(series[day].events for day in some) for some in (now, old))
    if sure and not beyond_noise(ratio, (events[0], events[1]), (now, old), usual):
        return None
    return _score(sign, value, size * was / was_size, now)


def _sums(series: Days, days: Sequence[int]) -> tuple[float, float]:
    return sum(series[d].value for d in days), sum(series[d].size for d in days)


def _score(sign: int, value: float, expected: float, days: Sequence[int]) -> Score:
    return Score(float(sign), value, expected, days[0], len(days))


def plain_night(
    series: Mapping[str, Days], newest: Mapping[str, int], tracks: Mapping[str, Track], off: Off
) -> NightAnswer:
    """Judge a night: an episode begins where a series is surely off, and is over when it is off on
    none of three days running."""
    after, events = dict(tracks), dict[str, Event]()
    for name, days in series.items():
        track, today = tracks.get(name, Track()), newest[name]
        if track.last is not None and today <= track.last:
            continue
        track = replace(track, last=today)
        last = [day for day in range(today - 9, today + 1) if day in days][-OVER_DAYS:]
        if track.open is None:
            if found := off(name, today, True):
                track = replace(track, open=Episode(found.first, 1 if found.z > 0 else -1))
                events[name] = Begun(found.first, found)
        elif len(last) == OVER_DAYS and not any(off(name, day, False) for day in last):
            events[name] = Over(track.open.since, last[0])
            track = replace(track, open=None)
        after[name] = track
    return NightAnswer(after, {}, events, len(series), {})
