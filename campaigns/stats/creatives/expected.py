"""The installs that a creative's impressions bring at its own level, and beside the others."""

from collections.abc import Hashable
from functools import cached_property
from math import log

from campaigns.stats.creatives.change import Series, Windows
from campaigns.stats.creatives.lines import Subject, over, running
from campaigns.stats.creatives.pool import Pool

MIN_MATCHED = 25
MIN_COVER = 0.6


class Expected:
    """One subject day by day, held against three yardsticks.

    `raw` expects its impressions; `alone` its own level of all days, country by country (it
    against itself); `beside` the same times the index of the others (it against the others).
    Days on which a country has no index are left out of all three.
    """

    def __init__(self, pool: Pool, subject: Subject) -> None:
        self.pool, self.subject = pool, subject
        self.levels: dict[Hashable, float] = {}
        none = [0.0] * pool.days
        impressions, installs, alone, beside, errors = (none.copy() for _ in range(5))
        for country, line in pool.lines[subject].items():
            levels = pool.levels(country)
            index = levels.without(subject)
            level = self.levels[country] = levels.own(line)
            days = zip(line.impressions, line.installs, index.daily, index.counts, strict=True)
            for day, (n, x, usual, counts) in enumerate(days):
                if n and usual:
                    own = n * level
                    impressions[day] += n
                    installs[day] += x
                    alone[day] += own
                    own *= usual
                    beside[day] += own
                    errors[day] += own * own / counts
        errors = [v / (e * e) if e else 0.0 for v, e in zip(errors, beside, strict=True)]
        self.raw = Series(installs, impressions, none)
        self.alone = Series(installs, alone, none)
        self.beside = Series(installs, beside, errors)

    def index_error(self, spans: Windows) -> float | None:
        """The squared relative error with which the others tie the windows.

        None where those that ran in both are too few: countries with 25 matched installs must
        hold 60 % of its expected installs.
        """
        whole = tied = squares = 0.0
        for country, line in self.pool.lines[self.subject].items():
            expected = self.levels[country] * sum(over(line.ran_impressions, s) for s in spans)
            matched = self.pool.levels(country).matched(self.subject, spans)
            whole += expected
            if matched >= MIN_MATCHED:
                tied += expected
                squares += expected * expected / matched
        return squares / tied**2 if tied and tied >= MIN_COVER * whole else None

    def rate(self, days: range) -> float | None:
        """Its own installs per impression on some days."""
        shown = sum(self.raw.expected[day] for day in days)
        return sum(self.raw.installs[day] for day in days) / shown if shown else None

    @cached_property
    def _sums(self) -> tuple[list[float], list[float], list[float]]:
        return (
            running(self.raw.installs),
            running(self.alone.expected),
            running(self.beside.expected),
        )

    def moves(self, spans: Windows) -> tuple[float, float]:
        """ln(recent / settled level) against itself and beside the others, without their noise."""
        installs, alone, beside = self._sums
        x = log((over(installs, spans.recent) + 0.5) / (over(installs, spans.settled) + 0.5))
        a, b = (
            x - log((over(sums, spans.recent) + 0.5) / (over(sums, spans.settled) + 0.5))
            for sums in (alone, beside)
        )
        return a, b
