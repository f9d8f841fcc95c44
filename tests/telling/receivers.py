"""A mail server and a receiver of webhooks, which listen on this machine and keep what they get."""

import socket
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Mails:
    """What a mail server took. With `busy` it answers 451 to so many; `down` refuses to talk."""

    port: int = 0
    taken: list[Message] = field(default_factory=list)
    busy: int = 0


class _Smtp(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client needs to hand over mail."""

    def handle(self) -> None:
        mails: Mails = self.server.mails
        self._say("220 tests ESMTP")
        while line := self.rfile.readline():
            verb = line[:4].upper().strip()
            if verb == b"DATA":
                self._say("354 go on")
                content = b"".join(iter(self._line, b".\r\n"))
                if mails.busy:
                    mails.busy -= 1
                    self._say("451 later")
                    continue
                mails.taken.append(message_from_bytes(content))
                self._say("250 taken")
            elif verb == b"QUIT":
                return self._say("221 bye")
            else:
                self._say("250 ok")

    def _line(self) -> bytes:
        line = self.rfile.readline()
        if not line:
            raise ConnectionError("The sender is gone.")
        return line[1:] if line.startswith(b"..") else line

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


class _Threads(socketserver.ThreadingTCPServer):
    allow_reuse_address, daemon_threads = True, True

    def handle_error(self, *_: object) -> None:
        """A sender that was killed in the middle is no fault of the server."""


@contextmanager
def mail_server() -> Iterator[Mails]:
    """A mail server that listens."""
    with _Threads(("127.0.0.1", 0), _Smtp) as server:
        server.mails = Mails(server.server_address[1])
        with _serving(server):
            yield server.mails


@dataclass
class Hooks:
    """What a receiver took: headers and body. `answers` are the statuses of the next requests with
    their headers, 200 after those."""

    url: str = ""
    taken: list[tuple[dict, bytes]] = field(default_factory=list)
    seen: int = 0
    answers: list[tuple[int, dict]] = field(default_factory=list)


class _Hook(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        hooks: Hooks = self.server.hooks
        body = self.rfile.read(int(self.headers["Content-Length"]))
        hooks.seen += 1
        status, headers = hooks.answers.pop(0) if hooks.answers else (200, {})
        if status == 200:
            hooks.taken.append((dict(self.headers), body))
        self.send_response(status)
        for name, value in {**headers, "Content-Length": "0"}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing: the tests read what was taken."""


@contextmanager
def webhook_receiver() -> Iterator[Hooks]:
    """A receiver of webhooks that listens."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Hook) as server:
        server.daemon_threads = True
        server.hooks = Hooks(f"http://127.0.0.1:{server.server_address[1]}/in?team=ua")
        with _serving(server):
            yield server.hooks


class _Never(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        with suppress(OSError):
            while not time.sleep(0.02):
                self.request.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")


@contextmanager
def never_ending() -> Iterator[int]:
    """The port of a receiver that says little at a time, for as long as somebody listens."""
    with _Threads(("127.0.0.1", 0), _Never) as server, _serving(server):
        yield server.server_address[1]


@contextmanager
def _serving(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()


def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
