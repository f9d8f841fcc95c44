"""What the page of names shows: a rule as it reads the team's own names, and what it leaves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from campaigns import formats
from campaigns.models import NamingRule
from campaigns.naming.kinds import KINDS, SAMPLES
from campaigns.naming.template import ReadPart, Template
from campaigns.pages.names.forms import DraftForm
from campaigns.records import naming
from campaigns.records import naming_preview as previews
from campaigns.records.naming_preview import NamesRead
from campaigns.reports.name_fields import called, label

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
    """A piece of a name: the text, and the place of the field that it went to, 0 for none."""

    text: str
    field: int


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
    return {
        "form": form,
        "level": level,
        "text": text,
        "error": error,
        "made": made,
        "rules": [_rule(rule, own) for rule in rules],
        "kinds": _kinds(made, read) if made else [],
        "read": read,
        "share": None if read.share is None else formats.percent(round(read.share, 2)),
        "width": round(100 * len(read.read) / read.names) if read.names else 0,
        "as_read": _lines(read, made),
        "values": _values(read),
        "twins": read.twins(),
        "unread": read.unread[: MOST if "all" in asked else SHOWN],
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


def _rule(rule: NamingRule, own: naming.Words) -> dict:
    read = previews.preview(rule.level, naming.ready([rule]), own)
    limits = [str(one) for one in (*rule.apps.all(), *rule.networks.all())]
    return {
        "rule": rule,
        "fits": len(read.read),
        "names": read.names,
        "limits": ", ".join(limits) or "all apps and networks",
    }


def _kinds(made: Template, read: NamesRead) -> list[dict]:
    """The fields of a template: their kind, what fits, what they become, how many values."""
    values = read.values()
    return [
        {
            "place": (place - 1) % 6 + 1,
            "name": one.name,
            "mark": "?" if one.optional else "*" if one.rest else "",
            "kind": one.kind,
            "choices": list(KINDS),
            "fits": FITS[one.kind]
            + (", may be missing" if one.optional else ", takes what is left" if one.rest else ""),
            "becomes": "is checked, not kept" if one.name in naming.CHECKED else label(one.name),
            "values": len([v for v in values.get(one.name, ()) if v.value]),
        }
        for place, one in enumerate(made.fields, 1)
    ]


def _lines(read: NamesRead, made: Template | None) -> list[dict]:
    places = {one.name: place for place, one in enumerate(made.fields, 1)} if made else {}
    return [
        {"pieces": _pieces(one.name, one.parts or (), places), "spend": one.spend}
        for one in read.read[:SHOWN]
    ]


def _pieces(name: str, parts: Sequence[ReadPart], places: Mapping[str, int]) -> list[Stretch]:
    """A name cut where its parts begin and end."""
    found, at = [], 0
    for number, part in enumerate(parts, 1):
        found.append(Stretch(name[at : part.start], 0))
        at = part.start + len(part.written)
        place = places.get(part.field, number)
        found.append(Stretch(name[part.start : at], (place - 1) % 6 + 1))
    found.append(Stretch(name[at:], 0))
    return [piece for piece in found if piece.text]


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
    fits = made.read(name, naming.staff_words()) is not None
    problem = "" if fits else "The rule would not read this name: a part is none of its kind."
    return {"fields": fields, "name": name if fits else "", "problem": problem}
