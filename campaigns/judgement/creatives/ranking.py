"""Creatives: what each did, in which networks, for how long, and where it stands in its format.

Counts are those of the range and the filters. A creative is ranked within its app and format, on
the settled days of the range and under its other filters; choosing one creative or format does not
take the others away from its ranking.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import starmap
from typing import NamedTuple, cast

from campaigns.judgement import thresholds
from campaigns.judgement.breakdown import Breakdown, Part, breakdown
from campaigns.judgement.creatives.fatigue import Fatigue, fatigue
from campaigns.judgement.fraud import cases
from campaigns.metrics import Counts, total
from campaigns.periods import Period, last_settled_day
from campaigns.records.creative_files import About, Life, about, lives
from campaigns.reports import ReportQuery, Row, cells, report
from campaigns.stats.creatives.best import Field, Place, compare

BASIS = (Counts.ipm.denominator, Counts.ipm.numerator)
RANKED_DAYS = 56
"""Of a longer range only the last days are ranked: what was best months ago may be tired."""
FieldKey = tuple[int, str]
"""App and format."""


class Seen(NamedTuple):
    """What one creative did in one network, country and day."""

    creative: int
    network: int
    country: str
    day: date
    impressions: int
    installs: int


@dataclass(frozen=True)
class Share:
    """The part of a creative's impressions that one network brings, from 0 to 1."""

    network: int
    name: str
    part: float


@dataclass(frozen=True, kw_only=True)
class CreativePart(Part):
    """A creative: its counts, what it is, where it ran, and its place among those of its format.

    `place` is None where it has no impressions on settled days or its format is not stated;
    `field` is what it was compared with then. `order` sorts by field, the largest first, then by
    rank. `fatigue` is the verdict of its last fortnight, None where it was not shown then.
    """

    about: About
    mix: tuple[Share, ...]
    life: Life | None
    place: Place | None
    field: Field | None
    order: tuple[int, int, int]
    fatigue: Fatigue | None

    @property
    def first(self) -> Place | None:
        """The first of its field that has a rank."""
        return self.field.first if self.field else None

    @property
    def group(self) -> FieldKey:
        return self.about.app, self.about.format


@dataclass(frozen=True, kw_only=True)
class Creatives:
    """All creatives of a query. `judged` are the days of the ranking, `about` what is known of
    every creative that had impressions then, whichever creative or format is chosen."""

    found: Breakdown
    parts: list[CreativePart]
    fields: Mapping[FieldKey, Field]
    judged: Period
    about: Mapping[int, About]

    def name(self, place: Place) -> str:
        """The name of a creative that was ranked."""
        return self.about[cast(int, place.creative)].name

    @cached_property
    def named(self) -> list[CreativePart]:
        """The creatives that a report names."""
        return [part for part in self.parts if part.about.stated]

    @cached_property
    def unnamed(self) -> Counts:
        """What is reported without a creative."""
        return total(part.counts for part in self.parts if not part.about.stated)


def creatives(query: ReportQuery, today: date) -> Creatives:
    """Every creative of a query with its place, mix, life and fatigue. Asks five reports."""
    found = breakdown(query, ("creative",), today)
    judged = _judged(query.period, today)
    seen = _seen(query, judged, today)
    shown = {part.keys["creative"] for part in found.parts}
    known = about(shown | {one.creative for one in seen})
    lived = lives(known, query.period.last)
    groups = {_group(known[pk]) for pk in shown}
    tired = fatigue(query, today, {pk for pk, one in known.items() if _group(one) in groups})
    fields = _fields(seen, known, judged, tired)
    mixes = _mixes(query)
    order = _order(seen, known)
    places = {place.creative: place for field in fields.values() for place in field.places}

    def whole(part: Part) -> CreativePart:
        pk = part.keys["creative"]
        place = places.get(pk)
        group = _group(known[pk])
        rank = (place.rank if place else None) or len(places) + 1
        return CreativePart(
            **vars(part),
            about=known[pk],
            mix=mixes.get(pk, ()),
            life=lived.get(pk),
            place=place,
            field=fields.get(group) if place else None,
            order=(order.get(group, len(order)), rank, -(part.counts.impressions or 0)),
            fatigue=tired.get(pk),
        )

    parts = [whole(part) for part in found.parts]
    return Creatives(
        found=replace(found, parts=parts), parts=parts, fields=fields, judged=judged, about=known
    )


def _judged(period: Period, today: date) -> Period:
    """The days that are ranked; those that a network has not settled are left out row by row."""
    last = max(period.first, min(period.last, last_settled_day(today, 0)))
    return Period(max(period.first, last - timedelta(days=RANKED_DAYS - 1)), last)


def _seen(query: ReportQuery, judged: Period, today: date) -> list[Seen]:
    """Impressions and installs by creative, cell and settled day, of all creatives and formats."""
    by = ("creative", "network", "country", "day")
    where = {name: v for name, v in query.where.items() if name not in ("creative", "format")}
    asked = ReportQuery(judged, by, where, counts=BASIS, today=today, settled=True)
    return [one for one in starmap(Seen, cells(asked)) if one.impressions]


def _order(seen: Sequence[Seen], known: Mapping[int, About]) -> dict[FieldKey, int]:
    """The place of every app and format, the one with the most impressions first."""
    sizes: dict[FieldKey, int] = defaultdict(int)
    for one in seen:
        sizes[_group(known[one.creative])] += one.impressions
    largest = sorted(sizes, key=lambda group: (-sizes[group], group))
    return {group: number for number, group in enumerate(largest)}


def _group(of: About) -> FieldKey:
    return of.app, of.format


def _fields(
    seen: Sequence[Seen],
    known: Mapping[int, About],
    judged: Period,
    fatigues: Mapping[int, Fatigue],
) -> dict[FieldKey, Field]:
    """The creatives of each app and format that is stated, ranked against each other."""
    questioned = _questioned(seen, known)
    tired = {pk for pk, one in fatigues.items() if one.verdict == "fatigue"}
    counts: dict[FieldKey, dict] = defaultdict(lambda: defaultdict(dict))
    for one in seen:
        own = known[one.creative]
        if own.format and own.stated:
            lines = counts[_group(own)][own.pk]
            line = lines.setdefault((one.network, one.country), [(0, 0)] * len(judged))
            line[(one.day - judged.first).days] = (one.impressions, one.installs)
    words = thresholds.ranking_words(thresholds.current())
    found = {group: compare(own, tired, questioned, words) for group, own in counts.items()}
    return {group: field for group, field in found.items() if field}


def _questioned(seen: Sequence[Seen], known: Mapping[int, About]) -> set[int]:
    """Creatives of which most impressions come from networks with a case that is still open."""
    asked = {(case.app_id, case.network_id) for case in cases.ongoing() if not case.source_app}
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for one in seen:
        sums[one.creative][0] += one.impressions
        if (known[one.creative].app, one.network) in asked:
            sums[one.creative][1] += one.impressions
    return {pk for pk, (whole, there) in sums.items() if 2 * there > whole}


def _mixes(query: ReportQuery) -> dict[int, tuple[Share, ...]]:
    """The networks of every creative by their share of its impressions, the largest first."""
    shown: dict[int, list[tuple[int, Row]]] = defaultdict(list)
    for row in report(replace(query, by=("creative", "network"), compare=None, counts=BASIS[:1])):
        if row.counts.impressions:
            shown[row.keys["creative"]].append((row.counts.impressions, row))
    return {
        pk: tuple(
            Share(row.keys["network"], row.names["network"], n / sum(n for n, _ in own))
            for n, row in sorted(own, key=lambda one: -one[0])
        )
        for pk, own in shown.items()
    }
