"""What people wrote of a thing, and what was judged of it, follows a merge and goes back on undo.

What stands by both in a place for one, as a verdict of the same day, stays with the hidden one. An
address that names a merged one needs no change: whoever reads it takes what is meant.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet, UniqueConstraint

from campaigns.importing.storing.named import KINDS
from campaigns.models import ImportBatch, NameChange, Named

FOLLOWING: dict[str, tuple[str, ...]] = {
    "annotation": ("app", "network", "campaign"),
    "arm": ("creative", "store_page"),
    "budget": ("app", "network", "campaign"),
    "case": ("app", "network"),
    "covereddays": ("app", "network"),
    "decision": ("app", "network", "creative"),
    "experiment": ("app",),
    "experiment_networks": ("network",),
    "namingrule_apps": ("app",),
    "namingrule_networks": ("network",),
    "accessapp": ("app",),
    "accessnetwork": ("network",),
    "networktarget": ("app", "network"),
    "verdict": ("app", "network"),
}
"""The fields of each model that lead to what can be merged."""
KEYED = ("alertseries", "alertepisode")
"""What is remembered of a value of the dimension that an alert rule watches."""
CHUNK = 400


def follow(rows: Iterable[Named], into: Named, batch: ImportBatch) -> None:
    """Make what is about `rows` about `into`, as done by a batch."""
    merged = [row.pk for row in rows]
    moves = _Moves()
    for kind, fields in FOLLOWING.items():
        model = _model(kind)
        for field in fields:
            if model._meta.get_field(field).related_model is type(into):
                found = model._base_manager.filter(**{f"{field}__in": merged})
                left = moves.move(found, f"{field}_id", into.pk)
                if kind == "case":
                    moves.notes(left, {field: into})
                elif kind == "experiment":
                    moves.renamed(left, f"{field}_id", into.pk)
    for kind in KEYED:
        watched = {"rule__by": _dimension(into), "key__in": [str(pk) for pk in merged]}
        moves.move(_model(kind)._base_manager.filter(**watched), "key", str(into.pk))
    NameChange.objects.bulk_create(moves.changes(batch), batch_size=CHUNK)


def revert(batch: ImportBatch, undo: ImportBatch) -> None:
    """Give back what followed, where nobody changed it since."""
    alike: dict[tuple, list[int]] = defaultdict(list)
    for one in batch.name_changes.exclude(kind__in=KINDS).order_by("-pk"):
        ((field, before),) = (one.before or {}).items()
        alike[one.kind, field, before, one.after[field]].append(one.row)
    moves = _Moves()
    for (kind, field, before, after), pks in alike.items():
        for some in _chunks(pks):
            found = _model(kind)._base_manager.filter(pk__in=some, **{field: after})
            moves.move(found, field, before)
    NameChange.objects.bulk_create(moves.changes(undo), batch_size=CHUNK)


def later(batch: ImportBatch, candidates: Collection[int]) -> set[int]:
    """None: a later merge is told by the names that it changed."""
    return set()


class _Moves:
    """Sets a field of many rows, and knows of each what stood there."""

    def __init__(self) -> None:
        self._did: list[tuple[str, int, str, Any, Any]] = []

    def move(self, rows: QuerySet, field: str, value: Any) -> list[int]:
        """Those for which there is no place stay: their ids."""
        model = rows.model
        left = _without_place(rows, field, value)
        before = dict(rows.exclude(pk__in=left).values_list("pk", field))
        for some in _chunks(list(before)):
            model._base_manager.filter(pk__in=some).update(**{field: value})
        kind = str(model._meta.model_name)
        self._did += [(kind, pk, field, old, value) for pk, old in before.items()]
        return left

    def notes(self, cases: list[int], about: dict[str, Named]) -> None:
        """The notes of cases that stay go to the ongoing case of the same signal."""
        model = _model("case")
        for one in model._base_manager.filter(pk__in=cases):
            same = {n: getattr(one, n) for n in ("app", "network", "source_app", "kind")} | about
            there = model._base_manager.filter(**same, state__in=("open", "asked")).first()
            if there:
                self.move(_model("casenote")._base_manager.filter(case=one), "case_id", there.pk)

    def renamed(self, experiments: list[int], field: str, value: Any) -> None:
        """Of two experiments of a name the one that comes is told by the app it was of."""
        for one in _model("experiment").objects.filter(pk__in=experiments).select_related("app"):
            mine = type(one)._base_manager.filter(pk=one.pk)
            self.move(mine, "name", f"{one.name[:90]} (of {one.app.name[:80]}, {one.pk})")
            self.move(mine, field, value)

    def changes(self, batch: ImportBatch) -> Iterable[NameChange]:
        """What was done, as done by a batch."""
        return (
            NameChange(batch=batch, kind=kind, row=pk, before={field: old}, after={field: new})
            for kind, pk, field, old, new in self._did
        )


def _without_place(rows: QuerySet, field: str, value: Any) -> list[int]:
    """The rows that would stand where another stands already, were a field set."""
    left: list[int] = []
    for names, condition in _unique(rows.model, field):
        others = rows.model._base_manager.filter(condition, **{field: value})
        taken = set(others.values_list(*names))
        for pk, *key in rows.filter(condition).order_by("pk").values_list("pk", *names):
            if tuple(key) in taken:
                left.append(pk)
            taken.add(tuple(key))
    return left


def _unique(model: type[Model], field: str) -> list[tuple[list[str], Q]]:
    """The other fields of every key that a field is part of, and which rows it holds for."""
    plain = field.removesuffix("_id")
    found = [
        (names.fields, names.condition or Q())
        for names in model._meta.constraints
        if isinstance(names, UniqueConstraint)
    ]
    found += [(tuple(names), Q()) for names in model._meta.unique_together]
    return [([n for n in names if n != plain], cond) for names, cond in found if plain in names]


def _chunks(pks: list[int]) -> Iterable[list[int]]:
    return (pks[start : start + CHUNK] for start in range(0, len(pks), CHUNK))


def _dimension(row: Named) -> str:
    return {"storepage": "store_page"}.get(str(row._meta.model_name), str(row._meta.model_name))


def _model(kind: str) -> Any:
    return apps.get_model("campaigns", kind)
