"""Rows of the catalogue that an import makes or changes, noted so that it can be undone."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, cast

from django.db.models import Field

from campaigns.models import (
    App,
    Campaign,
    Creative,
    ImportBatch,
    NameChange,
    Named,
    Network,
    StorePage,
)

KINDS: dict[str, type[Named]] = {
    str(model._meta.model_name): model for model in (App, Network, StorePage, Campaign, Creative)
}
"""The whole before its parts."""
SAME = {
    App: ("name", "platform"),
    Network: ("name",),
    StorePage: ("app", "name"),
    Campaign: ("app", "network", "name", "external_id"),
    Creative: ("app", "name", "external_id", "format"),
}
"""What of each no two rows have alike."""


class NameLog:
    """Makes and changes rows, and knows what it did."""

    def __init__(self) -> None:
        self._did: list[NameChange] = []
        self._some_hidden: dict[type[Named], bool] = {}

    def make(self, model: type[Named], **fields: Any) -> Any:
        """A new row; where a hidden one has its name, that one, shown again."""
        if hidden := self._hidden(model, fields):
            self.change(hidden, hidden=False, **fields)
            return hidden
        row = model.everything.create(**fields)
        self._note(row, None, {})
        return row

    def change(self, row: Named, **fields: Any) -> None:
        """Set fields of a row and save them."""
        names = [name for name, value in fields.items() if getattr(row, name) != value]
        before = stated(row, names)
        for name in names:
            setattr(row, name, fields[name])
        if names:
            row.save(update_fields=names)
            self._note(row, before, stated(row, names))

    def _hidden(self, model: type[Named], fields: dict[str, Any]) -> Named | None:
        rows = model.everything.filter(hidden=True)
        if model not in self._some_hidden:
            self._some_hidden[model] = rows.exists()
        if not self._some_hidden[model]:
            return None
        return hidden_twin(model, fields)

    def note_in(self, batch: ImportBatch) -> None:
        """Store what was done as done by a batch."""
        for change in self._did:
            change.batch = batch
        NameChange.objects.bulk_create(self._did, batch_size=500)

    def _note(self, row: Named, before: dict | None, after: dict) -> None:
        kind = str(row._meta.model_name)
        self._did.append(NameChange(kind=kind, row=row.pk, before=before, after=after))


def hidden_twin(model: type[Named], fields: Mapping[str, Any]) -> Named | None:
    """The hidden row that is called as a new one would be."""
    same = {name: fields.get(name, "") for name in SAME[model]}
    if model is App:
        same["name__iexact"] = same.pop("name")
    return model.everything.filter(hidden=True, **same).first()


def stated(row: Named, names: Iterable[str]) -> dict[str, Any]:
    """Some fields of a row, as JSON holds them."""
    fields = [cast(Field, row._meta.get_field(name)) for name in names]
    said = {field.attname: getattr(row, field.attname) for field in fields}
    return {name: str(v) if isinstance(v, Decimal) else v for name, v in said.items()}
