"""Questions to the tables that only the fraud rules read: click times, rejections, sub-publishers.

Their sums never meet those of the daily counts; `reports` does not know them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Sum

from campaigns.metrics import Counts
from campaigns.models import BUCKETS, App, ClickTimeCount, RejectedCount, SourceAppCount
from campaigns.models.fraud import EvidenceBase
from campaigns.periods import Period
from campaigns.reports import DIMENSIONS

Pair = tuple[int, int]
"""app, network"""
Buckets = tuple[int, ...]
"""Installs by click time, in the order of BUCKETS."""
PAIR = ("campaign__app", "campaign__network")
NAMES = ("campaign__app__name", "campaign__app__platform", "campaign__network__name")


@dataclass
class Known:
    """What the tables know of one network in one app, each part by sub-publisher."""

    app_name: str
    network_name: str
    counts: dict[str, Counts] = field(default_factory=dict)
    times: dict[str, Buckets] = field(default_factory=dict)
    reasons: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))

    @property
    def source_apps(self) -> list[str]:
        """The sub-publishers that anything is known of, by name."""
        return sorted({*self.counts, *self.times, *self.reasons} - {""})

    @property
    def all_times(self) -> Buckets | None:
        """Installs by click time over all sub-publishers; None where there are none."""
        times = self.times.values()
        return tuple(map(sum, zip(*times, strict=True))) if times else None

    @property
    def all_reasons(self) -> dict[str, int]:
        """Rejected installs by reason over all sub-publishers."""
        sums: dict[str, int] = defaultdict(int)
        for reasons in self.reasons.values():
            for reason, installs in reasons.items():
                sums[reason] += installs
        return dict(sums)


def known(where: Mapping[str, tuple], windows: Mapping[int, Period]) -> dict[Pair, Known]:
    """The sums of every network, each over its own window.

    `where` filters by app and platform. A query for each table and each different window.
    """
    found: dict[Pair, Known] = {}
    for row in _sums(where, windows, SourceAppCount):
        counts = Counts.of(**{name: row[name] for name in SourceAppCount.COUNTS})
        _of(row, found).counts[row["source_app"]] = counts
    for row in _sums(where, windows, ClickTimeCount):
        _of(row, found).times[row["source_app"]] = tuple(row[name] for name in BUCKETS)
    for row in _sums(where, windows, RejectedCount, "reason"):
        _of(row, found).reasons[row["source_app"]][row["reason"]] = row["rejected_installs"]
    return found


def _of(row: Mapping[str, Any], found: dict[Pair, Known]) -> Known:
    pair = (row[PAIR[0]], row[PAIR[1]])
    if pair not in found:
        app, platform, network = (row[name] for name in NAMES)
        found[pair] = Known(str(App(name=app, platform=platform)), network)
    return found[pair]


def _sums(
    where: Mapping[str, tuple],
    windows: Mapping[int, Period],
    store: type[EvidenceBase],
    *more: str,
) -> Iterator[dict]:
    filters = {f"{DIMENSIONS[name].path}__in": values for name, values in where.items()}
    networks: dict[Period, list[int]] = defaultdict(list)
    for network, window in windows.items():
        networks[window].append(network)
    for window, some in networks.items():
        yield from (
            store.objects.filter(**filters, campaign__network__in=some)
            .filter(day__range=(window.first, window.last))
            .order_by()
            .values(*PAIR, *NAMES, "source_app", *more)
            .annotate(**{name: Sum(name) for name in store.COUNTS})
        )


def daily(
    store: type[EvidenceBase], pair: Pair, source_app: str, period: Period
) -> dict[date, dict[str, Any]]:
    """A table's sums by day, of a network or of one of its sub-publishers."""
    rows = store.objects.filter(day__range=(period.first, period.last))
    rows = rows.filter(**dict(zip(PAIR, pair, strict=True)))
    if source_app:
        rows = rows.filter(source_app=source_app)
    sums = {name: Sum(name) for name in store.COUNTS}
    return {row.pop("day"): row for row in rows.order_by().values("day").annotate(**sums)}
