"""Whether a network reports sooner or later than it used to, and when its days are settled."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import median

from campaigns.stats.maturity.curve import SETTLED, Curve, Looks, recent
from campaigns.stats.maturity.settle import quantile

STEPS = ((0, 1), (1, 2), (2, 3), (3, 5), (4, 9))
LAST, BEFORE = 5, 42
LEAST_PAIRS, LEAST_COUNT = 26, 20
SURE, SURE_AT_ONCE, ODD = 5.0, 7.0, 2.0
QUIET = 14
"""Days after a change was noticed in which none is told again."""
SETTLES_LATE_FOR = 28
"""Days after a change in which days settle after 14."""
ENOUGH_DAYS, CLOSE, MOST_DAYS = 10, 0.02, 0.9


@dataclass(frozen=True, slots=True)
class Change:
    """A changed habit: since which day, whether days grow later than before, when noticed."""

    since: int
    later: bool
    noticed: int


@dataclass(frozen=True, slots=True)
class _Pair:
    day: int
    first: float
    growth: float


def find_change(looks: Looks, today: int, before: Change | None = None) -> Change | None:
    """A habit that changed since the last change `before`, as of this night. The clearest step.

    How a count grows from one age to a later one is held against the 42 days before by robust z.
    """
    if before is not None and today - before.noticed < QUIET:
        return None
    since = before.since if before is not None else 0
    days = {day: dict(seen) for day, seen in sorted(recent(looks, today).items()) if day >= since}
    for first, second in STEPS:
        pairs = [
            _Pair(day, seen[first], log((seen[second] + 0.5) / (seen[first] + 0.5)))
            for day, seen in days.items()
            if first in seen and second in seen and day + 1 + second <= today
        ]
        found = _changed(pairs[-LAST - BEFORE :], today)
        if found is not None:
            return found
    return None


def _changed(pairs: Sequence[_Pair], today: int) -> Change | None:
    if len(pairs) < LEAST_PAIRS or median(one.first for one in pairs) < LEAST_COUNT:
        return None
    usual = _usual(pairs[:-LAST])
    off = [abs(one.growth - usual[one.day % 7]) for one in pairs[:-LAST]]
    spread = max(1.4826 * median(off), 0.6 * quantile(off, 0.9))
    scores = []
    for one in pairs:
        own = usual[one.day % 7]
        counting = (abs(exp(own) - 1) + 0.005) / (one.first + 1)
        scores.append((one.growth - own) / sqrt(spread**2 + 0.01**2 + counting))
    last = scores[-LAST:]
    middle = median(last)
    sure = abs(middle) * sqrt(LAST) / 1.2533 > SURE
    if not sure and not _at_once(scores):
        return None
    sign = 1 if (middle if sure else last[-1]) > 0 else -1
    since = next(one.day for one, z in zip(pairs[-LAST:], last, strict=True) if z * sign > ODD)
    return Change(since, sign > 0, today)


def _at_once(scores: Sequence[float]) -> bool:
    """Whether the last two days alone are proof enough."""
    *_, first, second = scores
    furthest = max(abs(z) for z in scores[:-LAST])
    both = min(abs(first), abs(second))
    return first * second > 0 and both > SURE_AT_ONCE and both > furthest


def _usual(pairs: Sequence[_Pair]) -> list[float]:
    """The usual growth of each weekday."""
    middle = median(one.growth for one in pairs)
    usual = []
    for weekday in range(7):
        own = [one.growth - middle for one in pairs if one.day % 7 == weekday]
        usual.append(middle + len(own) / (len(own) + 2) * median(own) if own else middle)
    return usual


def settles_after(
    looks: Looks, curve: Curve, today: int, change: Change | None = None
) -> int | None:
    """The age from which on a day's count stays what it is: 14 if not within 13 days.

    None where too few days were looked at again. After a change days settle after 14 for a while.
    """
    settled = [
        (dict(seen), seen[-1][1])
        for seen in recent(looks, today).values()
        if seen[-1][0] >= SETTLED
    ]
    after: int | None = None
    for age in range(SETTLED - 1, -1, -1):
        known = [(seen[age], final) for seen, final in settled if age in seen]
        if len(known) < ENOUGH_DAYS:
            continue
        close = sum(abs(value - final) <= max(CLOSE * final, 1) for value, final in known)
        if close < MOST_DAYS * len(known) or abs(curve.share[age] - 1) > CLOSE:
            after = SETTLED if after is None else after
            break
        after = age
    if after is not None and change is not None and today - change.since < SETTLES_LATE_FOR:
        return SETTLED
    return after
