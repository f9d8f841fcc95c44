"""What is usual for a series: its level, its weekdays, and by how much its days vary beyond that.

A series is a value and a size a day: installs by impressions, or a sum by 1. Days are whole
numbers; the weekday is their rest by 7. All of it is in logs, so that a third less is as far as
half as much again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, inf, log, sqrt
from statistics import fmean, median

BACK, NEWEST = 63, 8
"""The days learned from: from 63 to 8 days before the night."""
LEAST_DAYS, SURE_DAYS, LEAST_KEPT = 21, 28, 7
LEAST_EVENTS = 20
HALF_LIFE = 21
ROUNDS = 3
CLIP, LEAST_SPREAD = 2.5, 0.02
TO_SD = 1.4826
PRIOR_CV, PRIOR_WEIGHT, KEPT_WEIGHT, LEAST_CV = 0.2, 15, 40, 0.05
PRIOR_SERIES = 5


@dataclass(frozen=True, slots=True)
class DayValue:
    """One day: the value, what it is a part of, and the events that say how much is known."""

    value: float
    size: float
    events: float


Days = Mapping[int, DayValue]


@dataclass(frozen=True, slots=True)
class Usual:
    """What a series does when nothing happens.

    `level` is a log rate, `week` what each weekday adds to it and `week_variance` how unsure that
    is; `cv2` is the squared CV of a day, `rho` its correlation with the next; `days` were learned
    from. `counted` says that the value counts events.
    """

    level: float
    week: tuple[float, ...]
    week_variance: tuple[float, ...]
    cv2: float
    rho: float
    level_variance: float
    days: int
    counted: bool

    def expected(self, day: int, size: float) -> float:
        """The value that is usual for a day of this size."""
        return size * exp(self.level + self.week[day % 7])


@dataclass(frozen=True, slots=True)
class Learned:
    """A level and weekdays, before the noise is set against that of other series."""

    level: float
    week: tuple[float, ...]
    week_variance: tuple[float, ...]
    own: float
    counting: float
    rests: Mapping[int, float]
    weights: Sequence[float]
    counted: bool

    def usual(self, prior: float, weight: float = PRIOR_WEIGHT) -> Usual:
        """With the noise shrunk to the CV `prior`, as if `weight` days had shown that."""
        count = len(self.rests)
        cv2 = (count * self.own + weight * prior**2) / (count + weight)
        cv2 = max(cv2, LEAST_CV**2)
        rho = _correlation(self.rests, cv2)
        even = sum(w * w for w in self.weights) / sum(self.weights) ** 2
        variance = even * (cv2 * (1 + rho) / (1 - rho) + self.counting)
        return Usual(
            self.level, self.week, self.week_variance, cv2, rho, variance, count, self.counted
        )


def learn(
    series: Days,
    today: int,
    *,
    counted: bool = True,
    since: int | None = None,
    kept: Usual | None = None,
) -> Learned | None:
    """Learn from the days 63 to 8 before `today`, none before `since`; None where there are fewer
    than 21 with data, or than 20 events. With `kept`, its weekdays stand and 7 days are enough."""
    first = max(today - BACK, today - BACK if since is None else since)
    days = [d for d in range(first, today - NEWEST + 1) if d in series]
    found = [series[d] for d in days]
    least = LEAST_DAYS if kept is None else LEAST_KEPT
    if len(days) < least or sum(day.events for day in found) < LEAST_EVENTS:
        return None
    half = 0.5 if counted else 0.0
    logs = [log((day.value + half) / day.size) for day in found]
    weights = [0.5 ** ((today - day) / HALF_LIFE) for day in days]
    all_weights = sum(weights)
    level = median(logs)
    week = list(kept.week) if kept else [0.0] * 7
    variance = list(kept.week_variance) if kept else [0.0] * 7
    for _ in range(ROUNDS):
        raw = [own - level - week[day % 7] for own, day in zip(logs, days, strict=True)]
        clip = CLIP * max(TO_SD * median(map(abs, raw)), LEAST_SPREAD)
        rests = [min(max(rest, -clip), clip) for rest in raw]
        spread = sum(rest * rest for rest in rests) / (len(days) - 4)
        level += sum(w * rest for w, rest in zip(weights, rests, strict=True)) / all_weights
        if kept is None:
            week, variance = _weekdays(days, rests, week, spread)
    expected = [n.size * exp(level + week[d % 7]) for n, d in zip(found, days, strict=True)]
    low, high = exp(-clip), exp(clip)
    inside = [
        min(max(day.value, e * low), e * high) for day, e in zip(found, expected, strict=True)
    ]
    above = sum(w * x for w, x in zip(weights, inside, strict=True))
    level += log(above / sum(w * e for w, e in zip(weights, expected, strict=True)))
    counting = fmean(1 / (e + 0.5) for e in expected) if counted else 0.0
    return Learned(
        level,
        tuple(week),
        tuple(variance),
        max(spread - counting, 0.0),
        counting,
        dict(zip(days, rests, strict=True)),
        weights,
        counted,
    )


def _weekdays(
    days: Sequence[int], rests: Sequence[float], week: Sequence[float], spread: float
) -> tuple[list[float], list[float]]:
    """What each weekday adds, shrunk by how unsure it is, and the variance left."""
    of: dict[int, list[float]] = {}
    for day, rest in zip(days, rests, strict=True):
        of.setdefault(day % 7, []).append(rest)
    means = {k: sum(own) / len(own) + week[k] for k, own in of.items()}
    noise = {k: spread / len(own) for k, own in of.items()}
    mean = fmean(means.values())
    between = sum((m - mean) ** 2 for m in means.values()) / max(len(means) - 1, 1)
    between = max(0.0, between - fmean(noise.values()))
    if not between:
        return [0.0] * 7, [0.0] * 7
    shrunk = {k: between / (between + noise[k]) for k in of}
    return (
        [shrunk[k] * (means[k] - mean) if k in of else 0.0 for k in range(7)],
        [shrunk[k] * noise[k] if k in of else between for k in range(7)],
    )


def _correlation(rests: Mapping[int, float], cv2: float) -> float:
    """The correlation of a day with the next, shrunk to .3."""
    pairs = [rest * rests[day + 1] for day, rest in rests.items() if day + 1 in rests]
    if not pairs:
        return 0.3
    raw = min(max(fmean(pairs) / cv2 + 1.5 / len(rests), -0.5), 0.95)
    return min(max((len(pairs) * raw + 9) / (len(pairs) + 30), 0.0), 0.7)


def prior_cv(learned: Sequence[Learned]) -> float:
    """The noise that series of a rule share: the median CV of five or more, else 0.2."""
    if len(learned) < PRIOR_SERIES:
        return PRIOR_CV
    return median(sqrt(one.own) for one in learned)


@dataclass(frozen=True, slots=True)
class Score:
    """How far the sum of some days is from the usual: `z` in standard errors, the `value` and
    what was `expected`; `first` is the first of `days` days."""

    z: float
    value: float
    expected: float
    first: int
    days: int

    @property
    def change(self) -> float:
        """By how much it is more (0.2) or less (-0.2) than usual."""
        return self.value / self.expected - 1 if self.expected else inf


def score(usual: Usual, series: Days, days: Sequence[int]) -> Score | None:
    """The score of the sum of some days; None with fewer than 20 expected events."""
    expected = [usual.expected(day, series[day].size) for day in days]
    total, value = sum(expected), sum(series[day].value for day in days)
    events = total if usual.counted else sum(series[day].events for day in days)
    if events < LEAST_EVENTS or not total or (not usual.counted and value <= 0):
        return None
    return Score(_z(usual, days, expected, value), value, total, days[0], len(days))


def _z(usual: Usual, days: Sequence[int], expected: Sequence[float], value: float) -> float:
    total = sum(expected)
    parts = [e / total for e in expected]
    variance = usual.level_variance + usual.cv2 * sum(
        a * b * usual.rho ** abs(i - j)
        for i, a in zip(days, parts, strict=True)
        for j, b in zip(days, parts, strict=True)
    )
    of_week = [0.0] * 7
    for day, part in zip(days, parts, strict=True):
        of_week[day % 7] += part
    variance += sum(p * p * v for p, v in zip(of_week, usual.week_variance, strict=True))
    if not usual.counted:
        return log(value / total) / sqrt(variance)
    variance += 1 / total
    q = 1 / (total * variance)
    root = 2 * (sqrt((value + 0.25) / (total + 0.25)) - 1)
    return (q * root + (1 - q) * log((value + 0.5) / (total + 0.5))) / sqrt(variance)
