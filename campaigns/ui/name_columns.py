"""Fields that names hold as columns of tables whose rows are creatives or campaigns."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from campaigns.models.choices import NOT_STATED
from campaigns.reports import report
from campaigns.reports.name_fields import SEVERAL, STATED, alias, label
from campaigns.ui import cells
from campaigns.ui.columns import Column
from campaigns.ui.report_form import ReportForm

FROM_NAME = "from the name"
OF_ROWS = ("creative", "campaign")
"""What rows are of, where each may have a value in a field."""


def name_columns(dimension: str, form: ReportForm, there: Collection[str]) -> dict[str, Column]:
    """A column for every field of names, tags and ad groups but those that are `there`; none where
    rows are something else."""
    if dimension not in OF_ROWS:
        return {}
    return {
        alias(name): FieldColumn(name, dimension, form) for name in form.named if name not in there
    }


class FieldColumn(Column):
    """The value of a field that what was counted in a row has, as far as it is stated: "Several"
    where it has more than one. The head says where it comes from."""

    css = "text"

    def __init__(self, name: str, dimension: str, form: ReportForm) -> None:
        self.name, self.dimension, self.form = name, dimension, form
        super().__init__(label(name), accessor="keys", default="")
        self.days = "" if name in STATED else FROM_NAME
        self.export_head = f"{label(name)}, {FROM_NAME}" if self.days else ""

    @cached_property
    def values(self) -> Mapping[Any, str]:
        """The value of each row. One query."""
        query = self.form.query(self.dimension, self.name)
        found: dict[Any, set[str]] = defaultdict(set)
        for row in report(replace(query, compare=None, counts=("impressions",))):
            found[row.keys[self.dimension]].add(row.names[self.name])
        return {key: _together(names) for key, names in found.items()}

    def sort_key(self, record: Any) -> str | None:
        """By the words; None is last."""
        return self.value(record).casefold() or None

    def render(self, record: Any) -> str:
        return cells.name(self.value(record))

    def value(self, record: Any) -> str:
        key = getattr(record, "keys", {}).get(self.dimension)
        return "" if key is None else self.values.get(key, "")


def _together(names: Collection[str]) -> str:
    """One word for the values of a row: what is not stated adds none."""
    stated = sorted(set(names) - {NOT_STATED})
    return SEVERAL.capitalize() if len(stated) > 1 else (*stated, NOT_STATED)[0]
