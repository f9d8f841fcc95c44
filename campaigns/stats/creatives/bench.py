"""What the creatives of one pool are held against: the others, the noise of days, the shares."""

from collections.abc import Hashable
from functools import cached_property
from math import log
from statistics import median

from campaigns.stats.creatives.change import SKIP, Windows
from campaigns.stats.creatives.expected import MIN_MATCHED, Expected
from campaigns.stats.creatives.lines import Subject, over
from campaigns.stats.creatives.noise import CREATIVES, DAYS, MIN_INSTALLS, noise
from campaigns.stats.creatives.pool import WEEK, Pool
from campaigns.stats.creatives.tired import Noises

MIN_OTHERS = 2
NEW = 56


class Bench:
    """A pool with what is learnt from all of it, each once and when it is asked for."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self._expected: dict[Subject, Expected] = {}
        self._steady: dict[Windows, list[Subject]] = {}
        self._leads: dict[Hashable, float | None] = {}
        self._shares: dict[tuple[Windows, Hashable], list[float]] = {}

    def expected(self, subject: Subject) -> Expected:
        """The subject day by day against its yardsticks."""
        if subject not in self._expected:
            self._expected[subject] = Expected(self.pool, subject)
        return self._expected[subject]

    @cached_property
    def noises(self) -> Noises:
        """The noise of days, from the creatives with most installs in the last six weeks."""
        recent = range(max(0, self.pool.days - DAYS), self.pool.days)
        installs = {
            subject: sum(over(line.ran_installs, recent) for line in lines.values())
            for subject, lines in self.pool.lines.items()
        }
        enough = (subject for subject, x in installs.items() if x >= MIN_INSTALLS)
        top = sorted(enough, key=lambda subject: -installs[subject])[:CREATIVES]
        starts = [self.pool.first[subject] + SKIP for subject in top]
        days = [self.expected(subject).lately(DAYS) for subject in top]
        return Noises(
            noise((beside, start) for (_, beside), start in zip(days, starts, strict=True)),
            noise((alone, start) for (alone, _), start in zip(days, starts, strict=True)),
        )

    def pull(self, subject: Subject, spans: Windows) -> float | None:
        """How its share of the impressions in its countries changed: ln(recent / settled).

        Among those shown on at least half of the days of both windows, itself included; None
        with fewer than two others.
        """
        if spans not in self._steady:
            self._steady[spans] = [
                other
                for other, shown in self.pool.shown.items()
                if all(2 * over(shown, span) >= len(span) for span in spans)
            ]
        steady = self._steady[spans]
        if len(steady) - (subject in steady) < MIN_OTHERS:
            return None
        own, all_of_them = [0.0, 0.0], [0.0, 0.0]
        for country, line in self.pool.lines[subject].items():
            mine = [over(line.ran_impressions, span) for span in spans]
            if not any(mine):
                continue
            whole = self._shown_by(steady, spans, country)
            for side in (0, 1):
                own[side] += mine[side]
                all_of_them[side] += whole[side] + (0 if subject in steady else mine[side])
        if not all(own):
            return None
        return log(own[1] / all_of_them[1]) - log(own[0] / all_of_them[0])

    def elsewhere(self, subject: Subject, spans: Windows) -> float | None:
        """How the creatives of other networks moved in its countries: ln(recent / settled index).

        None where too few of them ran in both windows.
        """
        moved = weights = 0.0
        for country in self.pool.lines[subject]:
            change, matched = self.pool.levels(country).elsewhere(subject.network, spans)
            moved += matched * change
            weights += matched
        return moved / weights if weights >= MIN_MATCHED else None

    def newcomers(self, subject: Subject) -> float | None:
        """How much better the creatives of the last eight weeks are than the oldest ones: a log.

        The difference of median levels in its countries, each by its own installs there.
        """
        weights = moved = 0.0
        for country, line in self.pool.lines[subject].items():
            lead = self._lead(country)
            if lead is not None:
                moved += lead * line.ran_installs[-1]
                weights += line.ran_installs[-1]
        return moved / weights if weights else None

    def _lead(self, country: Hashable) -> float | None:
        """Median log level of new creatives over that of the oldest ones in a country."""
        if country not in self._leads:
            first, levels = self.pool.first, self.pool.levels(country).levels
            new = [log(v) for s, v in levels.items() if first[s] >= self.pool.days - NEW]
            old = [log(v) for s, v in levels.items() if first[s] < WEEK]
            self._leads[country] = median(new) - median(old) if new and old else None
        return self._leads[country]

    def _shown_by(self, steady: list[Subject], spans: Windows, country: Hashable) -> list[float]:
        if (spans, country) not in self._shares:
            lines = self.pool.countries[country]
            self._shares[spans, country] = [
                sum(over(lines[s].ran_impressions, span) for s in steady if s in lines)
                for span in spans
            ]
        return self._shares[spans, country]
