"""The share of a day's count that is known at each age, learned from looks at past days.

A look is an import that was of a day: its age, in whole days since the day's end, and the sum
stored then. From age 14 on a day is settled. Days are ordinals; counts of one network and
reporter. Chain-ladder with credibility (Mack 1993; Buehlmann & Straub 1970), oldest age first.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import fmean, stdev
from typing import TypeVar

Looks = Mapping[int, Sequence[tuple[int, float]]]
"""Day -> its looks (age, value), oldest last; one an age."""
Key = TypeVar("Key", bound=Hashable)

SETTLED = 14
READ = 84
HALF_LIFE = 21
BEFORE_A_CHANGE = 0.05
LEAST, MOST = 0.02, 3.0
WEEKDAY_LEAST, WEEKDAY_MOST = 0.3, 3.0
END_NOISE = 0.005
LEAST_NOISE = 0.003
LEAST_SPREAD = 0.02
POOLED_FROM = 3
"""Networks of a reporter from which on they are a prior for each other."""


@dataclass(frozen=True, slots=True)
class Curve:
    """By age 0 to 14: the share known, its noise from day to day, a factor for each weekday."""

    share: tuple[float, ...]
    noise: tuple[float, ...]
    weekdays: tuple[tuple[float, ...], ...]

    def known(self, day: int, age: int) -> float:
        """The share of a day that is known at an age."""
        at = min(age, SETTLED)
        return self.share[at] * self.weekdays[at][day % 7]


@dataclass(frozen=True, slots=True)
class CommonCurve:
    """What the networks of a reporter have in common, by age: share, noise, sd of the shares."""

    share: tuple[float, ...]
    noise: tuple[float, ...]
    spread: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A day looked at at an age: what was known, what is final by a later look, its weight."""

    weekday: int
    value: float
    final: float
    weight: float


def recent(looks: Looks, today: int) -> Looks:
    """The days that are learned from."""
    return {day: seen for day, seen in looks.items() if day >= today - READ and seen}


def learn_curves(
    looks: Mapping[Key, Looks], today: int, changed: Mapping[Key, int]
) -> dict[Key, Curve]:
    """The curves of one reporter's networks, each drawn towards what all have in common.

    `changed` are the days since which a network reports otherwise. Under three networks each
    stands alone.
    """
    alone = {key: learn_curve(own, today, changed.get(key)) for key, own in looks.items()}
    if len(alone) < POOLED_FROM:
        return alone
    prior = _common(list(alone.values()))
    return {key: learn_curve(own, today, changed.get(key), prior) for key, own in looks.items()}


def learn_curve(
    looks: Looks, today: int, changed: int | None = None, prior: CommonCurve | None = None
) -> Curve:
    """The curve of one network; without a prior each age is drawn towards the next one."""
    days = {day: (dict(seen), seen[-1]) for day, seen in sorted(recent(looks, today).items())}
    share, noise = [1.0] * (SETTLED + 1), [END_NOISE] * (SETTLED + 1)
    weekdays: list[tuple[float, ...]] = [(1.0,) * 7] * (SETTLED + 1)
    for age in range(SETTLED - 1, -1, -1):
        so_far = Curve(tuple(share), tuple(noise), tuple(weekdays))
        seen = list(_seen(days, age, today, changed, so_far))
        p, p_noise = (
            (share[age + 1], noise[age + 1])
            if prior is None
            else (prior.share[age], prior.noise[age])
        )
        value = sum(one.weight * one.value for one in seen)
        final = sum(one.weight * one.final for one in seen)
        mean = final / sum(one.weight for one in seen) if seen else 0.0
        weight = mean / 2
        if prior is not None:
            between = max(prior.spread[age], LEAST_SPREAD) ** 2
            weight = (abs(p * (1 - p)) + p_noise**2 * mean) / between
        whole = final + weight
        share[age] = min(max((value + weight * p) / whole, LEAST), MOST) if whole else p
        weekdays[age] = _weekdays(seen, share[age])
        noise[age] = _noise(seen, share[age], weekdays[age], p_noise)
    return Curve(tuple(share), tuple(noise), tuple(weekdays))


def _common(curves: Sequence[Curve]) -> CommonCurve:
    shares = list(zip(*(curve.share for curve in curves), strict=True))
    noises = zip(*(curve.noise for curve in curves), strict=True)
    return CommonCurve(
        tuple(fmean(at) for at in shares),
        tuple(sqrt(fmean(n * n for n in at)) for at in noises),
        tuple(stdev(at) for at in shares),
    )


def _seen(
    days: Mapping[int, tuple[dict[int, float], tuple[int, float]]],
    age: int,
    today: int,
    changed: int | None,
    later: Curve,
) -> Iterator[_Seen]:
    """The days with a look at an age and a later one, whose share is known already."""
    for day, (values, (latest, value)) in days.items():
        if latest <= age or age not in values:
            continue
        weight = 0.5 ** ((today - day) / HALF_LIFE) * min(1.0, later.share[min(latest, SETTLED)])
        if changed is not None and day < changed:
            weight *= BEFORE_A_CHANGE
        yield _Seen(day % 7, values[age], value / later.known(day, latest), weight)


def _weekdays(seen: Sequence[_Seen], share: float) -> tuple[float, ...]:
    factors = []
    mean_weight = fmean(one.weight for one in seen) if seen else 0.0
    for weekday in range(7):
        own = [one for one in seen if one.weekday == weekday]
        final = sum(one.weight * one.final for one in own)
        value = sum(one.weight * one.value for one in own)
        if final <= 0:
            factors.append(1.0)
            continue
        trust = len(own) / (len(own) + 4) * final / (final + 20 * mean_weight)
        factor = exp(trust * log(value / final / share)) if value > 0 else 0.0
        factors.append(min(max(factor, WEEKDAY_LEAST), WEEKDAY_MOST))
    return tuple(factors)


def _noise(seen: Sequence[_Seen], share: float, weekdays: Sequence[float], prior: float) -> float:
    """How much the share varies from day to day, beyond counting."""
    squares = spread = 0.0
    for one in seen:
        known = share * weekdays[one.weekday]
        counting = abs(known * (1 - known)) * one.final
        squares += one.weight * ((one.value - known * one.final) ** 2 - counting)
        spread += one.weight * one.final**2
    own = max(0.0, squares / spread) if spread else 0.0
    return max(LEAST_NOISE, sqrt((len(seen) * own + 5 * prior**2) / (len(seen) + 5)))
