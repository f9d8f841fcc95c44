"""The nights of a rule, in order: replayed for a preview, or run for the first time."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from campaigns.judgement.alerts.series import Key, Watched
from campaigns.models import AlertRule
from campaigns.stats.alerts.episodes import (
    LOOK_BACK,
    Asked,
    Begun,
    Episode,
    NightAnswer,
    Track,
    night,
    usuals,
)
from campaigns.stats.alerts.plain import Before, Fixed, before_off, fixed_off, plain_night
from campaigns.stats.alerts.usual import Days, Score, Usual

SIDES = {"low": (-1,), "high": (1,), "both": (-1, 1)}
Kind = AlertRule.Kind


@dataclass(frozen=True)
class NightDone:
    """A night, as an ordinal, and what it says."""

    night: int
    answer: NightAnswer


def follow(
    rule: AlertRule,
    found: Watched,
    tracks: Mapping[Key, Track],
    shared: Mapping[int, float],
    nights: range,
) -> Iterator[NightDone]:
    """Judge some nights of a rule, each on what it could know."""
    for number in nights:
        series, newest = _known(rule, found, tracks, number)
        if not series:
            continue
        if rule.kind == Kind.NOISE:
            answer = night(series, newest, tracks, shared, asked(rule, found))
        else:
            answer = _plain(rule, found, series, newest, tracks)
        tracks, shared = answer.tracks, answer.shared
        yield NightDone(number, answer)


def asked(rule: AlertRule, found: Watched) -> Asked:
    """What a rule asks of the noise of a series."""
    return Asked(
        found.metric.counted,
        found.metric.better,
        SIDES[rule.side],
        max(float(rule.threshold) / 100, 0.01),
        rule.level_days,
    )


def _known(
    rule: AlertRule, found: Watched, tracks: Mapping[Key, Track], number: int
) -> tuple[dict[Key, Days], dict[Key, int]]:
    """The series that run on a night and are large enough, or are off, and their newest days."""
    newest = {}
    for key in found.series:
        day = found.newest(key, number)
        if day is None or day < number - 1 - found.lags[key] - LOOK_BACK:
            continue
        is_open = key in tracks and tracks[key].open
        if is_open or not rule.least or found.volume(key, day) >= rule.least:
            newest[key] = day
    return {key: found.series[key] for key in newest}, newest


def _plain(
    rule: AlertRule,
    found: Watched,
    series: Mapping[Key, Days],
    newest: Mapping[Key, int],
    tracks: Mapping[Key, Track],
) -> NightAnswer:
    sides = SIDES[rule.side]
    if rule.kind == Kind.FIXED:
        limit = float(rule.threshold) / found.metric.scale
        value = Fixed(limit, rule.days, sides, _has_limits(found), found.metric.events_by_size)
        return plain_night(series, newest, tracks, partial(_fixed, series, value))
    change = Before(float(rule.threshold) / 100, rule.days, sides)
    usual = usuals(series, newest, {}, asked(rule, found))
    return plain_night(series, newest, tracks, partial(_before, series, usual, change))


def _has_limits(found: Watched) -> bool:
    """Whether a value is a share or rate of counted events, of which an interval is known."""
    return found.metric.counted and bool(found.metric.below)


def _fixed(series: Mapping[Key, Days], asked: Fixed, key: Key, day: int, sure: bool) -> Any:
    return fixed_off(series[key], day, asked, sure)


def _before(
    series: Mapping[Key, Days],
    usual: Mapping[Key, Usual],
    asked: Before,
    key: Key,
    day: int,
    sure: bool,
) -> Score | None:
    return before_off(series[key], day, usual.get(key), asked, sure)


def numbers(found: Watched, key: Key, event: Begun, newest: int) -> dict[str, Any]:
    """The evidence of an alert: sums and days, from which every sentence is made."""
    own, score = found.series[key], event.score
    days = [day for day in range(score.first, newest + 1) if day in own][-score.days :]
    return {
        "value": score.value,
        "expected": score.expected,
        "size": sum(own[day].size for day in days),
        "days": len(days),
        "last": newest,
        "z": score.z,
    }


def stored(track: Track) -> dict[str, Any]:
    """A track as JSON."""
    return asdict(track)


def restored(data: Mapping[str, Any]) -> Track:
    """The track of its JSON."""
    opened = data["open"]
    return Track(
        data["last"],
        opened and Episode(opened["since"], opened["sign"], _usual(opened["usual"])),
        tuple((first, last) for first, last in data["odd"]),
        data["since"],
        _usual(data["kept"]),
    )


def _usual(data: Mapping[str, Any] | None) -> Usual | None:
    if data is None:
        return None
    lists = {name: tuple(data[name]) for name in ("week", "week_variance")}
    return Usual(**{**data, **lists})
