"""Reports read from a copy of the database, where `DATABASE_URL_READ` names one."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.db import connections
from django.http import HttpRequest, HttpResponse

READ = "read"
FRESH = "read_your_writes"
SECONDS = 15
"""So long who has just written reads where it was written: a copy is a moment behind."""
OWN = ("/admin/", "/imports/", "/accounts/", "/devices/", "/audit/")
"""Pages that show what is being done, as it stands."""
_reads_copy = ContextVar("reads_copy", default=False)


class ReplicaRouter:
    """Counts, verdicts and names are read from the copy while a page of reports is made.

    Logins and sessions, whatever writes, and commands and workers use the database itself.
    """

    def db_for_read(self, model: type, **hints: Any) -> str | None:
        asked = _reads_copy.get() and model._meta.app_label == "campaigns"  # type: ignore[attr-defined]
        return READ if asked and not connections["default"].in_atomic_block else None

    def db_for_write(self, model: type, **hints: Any) -> str:
        return "default"

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return False if db == READ else None


def replica_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Let what only reads be read from the copy, unless its reader has just written."""

    def respond(request: HttpRequest) -> HttpResponse:
        reads = request.method in ("GET", "HEAD") and not request.path.startswith(OWN)
        token = _reads_copy.set(reads and FRESH not in request.COOKIES)
        try:
            response = get_response(request)
        finally:
            _reads_copy.reset(token)
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            response.set_cookie(
                FRESH,
                "1",
                max_age=SECONDS,
                httponly=True,
                samesite="Lax",
                secure=request.is_secure(),
            )
        return response

    return respond
