"""Templates whose context goes with the page that was drawn with it.

A context of Django and its dictionaries hold each other, so that all rows of a page stayed until
Python searched for such cycles: in the middle of a later page, for up to a tenth of a second.
"""

from typing import Any

from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.template.backends.django import DjangoTemplates, Template, reraise
from django.template.context import make_context
from django.utils.safestring import SafeString


class FreedTemplate(Template):
    """A template that lets go of its context."""

    def render(
        self, context: dict[str, Any] | None = None, request: HttpRequest | None = None
    ) -> SafeString:
        """The page."""
        own = make_context(context, request, autoescape=self.backend.engine.autoescape)
        try:
            return self.template.render(own)
        except TemplateDoesNotExist as missing:
            reraise(missing, self.backend)
        finally:
            own.dicts.clear()


class Templates(DjangoTemplates):
    """Those of Django, freed."""

    def from_string(self, template_code: str) -> FreedTemplate:
        """A template of this code."""
        return FreedTemplate(self.engine.from_string(template_code), self)

    def get_template(self, template_name: str) -> FreedTemplate:
        """The template of this name. Raises TemplateDoesNotExist."""
        try:
            return FreedTemplate(self.engine.get_template(template_name), self)
        except TemplateDoesNotExist as missing:
            reraise(missing, self)
