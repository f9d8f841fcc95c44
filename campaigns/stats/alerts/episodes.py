"""When is a series beyond its noise, since when, and when is it over or the new level?

Each series is followed night by night: what the past left stands in its `Track`, so that a night is
judged the same whether it is replayed or runs for the first time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log
from statistics import median

from campaigns.stats.alerts.usual import (
    KEPT_WEIGHT,
    SURE_DAYS,
    TO_SD,
    Days,
    DayValue,
    Learned,
    Score,
    Usual,
    learn,
    prior_cv,
    score,
)
from campaigns.stats.special import normal_cdf, normal_quantile

LIMITS = {1: 4.5, 2: 3.9, 3: 3.6, 4: 3.4, 5: 3.5, 7: 3.7}
"""How many standard errors the sum of the last days must be off, by their number."""
LOOK_BACK = 10
LEAST_CHANGE = 0.15
FOR_BETTER, NO_SIDE, FEW_DAYS = 0.5, 0.25, 0.6
SERIES = 20
"""Up to this many series the limits stand as they are."""
CALM, OVER_DAYS, LEVEL_DAYS = 2.0, 3, 14
SHARED_SERIES, SHARED_LEAST, SHARED_LIMIT, MEDIAN_SE = 5, 0.10, 4.0, 1.2533
SHARED_SPREAD, SHARED_KEPT = 0.02, 100


@dataclass(frozen=True, slots=True)
class Episode:
    """A series is off since a day; what was usual then is frozen, where the rule knows a usual.
    `sign` is -1 where it is low."""

    since: int
    sign: int
    usual: Usual | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """What the nights so far left of a series: the last day looked at, an open episode, the odd
    stretches nobody learns from, and since when a new level stands, with what was usual before."""

    last: int | None = None
    open: Episode | None = None
    odd: tuple[tuple[int, int], ...] = ()
    since: int | None = None
    kept: Usual | None = None

    def learnable(self, day: int) -> bool:
        """Whether a day says what is usual."""
        new = self.since is None or day >= self.since
        return new and not any(first <= day <= last for first, last in self.odd)


@dataclass(frozen=True, slots=True)
class Begun:
    """A series is off: the episode's first day and the score that says so."""

    since: int
    score: Score


@dataclass(frozen=True, slots=True)
class Over:
    """An episode is over: `since` is its first day, `normal_from` the first normal one."""

    since: int
    normal_from: int


@dataclass(frozen=True, slots=True)
class NewLevel:
    """An episode that lasted became the usual."""

    since: int


Event = Begun | Over | NewLevel


@dataclass(frozen=True, slots=True)
class Asked:
    """What a rule asks for. `better` is 1 where more is better, -1 where less is, 0 where neither;
    `sides` are the signs told, `change` the least change, `level_days` when a level is normal."""

    counted: bool = True
    better: int = 1
    sides: tuple[int, ...] = (-1, 1)
    change: float = LEAST_CHANGE
    level_days: int = LEVEL_DAYS


@dataclass(frozen=True, slots=True)
class NightAnswer:
    """What a night leaves: the tracks, the shared days with by how much all are off in logs, the
    events by series, how many series were judged, the shared days found now and, where a shared
    stretch lasted, since when it is the usual."""

    tracks: dict[str, Track]
    shared: dict[int, float]
    events: dict[str, Event]
    judged: int
    found: dict[int, float]
    new_level: int | None = None


def limit_of(limit: float, series: int) -> float:
    """The limit with which many series together raise no more false alarms than 20 do."""
    if series <= SERIES:
        return limit
    return -normal_quantile(SERIES * normal_cdf(-limit) / series)


def night(
    series: Mapping[str, Days],
    newest: Mapping[str, int],
    tracks: Mapping[str, Track],
    shared: Mapping[int, float],
    asked: Asked,
) -> NightAnswer:
    """Judge a night of a rule: each series up to its newest day that counts."""
    series = {name: _without_shared(days, shared) for name, days in series.items()}
    usual = usuals(series, newest, tracks, asked)
    found = _shared_days(series, newest, tracks, shared, usual)
    shared = {
        day: shift
        for day, shift in {**shared, **found}.items()
        if day > max(newest.values()) - SHARED_KEPT
    }
    series = {name: _without_shared(days, found) for name, days in series.items()}
    after, events = dict(tracks), {}
    for name, own in usual.items():
        track = tracks.get(name, Track())
        today = newest[name]
        if today not in series[name] or (track.last is not None and today <= track.last):
            continue
        track = replace(track, last=today)
        event: Event | None
        if track.open:
            after[name], event = _follow(track, track.open, own, series[name], today, asked)
        else:
            after[name], event = _begin(track, own, series[name], today, asked, len(usual))
        if event:
            events[name] = event
    since = _lasting(shared, asked.level_days) if found else None
    if since is not None:
        shared = {day: shift for day, shift in shared.items() if day < since}
        after = {
            name: replace(track, open=None, since=since, kept=usual.get(name, track.kept))
            for name, track in after.items()
        }
    return NightAnswer(after, shared, events, len(usual), found, since)


def _shared_days(
    series: Mapping[str, Days],
    newest: Mapping[str, int],
    tracks: Mapping[str, Track],
    shared: Mapping[int, float],
    usual: Mapping[str, Usual],
) -> dict[int, float]:
    """The days that became the newest of some series and on which all are off alike."""
    fresh = {
        newest[name]
        for name in usual
        if newest[name] in series[name] and newest[name] > (tracks.get(name, Track()).last or 0)
    }
    found = {}
    for day in fresh - set(shared):
        logs = [
            _log_ratio(own, day, series[name][day])
            for name, own in usual.items()
            if day in series[name] and newest[name] >= day
        ]
        if shift := shift_of([one for one in logs if one is not None]):
            found[day] = shift
    return found


def _lasting(shared: Mapping[int, float], level_days: int) -> int | None:
    """The first of so many shared days running, all off to one side, the newest the last."""
    day = max(shared)
    side = shared[day] > 0
    while day - 1 in shared and (shared[day - 1] > 0) == side:
        day -= 1
    return day if max(shared) - day + 1 >= level_days else None


def shift_of(logs: Sequence[float]) -> float | None:
    """The median of five or more series' logs of one day over the usual; None where the days of
    single series explain it."""
    if len(logs) < SHARED_SERIES:
        return None
    middle = median(logs)
    spread = max(TO_SD * median(abs(one - middle) for one in logs), SHARED_SPREAD)
    limit = max(SHARED_LEAST, SHARED_LIMIT * spread * MEDIAN_SE / len(logs) ** 0.5)
    return middle if abs(middle) > limit else None


def _log_ratio(usual: Usual, day: int, found: DayValue) -> float | None:
    half = 0.5 if usual.counted else 0.0
    above, below = found.value + half, usual.expected(day, found.size) + half
    return log(above / below) if above > 0 and below > 0 else None


def _without_shared(days: Days, shared: Mapping[int, float]) -> Days:
    """The days as if nothing had happened to all series alike."""
    moved = {
        day: replace(days[day], size=days[day].size * exp(shift))
        for day, shift in shared.items()
        if day in days
    }
    return {**days, **moved} if moved else days


def usuals(
    series: Mapping[str, Days],
    newest: Mapping[str, int],
    tracks: Mapping[str, Track],
    asked: Asked,
) -> dict[str, Usual]:
    """What is usual of each series that can be judged: frozen while it is off."""
    frozen: dict[str, Usual] = {}
    found: dict[str, Learned] = {}
    for name, days in series.items():
        track = tracks.get(name, Track())
        if track.open and track.open.usual:
            frozen[name] = track.open.usual
            continue
        known = {d: v for d, v in days.items() if track.learnable(d)} if track.odd else days
        learned = learn(
            known, newest[name], counted=asked.counted, since=track.since, kept=track.kept
        )
        if learned:
            found[name] = learned
    prior = prior_cv(list(found.values()))
    own = {
        name: _with_noise(learned, prior, tracks.get(name, Track()).kept)
        for name, learned in found.items()
    }
    return {name: (frozen | own)[name] for name in series if name in frozen or name in own}


def _with_noise(learned: Learned, prior: float, kept: Usual | None) -> Usual:
    if kept is None:
        return learned.usual(prior)
    return learned.usual(kept.cv2**0.5, KEPT_WEIGHT)


def _begin(
    track: Track, usual: Usual, series: Days, today: int, asked: Asked, count: int
) -> tuple[Track, Event | None]:
    if track.kept and usual.days >= SURE_DAYS:
        track = replace(track, kept=None)
    days = [
        d for d in range(today - LOOK_BACK + 1, today + 1) if d in series and track.learnable(d)
    ]
    found = [
        (abs(one.z) / limit, one)
        for length in LIMITS
        if len(days) >= length
        and (one := score(usual, series, days[-length:]))
        and (limit := _limit(one, length, usual, asked, count)) < abs(one.z)
        and abs(one.change) >= asked.change
        and _sign(one) in asked.sides
    ]
    if not found:
        return track, None
    _, best = max(found, key=lambda pair: pair[0])
    return replace(track, open=Episode(best.first, _sign(best), usual)), Begun(best.first, best)


def _sign(one: Score) -> int:
    return 1 if one.z > 0 else -1


def _limit(one: Score, length: int, usual: Usual, asked: Asked, count: int) -> float:
    limit = limit_of(LIMITS[length], count)
    if not asked.better:
        limit += NO_SIDE
    elif _sign(one) == asked.better:
        limit += FOR_BETTER
    return limit + (FEW_DAYS if usual.days < SURE_DAYS else 0)


def _follow(
    track: Track, episode: Episode, usual: Usual, series: Days, today: int, asked: Asked
) -> tuple[Track, Event | None]:
    days = [d for d in range(today - LOOK_BACK + 1, today + 1) if d in series]
    after = [d for d in days if d > episode.since]
    last = after[-OVER_DAYS:]
    if len(last) == OVER_DAYS and _calm(usual, episode.sign, series, after):
        odd = (*track.odd, (episode.since, last[0] - 1))
        track = replace(track, open=None, odd=_recent(odd, today))
        return track, Over(episode.since, last[0])
    if today - episode.since + 1 >= asked.level_days:
        track = replace(track, open=None, since=episode.since, kept=usual)
        return track, NewLevel(episode.since)
    return track, None


def _calm(usual: Usual, sign: int, series: Days, days: Sequence[int]) -> bool:
    """Whether each of the last three days is usual or beyond it on the other side, and they are
    together; thin series take as many more days as their events ask for."""
    for day in days[-OVER_DAYS:]:
        found = score(usual, series, [day])
        if found and found.z * sign > CALM:
            return False
    together = (score(usual, series, days[-n:]) for n in range(OVER_DAYS, len(days) + 1))
    enough = next(filter(None, together), None)
    return enough is not None and enough.z * sign <= CALM


def _recent(odd: Sequence[tuple[int, int]], today: int) -> tuple[tuple[int, int], ...]:
    return tuple((first, last) for first, last in odd if last > today - 100)
