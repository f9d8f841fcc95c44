"""Sums of many cells that the usual pages show, found when the day is judged and stored.

They are read while nothing they rest on changed; else they are found when a page asks.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.utils import timezone

from campaigns import reports
from campaigns.judgement.stored import decoded, store
from campaigns.metrics import Counts
from campaigns.models import Judged, NameValue
from campaigns.models.limits import limit
from campaigns.reports import ReportQuery, Row
from campaigns.reports.answers import hashed, is_reading, versions
from campaigns.reports.catalogue import listed
from campaigns.reports.name_fields import name_fields
from campaigns.reports.names import Named, Names

PREFIX = "sums "
RESTS_ON_COUNTS = {"app", "network", "platform", "country", "format", "creative", "store_page"}
"""The dimensions of which no other write than those that raise the version changes a sum."""
Cell = tuple[Any, ...]
"""Values of dimensions, a day, its impressions and its installs."""
Value = int | str
_keeping: ContextVar[tuple[date, int] | None] = ContextVar("keeping", default=None)


@dataclass(frozen=True)
class Side:
    """One of two periods: the sums of each part by network, its days that count, and what its days
    have beside that still settles."""

    rows: Sequence[Row] = ()
    days: Sequence[Cell] = ()
    later: Sequence[Cell] = ()


@dataclass(frozen=True)
class StoredSide:
    """A side as it is stored: values and counts of its rows, and its days."""

    rows: list[tuple[list[Value], Counts, bool]]
    days: list[tuple[list[Value], date, int, int]]
    later: list[tuple[list[Value], date, int, int]]


@contextmanager
def keeping(today: date, version: int) -> Iterator[None]:
    """Store the sides that are asked for inside, as of today and of the data of this version, and
    forget those of before."""
    token = _keeping.set((today, version))
    try:
        yield
    finally:
        _keeping.reset(token)
    kept = Judged.objects.filter(kind__startswith=PREFIX)
    kept.exclude(day=today, version=version).delete()


def kept_side(query: ReportQuery, last: date | None, ask: Callable[[], Side]) -> Side:
    """What `ask` answers to the question about the days up to `last`, perhaps stored."""
    if _keeping.get() is not None:
        return _kept(query, last, ask())
    if not is_reading() or limit() or query.as_of or not RESTS_ON_COUNTS.issuperset(query.by):
        return ask()
    now = versions().together, timezone.localdate().isoformat()
    kind = _kind(query, last)
    if not any((kind, *now) == (one, at, day) for one, _, day, at in listed("judged")):
        return ask()
    found = Judged.objects.filter(kind=kind, version=now[0], day=now[1]).first()
    return _of(query.by, decoded(bytes(found.content), StoredSide)) if found else ask()


def _kept(query: ReportQuery, last: date | None, found: Side) -> Side:
    today, version = _keeping.get() or (date.min, 0)
    rows = [([*row.keys.values()], row.counts.whole(), row.late) for row in found.rows]
    days, later = (
        [([*cell[:-3]], *cell[-3:]) for cell in some] for some in (found.days, found.later)
    )
    store(_kind(query, last), min(reports.app_ids()), today, version, StoredSide(rows, days, later))
    return found


def _of(by: tuple[str, ...], found: StoredSide) -> Side:
    named = Named(by, [tuple(keys) for keys, *_ in found.rows])
    rows = []
    for values, counts, late in found.rows:
        keys = dict(zip(by, values, strict=True))
        rows.append(Row(keys, Names(keys, named), counts, late=late))
    days, later = ([(*key, *day) for key, *day in some] for some in (found.days, found.later))
    return Side(rows, days, later)


def _kind(query: ReportQuery, last: date | None) -> str:
    """What a question is told apart by; of formats that names hold, with the newest value."""
    said = None
    if "format" in name_fields() and "format" in (*query.by, *query.where):
        said = NameValue.objects.order_by("-pk").values_list("pk", flat=True).first()
    text = repr((hashed(query), last, said))
    return PREFIX + sha256(text.encode()).hexdigest()[:14]
