"""Rates of currencies: set with the money that they restate, in one transaction."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet

from campaigns import formats
from campaigns.importing.cells.rates import rate_on
from campaigns.importing.storing.counts import Key, Original, enter
from campaigns.importing.storing.staging import KEY
from campaigns.metrics import COUNTS, Counts
from campaigns.models import DailyCount, ImportBatch, Rate, RateChange
from campaigns.models.money import BESIDE, exact
from campaigns.periods import Period

SOURCE = "rates"
Wanted = Mapping[tuple[str, date], Decimal | None]
"""Rates by currency and day; None takes one away."""
Dated = dict[str, list[tuple[date, Decimal]]]


@dataclass(frozen=True)
class Restated:
    """What setting rates did: its batch, and the apps whose money changed."""

    batch: ImportBatch
    apps: frozenset[int]


def known_rates() -> Dated:
    """All rates by currency, the oldest day first."""
    found: Dated = defaultdict(list)
    for currency, day, rate in Rate.objects.order_by("day").values_list("currency", "day", "rate"):
        found[currency].append((day, rate))
    return dict(found)


def changing(wanted: Wanted) -> dict[tuple[str, date], Decimal | None]:
    """Those that say other than what is stored."""
    stored = {(r.currency, r.day): r.rate for r in Rate.objects.all()}
    return {key: rate for key, rate in wanted.items() if stored.get(key) != rate}


def touched(wanted: Wanted) -> QuerySet[DailyCount]:
    """The counts whose money follows from these rates."""
    rows = Q(pk__in=[])
    known = {currency: [day for day, _ in days] for currency, days in known_rates().items()}
    for currency, day in wanted:
        after = [one for one in known.get(currency, ()) if one > day]
        until = {"day__lt": min(after)} if after else {}
        rows |= Q(currency=currency, day__gte=day, **until)
    return DailyCount.objects.filter(rows)


@transaction.atomic
def set_rates(
    wanted: Wanted, user: User | None = None, *, name: str = "", demo: bool = False
) -> Restated | None:
    """Set rates, and restate the money that follows from them; None where they stand already.

    Money whose day has no rate any more stays as it is.
    """
    changes = changing(wanted)
    if not changes:
        return None
    days = [day for _, day in changes]
    batch = ImportBatch.objects.create(
        user=user, source=SOURCE, file_name=(name or _name(changes))[:255], is_demo=demo
    )
    affected = touched(changes)
    put(changes, batch)
    apps = restate(affected, batch)
    batch.first_day = min(filter(None, (batch.first_day, *days)))
    batch.last_day = max(filter(None, (batch.last_day, *days)))
    batch.save()
    return Restated(batch, frozenset(apps))


def put(wanted: Wanted, batch: ImportBatch) -> None:
    """Write rates and keep what they replace."""
    stored = {(r.currency, r.day): r.rate for r in Rate.objects.all()}
    for (currency, day), rate in sorted(wanted.items()):
        of: dict[str, Any] = {"currency": currency, "day": day}
        old = stored.get((currency, day))
        RateChange.objects.create(batch=batch, before=old, after=rate, **of)
        if rate is None:
            Rate.objects.filter(**of).delete()
        else:
            said = {"rate": rate, "is_demo": batch.is_demo}
            Rate.objects.update_or_create(**of, defaults=said)


def restate(rows: QuerySet[DailyCount], batch: ImportBatch) -> set[int]:
    """Convert the original amounts of rows anew. The apps that are touched."""
    rates, counts, originals, apps = known_rates(), {}, {}, set()
    for key, app, said, beside in _read(rows):
        original = Original(*beside)
        found = rate_on(rates, original.currency, key[1])
        if found is None:
            continue
        money = {
            name: None if (amount := getattr(original, name)) is None else exact(amount * found[1])
            for name in ("spend", "revenue_d7")
        }
        if any(said[name] != value for name, value in money.items()):
            counts[key], originals[key] = Counts.of(**said | money), original
            apps.add(app)
    if counts:
        enter(counts, batch, originals, covers=False)
    return apps


def _read(rows: QuerySet[DailyCount]) -> Iterable[tuple[Key, int, dict[str, Any], tuple]]:
    fields, width = (*KEY, *COUNTS, *BESIDE, "campaign__app"), len(KEY)
    for row in rows.order_by().values_list(*fields).iterator():
        said = dict(zip(COUNTS, row[width:], strict=False))
        yield row[:width], row[-1], said, row[-1 - len(BESIDE) : -1]


def _name(changes: Wanted) -> str:
    currencies = sorted({currency for currency, _ in changes})
    days = sorted({day for _, day in changes})
    span = formats.day_range(Period(days[0], days[-1]))
    return f"Rates of {', '.join(currencies)}, {span}"


def later_days(changes: Iterable[RateChange]) -> Q:
    """The counts that rates of these changes may have been used for."""
    first: dict[str, date] = {}
    for change in changes:
        first[change.currency] = min(change.day, first.get(change.currency, change.day))
    found = Q(pk__in=[])
    for currency, day in first.items():
        found |= Q(currency=currency, day__gt=day - timedelta(days=1))
    return found
