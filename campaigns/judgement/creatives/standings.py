"""Where creatives stand: who is tired, and the ranking within app and format.

Judged once a day for the usual days and stored; other days and filters are judged when a page asks,
where that is little to read.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from campaigns import reports
from campaigns.judgement import sizes, stored, thresholds
from campaigns.judgement.creatives.fatigue import (
    BASIS,
    Fatigue,
    Lines,
    days_looked_at,
    fatigue,
    lines_of,
)
from campaigns.judgement.fraud import cases
from campaigns.periods import DEFAULT_DAYS, Period, last_settled_day
from campaigns.records.creative_files import About, Life, about, lives
from campaigns.reports import ReportQuery, cells, last_days, settled_ends
from campaigns.stats.creatives.app import HISTORY
from campaigns.stats.creatives.best import Field, compare

KIND = "creatives"
TIRED = f"{stored.FEW}tired"
RANKED_DAYS = 56
"""Of a longer range only the last days are ranked: what was best months ago may be tired."""
STOPPED_DAYS = 7
"""Without an impression on as many days up to the last one ranked, a creative has stopped."""
UNRANKED = ("creative", "format")
"""Filters that take nobody away from a ranking."""
WHOLE = {"app", "platform", *UNRANKED}
"""Filters under which a ranking is the stored one."""
FieldKey = tuple[int, str]
"""App and format."""


@dataclass(frozen=True)
class AppStandings:
    """What is stored of an app: its ranking on the days `ranked`, by format, with the impressions
    of each, and the verdicts as of the day `until`. `seen` had impressions on ranked days, `lives`
    are theirs up to that day."""

    ranked: Period
    until: date
    fields: dict[str, Field]
    sizes: dict[str, int]
    seen: tuple[int, ...]
    fatigues: dict[int, Fatigue]
    lives: dict[int, Life] = field(default_factory=dict)


@dataclass
class Standings:
    """The same of all apps that a page is about. `being_judged` are apps of which nothing can be
    said yet, `unranked` those that are not ranked under these filters and days; `lives` are those
    that are known of creatives up to the last of the days asked for."""

    ranked: Period
    fields: dict[FieldKey, Field] = field(default_factory=dict)
    sizes: dict[FieldKey, int] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    fatigues: dict[int, Fatigue] = field(default_factory=dict)
    lives: dict[int, Life] = field(default_factory=dict)
    being_judged: tuple[int, ...] = ()
    unranked: tuple[int, ...] = ()

    def rank(self, app: int, one: AppStandings) -> None:
        """Take in the ranking of an app."""
        self.fields |= {(app, form): found for form, found in one.fields.items()}
        self.sizes |= {(app, form): size for form, size in one.sizes.items()}
        self.seen |= set(one.seen)

    @property
    def order(self) -> dict[FieldKey, int]:
        """The place of every app and format, the one with the most impressions first."""
        largest = sorted(self.sizes, key=lambda group: (-self.sizes[group], group))
        return {group: number for number, group in enumerate(largest)}


def store_standings(app: int, today: date, version: int) -> None:
    """Judge all creatives of an app on the usual days, and keep it for pages."""
    query = last_days(DEFAULT_DAYS, today, {"app": (app,)})
    ranked = ranked_days(query.period, today)
    lines = days_looked_at(query, settled_ends(today))
    fatigues = fatigue(query, today, lines=lines)
    seen = _seen_among(lines, Period.of_days(HISTORY, query.period.last), ranked)
    found = _judged(seen, ranked, today, fatigues)
    one = AppStandings(
        ranked=ranked,
        until=query.period.last,
        fields={form: own for (_, form), own in found.fields.items()},
        sizes={form: size for (_, form), size in found.sizes.items()},
        seen=tuple(sorted(found.seen)),
        fatigues={pk: one.packed() for pk, one in fatigues.items()},
        lives=lives(found.seen, query.period.last),
    )
    stored.store(KIND, app, today, version, one)
    stored.store(TIRED, app, today, version, _tired(one.fatigues))


def tired(where: Mapping[str, tuple], today: date) -> tuple[dict[int, Fatigue], tuple[int, ...]]:
    """The creatives that are tired today in the apps that pass the filters, and the apps of which
    that cannot be said yet."""
    apps = reports.apps_passing(where)
    kept = stored.standing(TIRED, dict[int, Fatigue], apps, today)
    query = last_days(DEFAULT_DAYS, today, where)
    found = Standings(query.period)
    unjudged = _tire(found, query, today, [app for app in apps if app not in kept])
    known = (pair for some in kept.values() for pair in some.items())
    return {**dict(known), **_tired(found.fatigues)}, unjudged


def _tired(fatigues: Mapping[int, Fatigue]) -> dict[int, Fatigue]:
    return {pk: one for pk, one in fatigues.items() if one.verdict == "fatigue"}


def standings(query: ReportQuery, today: date) -> Standings:
    """Where the creatives of the apps that pass the filters stand."""
    apps = reports.apps_passing(query.where)
    found = Standings(ranked_days(query.period, today))
    kept = stored.standing(KIND, AppStandings, apps, today)
    told = [app for app, one in kept.items() if one.until <= query.period.last]
    for app in told:
        found.fatigues |= kept[app].fatigues
        if kept[app].until == query.period.last:
            found.lives |= kept[app].lives
    ranked = [app for app in told if kept[app].ranked == found.ranked and set(query.where) <= WHOLE]
    for app in ranked:
        found.rank(app, kept[app])
    untired = _tire(found, query, today, [app for app in apps if app not in told])
    if query.as_of is None:  # nobody judges what was known on an earlier day
        found.being_judged = tuple(app for app in untired if app not in kept)
    open_ones = [app for app in apps if app not in ranked and app not in found.being_judged]
    found.unranked = _rank(found, query, today, open_ones)
    return found


def _tire(
    found: Standings, query: ReportQuery, today: date, apps: Sequence[int]
) -> tuple[int, ...]:
    """Judge the apps of which no verdicts are stored; they are the answer where that is much."""
    if not apps:
        return ()
    if not sizes.small(apps, Period.of_days(HISTORY, query.period.last)):
        return tuple(apps)
    found.fatigues |= fatigue(replace(query, where={"app": tuple(apps)}), today)
    return ()


def _rank(
    found: Standings, query: ReportQuery, today: date, apps: Sequence[int]
) -> tuple[int, ...]:
    """Rank the apps of which no ranking is stored; they are the answer where that is much."""
    if not apps:
        return ()
    if not sizes.small(apps, found.ranked):
        return tuple(apps)
    asked = replace(query, where={**query.where, "app": tuple(apps)})
    seen = _seen(asked, found.ranked, today)
    more = _judged(seen, found.ranked, today, found.fatigues)
    found.fields |= more.fields
    found.sizes |= more.sizes
    found.seen |= more.seen
    return ()


def ranked_days(period: Period, today: date) -> Period:
    """The days that are ranked; those that a network has not settled are left out row by row."""
    last = max(period.first, min(period.last, last_settled_day(today, 0)))
    return Period(max(period.first, last - timedelta(days=RANKED_DAYS - 1)), last)


def _judged(seen: Lines, ranked: Period, today: date, fatigues: Mapping[int, Fatigue]) -> Standings:
    """The ranking of what was seen, by creative, network and country."""
    known = about({creative for creative, _, _ in seen})
    shown = {key: sum([n for n, _ in line]) for key, line in seen.items()}
    sizes: dict[FieldKey, int] = defaultdict(int)
    for (creative, _, _), impressions in shown.items():
        sizes[group_of(known[creative])] += impressions
    stopped, questioned = _stopped(seen, known, ranked, today), _questioned(shown, known)
    return Standings(
        ranked=ranked,
        fields=_fields(seen, known, set(_tired(fatigues)), questioned, stopped),
        sizes=dict(sizes),
        seen=set(known),
    )


def _seen(query: ReportQuery, ranked: Period, today: date) -> Lines:
    """The settled days with impressions by creative, network and country, of all creatives and
    formats."""
    by = ("creative", "network", "country", "day")
    where = {name: values for name, values in query.where.items() if name not in UNRANKED}
    asked = ReportQuery(ranked, by, where, counts=BASIS, today=today, ends=settled_ends(today))
    return dict(sorted(lines_of(cells(asked), ranked).items()))


def _seen_among(lines: Lines, days: Period, ranked: Period) -> Lines:
    """The same from the days that were looked at, all that are ranked among them."""
    first = (ranked.first - days.first).days
    own = slice(first, first + len(ranked))
    found = {
        (creative, network, country): line[own]
        for (_, network, creative, country), line in lines.items()
    }
    return {key: found[key] for key in sorted(found) if any(n for n, _ in found[key])}


def group_of(one: About) -> FieldKey:
    """What a creative is ranked within."""
    return one.app, one.format


def _fields(
    seen: Lines,
    known: Mapping[int, About],
    worn: Collection[int],
    questioned: Collection[int],
    stopped: Collection[int],
) -> dict[FieldKey, Field]:
    """The creatives of each app and format that is stated, ranked against each other."""
    counts: dict[FieldKey, dict] = defaultdict(lambda: defaultdict(dict))
    for (creative, *cell), line in seen.items():
        own = known[creative]
        if own.format and own.stated:
            counts[group_of(own)][creative][tuple(cell)] = line
    words = thresholds.ranking_words(thresholds.current())
    found = {group: compare(own, worn, questioned, words, stopped) for group, own in counts.items()}
    return {group: field for group, field in found.items() if field}


def _stopped(seen: Lines, known: Mapping[int, About], ranked: Period, today: date) -> set[int]:
    """Creatives without an impression on the last days of the ranking.

    Its last days are those up to the newest that a network of the creative has settled and on which
    its app had impressions at all: what nobody has reported yet is no stop.
    """
    ends = settled_ends(today)
    newest: dict[int, date] = defaultdict(lambda: ranked.first)
    last: dict[int, date] = defaultdict(lambda: ranked.first)
    networks: dict[int, set[int]] = defaultdict(set)
    for (creative, network, _), line in seen.items():
        app, back = known[creative].app, next(at for at, (n, _) in enumerate(reversed(line)) if n)
        day = ranked.last - timedelta(days=back)
        newest[app] = max(newest[app], day)
        last[creative] = max(last[creative], day)
        networks[creative].add(network)
    until = {
        pk: min(newest[known[pk].app], ranked.last, max(ends[n] for n in own))
        for pk, own in networks.items()
    }
    return {pk for pk, day in last.items() if (until[pk] - day).days >= STOPPED_DAYS}


def _questioned(shown: Mapping[tuple, int], known: Mapping[int, About]) -> set[int]:
    """Creatives of which most impressions come from networks with a case that is still open."""
    asked = {(case.app_id, case.network_id) for case in cases.ongoing() if not case.source_app}
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for (creative, network, _), impressions in shown.items():
        sums[creative][0] += impressions
        if (known[creative].app, network) in asked:
            sums[creative][1] += impressions
    return {pk for pk, (whole, there) in sums.items() if 2 * there > whole}
