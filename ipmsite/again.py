"""Opening a page again: while nothing has changed its reader gets it as it was drawn.

The process keeps what it has drawn (`reports/drawn.py`), under a key that stands for its reader,
its address and the version of the data. Browsers are told to keep no page (`no-store`): it is for
its reader alone, and on no disk; the ETag serves those who keep pages knowingly.
"""

import re
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.middleware.csrf import get_token
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.timezone import localdate

from campaigns.models.changes import asked
from campaigns.models.limits import limit
from campaigns.records.remembered import led, noted, remember, remembered
from campaigns.reports import drawn
from campaigns.reports.answers import Reading, reading
from campaigns.reports.drawn import Drawn

OWN = ("admin", "import", "demo", "s/", "account", "audit", "links", "mails/stop")
"""Beginnings of pages that show more than what is stored of counts and judgements, or end at a
time of the day."""
FIELD = b'name="csrfmiddlewaretoken" value="%s"'
TOKEN = re.compile(FIELD % rb"[A-Za-z0-9]{64}")


def answers_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Answer whoever opens a page again with the page as it was drawn; 304 where they have it.

    Drawn anew is what has a message for its reader, sets a cookie, or asks tables that change
    without raising the version, such as those of jobs.
    """
    release = _release(settings.TIME_ZONE, settings.REPORTING_CURRENCY)

    def middleware(request: Any) -> HttpResponse:
        request.release = release
        if request.method not in ("GET", "HEAD"):
            return get_response(request)
        with reading() as one:
            key = _key(request, one, release)
            if not key:
                return get_response(request)
            page = drawn.find(key)
            if page is None or page.led not in (None, remembered(request.user).query):
                with asked() as all_asked:
                    response = get_response(request)
                if all_asked.changes_unseen or not _is_page(request, response):
                    return response
                page = _drawn(request, response)
                drawn.keep(key, page)
            return _answer(request, key, page)

    return middleware


def _key(request: Any, one: Reading, release: str) -> str:
    """What stands for the page as it would be made now; "" where it is not to be kept."""
    path = request.path_info.lstrip("/")
    if settings.DEBUG or path.startswith(OWN) or not request.user.is_authenticated:
        return ""
    if len(messages.get_messages(request)):
        return ""
    rights = [request.user.is_staff, request.user.is_superuser]
    if not request.user.is_superuser:  # who has all rights
        rights += sorted(request.user.get_all_permissions())
    limits = tuple(some and tuple(sorted(some)) for some in (limit().apps, limit().networks))
    seen, visit = remembered(request.user), request.user.access.visit
    looks = (seen.compact, sorted(seen.columns.items()))
    before = visit and (visit.before if visit.day >= localdate() else visit.day)
    reader = (request.user.pk, request.user.get_session_auth_hash(), rights, limits, looks, before)
    address = (request.method, request.scheme, request.get_host(), request.get_full_path())
    return sha256(repr((*address, *reader, *one.moment, release)).encode()).hexdigest()


def _is_page(request: HttpRequest, response: HttpResponse) -> bool:
    said: Any = messages.get_messages(request)
    return (
        response.status_code == 200
        and response.get("Content-Type", "").startswith("text/html")
        and not (response.streaming or "ETag" in response or response.cookies)
        and not said.added_new
    )


def _drawn(request: Any, response: HttpResponse) -> Drawn:
    return Drawn(
        pieces=tuple(TOKEN.split(response.content)),
        headers=tuple(response.headers.items()),
        led=led(request.user),
        noted=noted(request.user),
    )


def _answer(request: HttpRequest, key: str, page: Drawn) -> HttpResponse:
    """The page for its reader alone; what drawing it had noted of them is noted again."""
    if page.noted is not None:
        remember(request.user, page.noted)
    csrf = request.COOKIES.get(settings.CSRF_COOKIE_NAME)
    tag = f'"{sha256(repr((key, page.led, csrf)).encode()).hexdigest()[:32]}"'
    response: HttpResponse = HttpResponseNotModified()
    if tag not in parse_etags(request.headers.get("If-None-Match", "")):
        token = get_token(request).encode() if len(page.pieces) > 1 else b""
        response = HttpResponse((FIELD % token).join(page.pieces), headers=dict(page.headers))
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
