"""What a program asks, read by the form of the pages, and where the pages show the same."""

from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from campaigns.api.problems import Problem
from campaigns.periods import NAMED
from campaigns.reports import DIMENSIONS
from campaigns.telling import messages
from campaigns.ui.addresses import as_text
from campaigns.ui.comparing import COMPARISONS
from campaigns.ui.fields import ValuesField, Without
from campaigns.ui.report_form import FILTERS, STATE, ReportForm

DAY = {"type": "string", "format": "date"}
VALUES = {"type": "array", "items": {"type": ["string", "integer"]}}
QUESTION: dict[str, dict[str, Any]] = {
    "from": DAY | {"description": "First day of a range of its own, with `to`."},
    "to": DAY | {"description": "Last day."},
    "days": {
        "type": ["integer", "string"],
        "description": "The last so many settled days (28 without any), or one of "
        f"{', '.join(NAMED)}.",
    },
    "compare": {
        "type": "string",
        "enum": list(COMPARISONS),
        "description": "What the days before are; a range of its own by compare_from, compare_to.",
    },
    "as_of": DAY | {"description": "The evening as of which the numbers are asked for."},
    **{
        name: VALUES
        | {
            "description": f"Only these {DIMENSIONS[name].plural}, by "
            f"{'code' if DIMENSIONS[name].choices else 'id'}; - before one leaves it out."
        }
        for name in FILTERS
    },
}
"""What a question may say, as JSON schemas. Fields that names hold are filters, too."""
SPLIT = {"by": VALUES | {"description": f"Split by these: {', '.join(DIMENSIONS)}."}}
ASKED = {*STATE, *FILTERS, "by", "typed"}
"""The names that a question may have."""
LONGEST = 40


def told_as(*schemas: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """What a question may say, as the description of an operation has it."""
    return {
        "parameters": [
            {
                "in": "query",
                "name": name,
                "required": False,
                "schema": {k: v for k, v in schema.items() if k != "description"},
                "description": schema["description"],
            }
            for one in schemas
            for name, schema in one.items()
        ]
    }


def asked(said: QueryDict, *own: str, splits: tuple[str, ...] = ()) -> ReportForm:
    """What an address asks for. `own` are further names that it may have, `splits` all that `by`
    may name, if not everything. Raises Problem for what a page would leave out."""
    form = ReportForm(said, today=timezone.localdate())
    wrong = [(name, str(e)) for name, errors in form.errors.items() for e in errors]
    strange = [name for name in said if name not in ASKED and name not in own]
    named = form.named if strange else ()
    wrong += [(name[:LONGEST], "This is not known.") for name in strange if name not in named]
    wrong += [
        (name, f"“{text[:LONGEST]}” is not known.")
        for name, field in form.fields.items()
        if isinstance(field, ValuesField)
        for text in field.unknown
    ]
    if splits:
        rest = [name for name in form.cleaned_data.get("by", ()) if name not in splits]
        wrong += [("by", f"It cannot be split by {name}.") for name in rest]
    if wrong:
        raise Problem(422, "The request cannot be understood.", wrong)
    return form


def in_range(cursor: int) -> int:
    """An id after which a page begins. Raises Problem for what can be none."""
    if not 0 <= cursor < 2**63:
        raise Problem(422, "The page is out of range.", [("cursor", "This is no id.")])
    return cursor


def query_out(form: ReportForm, by: tuple[str, ...]) -> dict[str, Any]:
    """The question as it was understood."""
    query = form.query()
    compared = query.compare
    return {
        "from": query.period.first.isoformat(),
        "to": query.period.last.isoformat(),
        "by": list(by),
        **{name: list(map(_written, values)) for name, values in form.picked.items()},
        "compare": None
        if compared is None
        else {"from": compared.first.isoformat(), "to": compared.last.isoformat()},
        "as_of": form.as_of and form.as_of.isoformat(),
    }


def _written(value: Any) -> Any:
    return as_text(value) if isinstance(value, Without) or value == "" else value


def page_of(form: ReportForm, by: tuple[str, ...]) -> str:
    """The address of the page on which the parts of a question stand side by side."""
    page = SHOWN_ON.get(by[0], "trends") if len(by) == 1 else "trends" if by else "overview"
    return link(page, form, by=by)


SHOWN_ON = {
    "network": "networks",
    "campaign": "campaigns",
    "creative": "creatives",
    "store_page": "store_pages",
    **dict.fromkeys(("targeting", "format", "country", "platform"), "audience"),
}
"""The page of a dimension, where it is not that of trends, which splits by anything."""


def link(page: str, form: ReportForm, *args: int, **changes: Any) -> str:
    """The absolute address of a page in the range and filters of a question."""
    return messages.link(reverse(page, args=args) + form.elsewhere(**changes))
