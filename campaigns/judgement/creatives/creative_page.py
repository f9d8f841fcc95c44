"""Everything that the page of one creative shows, judged and summed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.http import Http404

from campaigns import reports
from campaigns.judgement.breakdown import Breakdown, breakdown
from campaigns.judgement.creatives.fatigue import BASIS
from campaigns.judgement.creatives.kept_fields import field_days
from campaigns.judgement.creatives.ranking import CreativePart, Creatives, creatives
from campaigns.metrics import Counts
from campaigns.periods import Period, last_settled_day
from campaigns.records.creative_files import About, Life
from campaigns.reports import ReportQuery, cells_at_once
from campaigns.reports.lists import apps_of
from campaigns.reports.names import Named, Names

Basis = tuple[int, int]
"""Impressions and installs."""


@dataclass(frozen=True)
class Lived:
    """Every day of a creative from its first impression on, with whether the day is settled, and
    what the others of its app and format did on the same days."""

    days: Sequence[tuple[date, Counts, bool]]
    others: Mapping[date, Counts]


@dataclass(frozen=True)
class CreativePage:
    """One creative in a range, and its `parts`: `part` is None where it has no counts in it."""

    about: About
    query: ReportQuery
    parts: Breakdown
    creatives: Creatives
    part: CreativePart | None
    lived: Lived | None

    @property
    def lived_query(self) -> ReportQuery:
        """The question about its whole life, for the notes on it."""
        if self.lived is None:
            return self.query
        days = [day for day, _, _ in self.lived.days]
        return replace(self.query, period=Period(days[0], days[-1]))


def creative_page(pk: int, query: ReportQuery, today: date, by: str) -> CreativePage:
    """The page of a creative, for a query about it alone, with its parts by a dimension. Its life
    is whole, whatever range is asked for; the other filters hold for it too. Raises Http404."""
    apps = apps_of("creative", (pk,))
    if not apps:
        raise Http404("There is no such creative.")
    parts = breakdown(query, (by,), today)
    found = creatives(query, today, {"app": tuple(apps)}, also=pk, found=_alone(pk, parts))
    part = next((part for part in found.parts if part.about.pk == pk), None)
    about = found.about[pk]
    lived = _lived(about, found.life, query, today)
    return CreativePage(about, query, parts, found, part, lived)


def _alone(pk: int, parts: Breakdown) -> Breakdown:
    """The only creative of some parts, as the breakdown by creatives."""
    by = ("creative",)
    named = Names({"creative": pk}, Named(by, [(pk,)]))
    one = replace(parts.total, keys={"creative": pk}, names=named)
    return replace(parts, by=by, parts=[one] if parts.parts else [], gone=[])


def _lived(about: About, life: Life | None, query: ReportQuery, today: date) -> Lived | None:
    if life is None:
        return None
    period = Period(life.first, life.last)
    settles = dict(reports.networks())
    own: dict[date, Basis] = defaultdict(lambda: (0, 0))
    networks = set()
    field = {**query.where, "app": (about.app,), "format": (about.format,)}
    del field["creative"]
    stored = None
    if query.where.keys() == {"creative"}:
        stored = field_days(about.app, about.format, period)
    asked = [ReportQuery(period, ("network", "day"), query.where, counts=BASIS)]
    if stored is None:
        asked.append(ReportQuery(period, ("day",), field, counts=BASIS))
    mine, *others_too = cells_at_once(asked)
    everyone = stored or {day: (n, x) for day, n, x in next(iter(others_too), ())}
    for network, day, *basis in mine:
        own[day] = _add(own[day], basis)
        networks.add(network)
    oldest = min((last_settled_day(today, settles[n][1]) for n in networks), default=period.last)
    others = {day: (n - own[day][0], x - own[day][1]) for day, (n, x) in everyone.items()}
    return Lived(
        [(day, _counts(own.get(day)), day <= oldest) for day in period.days()],
        {day: _counts(basis) for day, basis in others.items() if basis[0] > 0},
    )


def _add(one: Basis, other: Sequence[int]) -> Basis:
    return one[0] + other[0], one[1] + other[1]


def _counts(basis: Basis | None) -> Counts:
    if not basis or not basis[0]:
        return Counts()
    return Counts.of(**dict(zip(BASIS, basis, strict=True)))
