"""What the audit log takes from requests: who asks, what was refused or taken along, and logins."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from campaigns.records.audit import What, acting, audit
from ipmsite.addresses import client_address

AGAIN = timedelta(minutes=10)
"""One refusal of the same address to the same user is written so often: pages ask by themselves."""
MOST = 1000
_refused: dict[tuple[int | None, str], datetime] = {}


def audit_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Know who acts while a request is answered; note refusals and files that are taken along."""

    def respond(request: HttpRequest) -> HttpResponse:
        with acting(lambda: request.user, client_address(request)):
            response = get_response(request)
            if request.user.is_authenticated:
                _note(request, response)
        return response

    return respond


def _note(request: HttpRequest, response: HttpResponse) -> None:
    if response.headers.get("Content-Disposition", "").startswith("attachment"):
        audit(What.EXPORT, request.get_full_path())
    elif response.status_code == 403:
        key, now = (request.user.pk, request.path), timezone.now()
        if now - _refused.get(key, now - AGAIN) < AGAIN:
            return
        if len(_refused) >= MOST:
            _refused.clear()
        _refused[key] = now
        audit(What.REFUSED, f"{request.method} {request.path}")


def logged_in(sender: Any, user: Any, **_: Any) -> None:
    """A receiver of `user_logged_in`."""
    audit(What.LOGIN, who=user)


def logged_out(sender: Any, user: Any, **_: Any) -> None:
    """A receiver of `user_logged_out`."""
    if user:
        audit(What.LOGOUT, who=user)


def login_failed(sender: Any, credentials: dict, request: Any = None, **_: Any) -> None:
    """A receiver of `user_login_failed`. A name that nobody has is not written: it may be a
    password that was typed into the wrong field. Nor is what is tried while locked out."""
    failures = getattr(request, "axes_failures_since_start", None)
    if getattr(request, "axes_locked_out", False) and not failures:
        return
    name = credentials.get("username") or ""
    known = User.objects.filter(username=name).exists()
    audit(What.WRONG, f"Of {name}" if known else "Of a name that nobody has")
    if failures and failures >= settings.AXES_FAILURE_LIMIT:
        audit(What.LOCKED, f"After {failures} wrong passwords")
