"""The values of a filter as HTML. One is drawn and the others are filled in: there are thousands of
creatives to choose from, and to draw each took longer than all else that a page says."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

VALUE, LABEL, NEXT = "\ue000", "\ue001", "\ue002"
"""What stands in the drawn one for what is filled in, and between texts that are escaped at once:
characters that no text has."""
INDENT = "\n      "


def choices(pill: Mapping[str, Any]) -> SafeString:
    """What can be chosen in a filter."""
    drawn: dict[tuple[bool, bool], str] = {}
    found = []
    options = pill["options"]
    values, labels = (_escaped(one[name] for one in options) for name in ("value", "label"))
    for one, value, label in zip(options, values, labels, strict=False):
        look = bool(one.get("selected")), bool(one.get("out"))
        if look not in drawn:
            drawn[look] = _drawn(pill, *look)
        found.append(drawn[look].replace(VALUE, value).replace(LABEL, label))
    return mark_safe("".join(found))  # noqa: S308


def _escaped(texts: Iterable[Any]) -> list[str]:
    return escape(NEXT.join(map(str, texts))).split(NEXT)


def _drawn(pill: Mapping[str, Any], selected: bool, out: bool) -> str:
    option = {"value": VALUE, "label": LABEL, "selected": selected, "out": out}
    html = render_to_string("campaigns/ui/_choice.html", {"pill": pill, "option": option})
    return f"{INDENT}{html.strip()}{INDENT}"
