"""What the site writes down of itself: a line, or a JSON object, for each event, with the id of the
request that it belongs to and without secrets; and errors by mail to those who run the site."""

import json
import logging
import re
import secrets
import time
from collections import deque
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.mail import mail_admins
from django.http import HttpRequest, HttpResponse
from django.utils.functional import empty

HEADER = "X-Request-ID"
SAFE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
MAILS_AN_HOUR = 10
SECRETS = [
    (re.compile(r"\bpm_[\w-]{8,}"), "pm_…"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]+"), r"\1 …"),
    (re.compile(r"(://[^/\s:@]*):[^/\s@]+@"), r"\1:…@"),
    (re.compile(r"(/(?:shared|s)/)[^/\s?\"']+"), r"\1…"),
    (re.compile(r"(/accounts/reset/)[^/\s]+/[^/\s?\"']+"), r"\1…/…"),
    (re.compile(r"(/services/)[^\s\"']+"), r"\1…"),
    (
        re.compile(
            r"(?i)([\w-]*(?:password|passwd|secret|secret_key|api_?key|token|signature|signed"
            r"|sessionid)\w*)(\"?'?\s*[=:]\s*\"?'?)(?!…)[^\s&\"',;)}]{6,}"
        ),
        r"\1\2…",
    ),
]
"""What must not be written down, and what is written instead."""
_request_id: ContextVar[str] = ContextVar("request_id", default="")
requests = logging.getLogger("permille.request")


def without_secrets(text: str) -> str:
    """A text in which tokens, passwords and signed links are not to be read."""
    for pattern, instead in SECRETS:
        text = pattern.sub(instead, text)
    return text


class Line(logging.Formatter):
    """One event as a line for people."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, logger, words, and the request where there is one."""
        record.about = f" [{now}]" if (now := _request_id.get()) else ""
        return without_secrets(super().format(record))


class Json(logging.Formatter):
    """One event as a JSON object for machines."""

    def format(self, record: logging.LogRecord) -> str:
        """The same, and what the event itself knows."""
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
        }
        if now := _request_id.get():
            told["request_id"] = now
        told |= getattr(record, "facts", {})
        if record.exc_info:
            told["exception"] = without_secrets(self.formatException(record.exc_info))
        return json.dumps(told, ensure_ascii=False)


class ErrorMail(logging.Handler):
    """Errors by mail to the ADMINS, so many an hour at most; nothing of a request's content."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.sent: deque[float] = deque()

    def emit(self, record: logging.LogRecord) -> None:
        """Send it; a mail that cannot be sent is no further error."""
        now = time.monotonic()
        while self.sent and self.sent[0] < now - 3600:
            self.sent.popleft()
        if len(self.sent) >= MAILS_AN_HOUR:
            return
        self.sent.append(now)
        try:
            words = without_secrets(record.getMessage()).splitlines() or [""]
            mail_admins(f"{record.levelname}: {words[0][:120]}", self.format(record))
        except Exception:
            self.handleError(record)


def logging_settings(*, as_json: bool, mails: bool) -> dict[str, Any]:
    """`LOGGING`. Django alone keeps silent about errors when DEBUG is off."""
    handlers = ["stderr", "mail"] if mails else ["stderr"]
    line = {
        "()": "ipmsite.logs.Line",
        "format": "{asctime} {levelname} {name}{about}: {message}",
        "style": "{",
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": line, "json": {"()": "ipmsite.logs.Json"}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "json" if as_json else "line",
            },
            "mail": {"class": "ipmsite.logs.ErrorMail", "formatter": "line"},
        },
        "root": {"handlers": handlers, "level": "WARNING"},
        # Its own handlers go, or every error would be told twice in development.
        "loggers": {
            "django": {"handlers": [], "level": "WARNING"},
            # Anybody can send a wrong Host: that is no error of the site.
            "django.security.DisallowedHost": {"handlers": ["stderr"], "propagate": False},
            "axes": {"level": "ERROR"},  # the audit log says more
            "django_tasks_db": {"level": "ERROR"},  # that it is told to stop is no warning
            "permille.request": {"level": "INFO" if as_json else "WARNING"},
        },
    }


def request_id_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Give each request an id, that of the proxy where it sends one, and say it in the answer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "") if settings.BEHIND_PROXY else ""
        now = given if SAFE_ID.fullmatch(given) else secrets.token_hex(8)
        token, began = _request_id.set(now), time.monotonic()
        try:
            response = get_response(request)
            response[HEADER] = now
            requests.info(
                "%s %s %s", request.method, request.path, response.status_code,
                extra={"facts": _facts(request, response, time.monotonic() - began)},
            )  # fmt: skip
            return response
        finally:
            _request_id.reset(token)

    return middleware


def _facts(request: HttpRequest, response: HttpResponse, seconds: float) -> dict[str, Any]:
    """What is written down of a request: nothing of what it said beside its path."""
    return {
        "method": request.method,
        "path": without_secrets(request.path),
        "status": response.status_code,
        "milliseconds": round(1000 * seconds),
        "user": _user(request),
    }


def _user(request: HttpRequest) -> int | None:
    """Who asked, where that was looked up anyway."""
    user = getattr(request, "user", None)
    if user is None or getattr(user, "_wrapped", None) is empty:
        return None
    return user.pk
