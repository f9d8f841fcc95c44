"""The creatives that ran beside each other: what they had, and what is learnt from all of them."""

from collections.abc import Hashable, Mapping
from functools import cached_property

from campaigns.stats.creatives.levels import CountryLevels
from campaigns.stats.creatives.lines import Counts, Days, Line, Subject, running

WEEK = 7
LAUNCH = 14
"""Days until a new creative counts: launches rise or fall in their first fortnight."""


class Pool:
    """Subjects whose days end alike, usually those of one network and format.

    `first` is each subject's first day with impressions, `lines` its countries, `shown` the
    running number of its days with impressions. Levels are fitted when they are asked for, once.
    Raises ValueError where the day lists differ in length.
    """

    def __init__(self, counts: Counts) -> None:
        self.days = max((len(d) for lines in counts.values() for d in lines.values()), default=0)
        self.first: dict[Subject, int] = {}
        self.shown: dict[Subject, list[float]] = {}
        self.lines: dict[Subject, dict[Hashable, Line]] = {}
        self.countries: dict[Hashable, dict[Subject, Line]] = {}
        self._levels: dict[Hashable, CountryLevels] = {}
        for subject, countries in counts.items():
            self._add(subject, countries)

    def _add(self, subject: Subject, countries: Mapping[Hashable, Days]) -> None:
        if any(len(days) != self.days for days in countries.values()):
            raise ValueError(f"{subject}: day lists of different lengths")
        lines = {country: Line(days) for country, days in countries.items()}
        lines = {country: line for country, line in lines.items() if any(line.impressions)}
        if not lines:
            return
        shown = [any(n) for n in zip(*(line.impressions for line in lines.values()), strict=True)]
        first = shown.index(True)
        self.first[subject] = first
        self.shown[subject] = running(shown)
        self.lines[subject] = lines
        for country, line in lines.items():
            line.counts_from = first if first < WEEK else first + LAUNCH
            self.countries.setdefault(country, {})[subject] = line

    @cached_property
    def weeks(self) -> list[range]:
        """Weeks counted back from the last day; the oldest may be short."""
        ends = range(self.days, 0, -WEEK)
        return [range(max(0, end - WEEK), end) for end in reversed(ends)]

    def levels(self, country: Hashable) -> CountryLevels:
        """What the creatives of one country make, and the index of the others."""
        if country not in self._levels:
            self._levels[country] = CountryLevels(self.countries[country], self.weeks)
        return self._levels[country]
