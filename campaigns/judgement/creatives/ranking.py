"""Creatives: what each did, in which networks, for how long, and where it stands in its format.

Counts are those of the range and the filters. A creative is ranked within its app and format, on
the settled days of the range and under its other filters; choosing one creative or format does not
take the others away from its ranking.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import cast

from campaigns.judgement.breakdown import Breakdown, Part
from campaigns.judgement.creatives.fatigue import Fatigue
from campaigns.judgement.creatives.standings import (
    FieldKey,
    Standings,
    group_of,
    standings,
)
from campaigns.judgement.kept_lives import lives_to
from campaigns.judgement.summed import summed
from campaigns.metrics import Counts, total
from campaigns.periods import Period, last_complete_day
from campaigns.records.creative_files import About, Life, Lives, about, about_and_life
from campaigns.reports import DIMENSIONS, ReportQuery
from campaigns.reports.names import names_of
from campaigns.stats.creatives.best import Field, Place


@dataclass(frozen=True)
class Share:
    """The part of a creative's impressions that one network brings, from 0 to 1."""

    network: int
    name: str
    part: float


@dataclass(frozen=True, kw_only=True)
class CreativePart(Part):
    """A creative: its counts, what it is, where it ran, and its place among those of its format.

    `place` is None where it has no impressions on settled days or
    its format is not stated; `field` is what it was compared with then. `order` sorts by field, the
    largest first, then by rank. `fatigue` is the verdict of its last fortnight, None where it was
    not shown then.
    """

    about: About
    lives: Lives
    place: Place | None
    field: Field | None
    order: tuple[int, int, int]
    fatigue: Fatigue | None

    @property
    def name(self) -> str:
        """What it is called, which is known already."""
        return self.about.name

    @property
    def mix(self) -> tuple[Share, ...]:
        """Its networks by their share of its impressions, the largest first."""
        whole = sum(self.by_network.values())
        largest = sorted(self.by_network.items(), key=lambda one: (-one[1], one[0]))
        names = names_of(DIMENSIONS["network"], self.by_network)
        return tuple(Share(pk, names[pk], n / whole) for pk, n in largest if n)

    @property
    def life(self) -> Life | None:
        """Its days with impressions."""
        return self.lives.of(self.about.pk)

    @property
    def first(self) -> Place | None:
        """The first of its field that has a rank."""
        return self.field.first if self.field else None

    @property
    def group(self) -> FieldKey:
        return self.about.app, self.about.format


@dataclass(frozen=True, kw_only=True)
class Creatives:
    """All creatives of a query. `about` is what is known of every creative that had impressions on
    the days of the ranking, whichever creative or format is chosen. `life` is that of the creative
    that was asked for beside them, whatever days are."""

    found: Breakdown
    parts: list[CreativePart]
    standings: Standings
    about: Mapping[int, About]
    lives: Lives
    life: Life | None = None

    @property
    def judged(self) -> Period:
        """The days of the ranking."""
        return self.standings.ranked

    @property
    def fields(self) -> Mapping[FieldKey, Field]:
        """The ranking of each app and format."""
        return self.standings.fields

    def name(self, place: Place) -> str:
        """The name of a creative that was ranked."""
        return self.about[cast(int, place.creative)].name

    @cached_property
    def named(self) -> list[CreativePart]:
        """The creatives that a report names."""
        return [part for part in self.parts if part.about.stated]

    @cached_property
    def namesakes(self) -> set[str]:
        """The names that creatives of several apps have."""
        apps: dict[str, set[int]] = {}
        for part in self.named:
            apps.setdefault(part.about.name, set()).add(part.about.app)
        return {name for name, some in apps.items() if len(some) > 1}

    @cached_property
    def unnamed(self) -> Counts:
        """What is reported without a creative."""
        return total(part.counts for part in self.parts if not part.about.stated)


def creatives(
    query: ReportQuery,
    today: date,
    where: Mapping[str, tuple] | None = None,
    also: int | None = None,
    found: Breakdown | None = None,
) -> Creatives:
    """Every creative of a query with its place, mix, life and fatigue, and what is known of one
    `also`; `where` are filters that its others imply, for the ranking. `found` are they, where that
    is known already."""
    found = found or summed(query, ("creative",), today).breakdown()
    stand = standings(replace(query, where={**(where or {}), **query.where}), today)
    shown = {part.keys["creative"] for part in found.parts}
    if also is None:
        known, life = about({*shown, *stand.seen}), None
    else:
        until = last_complete_day(today)
        known, life = about_and_life({*shown, *stand.seen, also}, also, until)
    lived = Lives(known, query.period.last, stand.lives, lives_to)
    order = stand.order
    places = {place.creative: place for field in stand.fields.values() for place in field.places}

    def whole(at: int, part: Part) -> CreativePart:
        pk = part.keys["creative"]
        place = places.get(pk)
        group = group_of(known[pk])
        rank = (place.rank if place else None) or len(places) + 1
        return part.made_into(
            CreativePart,
            about=known[pk],
            lives=lived,
            place=place,
            field=stand.fields.get(group) if place else None,
            order=(order.get(group, len(order)), rank, at),
            fatigue=stand.fatigues.get(pk),
        )

    parts = [whole(at, part) for at, part in enumerate(found.parts)]
    return Creatives(
        found=replace(found, parts=parts),
        parts=parts,
        standings=stand,
        about=known,
        lives=lived,
        life=life,
    )
