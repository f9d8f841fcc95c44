"""What the page of names shows: a rule as it reads the team's own names, and what it leaves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.http import QueryDict

from campaigns import formats
from campaigns.models import NamingRule
from campaigns.models.choices import Format, Targeting
from campaigns.naming.kinds import GOALS, KINDS, PLATFORMS
from campaigns.naming.template import LONGEST, ReadPart, Template, tidy
from campaigns.pages.names.builder import built
from campaigns.pages.names.forms import DraftForm
from campaigns.records import naming
from campaigns.records import naming_preview as previews
from campaigns.records.naming_preview import NamesRead, ReadName
from campaigns.reports.name_fields import called, label
from campaigns.ui.unread_names import CARRIED

LOOKS = 12
"""Looks of fields in `names.css`."""
SHOWN, VALUES_SHOWN = 12, 6
"""Names of a list, and values of a field, that are shown at first."""
CHANGES_SHOWN = 8
MOST = 500
"""Names of a list that are shown at all."""
FITS = {
    "text": "any text",
    "geo": "a country: US, DE, UK; or WW, T1, LATAM",
    "language": "EN, de, pt-BR",
    "platform": "iOS, Android, AND",
    "format": "VID, PLA, INT, BAN, IMG",
    "goal": "CPI, ROAS, tCPA, AEO",
    "targeting": "broad, LAL, interest, retargeting",
    "size": "9x16, 1200x628",
    "length": "15s, 30sec",
    "version": "v and a number",
    "date": "20261124, 24.11.26",
}


MEANS: dict[str, Mapping[str, str]] = {
    "format": dict(Format.choices),
    "targeting": dict(Targeting.choices),
    "platform": {value: value.capitalize() for value in PLATFORMS} | {"ios": "iOS"},
    "goal": {value: value.capitalize() for value in GOALS},
}
"""The kinds that are lists of words, and what a word that is missing there may mean."""


@dataclass(frozen=True)
class Stretch:
    """A piece of a name or template: the text, the field that it is of, and the look of that
    field, 0 for none; whether it is what keeps a rule from fitting."""

    text: str
    field: str = ""
    look: int = 0
    odd: bool = False


def page(form: DraftForm, asked: QueryDict, error: str = "") -> dict:
    """Everything that the template needs; `error` is why a rule could not be saved."""
    level, own = form.level_asked, naming.staff_words()
    rules = naming.rules(level)
    text, made, in_use = form.text, None, naming.ready(rules)
    wanted = "suggest" in asked or not (text or rules)
    if wanted:
        found = previews.suggested(level, in_use)
        text = found[0].template.text if found else ""
    if text:
        made, problem = form.made(text)
        error = error or problem
    tried = [_draft(form, made)] if made else in_use
    builds = next((one for one in in_use if str(one.pk) == asked.get("build")), None)
    builds = builds or next(iter(tried), None)
    read = previews.preview(level, tried, own, all_names=made is None)
    carried = [name[:LONGEST] for name in asked.getlist("name")[:CARRIED]]
    looks = _looks(rule.template for rule in tried)
    twins = read.twins()
    return {
        "form": form,
        "level": level,
        "text": text,
        "suggested": wanted,
        "error": error,
        "made": made,
        "pattern": _pattern(made, looks) if made else [],
        "rules": [_rule(rule, own, looks) for rule in rules],
        "kinds": _kinds(made, read, looks) if made else [],
        "read": read,
        "share": None if read.share is None else formats.percent(round(read.share, 2)),
        "width": round(100 * len(read.read) / read.names) if read.names else 0,
        "as_read": _lines(read, looks),
        "key": [Stretch(label(name), name, look) for name, look in looks.items()],
        "values": _values(read),
        "twins": twins[:SHOWN],
        "more_twins": max(0, len(twins) - SHOWN),
        "unread": _unread(read.unread[: MOST if "all" in asked else SHOWN], own, len(tried) > 1),
        "carried": carried,
        "new": _new(carried, tried, own, looks),
        "against": previews.contradictions(read, level)[:SHOWN],
        "built": built(builds.template, read, own, asked) if builds else None,
        "builds": builds,
        "changes": _changes(),
        "nothing": not read.names,
    }


def _draft(form: DraftForm, made: Template) -> naming.ReadRule:
    """The template that is tried, for the apps and networks that are chosen; one that changes a
    rule is for those of the rule."""
    if rule := form.cleaned_data.get("rule"):
        (kept,) = naming.ready([rule])
        return replace(kept, template=made)
    apps, networks = (form.cleaned_data.get(name) or () for name in ("apps", "networks"))
    return naming.ReadRule(
        None, made, frozenset(one.pk for one in apps), frozenset(one.pk for one in networks)
    )


def _new(
    names: Sequence[str],
    tried: Sequence[naming.ReadRule],
    own: naming.Words,
    looks: Mapping[str, int],
) -> list[dict]:
    """Names of a file that is not imported yet, as these rules would read them."""
    some, found = list(enumerate(tried, 1)), []
    for name in names if some else ():
        read = (rule.template.read(name, own) for rule in tried)
        parts = next((parts for parts in read if parts is not None), None)
        if parts is None:
            found += _unread([ReadName(0, name, Decimal(), None, some)], own, len(some) > 1)
        else:
            found.append({"pieces": _pieces(tidy(name), parts, looks), "why": ""})
    return found


def _looks(made: Iterable[Template]) -> dict[str, int]:
    """The look of each field of some templates: its number, from 1 on."""
    fields = dict.fromkeys(one.name for own in made for one in own.fields)
    return {name: number % LOOKS + 1 for number, name in enumerate(fields)}


def _changes() -> list[dict]:
    """What was changed lately, and what taking it back would ask for: a template, or a word."""
    merged = naming.merged_words()
    found = []
    for one in naming.changes()[:CHANGES_SHOWN]:
        rule = one.rule if one.action == "changed" and one.before != one.after else None
        stands = rule is not None and rule.in_use and rule.template == one.after
        field, _, word = one.before.partition(": ")
        parted = one.action == "merged" and (one.before, one.after) in merged
        found.append(
            {
                "change": one,
                "back": one.before if stands else "",
                "field": field if parted else "",
                "word": word,
            }
        )
    return found


def _pattern(made: Template, looks: Mapping[str, int]) -> list[Stretch]:
    return [Stretch(text, name, looks.get(name, 0)) for text, name in made.pieces()]


def _rule(rule: NamingRule, own: naming.Words, looks: Mapping[str, int]) -> dict:
    (ready,) = naming.ready([rule])
    read = previews.preview(rule.level, [ready], own)
    limits = [str(one) for one in (*rule.apps.all(), *rule.networks.all())]
    return {
        "rule": rule,
        "pattern": _pattern(ready.template, looks),
        "fits": len(read.read),
        "names": read.names,
        "limits": ", ".join(limits) or "all apps and networks",
    }


def _kinds(made: Template, read: NamesRead, looks: Mapping[str, int]) -> list[dict]:
    """The fields of a template: their kind, what fits, what they become, how many values."""
    values = read.values()
    return [
        {
            "look": looks[one.name],
            "name": one.name,
            "mark": "?" if one.optional else "*" if one.rest else "",
            "kind": one.kind,
            "choices": list(KINDS),
            "fits": FITS[one.kind]
            + (", may be missing" if one.optional else ", takes what is left" if one.rest else ""),
            "becomes": "is checked, not kept" if one.name in naming.CHECKED else label(one.name),
            "values": len([v for v in values.get(one.name, ()) if v.value]),
        }
        for one in made.fields
    ]


def _lines(read: NamesRead, looks: Mapping[str, int]) -> list[dict]:
    return [
        {"pieces": _pieces(tidy(one.name), one.parts or (), looks), "spend": one.spend}
        for one in read.read[:SHOWN]
    ]


def _pieces(name: str, parts: Sequence[ReadPart], looks: Mapping[str, int]) -> list[Stretch]:
    """A name cut where its parts begin and end."""
    found, at = [], 0
    for part in parts:
        found.append(Stretch(name[at : part.start]))
        at = part.start + len(part.written)
        found.append(Stretch(name[part.start : at], label(part.field), looks[part.field]))
    found.append(Stretch(name[at:]))
    return [piece for piece in found if piece.text]


def _unread(some: Sequence[ReadName], own: naming.Words, several: bool) -> list[dict]:
    """Names that fit no rule, with what keeps the rule that comes nearest from fitting."""
    found = []
    for one in some:
        name, why = tidy(one.name), one.why_not(own)
        start, end = (why[1].start, why[1].end) if why else (0, 0)
        odd = why[1].field if why else None
        pieces = [Stretch(name[:start]), Stretch(name[start:end], odd=True), Stretch(name[end:])]
        words = "no rule is for its app and network"
        if why:
            words = f"rule {why[0]}: {why[1].why}" if several else why[1].why
        found.append(
            {
                "pieces": [p for p in pieces if p.text],
                "why": words,
                "spend": one.spend,
                "kind": odd.kind if odd and odd.kind in MEANS else "",
                "word": name[start:end],
                "means": MEANS.get(odd.kind, {}) if odd else {},
            }
        )
    return found


def _values(read: NamesRead) -> list[dict]:
    return [
        {
            "label": label(field),
            "count": len([one for one in own if one.value]),
            "shown": [
                {"words": called(field, one.value), "names": one.names, "spend": one.spend}
                for one in own[:VALUES_SHOWN]
            ],
            "more": max(0, len(own) - VALUES_SHOWN),
        }
        for field, own in read.values().items()
    ]
