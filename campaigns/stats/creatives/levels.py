"""How well each creative does in a country, and how well the others do on each day.

The index of the others: a week's installs over those that the creatives of that week would have
had at their own levels. Each is its own base, so what joins or leaves does not move the index, nor
does anything that ran in one week only.

Source: a multiplicative model of creatives and weeks, fitted by iterative proportions (Deming &
Stephan 1940).
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log
from operator import add, mul, sub

from campaigns.stats.creatives.change import Windows
from campaigns.stats.creatives.lines import Line, Subject, between

ROUNDS = 10
SMOOTHING = 0.5
PSEUDO_INSTALLS = 5
MIN_EXPECTED = 0.5
MIN_WEEKS = 2
FEW_WINDOWS = 10
"""Up to so many stretches of days are summed line by line; more by running columns of all lines."""
LARGE = 0.15
"""With more than this share of a country's installs a creative moves the levels of the others."""


@dataclass(frozen=True, slots=True)
class Index:
    """What the others make on each day of what they usually make, 0 where none of them ran.

    `counts` are their installs + 5: the squared relative error of a day is 1 / counts.
    """

    daily: Sequence[float]
    counts: Sequence[float]


def fit(
    impressions: Sequence[Sequence[float]], installs: Sequence[float], by_week: Sequence[float]
) -> tuple[list[float], list[float]]:
    """Levels of the creatives (installs per impression) and the indices of the weeks.

    `impressions` per creative and week, `installs` per creative, `by_week` installs per week.
    """
    indices = [1.0] * len(by_week)
    if not impressions:
        return [], indices
    if len(impressions) == 1:
        return _fit_one(impressions[0], installs[0], by_week)
    rows = list(zip(impressions, installs, strict=True))
    weeks = list(zip(by_week, zip(*impressions, strict=True), strict=True))
    for _ in range(ROUNDS):
        levels = [x / sum(map(mul, row, indices)) for row, x in rows]
        indices = [(x + SMOOTHING) / (sum(map(mul, week, levels)) + SMOOTHING) for x, week in weeks]
    return [x / sum(map(mul, row, indices)) for row, x in rows], indices


def _fit_one(
    row: Sequence[float], installs: float, by_week: Sequence[float]
) -> tuple[list[float], list[float]]:
    """The same of one creative: the usual case of those that stay when a large one is left out."""
    indices = [1.0] * len(by_week)
    weeks = list(zip(by_week, row, strict=True))
    for _ in range(ROUNDS):
        level = installs / sum(map(mul, row, indices))
        indices = [(x + SMOOTHING) / (n * level + SMOOTHING) for x, n in weeks]
    return [installs / sum(map(mul, row, indices))], indices


class CountryLevels:
    """The fitted levels of one country from its lines.

    `levels` are those of the lines with an install and impressions in two weeks or more, on the
    days that count; `indices` those of the weeks.
    """

    def __init__(self, lines: Mapping[Subject, Line], weeks: Sequence[range]) -> None:
        self._weeks = weeks
        self._days = range(weeks[-1].stop)
        self._ends = [weeks[0].start, *(week.stop for week in weeks)]
        self._rate = sum(line.ran_installs[-1] for line in lines.values()) / sum(
            line.ran_impressions[-1] for line in lines.values()
        )
        self._kept: dict[Subject, Line] = {}
        self._impressions: dict[Subject, list[float]] = {}
        self._installs: dict[Subject, float] = {}
        self._weekly: dict[Subject, list[float]] = {}
        for subject, line in lines.items():
            installs = line.counting_installs(self._days)
            if installs <= 0:
                continue
            by_week = line.counting_between(line.ran_impressions, self._ends)
            if sum([n > 0 for n in by_week]) >= MIN_WEEKS:
                self._kept[subject] = line
                self._impressions[subject] = by_week
                self._installs[subject] = installs
                self._weekly[subject] = line.counting_between(line.ran_installs, self._ends)
        self._large = LARGE * sum(self._installs.values())
        self._refitted: dict[Subject, dict[Subject, float]] = {}
        self._matched: dict[Windows, float] = {}
        self._on_days: dict[range, tuple[list[float], list[float]]] = {}
        self._networks: dict[Windows, dict[Hashable, list[float]]] = {}

    @cached_property
    def _fitted(self) -> tuple[dict[Subject, float], list[float]]:
        return self._fit(self._kept)

    @property
    def levels(self) -> dict[Subject, float]:
        """The level of each line that is kept."""
        return self._fitted[0]

    @property
    def indices(self) -> list[float]:
        """The index of each week."""
        return self._fitted[1]

    def _fit(self, subjects: Collection[Subject]) -> tuple[dict[Subject, float], list[float]]:
        levels, indices = fit(
            [self._impressions[subject] for subject in subjects],
            [self._installs[subject] for subject in subjects],
            [sum(week) for week in zip(*(self._weekly[s] for s in subjects), strict=True)]
            or [0.0] * len(self._weeks),
        )
        return dict(zip(subjects, levels, strict=True)), indices

    def own(self, line: Line) -> float:
        """The level of one line on all its days, drawn to the country's rate by five installs."""
        if not self._rate:
            return 0.0
        usual = sum(map(mul, between(line.ran_impressions, self._ends), self.indices))
        return (line.ran_installs[-1] + PSEUDO_INSTALLS) / (usual + PSEUDO_INSTALLS / self._rate)

    def alone(self, subject: Subject) -> bool:
        """Whether there are no others."""
        return len(self._kept) <= (subject in self._kept)

    def without(self, subject: Subject, since: int = 0) -> Index:
        """The index of all others on each day from `since` on, with which a week begins."""
        if self.alone(subject):
            nothing = [0.0] * (len(self._days) - since)
            return Index(nothing, nothing)
        installs, expected = (sums[since:] for sums in self._sums)
        if subject not in self._kept:
            return self._index(installs, expected)
        line, level = self._kept[subject], self.levels[subject]
        start = max(line.counts_from, since)
        own = start - since
        installs[own:] = map(sub, installs[own:], line.installs[start:])
        if self._installs[subject] > self._large:
            if subject not in self._refitted:
                others = [other for other in self._kept if other != subject]
                self._refitted[subject], _ = self._fit(others)
            return self._index(installs, self._usual(self._refitted[subject], since))
        usual = [n * level for n in line.impressions[start:]]
        expected[own:] = map(sub, expected[own:], usual)
        return self._index(installs, expected)

    @cached_property
    def _sums(self) -> tuple[list[float], list[float]]:
        """Installs of each day, and those that its impressions make at their usual levels."""
        installs = [0.0] * len(self._days)
        for line in self._kept.values():
            start = line.counts_from
            installs[start:] = map(add, installs[start:], line.installs[start:])
        return installs, self._usual(self.levels)

    def _usual(self, levels: Mapping[Subject, float], since: int = 0) -> list[float]:
        """The installs that each day's impressions make at these levels."""
        expected = [0.0] * (len(self._days) - since)
        for subject, level in levels.items():
            line = self._kept[subject]
            start = max(line.counts_from, since)
            own = start - since
            expected[own:] = [
                e + n * level for e, n in zip(expected[own:], line.impressions[start:], strict=True)
            ]
        return expected

    def _index(self, installs: Sequence[float], expected: Sequence[float]) -> Index:
        """The index of the last days, with the first of which a week begins."""
        daily: list[float] = []
        since = len(self._days) - len(installs)
        for week in self._weeks:
            if week.start < since:
                continue
            x = installs[week.start - since : week.stop - since]
            e = expected[week.start - since : week.stop - since]
            usually = sum(e)
            if usually < MIN_EXPECTED:
                daily += [0.0] * len(week)
                continue
            anchor = PSEUDO_INSTALLS * (sum(x) + SMOOTHING) / (usually + SMOOTHING)
            daily += [
                (seen + anchor) / (usual + PSEUDO_INSTALLS)
                for seen, usual in zip(x, e, strict=True)
            ]
        return Index(daily, [x + PSEUDO_INSTALLS for x in installs])

    def matched(self, subject: Subject, spans: Windows) -> float:
        """Installs with which the others tie the two windows: the sum of a b / (a + b)."""
        if spans not in self._matched:
            self._matched[spans] = sum(self._ties(spans))
        own = self._kept.get(subject)
        return self._matched[spans] - (
            _tie(*(own.counting_installs(span) for span in spans)) if own else 0
        )

    def _ties(self, spans: Windows) -> list[float]:
        return list(map(_tie, *(self._on(span)[0] for span in spans)))

    def _on(self, days: range) -> tuple[list[float], list[float]]:
        """Installs and impressions of every line on those of the days that count."""
        if days in self._on_days:
            return self._on_days[days]
        if len(self._on_days) < FEW_WINDOWS:
            lines = self._kept.values()
            installs = [line.counting_installs(days) for line in lines]
            impressions = [line.counting_impressions(days) for line in lines]
        else:
            installs, impressions = (
                list(map(sub, columns[days.stop], columns[days.start])) if columns else []
                for columns in self._columns
            )
        self._on_days[days] = installs, impressions
        return installs, impressions

    @cached_property
    def _columns(self) -> tuple[list[Sequence[float]], list[Sequence[float]]]:
        """Running installs and impressions that count: of every line up to each day."""
        lines = self._kept.values()
        return (
            list(zip(*(line.counting(line.ran_installs) for line in lines), strict=True)),
            list(zip(*(line.counting(line.ran_impressions) for line in lines), strict=True)),
        )

    def elsewhere(self, network: Hashable, spans: Windows) -> tuple[float, float]:
        """ln(recent / settled index) of all but this network, and the installs that tie it."""
        if spans not in self._networks:
            self._networks[spans] = self._by_network(spans)
        others = [sums for name, sums in self._networks[spans].items() if name != network]
        if not others:
            return 0.0, 0.0
        x, e, recent_x, recent_e, matched = map(sum, zip(*others, strict=True))
        index = (x + SMOOTHING) / (e + SMOOTHING)
        return log((recent_x + SMOOTHING) / (recent_e + SMOOTHING) / index), matched

    def _by_network(self, spans: Windows) -> dict[Hashable, list[float]]:
        """Installs and usual installs of both windows and what ties them, of each network."""
        places: dict[Hashable, list[int]] = {}
        for place, subject in enumerate(self._kept):
            places.setdefault(subject.network, []).append(place)
        columns = []
        for installs, impressions in map(self._on, spans):
            columns += [installs, list(map(mul, impressions, self.levels.values()))]
        columns.append(self._ties(spans))
        return {
            network: [sum(column[place] for place in own) for column in columns]
            for network, own in places.items()
        }


def _tie(a: float, b: float) -> float:
    return a * b / (a + b) if a and b else 0.0
