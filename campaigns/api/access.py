"""Who may ask: a token in the header `Authorization: Bearer`, so often a minute, and what has not
changed since is not told again."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import parse_etags
from ninja.security import HttpBearer

from campaigns.api.problems import Problem, Unchanged, answer
from campaigns.models import Token
from campaigns.models.access import limit_of
from campaigns.models.limits import limit, limit_to
from campaigns.records import tallies
from campaigns.records.audit import What, address, audit
from campaigns.reports.answers import versions
from campaigns.ui.permissions import MAY_SEE

PER_MINUTE, TOGETHER = 120, 10
"""Requests of one token in a minute; each process tells the others of so many at once, so that few
of them write."""
MINUTE, HOUR, MOST = timedelta(minutes=1), timedelta(hours=1), 10_000
_here: dict[str, tuple[datetime, int]] = {}
_said: dict[tuple, datetime] = {}


class TokenAuth(HttpBearer):
    """A valid token; its user is the request's user.

    What is `kept` depends on stored data alone: the answer has an ETag of its reader and of the
    version of the data, and whoever has it already is told so, before anything is asked.
    """

    def __init__(self, scope: str = Token.Scope.READ, *, kept: bool = True) -> None:
        super().__init__()
        self.scope, self.kept = scope, kept

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        found = Token.valid(token)
        if found is None:
            note_once(What.REFUSED, "A key of no program", address())
            return None
        request.user = found.user  # by whom it is, also where it is refused
        _count(found)
        if self.scope == Token.Scope.IMPORT and found.scope != Token.Scope.IMPORT:
            raise Problem(403, "This token may not import.")
        limit_to(limit_of(found.user))
        if not found.user.has_perm(MAY_SEE):
            raise Problem(403, "The user of this token has no role.")
        if self.kept:
            _tell_once(request, found)
        if request.method == "GET":
            note_once(What.EXPORT, f"By key {found.starts}…: {request.path}", found.pk)
        return found


def _tell_once(request: Any, token: Token) -> None:
    """Note the ETag of the answer. Raises Unchanged where the program has it."""
    now = limit()
    limits = tuple(some and tuple(sorted(some)) for some in (now.apps, now.networks))
    version = versions()
    moment = (version.data, version.newest, timezone.localdate())
    about = (request.get_full_path(), token.user_id, limits, *moment, request.release)
    request.tag = f'"{sha256(repr(about).encode()).hexdigest()[:32]}"'
    if request.tag in parse_etags(request.headers.get("If-None-Match", "")):
        raise Unchanged


def with_tag(view: Callable) -> Callable:
    """Say with an answer which one it is."""

    @wraps(view)
    def told(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == 405:
            allowed = response["Allow"]
            response = answer(Problem(405, f"This address takes {allowed}."))
            response["Allow"] = allowed
        if hasattr(request, "tag") and response.status_code in (200, 304):
            response["ETag"] = request.tag
            response["Cache-Control"] = "private, no-cache"
        return response

    return told


def note_once(what: What, about: str, whose: object) -> None:
    """An entry of the audit log for what programs do again and again: one an hour."""
    now, key = timezone.now(), (what, about, whose)
    hour = now.replace(minute=0, second=0, microsecond=0)
    if _said.get(key) == hour:
        return
    if len(_said) >= MOST:
        _said.clear()
    _said[key] = hour
    if tallies.count(f"audit {key}", HOUR) == 1:
        audit(what, about)


def _count(token: Token) -> None:
    """Raises Problem for one request too many."""
    minute = timezone.now().replace(second=0, microsecond=0)
    key = token.digest
    since, times = _here.get(key, (minute, 0))
    times = times + 1 if since == minute else 1
    if len(_here) >= MOST:
        _here.clear()
    _here[key] = (minute, times)
    all_of_it = times
    if times % TOGETHER == 0:
        all_of_it = tallies.count(f"asks {key}", MINUTE, TOGETHER)
        if all_of_it > PER_MINUTE:
            _here[key] = (minute, all_of_it)
    if all_of_it > PER_MINUTE:
        note_once(What.REFUSED, f"Too many requests by key {token.starts}…", token.pk)
        raise Problem(429, f"At most {PER_MINUTE} requests a minute.", retry_after=60)
