"""Why a template does not fit a name: the first fault of the reading that has the fewest."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from campaigns.english import listed
from campaigns.formats import cut
from campaigns.naming.kinds import value_of
from campaigns.naming.template import ENDED, Field, Template, finder, tidy

MOST_PARTS = 40
"""Of a name with more parts is not said where it goes wrong."""
NEARLY, MISSING, OTHER, TOO_MANY = 10, 11, 12, 12
"""What a fault weighs: a part that looks like its kind, one that is missing, one that is of
another kind, one that no field takes."""
NOUNS = {"geo": "country", "targeting": "kind of targeting"}
"""What a part is none of, where that is called otherwise than the kind."""


@dataclass(frozen=True)
class Misfit:
    """A fault: what it weighs, in words where it stands in the name, and the field of a part that
    is none of its kind."""

    weight: int
    why: str
    start: int
    end: int
    field: Field | None = None


_LOOKS = {
    "size": re.compile(r"\d+\D{1,3}\d+"),
    "length": re.compile(r"\d{1,4}\D{0,4}"),
    "version": re.compile(r"v\D{0,8}|.{0,3}\d{1,3}|v.{0,20}", re.IGNORECASE),
    "date": re.compile(r"[\d./-]{6,10}"),
}


def misfits(
    made: Template, name: str, own: Mapping[str, Mapping[str, str]] | None = None
) -> tuple[Misfit, ...]:
    """What keeps a template from fitting a name, in the order of the name; empty if it fits."""
    name = tidy(name)
    first = made.literals[0]
    if made.read(name, own) is not None:
        return ()
    if not name.lower().startswith(first.lower()):
        return (Misfit(100, f"does not start with “{first}”", 0, 0),)
    nearest = _Nearest(made, name, own or {})
    if nearest.parts > MOST_PARTS:
        return (Misfit(100, f"is too long to say why: {nearest.parts} parts", 0, 0),)
    return nearest.found() or (Misfit(100, "does not fit to its end", len(name), len(name)),)


def wrong(one: Field, part: str, own: Mapping[str, Mapping[str, str]]) -> str:
    """That a part is none of the kind of a field, in words; "" where it is."""
    words = {**own.get(one.kind, {}), **own.get(one.name, {})}
    if value_of(one.kind, part, words) is not None:
        return ""
    return f"“{cut(part)}” is no {NOUNS.get(one.kind, one.kind)}"


_Step = tuple[Misfit | None, int, int]
"""A fault, if it is one, and from which field and place of the name reading goes on."""


@dataclass
class _Nearest:
    """The reading of a name with the lightest faults."""

    template: Template
    name: str
    own: Mapping[str, Mapping[str, str]]
    _least: dict[tuple[int, int], tuple[int, _Step | None]] = field(default_factory=dict)

    @cached_property
    def parts(self) -> int:
        """Parts of the name, at most: one more than it has separators."""
        inner = {one for one in self.template.literals[1:-1] if one}
        return 1 + sum(len(finder(one).findall(self.name)) for one in inner)

    def found(self) -> tuple[Misfit, ...]:
        place, at, faults = 0, len(self.template.literals[0]), []
        self._weight(place, at)
        while (step := self._least[place, at][1]) is not None:
            fault, place, at = step
            if fault:
                faults.append(fault)
        return tuple(faults)

    def _weight(self, place: int, at: int) -> int:
        """What the lightest reading from a field and a place of the name on weighs."""
        known = self._least.get((place, at))
        if known:
            return known[0]
        least: tuple[int, _Step | None] | None = None
        for step in self._steps(place, at):
            weight = (step[0].weight if step[0] else 0) + self._weight(step[1], step[2])
            weight += self._odd(place, at, step)
            if least is None or weight < least[0]:
                least = weight, step
        self._least[place, at] = least or (0, None)
        return self._least[place, at][0]

    def _steps(self, place: int, at: int) -> Iterator[_Step]:
        fields, literals, end = self.template.fields, self.template.literals, len(self.name)
        if at == ENDED:
            yield from self._over(place)
            return
        if place == len(fields):
            if at < end:
                yield self._too_many(at, end, literals[-2]), place, end
            return
        one, after = fields[place], literals[place + 1]
        last = place == len(fields) - 1
        separator = literals[place] if last and place else after
        hits = list(self._hits(separator, at))
        for hit in hits if one.rest else hits[:1]:
            if not last:
                yield self._none_of_its_kind(one, at, hit), place + 1, hit + len(separator)
            elif not one.rest and hit > at:
                yield self._none_of_its_kind(one, at, hit), place + 1, hit
        if at < end and (one.rest or not hits):
            yield from self._to_the_end(place, at)
        if after and self.name[at : at + len(after)].lower() == after.lower():
            yield self._missing(one, at, at), place + 1, at + len(after)
        elif self.template.folds(place):
            stop = hits[0] if hits else end
            yield self._missing(one, at, stop), place + 1, at
        if hits:
            over = hits[0] + len(separator)
            yield self._too_many(at, hits[0], separator), place, over
        if at == end:
            yield from self._over(place)

    def _odd(self, place: int, at: int, step: _Step) -> int:
        """A text that is plainly of another kind weighs a little, too."""
        if step[0] or at == ENDED or step[1] == place or self.template.fields[place].kind != "text":
            return 0
        after = self.template.literals[place + 1]
        taken = self.name[at : step[2]] if step[2] != ENDED else self.name[at:]
        parts = finder(after).split(taken) if after else [taken]
        return 2 * any(value_of(kind, part, {}) is not None for part in parts for kind in _LOOKS)

    def _hits(self, separator: str, at: int) -> Iterator[int]:
        if separator:
            yield from (hit.start() for hit in finder(separator).finditer(self.name, at))

    def _to_the_end(self, place: int, at: int) -> Iterator[_Step]:
        """The rest of the name as the part of a field, or up to the separator after the next."""
        one, after = self.template.fields[place], self.template.literals[place + 1]
        end = len(self.name)
        if place == len(self.template.fields) - 1:
            closed = self.name[at:].lower().endswith(after.lower())
            fault = self._none_of_its_kind(one, at, end - len(after) * closed)
            if not fault and not closed:
                fault = Misfit(MISSING, f"does not end with “{after}”", end, end)
            yield fault, place + 1, end
            return
        yield self._none_of_its_kind(one, at, end), place + 1, ENDED
        later = self.template.literals[place + 2]
        for hit in self._hits(later if later != after else "", at):
            if not self._none_of_its_kind(one, at, hit):
                why = f"no separator “{after}” after “{cut(self.name[at:hit])}”"
                yield Misfit(MISSING, why, hit, hit), place + 2, hit + len(later)
            return

    def _over(self, place: int) -> Iterator[_Step]:
        """The name is over: what still had to come is one fault."""
        fields, literals, end = self.template.fields, self.template.literals, len(self.name)
        left = [one.name for one in fields[place:] if not one.optional]
        if place == len(fields) and not (left or literals[-1]):
            return
        weight = MISSING * (len(left) + bool(literals[-1]))
        if not weight:
            yield None, len(fields), end
            return
        mark = literals[place]
        if not left:
            why = f"does not end with “{literals[-1]}”"
        elif place == 1 or mark != literals[place - 1]:
            why = "no space in it" if mark == " " else f"no separator “{mark}”"
            if mark.lower() in self.name.lower() or place > 1:
                why = f"no separator “{mark}” after “{self._last_part(place)}”"
        else:
            more = [*left[:2], f"{len(left) - 2} more"] if len(left) > 3 else left
            why = f"ends without {listed(more)}"
        yield Misfit(weight, why, end, end), len(fields), end

    def _last_part(self, place: int) -> str:
        """What stands behind the last separator before a field."""
        before = self.template.literals[place - 1]
        return cut(self.name[self.name.lower().rfind(before.lower()) + len(before) :] or self.name)

    def _none_of_its_kind(self, one: Field, start: int, end: int) -> Misfit | None:
        written = self.name[start:end]
        if not written.strip():
            return Misfit(OTHER, f"{one.name} is empty", start, end)
        why = wrong(one, written, self.own)
        weight = NEARLY if _looks_like(one.kind, written) else OTHER
        return Misfit(weight, why, start, end, one) if why else None

    def _missing(self, one: Field, at: int, stop: int) -> Misfit | None:
        """A field without a part, before the part that ends at `stop`."""
        if one.optional:
            return None
        part = self.name[at:stop]
        why = f"no {one.name} before “{cut(part)}”" if part else f"{one.name} is empty"
        return Misfit(MISSING, why if at < len(self.name) else f"ends without {one.name}", at, stop)

    def _too_many(self, start: int, end: int, separator: str) -> Misfit:
        written = self.name[start:end]
        parts = max(1, len(finder(separator).findall(written))) if separator else 1
        said = "one part" if parts == 1 else f"{parts} parts"
        return Misfit(TOO_MANY * parts, f"{said} too many: “{cut(written)}”", start, end)


def _looks_like(kind: str, written: str) -> bool:
    """Whether somebody may have meant a part as one of its kind."""
    if kind in _LOOKS:
        return _LOOKS[kind].fullmatch(written) is not None
    longest = 3 if kind in ("geo", "language") else 12
    return written.isalnum() and len(written) <= longest
