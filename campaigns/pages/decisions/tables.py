"""The table of decisions and what IPM did after each."""

from collections.abc import Sequence
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html

from campaigns import formats
from campaigns.judgement.afterwards import Afterwards
from campaigns.models import Answered
from campaigns.pages.decisions import words
from campaigns.ui.columns import Column, FragmentColumn
from campaigns.ui.tables import RowsData

REACH = 0.4
"""The axis of changes ends at -40 and +40 %; what lies beyond stands at its end."""


def place(change: float) -> float:
    """Where a change stands on the axis, in per cent of its width."""
    return round(50 + 45 * max(-REACH, min(REACH, change)) / REACH, 2)


class SinceColumn(FragmentColumn):
    """The change of IPM with its interval, drawn around no change."""

    css = "interval"
    template = "campaigns/decisions/_since.html"

    def render(self, record: Afterwards, table: tables.Table) -> str:
        moved = record.moved
        if moved is None:
            return ""
        context: dict[str, Any] = {"words": f"{_words(moved.low)} to {_words(moved.high)}"}
        context |= {name: place(getattr(moved, name)) for name in ("low", "high", "value")}
        context["css"] = ("good" if moved.low > 0 else "bad") if moved.sure else "plain"
        return render_to_string(self.template, context)


class MovedColumn(Column):
    """The change of IPM in words; two numbers more in a file."""

    css = "number"

    def render(self, record: Afterwards) -> str:
        moved = record.moved
        if moved is None:
            return formats.NO_DATA
        limits = f"{_words(moved.low)} to {_words(moved.high)}"
        return format_html('{}<br><span class="hint">{}</span>', _words(moved.value), limits)

    def value(self, record: Afterwards) -> float | None:
        return record.moved.value if record.moved else None

    def sort_key(self, record: Afterwards) -> float | None:
        return self.value(record)


class NoteColumn(Column):
    """What somebody wrote: a column as wide as a sentence."""

    css = "sentence"


class LikelyColumn(Column):
    """The ends of the interval, for a file."""

    end_heads = ("IPM since, low", "IPM since, high")

    def export_ends(self, record: Afterwards) -> tuple[float, float] | None:
        """Both ends as parts; none where nothing is compared."""
        return (record.moved.low, record.moved.high) if record.moved else None


def _words(change: float) -> str:
    return formats.signed_percent(change)


class DecisionTable(tables.Table):
    """A decision a row: when and by whom, on what, the word, the numbers then, what followed."""

    day = Column("Day", accessor="decision__day")
    by = Column("By", accessor="decision__user", default="")
    about = Column("About", accessor="about")
    kind = Column("Kind", accessor="decision__kind")
    app = Column("App", accessor="app")
    word = Column("Decided", accessor="decision__word", empty_values=())
    owner = Column("Looks after it", accessor="decision__owner", default="")
    note = NoteColumn("Note", accessor="decision__note", default="", orderable=False)
    numbers = Column("On these numbers", empty_values=(), orderable=False)
    since = SinceColumn(
        "−40 % to +40 %", empty_values=(), orderable=False, exclude_from_export=True
    )
    moved = MovedColumn("IPM since", empty_values=())
    likely = LikelyColumn("Likely", visible=False, empty_values=())
    days = Column("Measured on", accessor="days")
    then = Column("Page", empty_values=(), orderable=False, exclude_from_export=True)

    class Meta:
        default = formats.NO_DATA
        attrs = {"id": "decisions"}

    row_header = "about"
    caption = "Decisions, the newest first, with what IPM did afterwards"
    css = "table--plain"

    def __init__(self, found: Sequence[Afterwards]) -> None:
        super().__init__(RowsData(found))
        for name in ("by", "owner", "note"):
            if not any(self.columns[name].accessor.resolve(one) for one in found):
                self.columns.hide(name)

    def render_day(self, value: Any) -> str:
        return formats.day(value, year=True)

    def render_kind(self, value: str) -> str:
        return value.capitalize()

    def value_kind(self, value: str) -> str:
        return value

    def render_word(self, record: Afterwards) -> str:
        code = record.decision.word or "blank"
        if record.decision.kind != "network":
            return format_html('<span class="word">{}</span>', words.word(record))
        return format_html('<span class="word word--{}">{}</span>', code, words.word(record))

    def value_word(self, record: Afterwards) -> str:
        return words.word(record)

    def render_numbers(self, record: Afterwards) -> str:
        return words.numbers(record)

    def render_days(self, record: Afterwards) -> str:
        return words.measured(record)

    def render_then(self, record: Afterwards) -> str:
        address, asked = words.page(record.decision)
        name = f"{record.about}, {formats.day(record.decision.day)}"
        return format_html(
            '<a href="{}{}">As of then<span class="visually-hidden"> {}</span></a>',
            address, asked, name,
        )  # fmt: skip


class AsideTable(tables.Table):
    """What was put aside on Today, beside flags: a thing a row."""

    answered = Column("Day", accessor="answered_at", orderable=False)
    by = Column("By", accessor="user", default="", orderable=False)
    title = Column("What", orderable=False)
    until = Column("Quiet", accessor="quiet_until", empty_values=(), orderable=False)

    class Meta:
        default = formats.NO_DATA
        attrs = {"id": "aside"}

    row_header = "title"
    caption = "What was put aside on Today, the newest first"
    css = "table--plain"
    export_name = "aside"

    def __init__(self, found: Sequence[Answered]) -> None:
        super().__init__(RowsData(found))

    def render_answered(self, value: Any) -> str:
        return formats.day(timezone.localdate(value), year=True)

    def render_until(self, value: Any) -> str:
        return f"until {formats.day(value, year=True)}" if value else "for good"
