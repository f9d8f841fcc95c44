"""Messages as signed requests: JSON as Slack and its likes take it, or all that a message has."""

import hashlib
import hmac
import http.client
import json
import socket
import ssl
import time
from contextlib import ExitStack, suppress
from threading import Timer
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from campaigns.models import Delivery
from campaigns.telling.addresses import resolved
from campaigns.telling.faults import NotSent
from campaigns.telling.mail import message_id
from campaigns.telling.waits import seconds

TIMEOUT, LONGEST = 10, 30
"""Seconds for a receiver to say anything, and to have said all."""
MOST_TEXT = 3000


def send_slack(delivery: Delivery) -> str:
    """The plain part as `{"text": ...}`. Raises NotSent."""
    text = f"*{_plain(delivery.subject)}*\n{_plain(delivery.text)}"
    return _post(delivery, {"text": text[:MOST_TEXT]})


def _plain(text: str) -> str:
    """Without what Slack reads as mentions and links."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def send(delivery: Delivery) -> str:
    """All of a message but its HTML. Raises NotSent."""
    return _post(
        delivery,
        {
            "id": message_id(delivery),
            "at": delivery.made_at.isoformat(),
            "subject": delivery.subject,
            "text": delivery.text,
            **delivery.data,
        },
    )


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 of the timestamp, a full stop and the body."""
    signed = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"sha256={signed.hexdigest()}"


def checked(address: str) -> SplitResult:
    """The parts of a webhook's address. Raises NotSent where it cannot be one."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError as error:
        raise NotSent("The address cannot be read.") from error
    schemes = ("https", "http") if settings.ALLOW_PRIVATE_WEBHOOKS else ("https",)
    if parts.scheme not in schemes or not parts.hostname:
        raise NotSent("The address must begin with https://.")
    if parts.username or parts.password:
        raise NotSent("The address must not hold a password.")
    return parts


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was looked at, in the name of its host. It ends when its time
    is up, however little at a time the receiver says."""

    def __init__(self, host: str, port: int, number: str, tls: bool) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self._number, self._tls = number, tls
        self._ends = ExitStack()

    def connect(self) -> None:
        self.sock = socket.create_connection((self._number, self.port), self.timeout)
        line = self._ends.enter_context(self.sock.dup())
        end = Timer(LONGEST, _hang_up, (line,))
        self._ends.callback(end.cancel)
        end.start()
        if self._tls:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)

    def close(self) -> None:
        super().close()
        self._ends.close()


def _hang_up(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _post(delivery: Delivery, content: dict[str, Any]) -> str:
    parts = checked(delivery.channel.address)
    body = json.dumps(content, ensure_ascii=False, default=str).encode()
    timestamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Permille",
        "X-Permille-Delivery": message_id(delivery),
        "X-Permille-Timestamp": timestamp,
        "X-Permille-Signature": signature(delivery.channel.secret, timestamp, body),
    }
    host, tls = str(parts.hostname), parts.scheme == "https"
    port = parts.port or (443 if tls else 80)
    number = resolved(host, port, private=settings.ALLOW_PRIVATE_WEBHOOKS)
    connection = _Pinned(host, port, number, tls)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", target, body, headers)
        answer = connection.getresponse()
        status, wait = answer.status, answer.headers.get("Retry-After")
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotSent(f"{host} was not reached: {type(error).__name__}.") from error
    finally:
        connection.close()
    if 300 <= status < 400:
        raise NotSent(f"{host} answered {status}: it leads elsewhere, which is not followed.")
    if not 200 <= status < 300:
        raise NotSent(f"{host} answered {status}.", seconds(wait))
    return f"{host} answered {status}."
