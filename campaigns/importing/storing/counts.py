"""The one door through which counts are written: imports, entries by hand and demo data.

What a write replaces is kept as revisions under its batch.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from campaigns.importing.lines import Doubt
from campaigns.importing.storing.activities import Activities
from campaigns.importing.storing.coverage import Coverage, covered_by, note
from campaigns.importing.storing.detail import detail_lost, unstated
from campaigns.importing.storing.doubts import Judged, contradictions
from campaigns.importing.storing.staging import (
    Day,
    DaySum,
    Staging,
    numbers_stored,
    stored_days,
    take,
)
from campaigns.metrics import COUNTS, MONEY, Counts
from campaigns.models import ImportBatch, Named
from campaigns.models.keeping import lock, refresh
from campaigns.models.money import PLACES, in_millionths

Key = tuple[int, Any, int, str, int, str]
"""campaign, day, creative, country, store page, reported_by: the order of CountBase.KEY"""


@dataclass(frozen=True)
class Original:
    """Money as a report states it, in another currency."""

    currency: str
    spend: Decimal | None = None
    revenue_d7: Decimal | None = None


Originals = Mapping[Key, Original | None]
"""What stands beside the money of some rows."""
ROWS = ("created", "changed", "unchanged", "removed")


@dataclass
class Changes:
    """What a write does: rows, the sums of the days it touches, and the detail it loses."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    before: Counts = field(default_factory=Counts)
    after: Counts = field(default_factory=Counts)
    detail_lost: list[str] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    def note_in(self, batch: ImportBatch, days: Iterable[date]) -> None:
        """Add to a batch what was done under it, and to which days."""
        for name in ROWS:
            setattr(batch, name, getattr(batch, name) + getattr(self, name))
        touched = list(days)
        if touched:
            batch.first_day = min(filter(None, (batch.first_day, *touched)))
            batch.last_day = max(filter(None, (batch.last_day, *touched)))
        batch.save()


def replace_days(
    rows: Mapping[Key, Counts], batch: ImportBatch, originals: Originals | None = None
) -> Changes:
    """Make the campaign-days that `rows` cover (for their reporter) say what `rows` say."""
    with transaction.atomic(), Staging() as staging:
        staging.fill(as_stored(rows, originals))
        return replace_staged(staging, batch)


def replace_staged(
    staging: Staging,
    batch: ImportBatch,
    *,
    dry_run: bool = False,
    complete: Coverage | None = None,
    judged: Judged | None = None,
    planned: Iterable[Named] = (),
) -> Changes:
    """Make the campaign-days that the rows cover (for their reporter) say what the rows say.

    To be called in a transaction, unless it is a dry run. A network's day without campaigns and
    its day by campaigns are the same activity. Of a `complete` coverage the stored days that have
    no row go, too.
    The same rows twice change nothing; a dry run compares and writes nothing. `detail_lost` names
    creatives, countries, store pages or counts that the days had and the rows have not, `doubts`
    what contradicts the stored rows (where it is `judged`): the caller decides whether that may
    stand, and rolls back if not. `planned` are the names that a dry run would make.
    """
    if not dry_run:
        lock(staging.campaigns())
    nothing = unstated(planned)
    new = staging.days(*nothing)
    activities = Activities({row.day for row in new}, planned)
    old = activities.narrowed(stored_days(activities.covered | activities.candidates()))
    numbers = numbers_stored({row.day for row in old})
    changes = Changes(detail_lost=detail_lost(staging, new, old, activities, nothing))
    if judged:
        changes.doubts = contradictions(new, old, numbers, judged, planned)
    if complete:
        known = activities.covered | {row.day for row in old}
        more = stored_days(complete.stored() - known)
        numbers |= numbers_stored({row.day for row in more})
        old += more
    gone = _count(changes, new, old, numbers)
    if not dry_run:
        _write(staging, changes, new, gone, batch)
        covered = covered_by(activities.covered)
        for reported, days in (complete.days_by_reported() if complete else {}).items():
            covered.setdefault(reported, set()).update(days)
        note(batch, covered)
    return changes


@transaction.atomic
def enter(
    rows: Mapping[Key, Counts],
    batch: ImportBatch,
    originals: Originals | None = None,
    *,
    covers: bool = True,
) -> Changes:
    """Write exactly these rows and leave the rest of their days alone.

    Without `originals` what stands beside money stays where the money does. Not `covers`: it is
    no look at those days.
    """
    lock({key[0] for key in rows})
    with Staging() as staging:
        staging.fill(as_stored(rows, originals or {}))
        if originals is None:
            staging.keep_beside()
        new = staging.days()
        changes = Changes(before=_sum(counts for _, counts in staging.over()))
        _count(changes, new, [], {})
        _write(staging, changes, new, {}, batch)
    if covers:
        note(batch, covered_by({row.day for row in new}))
    return changes


@transaction.atomic
def remove(keys: Iterable[Key], batch: ImportBatch) -> Changes:
    """Remove these rows, keeping them as revisions."""
    wanted = set(keys)
    lock({key[0] for key in wanted})
    with Staging() as staging:
        staging.fill(as_stored(dict.fromkeys(wanted, Counts())))
        days = {row.day for row in staging.days() if row.stored}
        found = staging.over()
    changes = Changes(removed=len(found), before=_sum(counts for _, counts in found))
    take([pk for pk, _ in found], batch.pk)
    refresh(day[:2] for day in days)
    changes.note_in(batch, (day for _, day, _ in days))
    return changes


def as_stored(rows: Mapping[Key, Counts], originals: Originals | None = None) -> Iterator[tuple]:
    """Rows as the database stores them."""
    adapt, originals = connection.ops.adapt_datefield_value, originals or {}
    for key, counts in rows.items():
        campaign, day, *rest = key
        one = originals.get(key)
        beside = (
            (in_millionths(one.spend), in_millionths(one.revenue_d7), one.currency)
            if one
            else (None, None, None)
        )
        values = [
            in_millionths(value) if name in MONEY else value
            for name in COUNTS
            for value in (getattr(counts, name),)
        ]
        yield (campaign, adapt(day), *rest, *values, *beside)


def _count(
    changes: Changes, new: list[DaySum], old: list[DaySum], numbers: Mapping[Day, int]
) -> set[Day]:
    """Count what a write does, and say on which days stored rows go."""
    stored: dict[Day, int] = defaultdict(int)
    for row in new:
        stored[row.day] += row.stored
    gone = {row.day: numbers[row.day] - stored.get(row.day, 0) for row in old}
    rows, found = sum(row.rows for row in new), sum(stored.values())
    changes.created, changes.changed = rows - found, sum(row.changed for row in new)
    changes.unchanged, changes.removed = found - changes.changed, sum(gone.values())
    changes.after = _sum(row.sums for row in new)
    if old:
        changes.before = _sum(row.sums for row in old)
    return {day for day, number in gone.items() if number}


def _write(
    staging: Staging,
    changes: Changes,
    new: list[DaySum],
    gone: Collection[Day],
    batch: ImportBatch,
) -> None:
    if gone:
        take(staging.beside(gone), batch.pk)
    if changes.changed:
        staging.change(batch.pk, many=changes.changed > sum(row.rows for row in new) / 10)
    if changes.created:
        staging.create(batch.pk, over=any(row.stored for row in new))
    touched = {row.day for row in new if row.changed or row.rows > row.stored} | set(gone)
    refresh(day[:2] for day in touched)
    changes.note_in(batch, {day for _, day, _ in (*(row.day for row in new), *gone)})


def _sum(rows: Iterable[tuple]) -> Counts:
    """The sums of rows of counts as stored, kept apart by what they report."""
    sums: dict[tuple, list] = {}
    for row in rows:
        pattern = tuple([value is None for value in row])
        if pattern in sums:
            sums[pattern] = [
                None if a is None else a + b for a, b in zip(sums[pattern], row, strict=True)
            ]
        else:
            sums[pattern] = list(row)
    return sum((_counts(values) for values in sums.values()), Counts())


def _counts(values: Iterable[int | None]) -> Counts:
    said = dict(zip(COUNTS, values, strict=True))
    money = {
        name: None if said[name] is None else Decimal(said[name] or 0).scaleb(-PLACES)
        for name in MONEY
    }
    return Counts.of(**said | money)
