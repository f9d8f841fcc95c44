"""Creative fatigue: is a creative tired, or does something else pull its IPM down?

Every creative is judged on every network against its own settled level and against all other
creatives of its app in the same countries on the same days (`stats.falls`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import exp

from campaigns import reports
from campaigns.english import listed
from campaigns.judgement import thresholds
from campaigns.judgement.creatives.fall_words import sentence
from campaigns.metrics import Counts
from campaigns.periods import Period, last_settled_day
from campaigns.reports import ReportQuery
from campaigns.stats.creatives.falls import LONG, Fall, Parts, judge_creative, market, replay
from campaigns.stats.creatives.fatigue import Windows, windows

HISTORY = 90
"""Days that are looked at. The settled level of an older creative is that of their first weeks."""
WEIGHT = 0.25
"""The part of a creative's impressions that a verdict must hold on to be that of the creative."""
NAMED = 2
"""Networks that are named where a verdict holds on several."""
ELSEWHERE = 0.5
"""A fall of all creatives is a season where other networks fell by at least this part of it."""

VERDICTS = {
    "fatigue": "Fatigue",
    "falling": "Falling, not yet certain",
    "mix": "Mix",
    "pulled_back": "Pulled back by the network",
    "several": "Several causes",
    "season": "Season",
    "network": "The network",
    "steady": "Steady",
    "too_early": "Too early to say",
}
"""The words of the verdicts, the one that needs somebody most first."""
KINDS = {
    "tired": "fatigue",
    **dict.fromkeys(("too_little", "no_reference", "too_young"), "too_early"),
}
"""Classes of `stats.falls` that have another name here."""

Line = list[tuple[float, float]]
"""(impressions, installs) of each day."""


@dataclass(frozen=True)
class Level:
    """What a creative had in one window on a network, and its part of what the network showed of
    its app there."""

    period: Period
    impressions: float
    installs: float
    share: float | None

    @property
    def ipm(self) -> float | None:
        """Installs per mille."""
        return Counts.ipm.scale * self.installs / self.impressions if self.impressions else None


@dataclass(frozen=True)
class InCountry:
    """The two levels in one country."""

    country: str
    settled: Level
    recent: Level


@dataclass(frozen=True)
class FallOnNetwork:
    """The verdict on one network with the numbers behind it.

    `fall` holds the parts of the change as logs. `settled` and `recent` are the compared windows,
    None for a creative that is too young; `countries` have most recent impressions first.
    """

    network: int
    name: str
    verdict: str
    reason: str
    fall: Fall
    days_live: int
    impressions: float
    settled: Level | None = None
    recent: Level | None = None
    countries: tuple[InCountry, ...] = ()


@dataclass(frozen=True)
class Fatigue:
    """The verdict on a creative, and on each of its networks, those that show it most first."""

    verdict: str
    reason: str
    networks: tuple[FallOnNetwork, ...]

    @property
    def word(self) -> str:
        """The verdict as people say it."""
        return VERDICTS[self.verdict]


def fatigue(query: ReportQuery, today: date) -> dict[int, Fatigue]:
    """The verdict on every creative that was shown in the last fortnight of the query's period.

    Judged as of the last day of the period, or the last that each network has settled. Filters by
    app and platform narrow what is judged; others are left aside, because they would take the
    peers away. Asks six queries.
    """
    days = Period.of_days(HISTORY, query.period.last)
    where = {name: query.where[name] for name in ("app", "platform") if name in query.where}
    basis = (Counts.ipm.denominator, Counts.ipm.numerator)
    by = ("app", "network", "creative", "country", "day")
    shown = _Shown(ReportQuery(days, by, where, counts=basis, today=today, settled=True))
    names = dict(reports.options("network", days))
    settled = {
        network: min(last_settled_day(today, wait), days.last)
        for network, (_, wait) in reports.networks().items()
    }
    limits = thresholds.current()
    found: dict[int, list[FallOnNetwork]] = defaultdict(list)
    for app, network, creative in shown.creatives:
        live = _live(shown, app, network, creative, settled[network])
        if live:
            found[creative].append(_judge(live, network, names[network], limits))
    return {creative: _together(ones) for creative, ones in found.items()}


class _Shown:
    """Impressions and installs by day of every creative on every network in every country, and
    their sums by network and by app. Installs of days without impressions are left out."""

    def __init__(self, query: ReportQuery) -> None:
        self.days = query.period
        nothing: Line = [(0, 0)] * len(self.days)
        self.creatives: dict[tuple, dict[str, Line]] = defaultdict(
            lambda: defaultdict(nothing.copy)
        )
        self.networks: dict[tuple, Line] = defaultdict(nothing.copy)
        self.apps: dict[tuple, Line] = defaultdict(nothing.copy)
        places = {day: place for place, day in enumerate(self.days.days())}
        for app, network, creative, country, day, n, x in reports.cells(query):
            if n:
                at = places[day]
                self.creatives[app, network, creative][country][at] = (n, x)
                for line in (self.networks[app, network, country], self.apps[app, country]):
                    line[at] = (line[at][0] + n, line[at][1] + x)


class _Elsewhere(Mapping):
    """What other networks had in each country, made when it is asked for."""

    def __init__(self, shown: _Shown, app: int, network: int, days: slice) -> None:
        self._shown, self._app, self._network, self._days = shown, app, network, days
        self._known: dict[str, Line] = {}

    def __getitem__(self, country: str) -> Line:
        if country not in self._known:
            whole = self._shown.apps[self._app, country]
            own = self._shown.networks[self._app, self._network, country]
            self._known[country] = _without(whole[self._days], own[self._days])
        return self._known[country]

    def __iter__(self) -> Iterator[str]:
        return (country for app, country in self._shown.apps if app == self._app)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True)
class _Live:
    """A creative's days on a network since its first one, and those of its peers."""

    first: date
    own: dict[str, Line]
    same: dict[str, Line]
    elsewhere: Mapping[str, Line]


def _live(shown: _Shown, app: int, network: int, creative: int, last: date) -> _Live | None:
    """The days up to the last settled one; None where the last fortnight has no impressions."""
    stop = (last - shown.days.first).days + 1
    mine = shown.creatives[app, network, creative]
    seen = [at for line in mine.values() for at in range(max(stop, 0)) if line[at][0]]
    if not seen or max(seen) < stop - LONG:
        return None
    days = slice(min(seen), stop)
    own = {country: line[days] for country, line in mine.items()}
    return _Live(
        shown.days.first + timedelta(days=days.start),
        own,
        {c: _without(shown.networks[app, network, c][days], line) for c, line in own.items()},
        _Elsewhere(shown, app, network, days),
    )


def _without(whole: Line, part: Line) -> Line:
    return [(n - m, x - y) for (n, x), (m, y) in zip(whole, part, strict=True)]


def _judge(live: _Live, network: int, name: str, limits: Mapping[str, float]) -> FallOnNetwork:
    peers = (live.own, live.same, live.elsewhere)
    drop = limits["fatigue_drop"]
    fall = judge_creative(
        *peers,
        replay(*peers, drop),
        drop=drop,
        mix_fall=limits["mix_fall"],
        pull_fall=limits["pull_fall"],
    )
    lives = max(len(line) for line in live.own.values())
    spans = windows(lives, LONG)
    verdict, reason = KINDS.get(fall.kind, fall.kind), sentence(fall)
    if fall.kind == "season" and spans and fall.parts and _only_here(live, fall.parts, spans):
        verdict = "network"
        down = 100 * (1 - exp(fall.parts.market))
        reason = f"All creatives on {name} fell {down:.0f} %, elsewhere they held: the network."
    shown = sum(n for line in live.own.values() for n, _ in line[-LONG:])
    found = FallOnNetwork(network, name, verdict, reason, fall, lives, shown)
    return _with_levels(found, live, spans) if spans else found


def _only_here(live: _Live, fall: Parts, spans: Windows) -> bool:
    """Whether the other networks' creatives held while all of this network's fell."""
    elsewhere = market(live.own, {}, live.elsewhere, spans)
    return elsewhere is not None and elsewhere > ELSEWHERE * fall.market


def _with_levels(found: FallOnNetwork, live: _Live, spans: Windows) -> FallOnNetwork:
    def level(own: Iterable[Line], same: Iterable[Line], span: range) -> Level:
        n, x = (sum(line[d][count] for line in own for d in span) for count in (0, 1))
        others = sum(line[d][0] for line in same for d in span)
        ends = (live.first + timedelta(days=d) for d in (span.start, span.stop - 1))
        return Level(Period(*ends), n, x, n / (n + others) if n + others else None)

    countries = [
        InCountry(
            country,
            *(level([line], [live.same[country]], span) for span in spans),
        )
        for country, line in live.own.items()
    ]
    return replace(
        found,
        settled=level(live.own.values(), live.same.values(), spans.settled),
        recent=level(live.own.values(), live.same.values(), spans.recent),
        countries=tuple(sorted(countries, key=lambda one: -one.recent.impressions)),
    )


def _together(ones: list[FallOnNetwork]) -> Fatigue:
    """One verdict for the creative: the first that holds on enough of its impressions."""
    ones = sorted(ones, key=lambda one: (-one.impressions, one.name))
    whole = sum(one.impressions for one in ones)
    for verdict in VERDICTS:
        same = [one for one in ones if one.verdict == verdict]
        needed = WEIGHT * whole if verdict != "steady" else 0
        if same and sum(one.impressions for one in same) >= needed:
            break
    reason = same[0].reason
    if len(same) < len([one for one in ones if one.verdict != "too_early"]):
        names = [one.name for one in same]
        more = [f"{len(names) - NAMED} more"] if len(names) > NAMED + 1 else names[NAMED:]
        begins = reason if reason[1].isupper() else reason[0].lower() + reason[1:]
        reason = f"{listed([*names[:NAMED], *more])}: {begins}"
    return Fatigue(verdict, reason, tuple(ones))
