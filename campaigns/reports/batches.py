"""What a batch changed: the sums of each network's day before it and after it.

The counts as they stand now are those after the batch and what later batches did since; what a
batch did is what it wrote less what it replaced, which is kept. So both sides are sums of rows as
they are stored, whenever somebody asks. An import that was taken back and its undo are as if
neither had been.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from campaigns.metrics import Counts
from campaigns.models import CountRevision, CoveredDays, DailyCount, ImportBatch
from campaigns.periods import Period

Place = tuple[int, int, str, date]
"""app, network, reported_by, day"""
BOTH = Q(impressions__isnull=False, installs__isnull=False)
SUMS = {
    "impressions": Sum("impressions"),
    "installs": Sum("installs"),
    "with_impressions": Count("impressions"),
    "with_installs": Count("installs"),
    "paired_impressions": Sum("impressions", filter=BOTH),
    "paired_installs": Sum("installs", filter=BOTH),
}
PLACE = ("campaign__app", "campaign__network", "reported_by", "day")


@dataclass
class Tally:
    """Sums that can be added and taken away; `with_` are the rows that report a count."""

    sums: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SUMS, 0))

    def add(self, other: "Tally", sign: int = 1) -> None:
        """Add other sums, or with -1 take them away."""
        for name in SUMS:
            self.sums[name] += sign * other.sums[name]

    @property
    def impressions(self) -> int | None:
        """None where no row reports them."""
        return self.sums["impressions"] if self.sums["with_impressions"] else None

    @property
    def installs(self) -> int | None:
        """None where no row reports them."""
        return self.sums["installs"] if self.sums["with_installs"] else None

    @property
    def ipm(self) -> float | None:
        """Of the rows that report both counts."""
        paired = {name: self.sums[f"paired_{name}"] for name in ("impressions", "installs")}
        return Counts.of(**paired).ipm


@dataclass(frozen=True)
class DayChange:
    """A network's day before a batch and after it."""

    app: int
    app_name: str
    network: int
    network_name: str
    reported_by: str
    day: date
    before: Tally
    after: Tally


def changes_of(batches: Iterable[int]) -> list[DayChange]:
    """The days that batches were of, by app, network, reporter and day.

    Of what was taken back, and of an undo, nothing is said. Where one batch followed another on a
    day, before is that of the first, after of the last.
    """
    found: dict[Place, DayChange] = {}
    standing = ImportBatch.objects.filter(pk__in=list(batches), undone=False, undoes=None)
    for batch in sorted(standing.values_list("pk", flat=True)):
        for change in _changes(batch):
            place = (change.app, change.network, change.reported_by, change.day)
            first = found.get(place, change)
            found[place] = DayChange(**{**vars(change), "before": first.before})
    return sorted(found.values(), key=_place)


def _place(change: DayChange) -> tuple:
    names = (change.network_name.casefold(), change.app_name.casefold())
    return (*names, change.reported_by, change.day)


def _changes(batch: int) -> list[DayChange]:
    covered = list(CoveredDays.objects.filter(batch=batch).select_related("app", "network"))
    if not covered:
        return []
    rows = Q(
        campaign__app__in={run.app_id for run in covered},
        campaign__network__in={run.network_id for run in covered},
        day__range=(min(r.first_day for r in covered), max(r.last_day for r in covered)),
    )
    now = DailyCount.objects.filter(rows)
    replaced = CountRevision.objects.filter(rows, batch__undone=False, batch__undoes=None)
    after = _tallies(now)
    _add(after, now.filter(batch__gt=batch), -1)
    _add(after, replaced.filter(written_by__gt=batch), -1)
    _add(after, replaced.filter(batch__gt=batch), 1)
    before: dict[Place, Tally] = defaultdict(Tally)
    for place, tally in after.items():
        before[place].add(tally)
    _add(before, now.filter(batch=batch), -1)
    _add(before, replaced.filter(written_by=batch), -1)
    _add(before, replaced.filter(batch=batch), 1)
    return [
        DayChange(
            run.app_id, str(run.app), run.network_id, run.network.name, run.reported_by, day,
            before.get(place, Tally()), after.get(place, Tally()),
        )
        for run in covered
        for day in _days(run)
        if (place := (run.app_id, run.network_id, run.reported_by, day))
    ]  # fmt: skip


def _days(run: CoveredDays) -> list[date]:
    return list(Period(run.first_day, run.last_day).days())


def _tallies(rows: QuerySet[Any]) -> dict[Place, Tally]:
    found: dict[Place, Tally] = defaultdict(Tally)
    for row in rows.order_by().values(*PLACE).annotate(**{f"sum_{n}": s for n, s in SUMS.items()}):
        place = tuple(row[name] for name in PLACE)
        found[place] = Tally({name: row[f"sum_{name}"] or 0 for name in SUMS})  # type: ignore[index]
    return found


def _add(tallies: dict[Place, Tally], rows: QuerySet[Any], sign: int) -> None:
    for place, tally in _tallies(rows).items():
        tallies[place].add(tally, sign)
