"""Whose the lines are that are held against what is stored."""

from collections.abc import Iterable
from datetime import timedelta

from campaigns.models import Campaign, Named

Group = tuple[int, int, str]
"""app, network, reported_by"""
HISTORY = timedelta(days=90)
"""So long before a file's days its networks' own days say what is usual."""
CHUNK = 500


class Places:
    """The app, network and settling time of campaigns."""

    def __init__(self, campaigns: Iterable[int], planned: Iterable[Named] = ()) -> None:
        some = sorted(set(campaigns))
        self.of: dict[int, tuple[int, int]] = {}
        self.settle: dict[int, int] = {}
        self.names: dict[int, str] = {}
        self.networks: dict[int, str] = {}
        new = {row.pk: row for row in planned if isinstance(row, Campaign)}
        found = [new[pk] for pk in some if pk in new]
        for start in range(0, len(some), CHUNK):
            rows = Campaign.objects.filter(pk__in=some[start : start + CHUNK])
            found += rows.select_related("network").order_by()
        for c in found:
            self.of[c.pk] = (c.app_id, c.network_id)
            self.settle[c.pk] = c.network.settles_after
            self.names[c.pk] = f"{c.network.name}, {c.name}"
            self.networks[c.network_id] = c.network.name
