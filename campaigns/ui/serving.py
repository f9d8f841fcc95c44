"""Uploaded files as answers: whatever is in them, it never acts with the rights of this site.

Every answer says its type and forbids guessing another, and its own policy puts it into a sandbox,
so that a file which is opened by itself has an origin of its own: no cookies, no other page of the
site, no network. A playable may run scripts there, and nothing else may.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

from campaigns.models.assets import AssetFile

PIECE = 64 * 1024
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
NO_SCRIPT = (
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'"
)
PLAYABLE = (
    "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' data: "
    "blob:; style-src 'unsafe-inline' data: blob:; img-src data: blob:; media-src data: blob:; "
    "font-src data: blob:; connect-src data: blob:; worker-src data: blob:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)
"""One file that brings everything along, as ad networks demand of playables."""
POLICIES = {
    "picture": f"sandbox; {NO_SCRIPT}",
    # A film that is opened by itself is asked for again by the page that the browser makes around
    # it, which an origin of its own would forbid. Without scripts it has nothing to act with.
    "film": f"sandbox allow-same-origin; {NO_SCRIPT}",
    "playable": PLAYABLE,
}


def answer(file: AssetFile, asked_range: str) -> HttpResponseBase:
    """The file, or the part that a `Range` header asks for, which players need to seek."""
    size, type_ = file.size, file.type
    part = _part(asked_range, size)
    if part == ():
        file.close()
        response: HttpResponseBase = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
        return _guarded(response, type_.kind)
    first, last = part or (0, size - 1)
    response = StreamingHttpResponse(
        _Part(file, first, last), status=206 if part else 200, content_type=type_.media_type
    )
    response["Content-Length"] = last - first + 1
    if part:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Content-Disposition"] = (
        f'inline; filename="creative-{file.instance.pk}.{type_.suffix}"'
    )
    response["Cache-Control"] = "private, max-age=86400"
    return _guarded(response, type_.kind)


def _guarded(response: HttpResponseBase, kind: str) -> HttpResponseBase:
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Content-Security-Policy"] = POLICIES[kind]
    response["X-Frame-Options"] = "SAMEORIGIN" if kind == "playable" else "DENY"
    return response


def _part(asked: str, size: int) -> tuple[int, int] | tuple[()] | None:
    """The first and last byte of one range; () where it lies outside, None where the whole file
    is the answer: no range, several, or none that can be read (RFC 9110, 14.2)."""
    found = RANGE.fullmatch(asked.replace(" ", ""))
    if not found or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        start, end = max(0, size - int(last)), size - 1
    else:
        start, end = int(first), min(int(last or size), size - 1)
        if last and int(last) < start:
            return None
    return (start, end) if start <= end else ()


class _Part:
    """The bytes from `first` to `last` in pieces. The response closes it, and so the file."""

    def __init__(self, file: BinaryIO, first: int, last: int) -> None:
        self.file, self.first, self.last = file, first, last

    def __iter__(self) -> Iterator[bytes]:
        self.file.seek(self.first)
        left = self.last - self.first + 1
        while left > 0 and (piece := self.file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece

    def close(self) -> None:
        self.file.close()
