"""Judgements that are stored for pages: how they are written, and which of them still hold.

A stored judgement holds on the day it was made for, while the data of its app has not changed.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any, TypeVar

import msgspec
from django.db.models import Q
from django.utils import timezone

from campaigns import reports
from campaigns.models import Judged
from campaigns.models.limits import limit
from campaigns.reports.answers import is_kept, is_reading, keep, kept, versions
from campaigns.reports.catalogue import listed

FEW = "few "
"""How the kinds begin that are little to read: what stands of all of them is one query."""
Kind = TypeVar("Kind")


def store(kind: str, app: int, today: date, version: int, found: Any) -> None:
    """Keep a judgement of an app, made of the data of this version."""
    values = {"day": today, "version": version, "content": encoded(found)}
    Judged.objects.update_or_create(app_id=app, kind=kind, defaults=values)


def encoded(found: Any) -> bytes:
    """A judgement as bytes."""
    return msgspec.msgpack.encode(found, enc_hook=_plain)


def decoded(content: bytes, form: type[Kind]) -> Kind:
    """A judgement of bytes."""
    return msgspec.msgpack.decode(content, type=form, dec_hook=_as_was)


def _plain(value: Any) -> Any:
    if isinstance(value, range):
        return value.start, value.stop
    raise NotImplementedError(type(value))


def _as_was(form: Any, value: Any) -> Any:
    return range(*value) if form is range else value


def standing(kind: str, form: type[Kind], apps: Collection[int], today: date) -> dict[int, Kind]:
    """The judgements of these apps that still hold.

    They are of whole apps: who may not read all networks gets none, and is judged on their own.
    """
    found = [] if limited() else holding(kind, apps, today)
    return _contents(kind, tuple(found), form) if found else {}


def limited() -> bool:
    """Whether the reader may not read all networks."""
    return limit().networks is not None


def holding(kind: str, apps: Collection[int], today: date) -> list[int]:
    """Those of these apps whose judgement still holds."""
    now = versions()
    return sorted(
        app
        for app, (day, version) in _known(kind).items()
        if app in apps and day == today and version == now.of(app)
    )


def outdated() -> list[int]:
    """The apps whose networks were judged for pages, on any day, and that changed since."""
    now = versions()
    judged = {pk: app.judged for pk, app in reports.apps_known().items()}
    return sorted(pk for pk, at in judged.items() if at is not None and at != now.of(pk))


@kept
def _known(kind: str) -> dict[int, tuple[date, int]]:
    """Of when and of which data the judgements of a kind are."""
    rows = (row[1:] for row in listed("judged") if row[0] == kind)
    return {app: (date.fromisoformat(day), version) for app, day, version in rows}


@kept
def _contents(kind: str, apps: tuple[int, ...], form: type[Kind]) -> dict[int, Kind]:
    """The judgements of a kind of some apps. One query, which brings along what is little to
    read: a page that shows judgements shows some of it, too."""
    if kind.startswith(FEW):
        return {app: decoded(content, form) for app, _, content in few(kind) if app in apps}
    asked, today = Q(kind=kind, app__in=apps), timezone.localdate()
    alone = not is_reading() or is_kept(_few, today)
    found = _rows(asked if alone else asked | _little(today))
    own = {app: decoded(content, form) for app, _, content in found.pop(kind, [])}
    if not alone:
        keep(found, _few, today)
    return own


def few(kind: str) -> list[tuple[int, int, bytes]]:
    """App, version and content of what is stored today of a kind that is little to read."""
    return _few(timezone.localdate()).get(kind, [])


@kept
def _few(today: date) -> dict[str, list[tuple[int, int, bytes]]]:
    """The same of all such kinds. One query."""
    return _rows(_little(today))


def _little(today: date) -> Q:
    return Q(kind__startswith=FEW, day=today)


def _rows(asked: Q) -> dict[str, list[tuple[int, int, bytes]]]:
    """App, version and content by kind."""
    rows = Judged.objects.filter(asked).order_by("app")
    found: dict[str, list[tuple[int, int, bytes]]] = defaultdict(list)
    for kind, app, version, content in rows.values_list("kind", "app", "version", "content"):
        found[kind].append((app, version, bytes(content)))
    return found
