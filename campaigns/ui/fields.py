"""Fields of an address that take whatever stands there: what cannot be used is left out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django import forms

from campaigns.models.keys import is_id
from campaigns.periods import NAMED

MAX_DAYS = 3 * 366
NAME = re.compile(r"-?[a-z][a-z0-9_]{0,39}")
NOT_STATED = "not_stated"
"""How an address writes a choice that is empty."""


@dataclass(frozen=True)
class Without:
    """A value that an address excludes: `-` stands before it."""

    value: str | int


class ValuesField(forms.Field):
    """Any number of values of one dimension; an id must be a number, a choice a known one.

    One with `-` before it is excluded.
    """

    widget = forms.MultipleHiddenInput

    def __init__(self, choices: Mapping[str, str] | None, **kwargs) -> None:
        super().__init__(required=False, **kwargs)
        self.choices = choices

    def to_python(self, value) -> tuple:
        """The values that can be used; the others are kept in `unknown`."""
        texts = [text for text in value or () if text]
        self.unknown = [text for text in texts if not self._known(text)]
        known = [self._value(text) for text in texts if self._known(text)]
        return tuple(dict.fromkeys(known))

    def _value(self, text: str) -> str | int | Without:
        if text.startswith("-"):
            return Without(self._plain(text[1:]))
        return self._plain(text)

    def _plain(self, text: str) -> str | int:
        if self.choices is None:
            return int(text)
        return "" if text == NOT_STATED else text

    def _known(self, text: str) -> bool:
        text = text.removeprefix("-")
        if self.choices is not None:
            return self._plain(text) in self.choices
        return is_id(text)


class DaysField(forms.Field):
    """How many of the last settled days, or the name of a range by the calendar."""

    def to_python(self, value) -> int | str | None:
        if not value or value in NAMED:
            return value or None
        if value.isascii() and value.isdigit() and 0 < int(value[:5]) <= MAX_DAYS:
            return int(value)
        raise forms.ValidationError("Write a number of days, or a range such as last_month.")


class SplitsField(forms.MultipleChoiceField):
    """Dimensions in order; a choice that was left open is none."""

    def to_python(self, value) -> list[str]:
        return [name for name in super().to_python(value) if name]


class NamesField(forms.Field):
    """Names of columns; whatever is none is left out."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value) -> tuple[str, ...]:
        return tuple(dict.fromkeys(text for text in value or () if NAME.fullmatch(text)))
