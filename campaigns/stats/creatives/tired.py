"""Is a creative tired? Every day since its first look is judged anew from the counts.

Tired after three days in a row on which it fell against the others and against itself; over after
seven days in a row near its settled level.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log

from campaigns.stats.creatives.change import (
    SETTLED_MIN,
    SKIP,
    Noise,
    Windows,
    change,
    windows,
)
from campaigns.stats.creatives.expected import Expected

SHORT, LONG = 7, 14
BESIDE_P = {SHORT: 4e-4, LONG: 8e-4}
ALONE_P = 0.01
RECOVERED = 0.15
DAYS_ON = 3
DAYS_OFF = 7


@dataclass(frozen=True, slots=True)
class Limits:
    """The smallest falls that count, as shares.

    `fatigue_drop` beside the others and `fatigue_own` against itself make a creative tired,
    `mix_fall` of its IPM asks for a reason, `pull_fall` of its share of impressions is pulled back.
    """

    fatigue_drop: float = 0.20
    fatigue_own: float = 0.15
    mix_fall: float = 0.20
    pull_fall: float = 0.50


USUAL = Limits()


@dataclass(frozen=True, slots=True)
class Noises:
    """The noise of a network's days beside the others and against itself."""

    beside: Noise
    alone: Noise


def tired_days(
    expected: Expected,
    noises: Noises,
    errors: Mapping[int, float | None],
    limits: Limits = USUAL,
) -> int:
    """For how many days, the last one included, the creative has been tired; 0 if it is not.

    `errors` are the index errors of the last day by length of the recent window; a length with
    None is not looked at.
    """
    first, last = expected.pool.first[expected.subject], expected.pool.days
    looks = range(first + SKIP + SETTLED_MIN + SHORT, last + 1)
    days = [_Look(expected, stop, limits) for stop in looks[-DAYS_OFF:]]
    if all(day.near for day in days) and not all(day.low for day in days[-DAYS_ON:]):
        return 0  # nobody is tired after a week near level, unless the last days hit anew
    run = near_run = tired = 0
    for stop in looks:
        day = _Look(expected, stop, limits)
        run = run + 1 if day.hit(noises, errors, limits) else 0
        near_run = near_run + 1 if day.near else 0
        is_tired = near_run < DAYS_OFF if tired else run >= DAYS_ON
        tired = tired + 1 if is_tired else 0
    return tired


class _Look:
    """One day of the replay: what both windows show before their noise is asked."""

    def __init__(self, expected: Expected, stop: int, limits: Limits) -> None:
        self.expected = expected
        first = expected.pool.first[expected.subject]
        self.low: list[tuple[int, Windows]] = []
        self.near = False
        for length in (SHORT, LONG):
            spans = windows(first, stop, length)
            if spans is None:
                continue
            alone, beside = expected.moves(spans)
            if beside <= log(1 - limits.fatigue_drop) and alone <= log(1 - limits.fatigue_own):
                self.low.append((length, spans))
            if length == LONG:
                self.near = max(alone, beside) > log(1 - RECOVERED)

    def hit(self, noises: Noises, errors: Mapping[int, float | None], limits: Limits) -> bool:
        """Whether either window shows a fall that noise does not explain."""
        for length, spans in self.low:
            error = errors[length]
            if error is None:
                continue
            beside = change(self.expected.beside, spans, noises.beside, error)
            if beside.evidence and beside.p < BESIDE_P[length]:
                alone = change(self.expected.alone, spans, noises.alone)
                if alone.p < ALONE_P:
                    return True
        return False
