"""Reading a page again: whoever has kept it asks whether anything has changed since.

Browsers are told to keep no page (`no-store`): it is for its reader alone, and on no disk. What
costs is kept by the site (`reports/answers.py`); the ETag serves those who keep pages knowingly.
"""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from campaigns.models.limits import limit
from campaigns.records.remembered import remembered
from campaigns.reports.answers import Reading, reading

OWN = ("admin", "import", "demo", "s/", "account", "audit")
"""Beginnings of pages that show more than what is stored of counts and judgements, or end."""


def answers_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Answer 304 to whoever has the page as it would be made now.

    What is compared stands for one reader, one address and one version of the data. A page with a
    message for its reader is made anew, and not kept.
    """
    release = _release(settings.TIME_ZONE, settings.REPORTING_CURRENCY)

    def middleware(request: Any) -> HttpResponse:
        request.release = release
        if request.method not in ("GET", "HEAD"):
            return get_response(request)
        with reading() as one:
            tag = _tag(request, one, release)
            if tag and tag in parse_etags(request.headers.get("If-None-Match", "")):
                return _private(HttpResponseNotModified(), tag)
            response = get_response(request)
        if tag and response.status_code == 200 and _is_page(response):
            _private(response, tag)
        return response

    return middleware


def _tag(request: Any, one: Reading, release: str) -> str:
    """What stands for the page as it would be made now; "" where it is not to be kept."""
    path = request.path_info.lstrip("/")
    if settings.DEBUG or path.startswith(OWN) or not request.user.is_authenticated:
        return ""
    if len(messages.get_messages(request)):
        return ""
    csrf = request.COOKIES.get(settings.CSRF_COOKIE_NAME)
    rights = [request.user.is_staff, request.user.is_superuser]
    if not request.user.is_superuser:  # who has all rights
        rights += sorted(request.user.get_all_permissions())
    limits = tuple(some and tuple(sorted(some)) for some in (limit().apps, limit().networks))
    seen = remembered(request.user)
    looks = (seen.compact, sorted(seen.columns.items()))
    reader = (request.user.pk, looks, request.user.get_session_auth_hash(), csrf, rights)
    about = (request.get_host(), request.get_full_path(), *reader, limits, *one.moment, release)
    return f'"{sha256(repr(about).encode()).hexdigest()[:32]}"'


def _is_page(response: HttpResponse) -> bool:
    return response.get("Content-Type", "").startswith("text/html") and "ETag" not in response


def _private(response: HttpResponse, tag: str) -> HttpResponse:
    """A page for its reader alone."""
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-store"
    patch_vary_headers(response, ["Cookie"])
    return response


@cache
def _release(zone: str, currency: str) -> str:
    """What tells two releases of the code, and two settings of it, apart; read once a process."""
    found = sha256(f"{zone} {currency}".encode())
    for name in ("campaigns", "ipmsite", "templates", "static"):
        for path in sorted(Path(settings.BASE_DIR / name).rglob("*")):
            if path.suffix in (".py", ".html", ".css", ".js"):
                found.update(path.read_bytes())
    return found.hexdigest()
