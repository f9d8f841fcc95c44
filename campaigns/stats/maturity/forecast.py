"""The forecast of a day that still settles: installs, impressions and IPM with their ranges.

It says nothing where it cannot know: it abstains, and says why.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log, sqrt

from campaigns.stats.maturity.curve import SETTLED, Curve, Looks, recent
from campaigns.stats.maturity.habit import Change
from campaigns.stats.maturity.level import Latest, UsualLevel, learn_level
from campaigns.stats.maturity.settle import (
    GROUPS,
    RangeEnds,
    Settled,
    reach,
    settled_value,
    shown,
)

LEAST_HISTORY = 30
LEAST_SEEN = 10
QUIET, UNSURE_FOR, UNSURE = 7, 21, 1.3


@dataclass(frozen=True, slots=True)
class Maturity:
    """What was learned of a network and reporter up to a night.

    `seen` counts the settled days that were looked at at each age; `reaches` are by group of
    ages, of installs and of IPM.
    """

    installs: Curve
    impressions: Curve
    first_look: int
    seen: tuple[int, ...]
    change: Change | None
    reaches: tuple[tuple[RangeEnds, RangeEnds], ...]


@dataclass(frozen=True, slots=True)
class Levels:
    """What days usually amount to: impressions, and installs per impression."""

    impressions: UsualLevel
    installs: UsualLevel


@dataclass(frozen=True, slots=True)
class Forecast:
    """A day once settled. `installs` are shown, `mean` and `impressions` are added up; 90 %."""

    installs: int
    mean: float
    impressions: float
    installs_range: tuple[float, float]
    ipm_range: tuple[float, float]

    @property
    def ipm(self) -> float:
        """Of the installs that are shown, per 1000 impressions."""
        return 1000 * self.installs / self.impressions


@dataclass(frozen=True, slots=True)
class Abstains:
    """Why there is no forecast: `history` or `seen`, have of need; or `changed`, again on a day."""

    why: str
    have: int = 0
    need: int = 0
    again: int = 0


def mature(
    installs: Looks,
    impressions: Looks,
    curves: tuple[Curve, Curve],
    today: int,
    change: Change | None = None,
    settles: int | None = None,
) -> Maturity:
    """What is learned of one network by its looks and its curves of installs and impressions.

    `settles` is the age from which on its days stay, and are forecast no more. What forecasts of
    such ages would have been off by is next to nothing: beside it in one group, the errors of the
    ages before it would look rare, and their range come out too narrow.
    """
    installs, impressions = recent(installs, today), recent(impressions, today)
    settled = [seen for seen in installs.values() if seen[-1][0] >= SETTLED]
    seen = tuple(sum(any(a == age for a, _ in one) for one in settled) for age in range(SETTLED))
    first = min((day + 1 + own[0][0] for day, own in installs.items()), default=today)
    bare = Maturity(*curves, first, seen, change, ())
    levels = learn_levels(_latest(installs), _latest(impressions), bare, today)
    ages = range(SETTLED if settles is None else settles)
    reaches = tuple(_reaches(installs, impressions, bare, levels, ages)) if levels else _unlearned()
    return Maturity(*curves, first, seen, change, reaches)


def learn_levels(
    installs: Latest, impressions: Latest, maturity: Maturity, today: int
) -> Levels | None:
    """The usual level of both counts, of a network or a part of it; None if nothing is usual."""
    shows = learn_level(impressions, maturity.impressions, today)
    if shows is None:
        return None
    rate = learn_level(installs, maturity.installs, today, shows.whole)
    return None if rate is None else Levels(shows, rate)


def forecast(
    maturity: Maturity,
    levels: Levels | None,
    day: int,
    age: int,
    counts: tuple[int, int],
    today: int,
) -> Forecast | Abstains:
    """A day's installs and impressions once settled, of which `counts` are known at an age."""
    why = abstains(maturity, age, today)
    if why is not None:
        return why
    if levels is None:
        return Abstains("history", 0, LEAST_HISTORY)
    installs, shows = _both(maturity, levels, day, age, counts)
    group = next(n for n, ages in enumerate(GROUPS) if age in ages)
    own, ratio = maturity.reaches[group]
    if maturity.change is not None and today - maturity.change.since < UNSURE_FOR:
        own, ratio = own.wider(UNSURE), ratio.wider(UNSURE)
    spread = sqrt(installs.spread**2 + shows.spread**2)
    per = 1000 / shows.mean
    return Forecast(
        shown(counts[0], installs.mean),
        installs.mean,
        shows.mean,
        own.ends(installs.mean, installs.spread),
        ratio.ends(installs.mean * per, spread, 0.5 * per),
    )


def abstains(maturity: Maturity, age: int, today: int) -> Abstains | None:
    """Why there is no forecast of days at an age."""
    history = today - maturity.first_look
    if history < LEAST_HISTORY:
        return Abstains("history", history, LEAST_HISTORY)
    if maturity.change is not None and today - maturity.change.since < QUIET + age:
        return Abstains("changed", again=maturity.change.since + QUIET + age)
    if age >= SETTLED or maturity.seen[age] < LEAST_SEEN:
        return Abstains("seen", maturity.seen[age] if age < SETTLED else 0, LEAST_SEEN)
    return None


def _both(
    maturity: Maturity, levels: Levels, day: int, age: int, counts: tuple[float, float]
) -> tuple[Settled, Settled]:
    """Installs and impressions of a day once settled."""
    shows = settled_value(
        counts[1],
        maturity.impressions.known(day, age),
        maturity.impressions.noise[age],
        levels.impressions.usual(day),
        levels.impressions.cv,
    )
    installs = settled_value(
        counts[0],
        maturity.installs.known(day, age),
        maturity.installs.noise[age],
        levels.installs.usual(day, shows.mean),
        levels.installs.cv,
    )
    return installs, shows


def _reaches(
    installs: Looks, impressions: Looks, maturity: Maturity, levels: Levels, ages: range
) -> list[tuple[RangeEnds, RangeEnds]]:
    """How far forecasts of settled days at some ages would have been off, by group of them."""
    since = maturity.change.since if maturity.change is not None else 0
    errors: list[tuple[list[float], list[float], set[int]]] = [([], [], set()) for _ in GROUPS]
    for day, seen in installs.items():
        shown_then = dict(impressions.get(day, ()))
        if day < since or seen[-1][0] < SETTLED or not shown_then:
            continue
        truth, shows = seen[-1][1], impressions[day][-1][1]
        for age, value in seen:
            if age not in ages or age not in shown_then or shows <= 0:
                continue
            x, n = _both(maturity, levels, day, age, (value, shown_then[age]))
            group = errors[next(g for g, own in enumerate(GROUPS) if age in own)]
            off = log(truth + 0.5) - log(x.mean + 0.5)
            group[0].append(off / x.spread)
            ratio = off - log(shows) + log(n.mean)
            group[1].append(ratio / sqrt(x.spread**2 + n.spread**2))
            group[2].add(day)
    return [(reach(own, len(days)), reach(ratio, len(days))) for own, ratio, days in errors]


def _unlearned() -> tuple[tuple[RangeEnds, RangeEnds], ...]:
    return tuple((reach((), 0), reach((), 0)) for _ in GROUPS)


def _latest(looks: Looks) -> Mapping[int, tuple[int, float]]:
    return {day: seen[-1] for day, seen in looks.items()}
