"""What a reader is told where the database is held by somebody else for longer than it waits."""

import sys
from collections.abc import Callable

from django.core.signals import got_request_exception
from django.http import HttpRequest, HttpResponse
from django.template import loader

from campaigns.models.dialects import is_busy

SECONDS = 10


def busy_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 503 in words, and when to try again, instead of an error of the site."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 500 or not getattr(request, "found_busy", False):
            return response
        words = loader.get_template("503.html").render()
        return HttpResponse(words, status=503, headers={"Retry-After": str(SECONDS)})

    return respond


def _note(sender: object, request: HttpRequest | None = None, **kwargs: object) -> None:
    """A middleware sees no exception of those inside it, only the answer that was made of it."""
    if request is not None and is_busy(sys.exc_info()[1]):
        request.found_busy = True  # type: ignore[attr-defined]


got_request_exception.connect(_note)
