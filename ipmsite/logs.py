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
SLASH, IS = r"(?:/|%(?:25)*2f)", r"(?:[=:]|%(?:25)*3[ad])"
"""Signs of an address, also where it stands inside another."""
SECRETS = [
    (re.compile(r"\bpm_[\w-]{8,}"), "pm_…"),
    (re.compile(rf"(?i)(authorization[\"']?\s{{0,3}}{IS})[^\n]+"), r"\1 …"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]+"), r"\1 …"),
    (re.compile(r"(://[^/\s:@]*):[^/\s@]+@"), r"\1:…@"),
    (re.compile(rf"(?i)({SLASH}(?:shared|s){SLASH})[^/\s?&\"']+"), r"\1…"),
    (re.compile(rf"(?i)({SLASH}reset{SLASH})[^/\s?&%\"']+{SLASH}[^/\s?&\"']+"), r"\1…/…"),
    (re.compile(rf"(?i)({SLASH}(?:services|webhook\w{{0,9}}){SLASH})[^\s\"']+"), r"\1…"),
    (re.compile(r"(?i)([?&](?:code|state|key|sig)=)[^&\s\"']+"), r"\1…"),
    (
        re.compile(
            r"(?i)((?:password|passwd|secret|secret_key|api_?key|token|signature|signed|sessionid)"
            rf"\w{{0,20}})([\"']?\s{{0,3}}{IS}\s{{0,3}}[\[(]?)"
            r"(?:'[^'\n]+'|\"[^\"\n]+\"|(?!…)[^\s&\"',;)}\]]{6,})"
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


def _id_of(record: logging.LogRecord) -> str:
    """The id of the request that an event belongs to; Django tells some when it is answered."""
    return _request_id.get() or getattr(getattr(record, "request", None), "log_id", "")


def on_one_line(text: str) -> str:
    """A text in which nothing ends a line, moves the cursor or cannot be seen: all that is escaped,
    so nobody makes a line of the log by what they send."""
    if text.isprintable():
        return text
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text
    )


class Line(logging.Formatter):
    """One event as a line for people; the lines of an error below it are indented."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, logger, words, and the request where there is one."""
        record.about = f" [{now}]" if (now := _id_of(record)) else ""
        record.message, record.asctime = record.getMessage(), self.formatTime(record)
        lines = [on_one_line(without_secrets(self.formatMessage(record)))]
        if record.exc_info:
            below = without_secrets(self.formatException(record.exc_info)).split("\n")
            lines += [f"  {on_one_line(line)}" for line in below]
        return "\n".join(lines)


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
        if now := _id_of(record):
            told["request_id"] = now
        told |= getattr(record, "facts", {})
        if record.exc_info:
            told["exception"] = without_secrets(self.formatException(record.exc_info))
        said = json.dumps(told, ensure_ascii=False)
        return "".join(sign if sign.isprintable() else json.dumps(sign)[1:-1] for sign in said)


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
            words = on_one_line(without_secrets(record.getMessage()))
            mail_admins(f"{record.levelname}: {words[:120]}", self.format(record))
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
            "django.server": {"handlers": ["stderr"], "propagate": False},  # of runserver
            # Anybody can send a wrong Host: that is no error of the site.
            "django.security.DisallowedHost": {"handlers": ["stderr"], "propagate": False},
            "axes": {"level": "ERROR"},  # the audit log says more
            "django_tasks_db": {"level": "ERROR"},  # that it is told to stop is no warning
            "permille.request": {"level": "INFO" if as_json else "WARNING"},
        },
    }


def write_alike(logger: str) -> None:
    """Have a logger that came with handlers of its own write as the site does."""
    (stderr,) = (one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler)
    for handler in logging.getLogger(logger).handlers:
        handler.setFormatter(stderr.formatter)


def request_id_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Give each request an id, that of the proxy where it sends one, and say it in the answer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "") if settings.BEHIND_PROXY else ""
        now = given if SAFE_ID.fullmatch(given) else secrets.token_hex(8)
        request.log_id = now  # type: ignore[attr-defined]
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
