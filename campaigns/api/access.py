"""Who may ask: a token in the header `Authorization: Bearer`, so often a minute, and what has not
changed since is not told again."""

import time
from collections import defaultdict, deque
from collections.abc import Callable
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
from campaigns.reports.answers import versions
from campaigns.ui.permissions import MAY_SEE

PER_MINUTE = 120
"""Requests of one token in a minute and process."""
_lately: dict[str, deque[float]] = defaultdict(deque)


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
            return None
        if self.scope == Token.Scope.IMPORT and found.scope != Token.Scope.IMPORT:
            raise Problem(403, "This token may not import.")
        _count(found.digest)
        limit_to(limit_of(found.user))
        if not found.user.has_perm(MAY_SEE):
            raise Problem(403, "The user of this token has no role.")
        request.user = found.user
        if self.kept:
            _tell_once(request, found)
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


def _count(token: str) -> None:
    """Raises Problem for one request too many."""
    now, lately = time.monotonic(), _lately[token]
    while lately and lately[0] < now - 60:
        lately.popleft()
    if len(lately) >= PER_MINUTE:
        raise Problem(429, f"At most {PER_MINUTE} requests a minute.", retry_after=60)
    lately.append(now)
