"""What a network's day usually amounts to: a level, its weekdays, and how much days vary."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from campaigns.stats.maturity.curve import READ, Curve

Latest = Mapping[int, tuple[int, float]]
"""Day -> its last look: age and value."""
KNOWN_ENOUGH = 0.5
HALF_LIFE = 7
VARIES_OVER = 42
LEAST_CV, MOST_CV = 0.12, 0.6
LEAST_WEEKDAY, MOST_WEEKDAY = 0.5, 2.0


@dataclass(frozen=True, slots=True)
class UsualLevel:
    """A level per unit of its base, a factor for each weekday, and the CV of days.

    `whole` are the days' counts as far as they can be told, made whole by the share known.
    """

    rate: float
    weekdays: tuple[float, ...]
    cv: float
    whole: Mapping[int, float]

    def usual(self, day: int, base: float = 1.0) -> float:
        """What is expected of a day."""
        return self.rate * self.weekdays[day % 7] * base


@dataclass(frozen=True, slots=True)
class _Day:
    day: int
    whole: float
    known: float
    base: float


def learn_level(
    latest: Latest, curve: Curve, today: int, base: Mapping[int, float] | None = None
) -> UsualLevel | None:
    """The usual level of a count, or of its rate per unit of `base` (day -> base).

    None where no day is known well enough, or its base is nothing.
    """
    days = []
    for day, (age, value) in sorted(latest.items()):
        known = curve.known(day, age)
        per = 1.0 if base is None else base.get(day, 0.0)
        if day >= today - READ and known >= KNOWN_ENOUGH and per > 0:
            days.append(_Day(day, value / known, known, per))
    weights = [one.known * 0.5 ** ((today - one.day) / HALF_LIFE) for one in days]
    whole = sum(weight * one.whole for weight, one in zip(weights, days, strict=True))
    if not days or whole <= 0:
        return None
    rate = whole / sum(weight * one.base for weight, one in zip(weights, days, strict=True))
    weekdays = tuple(_weekday(days, k) for k in range(7))
    return UsualLevel(rate, weekdays, _cv(days, weekdays, today), {d.day: d.whole for d in days})


def _weekday(days: list[_Day], weekday: int) -> float:
    own = [one for one in days if one.day % 7 == weekday]
    if not own:
        return 1.0
    whole = sum(one.whole for one in own)
    rate = sum(one.whole for one in days) / sum(one.base for one in days)
    relative = whole / sum(one.base for one in own) / rate
    factor = 1 + len(own) / (len(own) + 4) * whole / (whole + 20) * (relative - 1)
    return min(max(factor, LEAST_WEEKDAY), MOST_WEEKDAY)


def _cv(days: list[_Day], weekdays: tuple[float, ...], today: int) -> float:
    """The CV of days around their weekday's usual, without what counting and settling add."""
    some = [one for one in days if one.day >= today - VARIES_OVER]
    whole = sum(one.whole for one in some)
    if whole <= 0:
        return LEAST_CV
    mean = whole / sum(one.base for one in some)
    squares = expected = 0.0
    for one in some:
        usual = mean * one.base * weekdays[one.day % 7]
        squares += (one.whole - usual) ** 2 - usual / one.known
        expected += usual**2
    return min(max(sqrt(max(squares / expected, 0.0)), LEAST_CV), MOST_CV)
