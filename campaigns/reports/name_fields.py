"""Fields that names hold, as dimensions: joined through the creative or the campaign of a row."""

from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any

from django.core.signals import request_finished, request_started
from django.db.models import Case, F, FilteredRelation, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from campaigns import english
from campaigns.models import FieldValue, NameField, NameValue
from campaigns.models.choices import NOT_STATED, Format, Targeting
from campaigns.naming.kinds import usual_kind
from campaigns.reports.answers import kept
from campaigns.reports.catalogue import listed

TAGS, AD_GROUP = "tags", "ad_group"
"""Fields that no name holds: of creatives what staff tags them, of pairs what reports state."""
STATED = (TAGS, AD_GROUP)
SEVERAL = "several"
"""The ad group of a campaign's creative that is in more than one."""
NOT_STATED_ID = 0
"""In place of the id of a value, where neither report nor name states one."""
_asked: ContextVar[list[dict[str, NameField]] | None] = ContextVar("name fields", default=None)
"""During a request a list, which holds the fields once they were asked for."""


def _begin(**_: Any) -> None:
    _asked.set([])


def _end(**_: Any) -> None:
    _asked.set(None)


request_started.connect(_begin, dispatch_uid="name fields")
request_finished.connect(_end, dispatch_uid="name fields")


def name_fields() -> dict[str, NameField]:
    """All fields that names hold a value of, by name. One query, in a request once."""
    known = _asked.get()
    if known:
        return known[0]
    found = _stored()
    if known is not None:
        known.append(found)
    return found


@kept
def _stored() -> dict[str, NameField]:
    rows = (NameField(*row) for row in listed("fields"))
    return {field.name: field for field in sorted(rows, key=lambda field: field.name)}


def forget() -> None:
    """Ask again: the fields have changed during this request."""
    if _asked.get():
        _asked.set([])


def label(name: str) -> str:
    """What people read for a field: Hook, Own field."""
    return name.replace("_", " ").capitalize()


def spoken(value: str) -> str:
    """A value as people read it: Fail_then_win -> Fail then win."""
    return value.replace("_", " ")


def called(field: str, value: str) -> str:
    """A value of a field as people read it: Fail then win, Rewarded video, 30 s, v3. What is stated
    stands as it was written."""
    if field in CHOICES:
        return str(CHOICES[field].get(value, value))
    if field == AD_GROUP and value == SEVERAL:
        return value.capitalize()
    if field in STATED:
        return value
    kind = usual_kind(field) if value[:1].isdigit() else ""
    if kind == "version" or (kind == "length" and value.isdigit()):
        return f"v{value}" if kind == "version" else f"{value} s"
    return spoken(value)


def singular(name: str) -> str:
    """One value of a field, inside a sentence."""
    return "set of tags" if name == TAGS else name.replace("_", " ")


def plural(name: str) -> str:
    """Several values of a field, inside a sentence."""
    return "sets of tags" if name == TAGS else english.plural(singular(name))


CHOICES = {"format": dict(Format.choices), "targeting": dict(Targeting.choices)}
"""What the values of fields are called that a report may state, too."""


def alias(name: str) -> str:
    """Under which name a query has a field's value."""
    return f"named_{name}"


def joined(rows: QuerySet, names: Iterable[str]) -> QuerySet:
    """Rows of counts with what names say in these fields, each under its alias.

    The value is that of the creative's name, else of the campaign's, else NOT_STATED_ID; an ad
    group is of both together. There is one value in a field, so no row is counted twice. Other
    names change nothing.
    """
    known = name_fields() if names else {}
    for name in dict.fromkeys(names):
        field = known.get(name)
        if field is not None:
            rows = _joined(rows, field)
    return rows


def _joined(rows: QuerySet, field: NameField) -> QuerySet:
    of_creatives = field.of_creatives or field.of_pairs
    things = (("creative", of_creatives), ("campaign", field.of_campaigns))
    return _with_values(rows, field, [f"{thing}__" for thing, holds in things if holds])


def said(rows: QuerySet, field: NameField) -> QuerySet:
    """Campaigns or creatives with what their names say in a field that only they hold, as
    `joined`."""
    return _with_values(rows, field, [""])


def _with_values(rows: QuerySet, field: NameField, things: list[str]) -> QuerySet:
    """Rows with a field's value under its alias; `things` are the ways from a row to what has
    names, the first before the second."""
    found: list[Any] = []
    for thing in things:
        to, path = f"{thing.strip('_') or 'own'}_{field.name}", f"{thing}name_values"
        condition = Q(**{f"{path}__field": field.pk})
        if field.of_pairs:
            condition &= Q(**{f"{path}__campaign": F("campaign")})
        else:  # by which the index of one value a field is found
            of_creative = field.of_creatives and thing in ("", "creative__")
            other = "campaign" if of_creative else "creative"
            condition &= Q(**{f"{path}__{other}__isnull": True})
        rows = rows.alias(**{to: FilteredRelation(path, condition=condition)})
        found.append(F(f"{to}__value__value" if field.name in REPORTED else f"{to}__value"))
    stated = REPORTED.get(field.name, "")
    stated = stated if things != [""] else stated.rpartition("__")[2]
    return rows.annotate(**{alias(field.name): _effective(stated, found)})


REPORTED = {"format": "creative__format", "targeting": "campaign__targeting"}
"""The dimensions in which a name stands in where the report states nothing."""


def _effective(stated: str, found: list[Any]) -> Combinable:
    """The value of a row: the report's, where it may state one, before the creative's name, this
    before the campaign's."""
    if not stated:
        return Coalesce(*found, Value(NOT_STATED_ID))
    from_name = Coalesce(*found, Value(""))
    return Case(When(~Q(**{stated: ""}), then=F(stated)), default=from_name)


def finest(names: Iterable[str]) -> set[str]:
    """The dimensions that tables must know for these fields: creative, where creatives hold one."""
    names = list(names)
    known = name_fields() if names else {}
    fields = (known[name] for name in names if name in known)
    return {"creative" for field in fields if field.of_creatives or field.of_pairs}


def path(name: str, otherwise: str) -> str:
    """Where a query that was `joined` has the value of a dimension; `otherwise` for one that no
    name holds."""
    return alias(name) if name in name_fields() else otherwise


def values_of_creatives() -> dict[str, dict[Any, str]]:
    """What names of creatives say: the value of each creative, by field. One query."""
    rows = NameValue.objects.filter(creative__isnull=False, campaign__isnull=True).order_by()
    found: dict[str, dict[Any, str]] = {}
    for field, creative, value in rows.values_list("field__name", "creative", "value__value"):
        found.setdefault(field, {})[creative] = value
    return found


def value_ids(field: str) -> dict[str, int]:
    """The id of each value of a field. One query."""
    return dict(FieldValue.objects.filter(field__name=field).values_list("value", "pk"))


def value_names(keys: Iterable[int]) -> dict[int, str]:
    """What these values are called. One query."""
    wanted = set(keys)
    rows = FieldValue.objects.filter(pk__in=wanted).order_by()
    found = {
        pk: called(field, value)
        for pk, field, value in rows.values_list("pk", "field__name", "value")
    }
    found[NOT_STATED_ID] = NOT_STATED
    return {key: found[key] for key in wanted if key in found}
