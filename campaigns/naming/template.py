"""Templates that read names: `{app}_{format}_{concept*}_{length?}_{size}`.

`{field}` takes one part, `?` says that it may be missing, `*` that it takes what the later parts
leave; everything else stands as written. `{os:platform}` states the kind of a field. A template
fits a whole name or not at all. Reading is a walk over fields x separators, each pair once: no
regular expression of a user ever runs.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from campaigns.naming.kinds import KINDS, usual_kind, value_of

LONGEST = 400
"""Characters of a template."""
MOST_FIELDS = 30
ENDED = -1
"""In place of a position: the name is over."""
_FIELD = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"([a-z][a-z0-9_]{0,39})(\*|\?)?(?::([a-z]+))?")


class TemplateError(ValueError):
    """Why a template cannot be used, in words for who wrote it."""


@dataclass(frozen=True)
class Field:
    """A field of a template: its name and kind, whether it may be missing or takes what is left."""

    name: str
    kind: str
    optional: bool = False
    rest: bool = False


@dataclass(frozen=True)
class ReadPart:
    """What a field found in a name: the part as written, where it starts, and its value."""

    field: str
    kind: str
    written: str
    start: int
    value: str


@dataclass(frozen=True)
class Template:
    """A template that was understood: a literal before each field, and one after the last."""

    text: str
    fields: tuple[Field, ...]
    literals: tuple[str, ...]

    def read(
        self, name: str, own: Mapping[str, Mapping[str, str]] | None = None
    ) -> tuple[ReadPart, ...] | None:
        """The parts of a name, None where the template does not fit all of it.

        `own` has the words that staff added, by field or kind: the value of each folded word.
        """
        return _Walk(self, tidy(name), own or {}).parts()

    def pieces(self) -> list[tuple[str, str]]:
        """The text, cut into literals and fields: each piece, with the name of its field or ""."""
        written = [one[0] for one in _FIELD.finditer(self.text)]
        pairs = zip(self.literals[1:], written, self.fields, strict=True)
        cut = [pair for after, text, one in pairs for pair in ((text, one.name), (after, ""))]
        return [(text, name) for text, name in ((self.literals[0], ""), *cut) if text]

    def render(self, values: Mapping[str, str]) -> str:
        """The name with these parts; a field without one must be one that may be missing.

        Raises KeyError for another.
        """
        said = self.literals[0]
        for place, one in enumerate(self.fields):
            after = self.literals[place + 1]
            part = values.get(one.name, "")
            if part:
                said += part + after
            elif not one.optional:
                raise KeyError(one.name)
            elif self.folds(place):
                last = place == len(self.fields) - 1
                said = said.removesuffix(self.literals[place]) if last else said
            else:
                said += after
        return said

    def folds(self, place: int) -> bool:
        """Whether a missing field takes a separator with it, instead of leaving an empty part."""
        before, after = self.literals[place], self.literals[place + 1]
        at_an_end = (place == 0 and not before) or (place == len(self.fields) - 1 and not after)
        return before == after or at_an_end


def tidy(name: str) -> str:
    """A name as it is compared: composed letters, no space around it."""
    return unicodedata.normalize("NFC", name).strip()


def template(text: str) -> Template:
    """The template that a text states. Raises TemplateError."""
    text = tidy(text)
    if not text:
        raise TemplateError("Write a template, such as {app}_{format}_{concept}.")
    if len(text) > LONGEST:
        raise TemplateError(f"A template has at most {LONGEST} characters.")
    pieces = _FIELD.split(text)
    literals, names = tuple(pieces[::2]), pieces[1::2]
    if any("{" in one or "}" in one for one in literals):
        raise TemplateError("A curly bracket opens or closes no field.")
    fields = tuple(map(_field, names))
    _refuse(fields, literals)
    return Template(text, fields, literals)


def _field(text: str) -> Field:
    found = _NAME.fullmatch(text.strip().lower())
    if found is None:
        raise TemplateError(
            f"“{{{text}}}” is no field: a name of small letters, digits and _, "
            "then ? if it may be missing or * if it takes what is left."
        )
    name, mark, kind = found[1], found[2], found[3] or usual_kind(found[1])
    if kind not in KINDS:
        raise TemplateError(f"“{kind}” is no kind of field: one of {', '.join(KINDS)}.")
    return Field(name, kind, optional=mark == "?", rest=mark == "*")


def _refuse(fields: tuple[Field, ...], literals: tuple[str, ...]) -> None:
    """Raises TemplateError for fields that could not be told apart."""
    if not fields:
        raise TemplateError("A template needs a field in curly brackets, such as {concept}.")
    if len(fields) > MOST_FIELDS:
        raise TemplateError(f"A template has at most {MOST_FIELDS} fields.")
    names = [one.name for one in fields]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise TemplateError(f"The field “{twice}” stands in the template twice.")
    for place, between in enumerate(literals[1:-1]):
        if not between:
            raise TemplateError(
                f"{{{names[place]}}} and {{{names[place + 1]}}} touch: write what stands between."
            )
    if sum(one.rest for one in fields) > 1:
        raise TemplateError("Only one field may take what is left (*).")


@dataclass
class _Walk:
    """One reading of one name: places that led nowhere are not tried again."""

    template: Template
    name: str
    own: Mapping[str, Mapping[str, str]]
    failed: set[tuple[int, int]] = field(default_factory=set)

    def parts(self) -> tuple[ReadPart, ...] | None:
        first = self.template.literals[0]
        if not self._stands(first, 0):
            return None
        found: list[ReadPart] = []
        return tuple(found) if self._from(0, len(first), found) else None

    def _stands(self, literal: str, at: int) -> bool:
        return self.name[at : at + len(literal)].lower() == literal.lower()

    def _from(self, place: int, at: int, found: list[ReadPart]) -> bool:
        """Whether the fields from `place` on read the name from `at` on; they are then in `found`.

        `at` is ENDED where the name was over before them. As deep as the template has fields.
        """
        fields = self.template.fields
        if at == ENDED:
            return all(one.optional for one in fields[place:]) and not self.template.literals[-1]
        if place == len(fields):
            return at == len(self.name)
        if (place, at) in self.failed:
            return False
        for end, goes_on in self._ends(place, at):
            part = self._part(fields[place], at, end)
            if part is None:
                continue
            found.append(part)
            if self._from(place + 1, goes_on, found):
                return True
            found.pop()
        if fields[place].optional and any(
            self._from(place + 1, to, found) for to in self._without(place, at)
        ):
            return True
        self.failed.add((place, at))
        return False

    def _part(self, one: Field, at: int, end: int) -> ReadPart | None:
        """What a field makes of a stretch of the name, None where it is none of its kind."""
        written = self.name[at:end]
        if not written.strip():
            return None
        own = {**self.own.get(one.kind, {}), **self.own.get(one.name, {})}
        value = value_of(one.kind, written, own)
        return None if value is None else ReadPart(one.name, one.kind, written, at, value)

    def _ends(self, place: int, at: int) -> Iterator[tuple[int, int]]:
        """Where the part that starts at `at` may end, and where the name goes on: at the next
        separator, or at any later one for the field that takes what is left."""
        fields, after = self.template.fields, self.template.literals[place + 1]
        size, end = len(after), len(self.name)
        if place == len(fields) - 1:
            end -= size
            if at < end and self._stands(after, end) and self._whole(fields[place], at, end):
                yield end, len(self.name)
            return
        for hit in finder(after).finditer(self.name, at):
            yield hit.start(), hit.start() + size
            if not fields[place].rest:
                return
        if at < end:
            yield end, ENDED

    def _whole(self, one: Field, at: int, end: int) -> bool:
        """Whether the last part is one part: without the separator that stands before it."""
        before = self.template.literals[-2]
        return one.rest or not before or finder(before).search(self.name, at, end) is None

    def _without(self, place: int, at: int) -> list[int]:
        """Where the name goes on where a field is missing: an empty part, or its separator too."""
        after = self.template.literals[place + 1]
        ways = [at + len(after)] if self._stands(after, at) else []
        return [*ways, at] if self.template.folds(place) else ways


@lru_cache(maxsize=1024)
def finder(literal: str) -> re.Pattern[str]:
    """Finds a literal of a template in names, whatever its case."""
    return re.compile(re.escape(literal), re.IGNORECASE)
