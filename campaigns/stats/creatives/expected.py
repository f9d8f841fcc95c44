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
        self._levels: dict[Hashable, float] = {}
        self._errors: dict[Windows, float | None] = {}

    def _level(self, country: Hashable) -> float:
        """Its own level in one of its countries."""
        if country not in self._levels:
            line = self.pool.lines[self.subject][country]
            self._levels[country] = self.pool.levels(country).own(line)
        return self._levels[country]

    @property
    def raw(self) -> Series:
        """Its impressions."""
        return self._held[0]

    @property
    def alone(self) -> Series:
        """It against itself."""
        return self._held[1]

    @property
    def beside(self) -> Series:
        """It against the others."""
        return self._held[2]

    def hold(self) -> tuple[Series, Series, Series]:
        """The three, made when one is asked for: where the others do not tie its days none is."""
        return self._held

    @cached_property
    def _held(self) -> tuple[Series, Series, Series]:
        return self._since(0)

    def lately(self, days: int) -> tuple[Series, Series]:
        """`alone` and `beside` on its last weeks of so many days, all before empty."""
        if "_held" in self.__dict__:
            return self.alone, self.beside
        _, alone, beside = self._since(max(0, self.pool.days - days))
        return alone, beside

    def _since(self, since: int) -> tuple[Series, Series, Series]:
        none = [0.0] * self.pool.days
        impressions, installs, alone, beside, errors = (none.copy() for _ in range(5))
        for country, line in self.pool.lines[self.subject].items():
            shown, levels = line.impressions[since:], self.pool.levels(country)
            if not any(shown) or levels.alone(self.subject):
                continue
            index = levels.without(self.subject, since)
            level = self._level(country)
            days = zip(shown, line.installs[since:], index.daily, index.counts, strict=True)
            for day, (n, x, usual, counts) in enumerate(days, since):
                if n and usual:
                    own = n * level
                    impressions[day] += n
                    installs[day] += x
                    alone[day] += own
                    own *= usual
                    beside[day] += own
                    errors[day] += own * own / counts
        errors = [v / (e * e) if e else 0.0 for v, e in zip(errors, beside, strict=True)]
        return (
            Series(installs, impressions, none),
            Series(installs, alone, none),
            Series(installs, beside, errors),
        )

    def index_error(self, spans: Windows) -> float | None:
        """The squared relative error with which the others tie the windows.

        None where those that ran in both are too few: countries with 25 matched installs must
        hold 60 % of its expected installs.
        """
        if spans not in self._errors:
            self._errors[spans] = self._index_error(spans)
        return self._errors[spans]

    def _index_error(self, spans: Windows) -> float | None:
        lines = self.pool.lines[self.subject]
        matched = {c: self.pool.levels(c).matched(self.subject, spans) for c in lines}
        if not any(installs >= MIN_MATCHED for installs in matched.values()):
            return None
        whole = tied = squares = 0.0
        for country, line in lines.items():
            expected = self._level(country) * sum(over(line.ran_impressions, s) for s in spans)
            whole += expected
            if matched[country] >= MIN_MATCHED:
                tied += expected
                squares += expected * expected / matched[country]
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
