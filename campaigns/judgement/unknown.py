"""What reports of a network do not say: formats, countries, creatives."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from campaigns.metrics import total
from campaigns.models.choices import NOT_STATED
from campaigns.periods import DEFAULT_DAYS
from campaigns.reports import by_value, last_days, report

STATED = ("format", "country", "creative")
BASES = ("impressions", "clicks", "installs")


@dataclass(frozen=True)
class Unknown:
    """The share of a network's `counts` that states no such thing."""

    network_id: int
    network: str
    dimension: str
    share: float
    counts: str


def unknown(today: date) -> list[Unknown]:
    """The shares of the last 28 settled days that are not stated, the largest first; none is 0."""
    found = [one for name in STATED for one in _shares(today, name)]
    return sorted(found, key=lambda one: (-one.share, one.network))


def _shares(today: date, dimension: str) -> Iterator[Unknown]:
    query = replace(last_days(DEFAULT_DAYS, today), by=("network", dimension), counts=BASES)
    for network, rows in by_value(report(query), "network").items():
        whole = total(row.counts for row in rows)
        part = total(row.counts for row in rows if row.names[dimension] == NOT_STATED)
        base = next((name for name in BASES if getattr(whole, name)), None)
        if base and (some := getattr(part, base)):
            share = some / getattr(whole, base)
            yield Unknown(network, rows[0].names["network"], dimension, share, base)
