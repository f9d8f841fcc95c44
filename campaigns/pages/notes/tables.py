"""The table of notes."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from campaigns import formats
from campaigns.english import person
from campaigns.models import Annotation
from campaigns.records import notes as annotations
from campaigns.ui import note_words
from campaigns.ui.columns import Column
from campaigns.ui.tables import RowsData

AROUND = timedelta(days=14)
"""The chart of a note shows so many days before and after it."""


class NoteTable(tables.Table):
    """A note a row: when, what happened, to what, who says so, and where it stands on a chart."""

    day = Column("Day", accessor="day")
    text = Column("What happened", accessor="text", orderable=False)
    about = Column("About", accessor="pk", orderable=False)
    by = Column("By", accessor="author", default="", empty_values=(), orderable=False)
    chart = Column("Chart", accessor="pk", orderable=False, exclude_from_export=True)
    edit = Column("Change", accessor="pk", orderable=False, exclude_from_export=True)

    class Meta:
        default = formats.NO_DATA
        attrs = {"id": "notes"}

    row_header = "text"
    caption = "Notes, the newest first"
    css = "table--plain"

    def __init__(self, found: Sequence[Annotation], user: Any, today: date) -> None:
        super().__init__(RowsData(found))
        self._user, self._today = user, today

    def render_day(self, record: Annotation) -> str:
        return note_words.when(record, year=True)

    def render_about(self, record: Annotation) -> str:
        return note_words.about(record)

    def render_by(self, record: Annotation) -> str:
        return "demo data" if record.is_demo else person(record.author)

    def render_chart(self, record: Annotation) -> str:
        return format_html('<a href="{}">Chart{}</a>', self._chart(record), _of(record))

    def render_edit(self, record: Annotation) -> str:
        if not annotations.may(self._user, record, "change"):
            return ""
        edit = f"{reverse('note', args=[record.pk])}?page={reverse('notes')}"
        return format_html('<a href="{}">Edit{}</a>', edit, _of(record))

    def _chart(self, note: Annotation) -> str:
        first = note.day - AROUND
        last = max(note.day, min((note.last_day or note.day) + AROUND, self._today))
        scope = note.scope
        about = f"&{scope._meta.model_name}={scope.pk}" if scope else ""
        return f"{reverse('trends')}?from={first}&to={last}{about}"


def _of(note: Annotation) -> str:
    name = f" of the note of {note_words.when(note, year=True)}"
    return format_html('<span class="visually-hidden">{}</span>', name)
