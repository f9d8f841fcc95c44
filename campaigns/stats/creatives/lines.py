"""What is judged and what it had: impressions and installs per day in one country."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import accumulate
from operator import sub
from typing import Any, NamedTuple

Days = Sequence[tuple[float, float]]
"""(impressions, installs) per day, (0, 0) on days without impressions."""


class Subject(NamedTuple):
    """What is judged: a creative on one network."""

    creative: Any
    network: Any


Counts = Mapping[Subject, Mapping[Hashable, Days]]
"""Subject -> country -> one pair per day; all lists equally long."""


class Line:
    """The days of a subject in one country, with running sums.

    Days before `counts_from` are no part of the index of the others. Installs on days without
    impressions are left out.
    """

    __slots__ = ("counts_from", "impressions", "installs", "ran_impressions", "ran_installs")

    def __init__(
        self,
        impressions: list[float],
        installs: list[float],
        ran_impressions: list[float],
        ran_installs: list[float],
    ) -> None:
        self.impressions, self.installs = impressions, installs
        self.ran_impressions, self.ran_installs = ran_impressions, ran_installs
        self.counts_from = 0

    @classmethod
    def of(cls, days: Days) -> "Line":
        """The line of these days."""
        impressions = [n for n, _ in days]
        installs = [x if n > 0 else 0 for n, x in days]
        return cls(impressions, installs, running(impressions), running(installs))

    def within(self, start: int, known: int, stop: int) -> "Line":
        """The days from `start` to `stop`, those from `known` on empty."""
        nothing = [0] * (stop - known)
        return Line(
            [*self.impressions[start:known], *nothing],
            [*self.installs[start:known], *nothing],
            _ran_within(self.ran_impressions, start, known, stop),
            _ran_within(self.ran_installs, start, known, stop),
        )

    def counting(self, sums: Sequence[float]) -> list[float]:
        """Running sums on the days that count only."""
        start = min(self.counts_from, len(self.installs))
        return [0] * start + [total - sums[start] for total in sums[start:]]

    def counting_between(self, sums: Sequence[float], days: Sequence[int]) -> list[float]:
        """From each of these days to the next, on those that count, from running sums."""
        start = min(self.counts_from, len(self.installs))
        return between(sums, [day if day > start else start for day in days])

    def counting_installs(self, days: range) -> float:
        """Its installs on those of the days that count."""
        return self._counting(self.ran_installs, days)

    def counting_impressions(self, days: range) -> float:
        """Its impressions on those of the days that count."""
        return self._counting(self.ran_impressions, days)

    def _counting(self, sums: Sequence[float], days: range) -> float:
        start = max(days.start, self.counts_from)
        return sums[days.stop] - sums[start] if start < days.stop else 0


def _ran_within(sums: Sequence[float], start: int, known: int, stop: int) -> list[float]:
    """Running sums from `start` on that stand still from `known` to `stop`."""
    before = sums[start]
    found = (
        [total - before for total in sums[start : known + 1]] if before else sums[start : known + 1]
    )
    return [*found, *[found[-1]] * (stop - known)]


def running(values: Iterable[float]) -> list[float]:
    """The sum of all values before each place, and of all."""
    return list(accumulate(values, initial=0))


def over(sums: Sequence[float], days: range) -> float:
    """The sum over some days, from running sums."""
    return sums[days.stop] - sums[days.start]


def between(sums: Sequence[float], days: Sequence[int]) -> list[float]:
    """The sums from each of these days to the next, from running sums."""
    at = [sums[day] for day in days]
    return list(map(sub, at[1:], at))
