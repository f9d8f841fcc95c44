"""Evidence and store facts as they were before a batch: as `undoing.counts`, table by table."""

import json
from collections.abc import Collection
from typing import Any

from campaigns.importing.storing.evidence import (
    CHUNK,
    STORES,
    Key,
    Store,
    StoredRow,
    as_text,
    keep,
    stored_rows,
)
from campaigns.models import EvidenceRevision, ImportBatch

TABLES: dict[str, Store] = {
    str(store._meta.model_name): store for store in dict.fromkeys(STORES.values())
}


def later(batch: ImportBatch, candidates: Collection[int]) -> set[int]:
    """Which of some later batches stand on the rows of a batch."""
    revisions = EvidenceRevision.objects.filter(batch__in=candidates)
    replaced = revisions.filter(written_by=batch)
    found = set(replaced.order_by().values_list("batch", flat=True).distinct())
    for name, store in TABLES.items():
        mine = set(_revisions(batch, store))
        if not mine:
            continue
        others = revisions.filter(table=name).exclude(batch__in=found)
        found |= {pk for pk, key in others.values_list("batch", "key") if key in mine}
        rows = store.objects.filter(batch__in=set(candidates) - found)
        found |= {row.batch or 0 for key, row in stored_rows(rows, store) if as_text(key) in mine}
    return found


def revert(batch: ImportBatch, undo: ImportBatch) -> None:
    """Make the rows of a batch what they were before it, as done by `undo`."""
    for name, store in TABLES.items():
        before = _revisions(batch, store)
        standing = _standing(batch, store, before)
        removed = {key for key in standing if _was_absent(before.get(as_text(key)))}
        keep(removed, standing, store, undo, removed=True)
        keep(standing.keys() - removed, standing, store, undo, removed=False)
        back = [text for text, revision in before.items() if revision.removed]
        EvidenceRevision.objects.bulk_create(
            (EvidenceRevision(batch=undo, table=name, key=text, absent=True) for text in back),
            batch_size=CHUNK,
        )
        pks = {as_text(key): row.pk for key, row in standing.items()}
        ids = list(pks.values())
        for start in range(0, len(ids), CHUNK):
            store.objects.filter(pk__in=ids[start : start + CHUNK]).delete()
        rows = (
            _row(store, revision, pks.get(text))
            for text, revision in before.items()
            if not revision.absent
        )
        store.objects.bulk_create(rows, batch_size=CHUNK)
        undo.created += len(back)
        undo.removed += len(removed)
        undo.changed += len(standing) - len(removed)


def _revisions(batch: ImportBatch, store: Store) -> dict[str, EvidenceRevision]:
    rows = EvidenceRevision.objects.filter(batch=batch, table=str(store._meta.model_name))
    return {row.key: row for row in rows}


def _standing(
    batch: ImportBatch, store: Store, before: dict[str, EvidenceRevision]
) -> dict[Key, StoredRow]:
    """The rows that a batch wrote or brought back."""
    if not batch.undoes_id:
        return dict(stored_rows(store.objects.filter(batch=batch), store))
    owners = {json.loads(text)[0] for text in before}
    days = {json.loads(text)[1] for text in before}
    rows = store.objects.filter(**{f"{store.KEY[0]}__in": owners}, day__in=days)
    return {key: row for key, row in stored_rows(rows, store) if as_text(key) in before}


def _was_absent(revision: EvidenceRevision | None) -> bool:
    return revision is None or revision.absent


def _row(store: Store, revision: EvidenceRevision, pk: int | None) -> Any:
    fields = {field.name: field for field in store._meta.concrete_fields}
    key = dict(zip((fields[n].attname for n in store.KEY), json.loads(revision.key), strict=True))
    counts = {
        name: None if count is None else fields[name].to_python(count)
        for name, count in zip(store.COUNTS, revision.counts or (), strict=True)
    }
    row = store(**key, **counts, batch_id=revision.written_by_id)
    row.pk = pk
    return row
