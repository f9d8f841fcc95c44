"""Lists of choices of forms, written at once."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from django.forms import Select
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.formats import localize


class Renderer(DjangoTemplates):
    """Django's, which draws each choice with two templates of its own: half of the time of a form
    that asks for a country. A list of choices is written here, letter by letter the same."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        if template_name == Select.template_name:
            return "".join(_select(context["widget"]))
        return super().render(template_name, context, request)


def _select(widget: Mapping[str, Any]) -> Iterator[str]:
    yield f'<select name="{_text(widget["name"])}"{_attributes(widget["attrs"])}>'
    for group, options, _ in widget["optgroups"]:
        if group:
            yield f'\n  <optgroup label="{_text(localize(group))}">'
        for one in options:
            value, label = _text(one["value"]), _text(localize(one["label"]))
            yield f'\n  <option value="{value}"{_attributes(one["attrs"])}>{label}</option>\n'
        if group:
            yield "\n  </optgroup>"
    yield "\n</select>"


def _attributes(attributes: Mapping[str, Any]) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{_text(value)}"'
        for name, value in attributes.items()
        if value is not False
    )


def _text(value: Any) -> str:
    return value.__html__() if hasattr(value, "__html__") else escape(str(value))
