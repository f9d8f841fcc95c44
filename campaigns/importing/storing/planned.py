"""Names that an import will make or change: none is written while a file is read."""

from collections.abc import Iterable
from itertools import count
from typing import Any

from campaigns.importing.storing.named import KINDS, SAME, NameLog, stated
from campaigns.models import App, Named
from campaigns.models.dialects import lock_names

CHUNK = 400
AT_ONCE = ("campaign", "creative")
"""Of these there may be thousands."""


class NamePlan(NameLog):
    """What is to be made and changed. A planned row has a negative id until `carry_out`."""

    def __init__(self) -> None:
        super().__init__()
        self.made: list[Named] = []
        self._changes: list[tuple[Named, dict[str, Any], dict[str, Any]]] = []
        self._numbers = count(-1, -1)

    def make(self, model: type[Named], **fields: Any) -> Any:
        """Plan a row. Where one of its name is hidden, or made meanwhile, it will be that one."""
        row = model(**fields)
        row.pk = next(self._numbers)
        self.made.append(row)
        return row

    def change(self, row: Named, **fields: Any) -> None:
        """Set fields of a row, which will be saved."""
        names = [name for name, value in fields.items() if getattr(row, name) != value]
        before = stated(row, names)
        for name in names:
            setattr(row, name, fields[name])
        if names and row.pk > 0:
            self._changes.append((row, before, stated(row, names)))

    def of(self, model: type[Named]) -> list[Any]:
        """The planned rows of a kind."""
        return [row for row in self.made if isinstance(row, model)]

    def carry_out(self) -> dict[int, int]:
        """Make and change what is planned, in a transaction. The id of each planned one.

        Imports that write names do so one after the other: each finds what the one before made.
        """
        if not self.made and not self._changes:
            return {}
        lock_names()
        planned = [(row.pk, row) for row in self.made]
        for kind, model in KINDS.items():
            if rows := self.of(model):
                self._make(kind, model, rows)
        for row, before, after in self._changes:
            row.save(update_fields=list(after))
            self._note(row, before, after)
        self.made, self._changes = [], []
        return {number: row.pk for number, row in planned}

    def _make(self, kind: str, model: type[Named], rows: list[Named]) -> None:
        for row in rows:
            for field in row._meta.concrete_fields:
                if field.is_relation and getattr(row, field.attname):
                    setattr(row, field.attname, getattr(row, field.name).pk)
        known = {_same(row): row for row in _alike(model, rows)}
        new = []
        for row in rows:
            if there := known.get(_same(row)):
                row.pk, row._state.adding = there.pk, False
                if there.hidden:
                    self._show(there, row)
            else:
                row.pk = None
                new.append(row)
        if kind in AT_ONCE:
            model.everything.bulk_create(new, batch_size=CHUNK)
        for row in new:
            if kind not in AT_ONCE:
                row.save(force_insert=True)
            self._note(row, None, {})

    def _show(self, hidden: Named, planned: Named) -> None:
        """Show a hidden row again, as it is planned."""
        left = ("id", "hidden", "merged_into")
        fields = [f.name for f in planned._meta.concrete_fields if f.name not in left]
        said = {name: value for name in fields if (value := getattr(planned, name))}
        super().change(hidden, hidden=False, **said)


def _alike(model: type[Named], rows: Iterable[Named]) -> Iterable[Named]:
    """The stored rows of the names of some rows, whatever else they are."""
    names = sorted({str(getattr(row, "name")) for row in rows})  # noqa: B009 - each kind has one
    if model is App:  # whose names differ by more than by their case
        return list(model.everything.all())
    return [
        row
        for start in range(0, len(names), CHUNK)
        for row in model.everything.filter(**{"name__in": names[start : start + CHUNK]})
    ]


def _same(row: Named) -> tuple:
    model = type(row)
    said = stated(row, SAME[model]).values()
    return tuple(v.casefold() if model is App and isinstance(v, str) else v for v in said)
