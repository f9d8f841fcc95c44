"""In which time zones the days of networks are, as their files tell."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from django.conf import settings

from campaigns.periods import Period
from campaigns.reports.answers import kept
from campaigns.reports.catalogue import listed

OURS = ("admin", "merge")
"""Sources whose days are those of the site."""


def zones_of(networks: Collection[str], period: Period) -> Mapping[str, frozenset[str]]:
    """The zones of the files of some networks, by name, that cover a period; "" is not told."""
    found: dict[str, set[str]] = {name: set() for name in networks}
    for name, zone, first, last in _told():
        if name in found and first <= period.last and last >= period.first:
            found[name].add(zone)
    return {name: frozenset(zones or {""}) for name, zones in found.items()}


@kept
def _told() -> tuple[tuple, ...]:
    found: dict[tuple[str, str], list] = defaultdict(list)
    for name, zone, source, first, last in listed("told"):
        own = settings.TIME_ZONE if source in OURS and not zone else zone
        found[name, own] += [date.fromisoformat(first), date.fromisoformat(last)]
    return tuple((*key, min(days), max(days)) for key, days in sorted(found.items()))
