"""The Content-Security-Policy header.

Django 6 brings a middleware of its own that reads the same `SECURE_CSP` setting, so moving there is
deleting this file.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def csp_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Put `settings.SECURE_CSP` on every response that has no policy of its own."""
    policy = "; ".join(f"{name} {' '.join(of)}" for name, of in settings.SECURE_CSP.items())

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        # Django's own debug pages style themselves inline.
        if not (settings.DEBUG and response.status_code in (404, 500)):
            response.headers.setdefault("Content-Security-Policy", policy)
        return response

    return middleware
