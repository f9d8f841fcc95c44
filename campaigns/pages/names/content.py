"""What the page of names shows: a rule as it reads the team's own names, and what it leaves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from campaigns import formats
from campaigns.english import listed
from campaigns.models import NamingRule
from campaigns.naming.kinds import KINDS, SAMPLES
from campaigns.naming.misfits import misfits, wrong
from campaigns.naming.template import ReadPart, Template, tidy
from campaigns.pages.names.forms import DraftForm
from campaigns.records import naming
from campaigns.records import naming_preview as previews
from campaigns.records.naming_preview import NamesRead, ReadName
from campaigns.reports.name_fields import called, label

LOOKS = 12
"""Looks of fields in `names.css`."""
SHOWN, VALUES_SHOWN = 12, 6
"""Names of a list, and values of a field, that are shown at first."""
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


@dataclass(frozen=True)
class Stretch:
    """A piece of a name or template: the text, the field that it is of, and the look of that
    field, 0 for none; whether it is what keeps a rule from fitting."""

    text: str
    field: str = ""
    look: int = 0
    odd: bool = False


def page(form: DraftForm, asked: Mapping[str, Any]) -> dict:
    """Everything that the template needs."""
    level, own = form.level_asked, naming.staff_words()
    rules = naming.rules(level)
    text, error = form.text, ""
    if not text and (not rules or "suggest" in asked):
        found = previews.suggested(level)
        text = found[0].template.text if found else ""
    made = None
    if text:
        made, error = form.made(text)
    tried = [_draft(form, made)] if made else naming.ready(rules)
    read = previews.preview(level, tried, own, all_names=made is None)
    looks = _looks(rule.template for rule in tried)
    return {
        "form": form,
        "level": level,
        "text": text,
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
        "twins": read.twins(),
        "unread": _unread(read.unread[: MOST if "all" in asked else SHOWN], own, len(tried) > 1),
        "against": previews.contradictions(read, level)[:SHOWN],
        "built": _built(made, asked) if made else None,
        "changes": naming.changes()[:8],
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


def _looks(made: Iterable[Template]) -> dict[str, int]:
    """The look of each field of some templates: its number, from 1 on."""
    fields = dict.fromkeys(one.name for own in made for one in own.fields)
    return {name: number % LOOKS + 1 for number, name in enumerate(fields)}


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
        pieces = [Stretch(name[:start]), Stretch(name[start:end], odd=True), Stretch(name[end:])]
        words = "no rule is for its app and network"
        if why:
            words = f"rule {why[0]}: {why[1].why}" if several else why[1].why
        found.append({"pieces": [p for p in pieces if p.text], "why": words, "spend": one.spend})
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


def _built(made: Template, asked: Mapping[str, Any]) -> dict:
    """A name composed of parts, and whether the template reads it."""
    said = {one.name: str(asked.get(f"part_{one.name}", "")).strip() for one in made.fields}
    fields = [
        {
            "name": one.name,
            "label": label(one.name),
            "value": said[one.name],
            "sample": SAMPLES.get(one.kind, ""),
            "optional": one.optional,
        }
        for one in made.fields
    ]
    if not any(said.values()):
        return {"fields": fields, "name": "", "problem": ""}
    missing = [label(f.name) for f in made.fields if not said[f.name] and not f.optional]
    if missing:
        return {"fields": fields, "name": "", "problem": f"Missing: {', '.join(missing)}."}
    name = made.render(said)
    own = naming.staff_words()
    why = [wrong(one, said[one.name], own) for one in made.fields if said[one.name]]
    why = [one for one in why if one] or [one.why for one in misfits(made, name, own)]
    problem = f"The rule would not read “{name}”: {listed(why)}." if why else ""
    return {"fields": fields, "name": "" if why else name, "problem": problem}
