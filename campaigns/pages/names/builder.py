"""A right name, composed part by part of what stands in the team's own names."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from campaigns.english import listed
from campaigns.naming.kinds import SAMPLES
from campaigns.naming.misfits import misfits, wrong
from campaigns.naming.template import Template
from campaigns.records.naming import Words
from campaigns.records.naming_preview import NamesRead
from campaigns.reports.name_fields import label

OFFERED = 40
"""Parts of a field that are offered, those of most names first."""


def built(made: Template, read: NamesRead, own: Words, asked: Mapping[str, Any]) -> dict:
    """The fields with what is offered for each, and the name composed of what was chosen, or why
    the template would not read it."""
    said = {one.name: str(asked.get(f"part_{one.name}", "")).strip() for one in made.fields}
    parts = _parts(read)
    fields = [
        {
            "name": one.name,
            "label": label(one.name),
            "value": said[one.name],
            "sample": SAMPLES.get(one.kind, ""),
            "optional": one.optional,
            "offered": parts.get(one.name, []),
        }
        for one in made.fields
    ]
    if not any(said.values()):
        return {"fields": fields, "name": "", "problem": ""}
    missing = [label(f.name) for f in made.fields if not said[f.name] and not f.optional]
    if missing:
        return {"fields": fields, "name": "", "problem": f"Missing: {', '.join(missing)}."}
    name = made.render(said)
    why = [wrong(one, said[one.name], own) for one in made.fields if said[one.name]]
    why = [one for one in why if one] or [one.why for one in misfits(made, name, own)]
    problem = f"The rule would not read “{name}”: {listed(why)}." if why else ""
    return {"fields": fields, "name": "" if why else name, "problem": problem}


def _parts(read: NamesRead) -> dict[str, list[str]]:
    """The parts of each field as names write them, the commonest first."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for one in read.read:
        for part in one.parts or ():
            found[part.field][part.written] += 1
    return {field: [part for part, _ in own.most_common(OFFERED)] for field, own in found.items()}
