"""What templates need to draw shapes: geometry and words, no numbers of their own."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField

from campaigns import formats
from campaigns.ui import cells, charts, small_charts
from campaigns.ui.answers import COPIES, LEADS, UNDO
from campaigns.ui.choices import choices
from campaigns.ui.exports import KINDS
from campaigns.ui.network_tables import MARKS
from campaigns.ui.settling import foretold
from campaigns.ui.table_body import body

LABELS = {"parquet": "Parquet"}
register = template.Library()
register.filter("body", body)
register.filter("shown_name", cells.name)
register.filter("choices", choices)
register.filter("brief", formats.brief)
register.filter("shown_change", cells.change)
register.filter("icon", cells.icon)
register.filter("swatch", cells.swatch)
register.filter("foretold", foretold)


@register.simple_tag
def export_kinds() -> list[tuple[str, str]]:
    """What a table can be exported as, with the word of each."""
    return [(kind, LABELS.get(kind, kind.upper())) for kind in KINDS]


@register.filter
def undo(message: Any) -> str:
    """What takes back what a message tells; "" where nothing does."""
    return _behind(UNDO, message)


@register.filter
def usual(message: Any) -> str:
    """Where a message leads back to the usual; "" where it does not."""
    return _behind(LEADS, message)


@register.filter
def copies(message: Any) -> str:
    """The link that a message gives to copy; "" where it gives none."""
    return _behind(COPIES, message)


def _behind(mark: str, message: Any) -> str:
    tags = message.extra_tags or ""
    return tags.removeprefix(mark) if tags.startswith(mark) else ""


@register.filter
def initials(user: Any) -> str:
    """MK for Mara Klein, else the first two letters of the user name."""
    names = user.get_full_name().split() if hasattr(user, "get_full_name") else []
    letters = names[0][0] + names[-1][0] if len(names) > 1 else user.get_username()[:2]
    return letters.upper()


@register.filter
def gauge(interval: Mapping[str, float | None]) -> small_charts.Gauge:
    """The axis of the IPM tile."""
    return small_charts.gauge(interval)


@register.filter
def numbers(chart: Mapping[str, Any]) -> list[charts.Day]:
    """The points of a chart as a table."""
    return charts.numbers(chart)


@register.filter
def mark_word(mark: str) -> str:
    """The word of a mark."""
    return MARKS[mark]


@register.filter
def suggesting(field: BoundField, datalist: str) -> str:
    """The field's input, which suggests what stands in a datalist."""
    return field.as_widget(attrs={"list": datalist})


@register.filter
def count(value: int) -> str:
    """A count with its thousands separated."""
    return formats.count(value)


@register.filter
def spent(value: Decimal) -> str:
    """Money in the reporting currency, in few digits."""
    return formats.money(value, settings.REPORTING_CURRENCY, brief=True)
