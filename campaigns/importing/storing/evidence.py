"""Lines beside the counts, of fraud rules and stores -> the rows of their own tables."""

from collections.abc import Iterable, Mapping
from typing import Any

from campaigns.importing.lines import EvidenceLine, LineError, StoreLine
from campaigns.importing.storing.counts import Changes
from campaigns.importing.storing.names import Names
from campaigns.metrics import COUNTS, Counts, Number, total
from campaigns.models import (
    App,
    Campaign,
    ClickTimeCount,
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
    stored = _stored({key[: _covering(store)] for key in rows}, store)
    gone = [pk for key, (pk, _) in stored.items() if key not in rows]
    changed = {key for key in rows if key in stored and stored[key][1] != rows[key]}
    created = rows.keys() - stored.keys()
    changes = Changes(
        created=len(created),
        changed=len(changed),
        unchanged=len(rows) - len(created) - len(changed),
        removed=len(gone),
        before=_sum((counts for _, counts in stored.values()), store),
        after=_sum(rows.values(), store),
    )
    if not dry_run:
        for some in _chunks(gone):
            store.objects.filter(pk__in=some).delete()
        _upsert({key: rows[key] for key in rows if key in created | changed}, store, batch)
        changes.note_in(batch, (key[1] for key in rows))
    return changes


def _covering(store: Store) -> int:
    """How many parts of a key say what a file covers: a store's report is one of them."""
    return 3 if store is StoreFact else 2


def _stored(covered: set[Key], store: Store) -> dict[Key, tuple]:
    """Primary key and counts of the stored rows of the covered days, their owners locked."""
    owner: type[App] | type[Campaign] = App if store is StoreFact else Campaign
    days = [key[1] for key in covered]
    found = {}
    for some in _chunks(sorted({key[0] for key in covered})):
        list(owner.objects.select_for_update().filter(pk__in=some).order_by("pk").only("pk"))
        whose = {f"{store.KEY[0]}__in": some}
        rows = store.objects.filter(**whose, day__range=(min(days), max(days)))
        for pk, *values in rows.order_by().values_list("pk", *store.KEY, *store.COUNTS):
            key = tuple(values[: len(store.KEY)])
            if key[: _covering(store)] in covered:
                found[key] = (pk, tuple(values[len(store.KEY) :]))
    return found


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
