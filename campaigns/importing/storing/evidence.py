"""Lines beside the counts, of fraud rules and stores -> the rows of their own tables."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from campaigns.importing.lines import EvidenceLine, LineError, StoreLine
from campaigns.importing.storing.counts import Changes
from campaigns.importing.storing.names import Names
from campaigns.metrics import COUNTS, Counts, Number, total
from campaigns.models import (
    App,
    Campaign,
    ClickTimeCount,
    EvidenceRevision,
    ImportBatch,
    RejectedCount,
    SourceAppCount,
    StoreFact,
)
from campaigns.models.fraud import EvidenceBase

Store = type[EvidenceBase] | type[StoreFact]
STORES: dict[str, Store] = {
    "click_times": ClickTimeCount,
    "rejected": RejectedCount,
    "source_apps": SourceAppCount,
    "google_play": StoreFact,
    "app_store": StoreFact,
    "app_reporting": StoreFact,
}
"""The table of each source."""
CHUNK = 500

Key = tuple[Any, ...]
"""campaign or app, day, and what else tells the rows of a table apart: its KEY"""
Rows = dict[Key, tuple]


class StoredRow(NamedTuple):
    """A row of a table: its primary key, the batch that wrote it, and its counts."""

    pk: int
    batch: int | None
    counts: tuple


def keyed_evidence(
    lines: Iterable[EvidenceLine | StoreLine], names: Names, store: Store
) -> tuple[Rows, list[LineError]]:
    """The lines' counts by key, lines of one key summed, and the lines that have none."""
    rows: Rows = {}
    errors = []
    for line in lines:
        try:
            owner = names.app(line) if isinstance(line, StoreLine) else names.campaign(line)
        except LineError as error:
            errors.append(error)
            continue
        key = (owner.pk, *(getattr(line, name) for name in store.KEY[1:]))
        counts = tuple(getattr(line, name) for name in store.COUNTS)
        before = rows.get(key)
        rows[key] = counts if before is None else tuple(map(_add, before, counts))
    return rows, errors


def replace_evidence(
    rows: Rows, store: Store, batch: ImportBatch, *, dry_run: bool = False
) -> Changes:
    """Make the days of campaigns, or of apps in one report, say what `rows` say; the rest stays.

    The same rows twice change nothing; a dry run compares and writes nothing.
    """
    stored = _stored({key[: _covering(store)] for key in rows}, store, lock=not dry_run)
    gone = [key for key in stored if key not in rows]
    changed = {key for key in rows if key in stored and stored[key].counts != rows[key]}
    created = rows.keys() - stored.keys()
    changes = Changes(
        created=len(created),
        changed=len(changed),
        unchanged=len(rows) - len(created) - len(changed),
        removed=len(gone),
        before=_sum((old.counts for old in stored.values()), store),
        after=_sum(rows.values(), store),
    )
    if not dry_run:
        written = {key: rows[key] for key in rows if key in created | changed}
        _write(written, gone, stored, store, batch)
        changes.note_in(batch, (key[1] for key in rows))
    return changes


def enter_evidence(rows: Rows, gone: Collection[Key], store: Store, batch: ImportBatch) -> None:
    """Write single rows and remove others; all else of their days stays."""
    stored = _stored({key[: _covering(store)] for key in (*rows, *gone)}, store, lock=True)
    old = {key: stored[key] for key in (*rows, *gone) if key in stored}
    gone = [key for key in gone if key in old]
    _write(rows, gone, old, store, batch)
    changed = len(rows.keys() & old.keys())
    changes = Changes(created=len(rows) - changed, changed=changed, removed=len(gone))
    changes.note_in(batch, (key[1] for key in (*rows, *gone)))


def _write(
    rows: Rows,
    gone: Collection[Key],
    stored: Mapping[Key, StoredRow],
    store: Store,
    batch: ImportBatch,
) -> None:
    """Write rows and remove others; what they replace of `stored` is kept."""
    keep(rows.keys() & stored.keys(), stored, store, batch, removed=False)
    keep(gone, stored, store, batch, removed=True)
    for some in _chunks([stored[key].pk for key in gone]):
        store.objects.filter(pk__in=some).delete()
    _upsert(rows, store, batch)


def _covering(store: Store) -> int:
    """How many parts of a key say what a file covers: a store's report is one of them."""
    return 3 if store is StoreFact else 2


def _stored(covered: set[Key], store: Store, *, lock: bool) -> dict[Key, StoredRow]:
    """The stored rows of the covered days, their owners locked where asked."""
    owner: type[App] | type[Campaign] = App if store is StoreFact else Campaign
    days = [key[1] for key in covered]
    found = {}
    for some in _chunks(sorted({key[0] for key in covered})):
        if lock:
            list(owner.objects.select_for_update().filter(pk__in=some).order_by("pk").only("pk"))
        whose = {f"{store.KEY[0]}__in": some}
        rows = store.objects.filter(**whose, day__range=(min(days), max(days)))
        for key, old in stored_rows(rows, store):
            if key[: _covering(store)] in covered:
                found[key] = old
    return found


def stored_rows(rows: Any, store: Store) -> Iterator[tuple[Key, StoredRow]]:
    """The rows of a table by their keys."""
    parts = len(store.KEY)
    for pk, batch, *values in rows.order_by().values_list("pk", "batch", *store.KEY, *store.COUNTS):
        yield tuple(values[:parts]), StoredRow(pk, batch, tuple(values[parts:]))


def keep(
    keys: Iterable[Key],
    stored: Mapping[Key, StoredRow],
    store: Store,
    batch: ImportBatch,
    *,
    removed: bool,
) -> None:
    """Keep rows as they are before a batch changes or removes them."""
    EvidenceRevision.objects.bulk_create(
        (
            EvidenceRevision(
                batch=batch,
                written_by_id=stored[key].batch,
                table=str(store._meta.model_name),
                key=as_text(key),
                counts=[None if count is None else str(count) for count in stored[key].counts],
                removed=removed,
            )
            for key in keys
        ),
        batch_size=CHUNK,
    )


def as_text(key: Key) -> str:
    """A key as revisions hold it."""
    return json.dumps(key, default=str)


def _upsert(rows: Mapping[Key, tuple], store: Store, batch: ImportBatch) -> None:
    fields = {field.name: field for field in store._meta.concrete_fields}
    columns = [fields[name].attname for name in store.KEY]
    table: Any = store.objects
    table.bulk_create(
        (
            store(
                batch=batch,
                **dict(zip(columns, key, strict=True)),
                **dict(zip(store.COUNTS, counts, strict=True)),
            )
            for key, counts in rows.items()
        ),
        batch_size=CHUNK,
        update_conflicts=True,
        unique_fields=store.KEY,
        update_fields=(*store.COUNTS, "batch"),
    )


def _sum(rows: Iterable[tuple], store: Store) -> Counts:
    """What the rows add up to. Installs with a click time are the sum of the buckets."""
    if store is ClickTimeCount:
        return total(Counts(installs=sum(counts)) for counts in rows)
    stated = (dict(zip(store.COUNTS, counts, strict=True)) for counts in rows)
    return total(Counts(**{n: v for n, v in row.items() if n in COUNTS}) for row in stated)


def _add(one: Number | None, other: Number | None) -> Number | None:
    if one is None:
        return other
    return one if other is None else one + other


def _chunks(values: list) -> Iterable[list]:
    return (values[i : i + CHUNK] for i in range(0, len(values), CHUNK))
