"""What the usual pages find in many cells, found when the day is judged and stored.

It is read while nothing it rests on changed; else it is found when a page asks.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple, TypeVar

from django.utils import timezone

from campaigns import reports
from campaigns.judgement.stored import FEW, decoded, few, store
from campaigns.models import Judged, NameValue
from campaigns.models.keeping import catalogue_print, counts_print
from campaigns.models.limits import limit
from campaigns.periods import Period
from campaigns.reports import ReportQuery
from campaigns.reports.answers import hashed, is_reading, kept, versions
from campaigns.reports.catalogue import listed
from campaigns.reports.name_fields import name_fields

PREFIX = "sums "
FEW_SUMS = f"{FEW}s "
MADE_OF = f"{PREFIX}made of"
ROWS, LEFT_OUT, VALUES, LEAST = "rows", "left out", "values", "rows at least"
"""What is asked of few rows and by many pages: its answers stand under `FEW_SUMS`."""
RESTS_ON_COUNTS = {
    *("app", "network", "platform", "country", "format", "creative", "store_page", "day"),
    *("campaign", "targeting", "bid_type", "status"),
}
"""The dimensions of which no other write than those that raise the version changes a sum."""
Answer = TypeVar("Answer")
Found = TypeVar("Found")


class Keeping(NamedTuple):
    """What is stored now: as of which day and version; by kind of what it was made before, and is
    made now; what tells the counts of a month apart, once it was asked."""

    today: date
    version: int
    before: dict[str, str]
    made: dict[str, str]
    catalogue: str
    counts: dict[Period, tuple]


_keeping: ContextVar[Keeping | None] = ContextVar("keeping", default=None)


@contextmanager
def keeping(today: date, version: int) -> Iterator[None]:
    """Store what is asked for inside, as of today and of the data of this version, and forget what
    is of before."""
    before = Judged.objects.filter(kind=MADE_OF).values_list("content", flat=True).first()
    made = decoded(bytes(before), dict[str, str]) if before else {}
    one = Keeping(today, version, made, {}, short(catalogue_print()), {})
    token = _keeping.set(one)
    try:
        yield
    finally:
        _keeping.reset(token)
    store(MADE_OF, min(reports.app_ids()), today, version, one.made)
    for prefix in (PREFIX, FEW_SUMS):
        kept = Judged.objects.filter(kind__startswith=prefix)
        kept.exclude(day=today, version=version).delete()


def kept_answer(
    query: ReportQuery,
    of: Any,
    form: type[Found],
    ask: Callable[[], Answer],
    packed: Callable[[Answer], Found],
    read: Callable[[Found], Answer],
) -> Answer:
    """What `ask` answers to a question and what else it depends on: perhaps `read` from what was
    stored, as `packed` made it, in this form."""
    stored = _stored(query, of, form)
    if stored is not None:
        return read(stored)
    found = ask()
    if _keeping.get() is not None:
        keep(query, of, packed(found))
    return found


def kept_found(
    query: ReportQuery, of: Any, form: type[Found], ask: Callable[[], Found | None]
) -> Found | None:
    """What `ask` finds for a question and what else it depends on, in this form, perhaps stored."""
    stored = _stored(query, of, form)
    found = ask() if stored is None else stored
    if _keeping.get() is not None and found is not None:
        keep(query, of, found)
    return found


def keep(query: ReportQuery, of: Any, found: Any) -> None:
    """Store what was found for a question."""
    if one := _keeping.get():
        store(_kind(query, of), min(reports.app_ids()), one.today, one.version, found)


def keep_of(
    month: Period, query: ReportQuery, of: Any, find: Callable[[], Any], *also: str
) -> None:
    """Store what is found for a question about a month, unless that stands and nothing changed of
    which it was made: counts, catalogue and what it is made of `also`."""
    if one := _keeping.get():
        if month not in one.counts:
            one.counts[month] = counts_print(month)
        kind, made_of = _kind(query, of), short((one.catalogue, one.counts[month], *also))
        one.made[kind] = made_of
        same = Judged.objects.filter(kind=kind) if one.before.get(kind) == made_of else None
        if not (same and same.update(day=one.today, version=one.version)):
            keep(query, of, find())


def short(what: Any) -> str:
    """What something is told apart by."""
    return sha256(repr(what).encode()).hexdigest()[:12]


def stored_all(
    asked: Sequence[tuple[ReportQuery, Any]], form: type[Found]
) -> Sequence[Found] | None:
    """What is stored for all of these questions; None where that of one is missing. One query."""
    if _keeping.get() is not None or not is_reading() or limit():
        return None
    if any(one.as_of or not RESTS_ON_COUNTS.issuperset({*one.by, *one.where}) for one, _ in asked):
        return None
    now = versions().together, timezone.localdate().isoformat()
    kinds = [_kind(*one) for one in asked]
    known = {kind for kind, _, day, version in listed("judged") if (version, day) == now}
    if not known.issuperset(kinds):
        return None
    contents = _contents(tuple(kinds), *now)
    return [decoded(contents[kind], form) for kind in kinds]


def _stored(query: ReportQuery, of: Any, form: type[Found]) -> Found | None:
    found = stored_all([(query, of)], form)
    return found[0] if found else None


@kept
def _contents(kinds: tuple[str, ...], version: int, day: str) -> dict[str, bytes]:
    if all(kind.startswith(FEW) for kind in kinds):
        return {k: content for k in kinds for _, of, content in few(k) if of == version}
    rows = Judged.objects.filter(kind__in=kinds, version=version, day=day)
    return {kind: bytes(content) for kind, content in rows.values_list("kind", "content")}


def _kind(query: ReportQuery, of: Any) -> str:
    """What a question is told apart by; of formats that names hold, with the newest value."""
    said = None
    if "format" in name_fields() and "format" in (*query.by, *query.where):
        said = _newest_value()
    prefix = FEW_SUMS if of in (ROWS, LEFT_OUT, VALUES, LEAST) else PREFIX
    return prefix + short((hashed(query), of, said))


@kept
def _newest_value() -> int | None:
    return NameValue.objects.order_by("-pk").values_list("pk", flat=True).first()
