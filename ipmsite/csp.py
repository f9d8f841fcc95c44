"""The headers that say what a page may do: Content-Security-Policy and Permissions-Policy.

Django 6 brings a middleware of its own that reads the same `SECURE_CSP` setting, so moving there is
deleting the first half of this file.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

NOTHING = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
"""Of Permissions-Policy: what every browser knows, else some warn of it on each page."""


def csp_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Put `settings.SECURE_CSP` on every response that has no policy of its own. No page may use
    camera, microphone and the like: none asks for them."""
    policy = "; ".join(f"{name} {' '.join(of)}" for name, of in settings.SECURE_CSP.items())

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        # Django's own debug pages style themselves inline.
        if not (settings.DEBUG and response.status_code in (404, 500)):
            response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", NOTHING)
        return response

    return middleware
