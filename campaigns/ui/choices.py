"""The values of a filter as HTML. One is drawn and the others are filled in: there are thousands of
creatives to choose from, and to draw each took longer than all else that a page says."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

VALUE, LABEL = "\ue000", "\ue001"
"""What stands in the drawn one for what is filled in: characters that no text has."""
INDENT = "\n      "


def choices(pill: Mapping[str, Any]) -> SafeString:
    """What can be chosen in a filter."""
    drawn: dict[tuple[bool, bool], str] = {}
    found = []
    for one in pill["options"]:
        look = bool(one.get("selected")), bool(one.get("out"))
        if look not in drawn:
            drawn[look] = _drawn(pill, *look)
        own = drawn[look].replace(VALUE, escape(one["value"]))
        found.append(own.replace(LABEL, escape(one["label"])))
    return mark_safe("".join(found))  # noqa: S308


def _drawn(pill: Mapping[str, Any], selected: bool, out: bool) -> str:
    option = {"value": VALUE, "label": LABEL, "selected": selected, "out": out}
    html = render_to_string("campaigns/ui/_choice.html", {"pill": pill, "option": option})
    return f"{INDENT}{html.strip()}{INDENT}"
