"""Who may ask: a token in the header `Authorization: Bearer`, so often a minute."""

import time
from collections import defaultdict, deque

from django.http import HttpRequest
from ninja.security import HttpBearer

from campaigns.api.problems import Problem
from campaigns.models import Token
from campaigns.models.access import limit_of
from campaigns.models.limits import limit_to
from campaigns.ui.permissions import MAY_SEE

PER_MINUTE = 120
"""Requests of one token in a minute and process."""
_lately: dict[str, deque[float]] = defaultdict(deque)


class TokenAuth(HttpBearer):
    """A valid token; its user is the request's user."""

    def __init__(self, scope: str = Token.Scope.READ) -> None:
        super().__init__()
        self.scope = scope

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
        return found


def _count(token: str) -> None:
    """Raises Problem for one request too many."""
    now, lately = time.monotonic(), _lately[token]
    while lately and lately[0] < now - 60:
        lately.popleft()
    if len(lately) >= PER_MINUTE:
        raise Problem(429, f"At most {PER_MINUTE} requests a minute.", retry_after=60)
    lately.append(now)
