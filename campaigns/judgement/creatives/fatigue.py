"""Creative fatigue: is a creative tired, or does something else pull its IPM down?

Every creative is judged on every network against itself and against the creatives of its app that
ran beside it (`stats.creatives`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from campaigns import reports
from campaigns.judgement import thresholds
from campaigns.judgement.creatives.fall_words import sentence
from campaigns.judgement.stored import decoded, encoded
from campaigns.metrics import Counts
from campaigns.periods import Period
from campaigns.reports import ReportQuery
from campaigns.stats.creatives.app import HISTORY, judge_app
from campaigns.stats.creatives.falls import CreativeFall
from campaigns.stats.creatives.lines import Subject
from campaigns.stats.creatives.tired import LONG

WEIGHT = 0.25
"""The part of a creative's impressions that a class must hold on to be that of the creative."""

VERDICTS = {
    "tired": "fatigue",
    "pulled_back": "pulled_back",
    "network": "network",
    "falling": "cannot_say",
    "several": "cannot_say",
    "mix": "mix",
    "season": "season",
    "steady": "steady",
    "too_little": "cannot_say",
    "no_reference": "cannot_say",
    "too_young": "cannot_say",
}
"""The verdict of each class of a fall, the class that needs somebody most first."""
SCALE = {
    "fatigue": "act",
    "pulled_back": "watch",
    "network": "watch",
    "mix": "fine",
    "season": "fine",
    "steady": "fine",
    "cannot_say": "cannot_say",
}
"""Where each verdict stands on the scale of the whole site, what needs somebody first first."""
VERDICT_ORDER = tuple(SCALE)
OF_ALL_COUNTRIES = ("mix", "several")
"""Classes that speak of IPM as reported; the others of that in the same countries."""


@dataclass(frozen=True)
class FallOnNetwork:
    """The verdict on one network with the numbers behind it.

    `ipm_before` is the settled level, `ipm` that of the last fortnight: in the countries of the
    settled days, and as reported where the verdict is about countries. None where nothing can be
    said. `since` is the first day on which it was tired.
    """

    app: int
    network: int
    name: str
    verdict: str
    reason: str
    fall: CreativeFall
    impressions: float
    since: date | None = None
    ipm_before: float | None = None
    ipm: float | None = None

    @property
    def days_live(self) -> int:
        """Days from its first impression in the days looked at to the last settled one."""
        return self.fall.days_live


Falls = tuple[FallOnNetwork, ...]
Lines = dict[tuple, list[tuple[int, int]]]
"""Impressions and installs of each day, 0 and 0 where none are shown, by what they are of."""
BASIS = (Counts.ipm.denominator, Counts.ipm.numerator)


@dataclass(frozen=True)
class Fatigue:
    """The verdict on a creative. `told` are its networks, or they are stored in it as bytes: a page
    of all creatives reads none of them."""

    verdict: str
    reason: str
    told: Falls | bytes = field(compare=False, repr=False)

    @cached_property
    def networks(self) -> Falls:
        """The verdict on each of its networks, those that show it most first."""
        return decoded(self.told, Falls) if isinstance(self.told, bytes) else self.told

    def packed(self) -> "Fatigue":
        """The same, to be stored."""
        return replace(self, told=encoded(self.networks))

    @property
    def level(self) -> str:
        """act, watch, fine or cannot_say"""
        return SCALE[self.verdict]


def days_looked_at(query: ReportQuery, ends: Mapping[int, date]) -> Lines:
    """What is looked at as of the last day of a query's period, under its filters by app and
    platform: the days before it up to the end of each network, by app, network, creative and
    country. One query."""
    by = ("app", "network", "creative", "country", "day")
    where = {name: query.where[name] for name in ("app", "platform") if name in query.where}
    days = Period.of_days(HISTORY, query.period.last)
    return lines_of(reports.cells(ReportQuery(days, by, where, counts=BASIS, ends=ends)), days)


def lines_of(rows: Iterable[tuple], period: Period) -> Lines:
    """The days of a period from rows that end with their day, its impressions and its installs."""
    nothing = [(0, 0)] * len(period)
    lines: Lines = defaultdict(nothing.copy)
    places = {day: place for place, day in enumerate(period.days())}
    for row in rows:
        if row[-2]:
            lines[row[:-3]][places[row[-3]]] = row[-2:]
    return lines


def fatigue(
    query: ReportQuery,
    today: date,
    only: Collection[int] | None = None,
    lines: Lines | None = None,
) -> dict[int, Fatigue]:
    """The verdict on every creative that was shown in the last fortnight of the query's period.

    Judged as of the last day of the period, or the last that each network has settled. Filters by
    app and platform narrow what is judged; others are left aside, because they would take the
    peers away. `only` names the creatives that are asked for, `lines` are the days looked at where
    they were asked already. Asks seven queries.
    """
    days = Period.of_days(HISTORY, query.period.last)
    formats = reports.creative_formats()
    ends = reports.settled_ends(today)
    apps = _by_app(days_looked_at(query, ends) if lines is None else lines, formats)
    names = dict(reports.options("network", days))
    settled = {network: min(end, days.last) for network, end in ends.items()}
    limits = thresholds.tired_limits(thresholds.current())
    known = {n: max(0, (last - days.first).days + 1) for n, last in settled.items()}
    found: dict[int, list[FallOnNetwork]] = defaultdict(list)
    for app, counts in apps.items():
        asked = [s for s in counts if only is None or s.creative in only]
        for subject, fall in judge_app(counts, formats, known, limits, asked).items():
            recent = range(max(0, known[subject.network] - LONG), known[subject.network])
            shown = sum(line[d][0] for line in counts[subject].values() for d in recent)
            one = _on_network(app, subject, names, fall, shown, settled[subject.network])
            found[subject.creative].append(one)
    return {creative: _together(ones) for creative, ones in found.items()}


def every_network(query: ReportQuery, today: date) -> Iterator[tuple[int, FallOnNetwork]]:
    """Every creative with its verdict on each of its networks."""
    for creative, found in fatigue(query, today).items():
        for one in found.networks:
            yield creative, one


def _by_app(lines: Lines, named: Collection[int]) -> dict[int, dict]:
    """Impressions and installs by app, creative on a network, country and day.

    Counts without a creative are left out: they are no creative that could tire or hold.
    """
    apps: dict[int, dict] = defaultdict(lambda: defaultdict(dict))
    for (app, network, creative, country), line in lines.items():
        if creative in named:
            apps[app][Subject(creative, network)][country] = line
    return apps


def _on_network(
    app: int,
    subject: Subject,
    names: Mapping[int, str],
    fall: CreativeFall,
    shown: float,
    last: date,
) -> FallOnNetwork:
    name = names[subject.network]
    ends: tuple[float | None, float | None] = (None, None)
    if parts := fall.parts:
        now = parts.reported if fall.kind in OF_ALL_COUNTRIES else parts.now
        ends = Counts.ipm.scale * parts.before, Counts.ipm.scale * now
    return FallOnNetwork(
        app=app,
        network=subject.network,
        name=name,
        verdict=VERDICTS[fall.kind],
        reason=sentence(fall, name),
        fall=fall,
        impressions=shown,
        since=last - timedelta(days=fall.tired_days - 1) if fall.tired_days else None,
        ipm_before=ends[0],
        ipm=ends[1],
    )


def _together(ones: list[FallOnNetwork]) -> Fatigue:
    """One verdict for the creative: the first class that holds on enough of its impressions."""
    ones = sorted(ones, key=lambda one: (-one.impressions, one.name))
    whole = sum(one.impressions for one in ones)
    for kind in VERDICTS:
        same = [one for one in ones if one.fall.kind == kind]
        needed = WEIGHT * whole if kind != "steady" else 0
        if same and sum(one.impressions for one in same) >= needed:
            break
    return Fatigue(same[0].verdict, _reason(same, len(ones)), tuple(ones))


def _reason(same: list[FallOnNetwork], networks: int) -> str:
    """The reason on the network that shows it most, and where else it holds."""
    first, *others = same
    without_numbers = first.fall.parts is None and len(same) == networks
    if networks == 1 or without_numbers or first.name in first.reason:
        return first.reason
    if not others:
        return f"{first.reason} On {first.name}."
    more = others[0].name if len(others) == 1 else f"{len(others)} more networks"
    return f"{first.reason} Numbers of {first.name}; likewise on {more}."
