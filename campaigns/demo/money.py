"""A network of the demo bills in euros: its rates by the week, and what stands beside its money."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from math import sin

from campaigns.importing.cells.rates import rate_on
from campaigns.importing.storing.counts import Key, Original
from campaigns.importing.storing.rates import Dated, known_rates
from campaigns.metrics import Counts
from campaigns.models import Rate
from campaigns.models.money import exact

NETWORK, CURRENCY = "Circle Social", "EUR"
USUAL, WAVE = 1.09, 0.02
CENT = 2


def write_rates(last: date, days: int) -> Dated:
    """A rate for each Monday from before the first day on."""
    first = last - timedelta(days=days)
    monday = first - timedelta(days=first.weekday())
    Rate.objects.bulk_create(
        Rate(
            day=monday + timedelta(weeks=week),
            currency=CURRENCY,
            rate=exact_rate(week),
            is_demo=True,
        )
        for week in range((last - monday).days // 7 + 1)
    )
    return known_rates()


def exact_rate(week: int) -> Decimal:
    """Around what is usual, up and down within a quarter of a year."""
    return round(Decimal(USUAL + WAVE * sin(week / 2)), 4)


def billed(key: Key, counts: Counts, rates: Mapping[str, list]) -> tuple[Counts, Original | None]:
    """Counts whose money was billed in euros, to the cent, and is worth what these are."""
    found = rate_on(rates, CURRENCY, key[1])
    if found is None:
        return counts, None
    amounts = {
        name: None if (value := getattr(counts, name)) is None else round(value / found[1], CENT)
        for name in ("spend", "revenue_d7")
    }
    worth = {n: None if v is None else exact(v * found[1]) for n, v in amounts.items()}
    return replace(counts, spend=worth["spend"], revenue_d7=worth["revenue_d7"]), Original(
        CURRENCY, **amounts
    )
