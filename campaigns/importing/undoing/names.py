"""Names as they were before a batch: what only it created is hidden, what it filled in is empty."""

import json
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from campaigns.importing.storing.named import KINDS, NameLog, stated
from campaigns.models import (
    CountRevision,
    EvidenceRevision,
    ImportBatch,
    NameChange,
    Named,
    StoreFact,
)

PARTS = {"app": ("campaign", "creative", "storepage"), "network": ("campaign",)}
COUNTED_AS = {
    "app": "campaign__app",
    "network": "campaign__network",
    "campaign": "campaign",
    "creative": "creative",
    "storepage": "store_page",
}
"""The way from a row of counts to each kind."""
FOLLOWS = {
    *("countrevision", "covereddays", "verdict", "case", "namevalue", "adgroup"),
    *("dailycount", "countryday"),
}
"""What tells the history of counts, or stands in other tables too: it keeps no name in sight.
Counts are found by their rollups, which have an index for each kind of name."""


def later(batch: ImportBatch, candidates: Collection[int]) -> set[int]:
    """Later merges of what a batch created or changed, or of what it would bring counts back to:
    they moved what stands on it."""
    mine = {*batch.name_changes.values_list("kind", "row"), *_brought_back_to(batch)}
    merges = NameChange.objects.filter(batch__in=candidates, after__has_key="merged_into_id")
    found = merges.values_list("batch", "kind", "row")
    return {pk for pk, kind, row in found if (kind, row) in mine}


def _brought_back_to(batch: ImportBatch) -> Iterator[tuple[str, int]]:
    """The kind and id of all that stood in counts and evidence which a batch replaced."""
    counts = CountRevision.objects.filter(batch=batch, absent=False).order_by()
    for kind in ("campaign", "creative", "storepage"):
        for pk in counts.values_list(COUNTED_AS[kind], flat=True).distinct():
            yield kind, pk
    for table, key in EvidenceRevision.objects.filter(batch=batch).values_list("table", "key"):
        yield "app" if table == StoreFact._meta.model_name else "campaign", json.loads(key)[0]


def revert(batch: ImportBatch, undo: ImportBatch) -> None:
    """Take back what a batch did to names, parts before the whole."""
    log = NameLog()
    for change in sorted(batch.name_changes.filter(kind__in=KINDS), key=_parts_first):
        row = KINDS[change.kind].everything.filter(pk=change.row).first()
        if row:
            log.change(row, **_back(row, change))
    log.note_in(undo)


def _back(row: Named, change: NameChange) -> dict[str, Any]:
    """The fields that are still as the change left them, as they were before."""
    if change.before is None:
        return {} if _used(row) else {"hidden": True}
    now = stated(row, change.before)
    back = {name: old for name, old in change.before.items() if now[name] == change.after[name]}
    if back.get("hidden") and not back.get("merged_into_id") and _used(row):
        del back["hidden"]
    return back


def _parts_first(change: NameChange) -> tuple[int, int]:
    return -list(KINDS).index(change.kind), -change.pk


def _used(row: Named) -> bool:
    """Whether counts, evidence, a part that is shown or what somebody wrote stand on it."""
    relations: Iterable[Any] = row._meta.get_fields(include_hidden=True)
    for relation in relations:
        model = relation.related_model
        if not relation.auto_created or relation.concrete or model._meta.model_name in FOLLOWS:
            continue
        if (
            model is not type(row)
            and model.objects.filter(**{relation.field.name: row.pk}).exists()
        ):
            return True
    return False
