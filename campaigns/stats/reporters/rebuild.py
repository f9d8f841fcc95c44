"""Install days of postbacks that are known by the day they arrive on.

Each arrival day is shared out among the install days it can be of, by how large these are and how
likely a postback takes so long. Days are ordinals.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

Delay = Mapping[int, float]
"""Days from install to arrival -> share of postbacks."""
SKAN_4: Delay = {3: 0.5, 4: 0.5}
SKAN_3: Delay = {1: 0.5, 2: 0.5}
LOCKED_AT_ONCE: Delay = {1: 0.25, 2: 0.5, 3: 0.25}
SHAPE, SHAPE_WITHOUT_GUIDE = 0.15, 0.35
ROOT_2 = 1.4142
"""Of two install days that share an arrival day; rounded as in the known answers."""
ROUNDS_WITHOUT_GUIDE = 3


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """Installs of a period: the mean and the ends of its range."""

    mean: float
    low: float
    high: float


def mixed(parts: Mapping[str, float]) -> Delay:
    """The delay of postbacks of several versions ("3", "4"), by their share."""
    whole = sum(parts.values())
    delay: dict[int, float] = {}
    for version, part in parts.items():
        for days, share in (SKAN_4 if version.startswith("4") else SKAN_3).items():
            delay[days] = delay.get(days, 0.0) + share * part / whole
    return delay


def rebuild(
    arrivals: Mapping[int, float],
    period: Sequence[int],
    delay: Delay,
    guide: Mapping[int, float] | None = None,
) -> Rebuilt | None:
    """The installs of a period as one, from `arrivals` (day -> postbacks).

    The guide says how large install days are: the MMP's installs, else the network's, clicks or
    impressions. None where an arrival day of the period is missing: that is no zero.
    """
    if any(day + wait not in arrivals for day in period for wait in delay):
        return None
    days = sorted({day - wait for day in arrivals for wait in delay})
    sizes = _fitted(arrivals, days, delay, guide)
    mean = variance = 0.0
    touched = 0.0
    inside = set(period)
    for arrived, count in arrivals.items():
        part = min(1.0, _part(arrived, inside, sizes, delay))
        mean += count * part
        variance += count * part * (1 - part)
        touched += count if part > 0 else 0.0
    first = max(sizes.get(min(period), 0.0), 1.0)
    unsure = SHAPE_WITHOUT_GUIDE if guide is None else ROOT_2 * sqrt(SHAPE**2 + 1 / first)
    wide = 2 * sqrt(variance + (unsure * variance) ** 2) + 0.5
    return Rebuilt(mean, max(mean - wide, 0.0), min(mean + wide, touched))


def _fitted(
    arrivals: Mapping[int, float],
    days: Sequence[int],
    delay: Delay,
    guide: Mapping[int, float] | None,
) -> dict[int, float]:
    """How large install days are, once held against what arrived."""
    if guide is not None:
        sizes = {day: guide.get(day, 0.0) + 0.5 for day in days}
        return _improved(arrivals, sizes, delay)
    wait = round(sum(days_ * share for days_, share in delay.items()))
    sizes = {day: _around(arrivals, day + wait) + 0.5 for day in days}
    for _ in range(ROUNDS_WITHOUT_GUIDE):
        sizes = _improved(arrivals, sizes, delay)
    return sizes


def _around(arrivals: Mapping[int, float], day: int) -> float:
    """The mean of the three arrival days around a day, of those that are known."""
    near = [arrivals[d] for d in (day - 1, day, day + 1) if d in arrivals]
    return sum(near) / len(near) if near else 0.0


def _improved(
    arrivals: Mapping[int, float], sizes: Mapping[int, float], delay: Delay
) -> dict[int, float]:
    better = {}
    for day, size in sizes.items():
        there = sum(share for wait, share in delay.items() if day + wait in arrivals)
        got = sum(
            arrivals[day + wait] * _part(day + wait, (day,), sizes, delay)
            for wait in delay
            if day + wait in arrivals
        )
        better[day] = (got / there if there and size else size) + 1e-6
    return better


def _part(arrived: int, days: Collection[int], sizes: Mapping[int, float], delay: Delay) -> float:
    """The part of an arrival day's postbacks that is of these install days."""
    likely = {arrived - wait: sizes.get(arrived - wait, 0.0) * p for wait, p in delay.items()}
    whole = sum(likely.values())
    return sum(size for day, size in likely.items() if day in days) / whole if whole else 0.0
