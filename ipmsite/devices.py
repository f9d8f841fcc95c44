"""Each login with a browser is noted, and that it is used, at most every few minutes."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

from campaigns.records import devices
from ipmsite.addresses import client_address
from ipmsite.guessing import remember


def device_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Note the login behind a request, after its view: a new password gives it a new key."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        _note(request)
        if hasattr(request, "logs_in"):
            remember(request, response)
        return response

    return respond


def _note(request: HttpRequest) -> None:
    user, key = request.session.get(SESSION_KEY), request.session.session_key
    if user and key:
        browser = request.headers.get("User-Agent", "")
        devices.note(int(user), key, client_address(request), browser)


def note_login(sender: Any, request: HttpRequest, **_: Any) -> None:
    """A receiver of `user_logged_in`."""
    request.logs_in = True  # type: ignore[attr-defined]
    _note(request)
