"""Suggests templates from names themselves; nothing that it finds is applied by itself."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import takewhile

from campaigns.naming.kinds import AREAS, KINDS, folded
from campaigns.naming.template import Template, TemplateError, template

SEPARATORS = (" - ", " | ", "//", "_", "|", "-", " ", "/", ".")
FIRM = ("size", "version", "date", "platform", "format", "goal", "targeting")
"""Kinds whose parts are told by themselves."""
PLACE = "place"
"""A part that is a country or a language: which, is told by all parts that stand there."""
RARE = 0.05
"""A part that fewer names than this share lack is no part that may be missing."""
MOST_NAMES = 4000
"""So many of the names, those of most weight, are looked at."""
TRIED = 6


@dataclass(frozen=True)
class Suggestion:
    """A template, how many of the names it fits, and the share of their weight, 0 to 1."""

    template: Template
    fits: int
    names: int
    share: float


def suggest(weights: Mapping[str, float], apps: Collection[str] = ()) -> list[Suggestion]:
    """Templates that fit these names, the best first; none where no convention shows.

    `weights` is what each name weighs, such as its spend; `apps` are the apps that they are of.
    """
    names = sorted(weights, key=lambda name: (-weights[name], name))[:MOST_NAMES]
    tried = {text: None for mark in SEPARATORS for text in _candidates(names, mark, apps)}
    found = [one for text in tried if (one := _weighed(text, names, weights))]
    found.sort(key=lambda one: (-round(one.fits / one.names, 2), -len(one.template.fields)))
    return [one for one in found if one.fits >= max(2, one.names / 10)][:3]


def _weighed(text: str, names: list[str], weights: Mapping[str, float]) -> Suggestion | None:
    try:
        made = template(text)
    except TemplateError:
        return None
    if not any(one.kind != "text" or one.name == "app" for one in made.fields):
        return None
    fits = [name for name in names if made.read(name)]
    total = sum(weights[name] for name in names)
    share = sum(weights[name] for name in fits) / total if total > 0 else len(fits) / len(names)
    return Suggestion(made, len(fits), len(names), share)


def _candidates(names: list[str], mark: str, apps: Collection[str]) -> list[str]:
    """Templates with this separator, of the shapes that most names have."""
    split = [parts for name in names if len(parts := name.split(mark)) > 2 and _whole(parts)]
    if len(split) < max(2, len(names) / 10):
        return []
    fixed = _fixed(split)
    coded = _coded([parts[fixed] for parts in split], apps)
    heads = Counter(tuple(_head(parts, fixed + coded)) for parts in split)
    tails = Counter(tuple(_tail(parts, fixed + coded)) for parts in split)
    columns = mark.join(_columns(split, fixed, coded))
    return [columns] + [
        mark.join(fields)
        for head in _shapes(heads)
        for tail in _shapes(tails)
        if (fields := _fields(split, fixed, head, tail, coded))
    ][:TRIED]


def _whole(parts: list[str]) -> bool:
    """Whether a separator leaves parts that are words: of " - " neither the dash nor a space."""
    return all(part == part.strip() and any(map(str.isalnum, part)) for part in parts)


def _fixed(split: list[list[str]]) -> int:
    """How many parts at the head are the same in nearly all names: they pin a convention."""
    place = 0
    for place in range(min(map(len, split))):
        most = Counter(parts[place] for parts in split).most_common(1)[0]
        pinned = _kind(most[0]) == "text" or (place > 0 and KINDS["version"](most[0]))
        if most[1] < 0.98 * len(split) or not pinned:
            return place
    return place


def _kind(part: str) -> str:
    """The kind that a part is of by itself."""
    if part.upper() in AREAS or (len(part) == 2 and part.isupper() and _is_place(part)):
        return PLACE
    if part[-1:] in "sS" and KINDS["length"](part):
        return "length"
    return next((kind for kind in FIRM if KINDS[kind](part)), "text")


def _is_place(part: str) -> bool:
    return bool(KINDS["geo"](part) or KINDS["language"](part))


def _coded(first: list[str], apps: Collection[str]) -> bool:
    """Whether these parts stand for apps: their names or initials, or as few words as apps."""
    codes = {folded(app) for app in apps} | {
        "".join(word[0] for word in app.split()).casefold() for app in apps
    }
    if sum(folded(part) in codes for part in first) >= (1 - RARE) * len(first):
        return True
    words = set(first)
    few = len(words) <= len(apps) + 1 and 2 * len(words) <= len(first)
    return few and "text" in set(map(_kind, words))


def _head(parts: list[str], start: int) -> Iterable[str]:
    """The kinds from the first part behind the fixed ones and the app's on, until a text."""
    return takewhile(lambda kind: kind != "text", map(_kind, parts[start:]))


def _tail(parts: list[str], start: int) -> Iterable[str]:
    """The kinds from the last part back to a text, of the parts that are not of the head."""
    left = start + len(list(_head(parts, start)))
    return takewhile(lambda kind: kind != "text", map(_kind, reversed(parts[left:])))


def _shapes(counted: Counter[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The orders of kinds to try, a kind that may be missing with a question mark."""
    names = counted.total()
    common = [shape for shape, count in counted.most_common(4) if count > RARE * names]
    longest = max(common, key=len, default=())
    return list(dict.fromkeys([_with_missing(longest, counted), *common]))


def _with_missing(longest: tuple[str, ...], counted: Counter[tuple[str, ...]]) -> tuple[str, ...]:
    names = counted.total()
    lacking = {
        kind: sum(count for shape, count in counted.items() if kind not in shape)
        for kind in longest
    }
    return tuple(f"{kind}?" if lacking[kind] > RARE * names else kind for kind in longest)


def _fields(
    split: list[list[str]],
    fixed: int,
    head: tuple[str, ...],
    tail: tuple[str, ...],
    coded: bool,
) -> list[str]:
    """The fields of a template: what is fixed, the app, the head, what is left, the tail."""
    texts = {len(parts) - fixed - coded - len(head) - len(tail) for parts in split}
    kinds = [*head, *(["concept"] if texts != {0} else []), *reversed(tail)]
    named: list[str] = list(split[0][:fixed])
    used = {"app"} if coded else set()
    if coded:
        named.append("{app}")
    for kind in kinds:
        plain, mark = kind.removesuffix("?"), "?" if kind.endswith("?") else ""
        if kind == "concept":
            named.append("{concept}" if texts == {1} else "{concept*}")
            continue
        of_kind = _place(split, named, kinds, kind) if plain == PLACE else plain
        name = of_kind if of_kind not in used else f"{of_kind}{len(used)}:{of_kind}"
        used.add(name)
        colon = name.find(":")
        own, stated = (name, "") if colon < 0 else (name[:colon], name[colon:])
        named.append(f"{{{own}{mark}{stated}}}")
    return named


def _columns(split: list[list[str]], fixed: int, coded: bool) -> list[str]:
    """The fields of names that have as many parts as most, column by column."""
    most = Counter(map(len, split)).most_common(1)[0][0]
    rows = [parts for parts in split if len(parts) == most]
    fields = list(rows[0][:fixed])
    used: Counter[str] = Counter()
    for place in range(fixed, most):
        column = [parts[place] for parts in rows]
        kind = "app" if coded and place == fixed else _column_kind(column)
        name = "concept" if kind == "text" else kind
        used[name] += 1
        more = f"{used[name]}:{kind}" if used[name] > 1 else ""
        fields.append(f"{{{name}{more}}}")
    return fields


def _column_kind(column: list[str]) -> str:
    """The kind that nearly all parts of a column are of."""
    kind, count = Counter(map(_kind, column)).most_common(1)[0]
    if all(len(part) == 2 and _is_place(part) for part in column):
        kind, count = PLACE, len(column)
    if count < (1 - RARE) * len(column):
        return "text"
    if kind == PLACE:
        return max("geo", "language", key=lambda one: _fitting(column, one))
    return kind


def _place(split: list[list[str]], named: list[str], kinds: list[str], kind: str) -> str:
    """Whether the parts that stand where a place stands are countries or languages."""
    place = len(named)
    if "concept" in kinds and any(field.startswith("{concept") for field in named):
        place = -(len(kinds) - kinds.index(kind, kinds.index("concept")))
    parts = [parts[place] for parts in split if -len(parts) <= place < len(parts)]
    return "geo" if _fitting(parts, "geo") >= _fitting(parts, "language") else "language"


def _fitting(parts: Collection[str], kind: str) -> int:
    return sum(KINDS[kind](part) is not None for part in parts)
