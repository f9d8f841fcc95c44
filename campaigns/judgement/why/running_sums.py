"""The cells of the usual split as they are stored: their sums up to each day.

Of each month is stored what was counted before it, and from its first up to each of its days. What
is stored is told apart by the counts that it was made of, so that only days whose counts were
written since, and those after them in their month, are asked for again.
"""

import struct
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from itertools import accumulate
from operator import add
from typing import NamedTuple
from uuid import uuid4

from django.utils import timezone

from campaigns import reports
from campaigns.judgement.kept_sums import keep, short, stored_all
from campaigns.judgement.stored import decoded, encoded
from campaigns.judgement.why.cells import BASIS, REPORTING
from campaigns.judgement.why.parts import USUAL
from campaigns.models import Campaign, Creative, Judged, NameValue
from campaigns.models.keeping import day_prints
from campaigns.periods import EVER, Period
from campaigns.reports import ReportQuery, cells_as_reported
from campaigns.reports.answers import kept
from campaigns.reports.name_fields import name_fields

OF = "cells"
EVERY = ReportQuery(EVER, USUAL)
"""Under which question `RunningSums` stand; of formats that names hold, while no name says more."""
KNOWN = f"{Judged.OF_COUNTS}known"
CLICKS, THROUGH = 1, 2
"""The bits of what the counts of a cell report beside impressions and installs."""
LANES = 1 + len(BASIS)
"""Of each cell the days that it has, and its counts."""
WIDTH = 8
"""Bytes of a number."""
Key = tuple[int, str, str, str, int]
"""The values of `USUAL`, and what is reported."""
Places = dict[Key, int]
Lanes = list[int]
"""Numbers of all cells, one behind the other in the bytes of one: so they add at once."""


class CellNumbers(NamedTuple):
    """The cells by number, what splits the counts of campaigns and creatives, and a name for both:
    numbers are never given again."""

    keys: list[Key]
    facts: dict[str, str]
    name: str


class Overtaken(Exception):
    """Somebody else gave numbers meanwhile."""


class Numbering:
    """The cells by number. A number is stored before any sum that has it."""

    def __init__(self) -> None:
        """Those that are stored, or none where what split their counts splits them otherwise."""
        row = Judged.objects.filter(kind=KNOWN).values_list("content", "version").first()
        content, self._version = row or (None, 0)
        known, facts = content and decoded(bytes(content), CellNumbers), _facts()
        if not known or any(facts.get(name, was) != was for name, was in known.facts.items()):
            known = CellNumbers([], {}, uuid4().hex)
        self.name, self._facts, self._stored = known.name, facts, -1
        self.places = {key: place for place, key in enumerate(known.keys)}
        self.store()

    def store(self) -> None:
        """Store them, if there are new ones. Raises Overtaken."""
        if self._stored == len(self.places):
            return
        content = encoded(CellNumbers([*self.places], self._facts, self.name))
        values = {"content": content, "version": self._version + 1}
        if self._version:
            stored = Judged.objects.filter(kind=KNOWN, version=self._version).update(**values)
        else:
            defaults = {"day": timezone.localdate(), **values}
            app = min(reports.app_ids())
            _, stored = Judged.objects.get_or_create(app_id=app, kind=KNOWN, defaults=defaults)
        if not stored:
            raise Overtaken
        self._version, self._stored = self._version + 1, len(self.places)


class RunningSums(NamedTuple):
    """The cells by number, and by day the kinds of what is stored: of all before its month, and of
    its month up to it."""

    keys: list[Key]
    kinds: dict[str, tuple[str, str]]


@kept
def stored_cells() -> RunningSums | None:
    """What is stored now."""
    found = stored_all([(EVERY, OF)], RunningSums)
    return found[0] if found else None


def sums_to(stored: RunningSums, days: Collection[date]) -> dict[date, Lanes] | None:
    """The sums up to the end of each of some days. One query. None where one is not there, as while
    it is made anew."""
    kinds = {day: stored.kinds.get(str(day), ()) for day in days}
    known = _contents({kind for both in kinds.values() for kind in both})
    if not all(both and known.keys() >= {*both} for both in kinds.values()):
        return None
    return {day: _added(*(_read(known[kind]) for kind in both)) for day, both in kinds.items()}


def sums_in_months(stored: RunningSums, days: Collection[date]) -> dict[date, Lanes] | None:
    """The same from the first of the month of each day. One query."""
    kinds = {day: stored.kinds[str(day)][1] for day in days}
    known = _contents({*kinds.values()})
    if not known.keys() >= {*kinds.values()}:
        return None
    return {day: _read(known[kind]) for day, kind in kinds.items()}


def keep_cells() -> str:
    """Store them, as far as they are not stored. What is another text once any counts are split
    otherwise than before; nothing where somebody else stores them, too."""
    with suppress(Overtaken):
        _keep(cells := Numbering())
        return cells.name
    return ""


def _keep(cells: Numbering) -> None:
    days = reports.days_with_data({})
    months = [own for one in days.months() if (own := one.within(days))] if days else []
    kinds = _kinds(cells.name, months)
    stored = Judged.objects.filter(kind__startswith=Judged.OF_COUNTS).exclude(kind=KNOWN)
    rows = dict(stored.values_list("kind", "pk"))
    above = ""
    for one in months:
        _keep_month(one, kinds, rows, cells, above)
        above = str(one.last)
    keep(EVERY, OF, RunningSums([*cells.places], kinds))
    wanted = {kind for both in kinds.values() for kind in both}
    Judged.objects.filter(pk__in=[pk for kind, pk in rows.items() if kind not in wanted]).delete()


def _kinds(name: str, months: Sequence[Period]) -> dict[str, tuple[str, str]]:
    """By day how the sums of all before its month, and of its month up to it, are told apart: by
    the counts that they are made of."""
    prints = {day: repr(of) for day, of in day_prints(EVER).items()}
    kinds: dict[str, tuple[str, str]] = {}
    before = _kind(name)
    for one in months:
        of = (prints.get(day, "") for day in one.days())
        own = [*accumulate(of, _kind, initial=_kind(name, str(one.first)))][1:]
        kinds |= {str(day): (before, kind) for day, kind in zip(one.days(), own, strict=True)}
        before = _kind(before, own[-1])
    return kinds


def _kind(*of: str) -> str:
    return f"{Judged.OF_COUNTS}{short(of)}"


def _keep_month(
    days: Period,
    kinds: Mapping[str, tuple[str, str]],
    rows: Collection[str],
    cells: Numbering,
    above: str,
) -> None:
    """Store what is not of a month; `above` is the last day of the month before it."""
    (before, _), until = kinds[str(days.first)], [kinds[str(day)][1] for day in days.days()]
    made: dict[str, Lanes] = {}
    if before not in rows:
        both = _contents(kinds[above]) if above else {}
        made[before] = _added(*map(_read, both.values())) if both else [0] * LANES
    known = next((at for at, kind in enumerate(until) if kind not in rows), len(until))
    if known < len(until):
        last = _read(*_contents([until[known - 1]]).values()) if known else [0] * LANES
        since = Period(days.first.replace(day=days.first.day + known), days.last)
        made.update(zip(until[known:], _sums(last, since, cells.places), strict=True))
        cells.store()
    _store(made)


def _store(made: Mapping[str, Lanes]) -> None:
    of = {"app_id": min(reports.app_ids()), "day": timezone.localdate(), "version": 0}
    rows = [Judged(**of, kind=kind, content=_packed(lanes)) for kind, lanes in made.items()]
    Judged.objects.bulk_create(rows, ignore_conflicts=True)


def _sums(last: Lanes, days: Period, places: Places) -> Iterator[Lanes]:
    """The sums up to each of some days, which follow on those up to the day before."""
    columns = [[*numbers(lane, len(places))] for lane in last]
    rows = _rows(days)
    for day in days.days():
        for key, counts in rows[day].items():
            place = places.setdefault(key, len(places))
            if place == len(columns[0]):
                for column in columns:
                    column.append(0)
            for column, count in zip(columns, (1, *counts), strict=True):
                column[place] += count
        yield [*map(_lane, columns)]


def _rows(days: Period) -> dict[date, dict[Key, Sequence[int]]]:
    """The counts of the cells of each day."""
    found: dict[date, dict[Key, Sequence[int]]] = defaultdict(dict)
    asked = ReportQuery(days, (*USUAL, "day"), counts=BASIS, reporting=REPORTING)
    for network, platform, country, format, day, shown, *counts in cells_as_reported(asked):
        clicks, installs, through = counts
        told = (clicks is not None) * CLICKS | (through is not None) * THROUGH
        key = network, platform, country, format, told
        own = shown, clicks or 0, installs, through or 0
        known = found[day].get(key)
        found[day][key] = tuple(map(add, known, own)) if known else own
    return found


def _facts() -> dict[str, str]:
    """What splits the counts of every campaign and creative, beside their countries."""
    campaigns = Campaign.everything.order_by()
    of = campaigns.values_list("pk", "network", "app__platform", "network__kind")
    facts = {f"campaign {pk}": " ".join(map(str, values)) for pk, *values in of}
    for pk, stated in Creative.everything.order_by().values_list("pk", "format"):
        facts[f"creative {pk}"] = stated
    if "format" in name_fields():
        said = NameValue.objects.filter(field__name="format").order_by("pk")
        for campaign, creative, value in said.values_list("campaign", "creative", "value__value"):
            name = f"creative {creative}" if creative else f"campaign {campaign}"
            facts[name] = f"{facts.get(name)} {campaign} {value}"
    return facts


def _contents(kinds: Collection[str]) -> dict[str, bytes]:
    rows = Judged.objects.filter(kind__in=kinds)
    return {kind: bytes(content) for kind, content in rows.values_list("kind", "content")}


def _added(one: Lanes, other: Lanes) -> Lanes:
    return [*map(add, one, other)]


def _lane(values: Sequence[int]) -> int:
    return int.from_bytes(struct.pack(f"<{len(values)}q", *values), "little")


def numbers(lane: int, cells: int) -> tuple[int, ...]:
    """The numbers of so many cells."""
    return struct.unpack(f"<{cells}q", lane.to_bytes(cells * WIDTH, "little"))


def _packed(lanes: Lanes) -> bytes:
    """As many bytes of each lane as the longest needs."""
    width = max(1, *((lane.bit_length() + 7) // 8 for lane in lanes))
    return zlib.compress(b"".join(lane.to_bytes(width, "little") for lane in lanes), 1)


def _read(content: bytes) -> Lanes:
    raw = zlib.decompress(content)
    width = len(raw) // LANES
    return [int.from_bytes(raw[at : at + width], "little") for at in range(0, len(raw), width)]
