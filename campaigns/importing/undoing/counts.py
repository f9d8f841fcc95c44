"""Daily counts as they were before a batch.

What an import did is told by the rows that it wrote and by its revisions; what an undo did, by its
revisions alone, because rows that it brings back are again those of who wrote them first.
"""

from collections.abc import Collection, Iterable

from django.db import connection
from django.db.models import Model, QuerySet

from campaigns.models import CountBase, CountRevision, CoveredDays, DailyCount, ImportBatch
from campaigns.models.dialects import CampaignDay
from campaigns.models.keeping import lock, refresh

COLUMNS = [
    field.column
    for field in CountRevision._meta.concrete_fields
    if field.name not in ("id", "batch", "written_by", "removed", "absent")
]
NAMES = {field.name: field.attname for field in DailyCount._meta.concrete_fields}
KEY = [NAMES[name] for name in CountBase.KEY]
VALUES = [name for name in COLUMNS if name not in KEY]


def touched(batch: ImportBatch) -> set[CampaignDay]:
    """The campaign-days on which a batch wrote, changed or removed rows."""
    written = DailyCount.objects.filter(batch=batch)
    replaced = CountRevision.objects.filter(batch=batch)
    return {day for rows in (written, replaced) for day in _days(rows)}


def later(batch: ImportBatch, candidates: Collection[int]) -> set[int]:
    """Which of some later batches stand on the rows of a batch."""
    if not candidates:
        return set()
    replaced = CountRevision.objects.filter(written_by=batch, batch__in=candidates)
    found = set(replaced.order_by().values_list("batch", flat=True).distinct())
    marks = ", ".join(["%s"] * len(candidates))
    for table in (CountRevision, DailyCount):
        sql = (
            f"SELECT DISTINCT y.batch_id FROM {_table(CountRevision)} x "
            f"JOIN {_table(table)} y ON {_same('x', 'y')} AND y.batch_id IN ({marks}) "
            "WHERE x.batch_id = %s"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [*candidates, batch.pk])
            found |= {pk for (pk,) in cursor.fetchall()}
    return found | _found_the_same(batch, candidates)


def revert(batch: ImportBatch, undo: ImportBatch) -> None:
    """Make the rows of a batch what they were before it, as done by `undo`.

    No later batch may stand on them. What is replaced is kept as revisions of `undo`, a row that
    is brought back as one that was absent. A row that changes stays the same row: what leads to it
    by its id still does.
    """
    days = touched(batch)
    lock({campaign for campaign, _ in days})
    daily, kept = _table(DailyCount), _table(CountRevision)
    fields = ", ".join(COLUMNS)
    standing = (
        f"FROM {daily} d LEFT JOIN {kept} r ON r.batch_id = %s AND {_same('d', 'r')} "
        f"WHERE {'r.id IS NOT NULL' if batch.undoes_id else 'd.batch_id = %s'}"
    )
    update = ", ".join(f"{name} = excluded.{name}" for name in ("batch_id", *VALUES))
    asked = [batch.pk] if batch.undoes_id else [batch.pk, batch.pk]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {kept} (batch_id, written_by_id, removed, absent, {fields}) "
            f"SELECT %s, d.batch_id, r.id IS NULL OR r.absent, FALSE, {_of('d')} {standing}",
            [undo.pk, *asked],
        )
        cursor.execute(
            f"INSERT INTO {kept} (batch_id, removed, absent, {', '.join(KEY)}) "
            f"SELECT %s, FALSE, TRUE, {', '.join(KEY)} FROM {kept} WHERE batch_id = %s AND removed",
            [undo.pk, batch.pk],
        )
        cursor.execute(
            f"DELETE FROM {daily} "
            f"WHERE id IN (SELECT d.id {standing} AND (r.id IS NULL OR r.absent))",
            asked,
        )
        cursor.execute(
            f"INSERT INTO {daily} (batch_id, {fields}) "
            f"SELECT written_by_id, {fields} FROM {kept} WHERE batch_id = %s AND NOT absent "
            f"ON CONFLICT ({', '.join(KEY)}) DO UPDATE SET {update}",
            [batch.pk],
        )
    refresh(days)
    _note(undo)


def _note(undo: ImportBatch) -> None:
    """What an undo did to rows, and to which days."""
    rows = CountRevision.objects.filter(batch=undo)
    undo.created += rows.filter(absent=True).count()
    undo.removed += rows.filter(removed=True).count()
    undo.changed += rows.filter(absent=False, removed=False).count()


def _found_the_same(batch: ImportBatch, candidates: Collection[int]) -> set[int]:
    """Later imports that covered days of a batch and left rows there as they found them."""
    rows = CoveredDays.objects.filter(batch__in=candidates, batch__unchanged__gt=0)
    found = set()
    for mine in CoveredDays.objects.filter(batch=batch):
        alike = rows.filter(
            app=mine.app_id,
            network=mine.network_id,
            reported_by=mine.reported_by,
            first_day__lte=mine.last_day,
            last_day__gte=mine.first_day,
        )
        found |= set(alike.values_list("batch", flat=True))
    return found


def _days(rows: QuerySet) -> Iterable[CampaignDay]:
    return rows.order_by().values_list("campaign", "day").distinct()


def _same(one: str, other: str) -> str:
    return " AND ".join(f"{one}.{column} = {other}.{column}" for column in KEY)


def _of(table: str) -> str:
    return ", ".join(f"{table}.{column}" for column in COLUMNS)


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)
