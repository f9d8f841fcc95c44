"""`take_back`: take an import back, or bring one back that was taken back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from campaigns.importing.undoing import counts, evidence, following, names, rates
from campaigns.models import App, EvidenceRevision, ImportBatch, StoreFact
from campaigns.models.limits import unlimited

SOURCE, MERGED = "undo", "merge"
PARTS = (counts, evidence, rates, following, names)


class UndoRefused(Exception):
    """It is undone already, or later imports stand on it; the message says so."""

    def __init__(self, message: str, later: Sequence[ImportBatch] = ()) -> None:
        super().__init__(message)
        self.message, self.later = message, list(later)


@dataclass(frozen=True)
class Undone:
    """What was taken back, the newest first, and the batches that did so."""

    undone: list[ImportBatch]
    by: list[ImportBatch]
    apps: frozenset[int]


@transaction.atomic
@unlimited()
def take_back(batch: ImportBatch, *, with_later: bool = False, user: User | None = None) -> Undone:
    """Make everything what it was before a batch: all of it or nothing.

    Later imports of the same rows are undone first, where that is confirmed. Of an undo it brings
    back what that took away. Raises UndoRefused.
    """
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.undone:
        raise UndoRefused(f"{batch.file_name} is taken back already.")
    later = standing_on(batch)
    if later and not with_later:
        raise UndoRefused(f"{_number(later)} of the same rows must be taken back first.", later)
    undone = [*later, batch]
    by = [_revert(one, user) for one in undone]
    return Undone(undone, by, frozenset(_apps(by)))


def standing_on(batch: ImportBatch) -> list[ImportBatch]:
    """The later batches that stand on the rows of a batch, or on such a one, the newest first."""
    known: set[int] = set()
    waiting = [batch]
    while waiting:
        one = waiting.pop()
        found = _directly_on(one) - known
        known |= found
        waiting += ImportBatch.objects.filter(pk__in=found)
    return list(ImportBatch.objects.filter(pk__in=known).order_by("-pk"))


def _directly_on(batch: ImportBatch) -> set[int]:
    """An undo and what it took back cancel each other, where both are later."""
    candidates = set(
        ImportBatch.objects.filter(_same_days(batch), pk__gt=batch.pk, undone=False)
        .exclude(undoes__gt=batch.pk)
        .values_list("pk", flat=True)
    )
    return {pk for part in PARTS for pk in part.later(batch, candidates)} if candidates else set()


def _same_days(batch: ImportBatch) -> Q:
    if batch.first_day is None or batch.rate_changes.exists():
        return Q()
    days = Q(first_day__lte=batch.last_day, last_day__gte=batch.first_day)
    return days | Q(first_day=None) | Q(source=MERGED)


def _revert(batch: ImportBatch, user: User | None) -> ImportBatch:
    by = ImportBatch.objects.create(
        user=user,
        file_name=name_of(batch)[:255],
        source=SOURCE,
        first_day=batch.first_day,
        last_day=batch.last_day,
        is_demo=batch.is_demo,
        undoes=batch,
    )
    for part in PARTS:
        part.revert(batch, by)
    by.save()
    _mark(batch)
    return by


def name_of(batch: ImportBatch) -> str:
    """What taking a batch back is called."""
    if batch.undoes is None:
        return f"Undo of {batch.file_name}"
    return f"{root(batch).file_name}, brought back"


def root(batch: ImportBatch) -> ImportBatch:
    """The import that an undo, or an undo of an undo, is about."""
    while batch.undoes:
        batch = batch.undoes
    return batch


def taken_back_by(batch: ImportBatch) -> ImportBatch | None:
    """What took a batch back; None where it stands."""
    if not batch.undone:
        return None
    return ImportBatch.objects.filter(undoes=batch, undone=False).order_by("-pk").first()


def _mark(batch: ImportBatch) -> None:
    """A batch is undone; what it had undone itself stands again, and so on."""
    one: ImportBatch | None = batch
    undone = True
    while one:
        one.undone = undone
        one.save(update_fields=["undone"])
        one, undone = one.undoes, not undone


def _apps(by: list[ImportBatch]) -> set[int]:
    """The apps whose counts or evidence changed."""
    changed = Q(campaigns__countrevisions__batch__in=by)
    facts = Q(table=StoreFact._meta.model_name)
    rows = (
        EvidenceRevision.objects.filter(batch__in=by).exclude(facts).values_list("key", flat=True)
    )
    changed |= Q(campaigns__in={json.loads(key)[0] for key in rows})
    return set(App.objects.filter(changed).order_by().values_list("pk", flat=True).distinct())


def _number(later: list[ImportBatch]) -> str:
    return "A later import" if len(later) == 1 else f"{len(later)} later imports"
