"""The one door through which counts are written: imports, entries by hand and demo data.

What a write replaces is kept as revisions under its batch.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from campaigns.importing.lines import Doubt
from campaigns.importing.storing.activities import Activities
from campaigns.importing.storing.coverage import Coverage, covered_by, note
from campaigns.importing.storing.doubts import Judged, contradictions
from campaigns.metrics import COUNTS, MONEY, Counts
from campaigns.models import (
    CountBase,
    CountRevision,
    Creative,
    DailyCount,
    ImportBatch,
    StorePage,
)
from campaigns.models.choices import NOT_STATED, UNKNOWN_COUNTRY
from campaigns.models.keeping import lock, refresh
from campaigns.models.money import in_millionths

Key = tuple[int, Any, int, str, int, str]
"""campaign, day, creative, country, store page, reported_by: the order of CountBase.KEY"""
FIELDS = {field.name: field for field in DailyCount._meta.concrete_fields}
KEY = tuple(FIELDS[name].attname for name in CountBase.KEY)
CHUNK = 500
ROWS = ("created", "changed", "unchanged", "removed")
ROWS_AT_ONCE = 60
"""16 values a row: the oldest SQLite takes 999 in one statement."""


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

    def note_in(self, batch: ImportBatch, days: Iterable) -> None:
        """Add to a batch what was done under it, and to which days."""
        for name in ROWS:
            setattr(batch, name, getattr(batch, name) + getattr(self, name))
        touched = list(days)
        if touched:
            batch.first_day = min(filter(None, (batch.first_day, *touched)))
            batch.last_day = max(filter(None, (batch.last_day, *touched)))
        batch.save()


@dataclass(frozen=True)
class _Stored:
    pk: int
    batch_id: int | None
    counts: tuple


@transaction.atomic
def replace_days(
    rows: Mapping[Key, Counts],
    batch: ImportBatch,
    *,
    dry_run: bool = False,
    complete: Coverage | None = None,
    judged: Judged | None = None,
) -> Changes:
    """Make the campaign-days that `rows` cover (for their reporter) say what `rows` say.

    A network's day without campaigns and its day by campaigns are the same activity. Of a
    `complete` coverage the stored days that have no row go, too.
    The same rows twice change nothing; a dry run compares and writes nothing. `detail_lost` names
    creatives, countries, store pages or counts that the days had and the rows have not, `doubts`
    what contradicts the stored rows (where it is `judged`): the caller decides whether that may
    stand, and rolls back if not.
    """
    activities = Activities({_day(key) for key in rows})
    candidates = activities.covered | activities.candidates()
    stored = activities.narrowed(_stored_days(candidates))
    lost = _detail_lost(rows, stored, activities)
    doubts = []
    if judged:
        before = {key: old.counts for key, old in stored.items()}
        doubts = contradictions(rows, before, judged.today, judged.spend)
    if complete:
        stored |= _stored_days(complete.stored() - activities.covered)
    gone = {key: old for key, old in stored.items() if key not in rows}
    changes, changed = _compare(rows, stored, gone)
    changes.detail_lost, changes.doubts = lost, doubts
    if not dry_run:
        _write(rows, stored, changed, gone, changes, batch)
        covered = covered_by(activities.covered)
        for reported, days in (complete.days_by_reported() if complete else {}).items():
            covered.setdefault(reported, set()).update(days)
        note(batch, covered)
    return changes


@transaction.atomic
def enter(rows: Mapping[Key, Counts], batch: ImportBatch) -> Changes:
    """Write exactly these rows and leave the rest of their days alone."""
    stored = _stored_days({_day(key) for key in rows})
    mine = {key: old for key, old in stored.items() if key in rows}
    changes, changed = _compare(rows, mine, {})
    _write(rows, mine, changed, {}, changes, batch)
    note(batch, covered_by({_day(key) for key in rows}))
    return changes


@transaction.atomic
def remove(keys: Iterable[Key], batch: ImportBatch) -> Changes:
    """Remove these rows, keeping them as revisions."""
    wanted = set(keys)
    stored = _stored_days({_day(key) for key in wanted})
    gone = {key: old for key, old in stored.items() if key in wanted}
    changes, _ = _compare({}, gone, gone)
    _write({}, gone, {}, gone, changes, batch)
    return changes


def _stored_days(covered: set[tuple[int, Any, str]]) -> dict[Key, _Stored]:
    """The stored rows of the covered (campaign, day, reporter), their campaigns locked."""
    campaigns = sorted({campaign for campaign, _, _ in covered})
    lock(campaigns)
    stored = {}
    for some in _chunks(campaigns):
        days = [day for campaign, day, _ in covered]
        rows = DailyCount.objects.filter(campaign__in=some, day__range=(min(days), max(days)))
        for pk, batch_id, *values in rows.order_by().values_list("pk", "batch_id", *KEY, *COUNTS):
            key = tuple(values[: len(KEY)])
            if _day(key) in covered:
                stored[key] = _Stored(pk, batch_id, tuple(values[len(KEY) :]))
    return stored


def _compare(
    rows: Mapping[Key, Counts], stored: Mapping[Key, _Stored], gone: Mapping[Key, _Stored]
) -> tuple[Changes, dict[Key, _Stored]]:
    """What writing `rows` over `stored` would do, and the stored rows that it would change."""
    new = {key: _values(counts) for key, counts in rows.items()}
    changed = {k: stored[k] for k, v in new.items() if k in stored and stored[k].counts != v}
    created = sum(key not in stored for key in new)
    changes = Changes(
        created=created,
        changed=len(changed),
        unchanged=len(new) - created - len(changed),
        removed=len(gone),
        before=_sum(old.counts for old in stored.values()),
        after=_sum(new.values()),
    )
    return changes, changed


def _write(
    rows: Mapping[Key, Counts],
    stored: Mapping[Key, _Stored],
    changed: Mapping[Key, _Stored],
    gone: Mapping[Key, _Stored],
    changes: Changes,
    batch: ImportBatch,
) -> None:
    _keep(changed, batch, removed=False)
    _keep(gone, batch, removed=True)
    for some in _chunks([old.pk for old in gone.values()]):
        # What follows from the counts follows once, at the end.
        DailyCount._base_manager.filter(pk__in=some).delete()
    written = [key for key in rows if key in changed or key not in stored]
    _upsert([(*key, *_values(rows[key])) for key in written], batch)
    refresh((campaign, day) for campaign, day, *_ in (*written, *gone))
    changes.note_in(batch, (day for _, day, *_ in (*rows, *gone)))


def _values(counts: Counts) -> tuple:
    return tuple(getattr(counts, name) for name in COUNTS)


def _upsert(rows: list[tuple], batch: ImportBatch) -> None:
    """Insert rows of key and counts, or update the counts where the key is taken.

    SQLite and PostgreSQL both understand this form, and it is several times as fast as
    bulk_create. Only days and money are stored in another form than they are counted in.
    """
    quote = connection.ops.quote_name
    columns = [quote(FIELDS[name].column) for name in (*CountBase.KEY, *COUNTS, "batch")]
    insert = f"INSERT INTO {quote(DailyCount._meta.db_table)} ({', '.join(columns)}) VALUES "
    one_row = f"({', '.join(['%s'] * len(columns))})"
    update = f" ON CONFLICT ({', '.join(columns[: len(KEY)])}) DO UPDATE SET " + ", ".join(
        f"{column} = excluded.{column}" for column in columns[len(KEY) :]
    )
    day, money = KEY.index("day"), [len(KEY) + COUNTS.index(name) for name in MONEY]
    days = {d: connection.ops.adapt_datefield_value(d) for d in {row[day] for row in rows}}
    with connection.cursor() as cursor:
        for some in _chunks(rows, ROWS_AT_ONCE):
            values = []
            for row in some:
                stored = [*row, batch.pk]
                stored[day] = days[row[day]]
                for place in money:
                    stored[place] = in_millionths(row[place])
                values += stored
            cursor.execute(insert + ", ".join([one_row] * len(some)) + update, values)


def _keep(old: Mapping[Key, _Stored], batch: ImportBatch, *, removed: bool) -> None:
    CountRevision.objects.bulk_create(
        (
            CountRevision(
                batch=batch,
                written_by_id=row.batch_id,
                removed=removed,
                **dict(zip(KEY, key, strict=True)),
                **dict(zip(COUNTS, row.counts, strict=True)),
            )
            for key, row in old.items()
        ),
        batch_size=CHUNK,
    )


def _detail_lost(
    rows: Mapping[Key, Counts], stored: Mapping[Key, _Stored], activities: Activities
) -> list[str]:
    """What the stored days tell apart and the new rows do not, each in words."""
    covered = activities.covered
    no_creative = Creative.objects.filter(name=NOT_STATED, format="")
    default_pages = StorePage.objects.filter(kind=StorePage.Kind.DEFAULT)
    unstated: dict[int, tuple[str, set]] = {
        2: ("creatives", set(no_creative.values_list("pk", flat=True))),
        3: ("countries", {UNKNOWN_COUNTRY}),
        4: ("store pages", set(default_pages.values_list("pk", flat=True))),
    }
    lost = []
    if merged := activities.merged(stored):
        names = _number(len({campaign for campaign, _, _ in merged}), "campaigns")
        lost.append(f"{names} on {_number(len(merged), 'campaign-days')}")
    if short := activities.not_reached(rows, stored):
        lost.append(f"numbers without a campaign on {_number(short, 'days')}, which are larger")
    for place, (name, nothing) in unstated.items():
        told = {_day(k) for k in rows if k[place] not in nothing}
        before = {
            (_day(k), k[place])
            for k in stored
            if k[place] not in nothing and _day(k) in covered and _day(k) not in told
        }
        if before:
            values, days = {v for _, v in before}, {d for d, _ in before}
            lost.append(f"{_number(len(values), name)} on {_number(len(days), 'campaign-days')}")
    for place, name in enumerate(COUNTS):
        told = {_day(k) for k, counts in rows.items() if getattr(counts, name) is not None}
        had = {_day(k) for k, old in stored.items() if old.counts[place] is not None}
        if missing := (had & covered) - told:
            what = name.replace("_", " ")
            lost.append(f"{what} of {_number(len(missing), 'campaign-days')}")
    return lost


def _day(key: Key) -> tuple[int, Any, str]:
    return key[0], key[1], key[5]


ONE = {"countries": "country"}


def _number(count: int, things: str) -> str:
    if count != 1:
        return f"{count:,} {things}"
    return f"1 {ONE.get(things, things.removesuffix('s'))}"


def _sum(rows: Iterable[tuple]) -> Counts:
    """The sums of rows of counts, kept apart by what they report."""
    sums: dict[tuple, list] = {}
    for row in rows:
        pattern = tuple(value is None for value in row)
        if pattern in sums:
            sums[pattern] = [
                None if a is None else a + b for a, b in zip(sums[pattern], row, strict=True)
            ]
        else:
            sums[pattern] = list(row)
    parts = (Counts.of(**dict(zip(COUNTS, values, strict=True))) for values in sums.values())
    return sum(parts, Counts())


def _chunks(values: list, size: int = CHUNK) -> Iterable[list]:
    return (values[i : i + size] for i in range(0, len(values), size))
