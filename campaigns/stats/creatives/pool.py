"""The creatives that ran beside each other: what they had, and what is learnt from all of them."""

from collections.abc import Hashable, Mapping
from functools import cached_property

from campaigns.stats.creatives.levels import CountryLevels
from campaigns.stats.creatives.lines import Counts, Days, Line, Subject, running

WEEK = 7
LAUNCH = 14
"""Days until a new creative counts: launches rise or fall in their first fortnight."""

CountriesKnown = dict[tuple, CountryLevels]
"""What was fitted of a country and the subjects in it."""


class Ran:
    """What one subject had: its first day with impressions, its countries that have any, the
    running number of its days with impressions. Raises ValueError where day lists differ in length.
    """

    def __init__(self, lines: Mapping[Hashable, Line]) -> None:
        lengths = {len(line.installs) for line in lines.values()}
        if len(lengths) > 1:
            raise ValueError("day lists of different lengths")
        self.days = max(lengths, default=0)
        self.lines = {country: line for country, line in lines.items() if line.ran_impressions[-1]}
        columns = zip(*(line.impressions for line in self.lines.values()), strict=True)
        shown = [any(day) for day in columns]
        self.first = shown.index(True) if shown else 0
        self.shown = running(shown)
        for line in self.lines.values():
            line.counts_from = self.first if self.first < WEEK else self.first + LAUNCH

    @classmethod
    def of(cls, countries: Mapping[Hashable, Days]) -> "Ran":
        """What it had by country."""
        return cls({country: Line.of(days) for country, days in countries.items()})


class Pool:
    """Subjects whose days end alike, usually those of one network and format.

    `first` is each subject's first day with impressions, `lines` its countries, `shown` the
    running number of its days with impressions. Levels are fitted when they are asked for, once,
    and not where they are `known` of another pool of the same days.
    Raises ValueError where the day lists differ in length.
    """

    def __init__(
        self, counts: Counts | Mapping[Subject, Ran], known: CountriesKnown | None = None
    ) -> None:
        ran = {s: own if isinstance(own, Ran) else Ran.of(own) for s, own in counts.items()}
        self.days = max((own.days for own in ran.values()), default=0)
        self.first: dict[Subject, int] = {}
        self.shown: dict[Subject, list[float]] = {}
        self.lines: dict[Subject, dict[Hashable, Line]] = {}
        self.countries: dict[Hashable, dict[Subject, Line]] = {}
        self._levels: dict[Hashable, CountryLevels] = {}
        self._known = {} if known is None else known
        for subject, own in ran.items():
            if own.days not in (0, self.days):
                raise ValueError(f"{subject}: day lists of different lengths")
            if own.lines:
                self.first[subject] = own.first
                self.shown[subject] = own.shown
                self.lines[subject] = own.lines
                for country, line in own.lines.items():
                    self.countries.setdefault(country, {})[subject] = line

    @cached_property
    def weeks(self) -> list[range]:
        """Weeks counted back from the last day; the oldest may be short."""
        ends = range(self.days, 0, -WEEK)
        return [range(max(0, end - WEEK), end) for end in reversed(ends)]

    def levels(self, country: Hashable) -> CountryLevels:
        """What the creatives of one country make, and the index of the others."""
        if country not in self._levels:
            lines = self.countries[country]
            alike = country, *lines
            if alike not in self._known:
                self._known[alike] = CountryLevels(lines, self.weeks)
            self._levels[country] = self._known[alike]
        return self._levels[country]
