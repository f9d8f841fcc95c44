"""Playables: one HTML file. What it does cannot be checked, so it only ever runs in a sandbox."""

import re
from typing import BinaryIO

from campaigns.filetypes.faults import NotAccepted

BEFORE = rb"^(\xef\xbb\xbf)?(\s|<!--((?!-->).)*-->|<\?xml[^>]*>|<!doctype svg[^>]*>)*"
HTML = re.compile(BEFORE + rb"<(!doctype html|html|head|body|script|meta)\b", re.I | re.S)
SVG = re.compile(BEFORE + rb"<([\w.-]+:)?svg\b", re.I | re.S)


def is_html(head: bytes) -> bool:
    return bool(HTML.match(head))


def is_svg(head: bytes) -> bool:
    return bool(SVG.match(head))


def is_utf16(head: bytes) -> bool:
    return head[:2] in (b"\xff\xfe", b"\xfe\xff")


def check(file: BinaryIO, size: int) -> None:
    """Text in UTF-8 without zero bytes."""
    try:
        text = file.read().decode()
    except UnicodeDecodeError as error:
        raise NotAccepted(
            f"Its text is not UTF-8 (byte {error.start + 1:,}). Save it as UTF-8."
        ) from error
    if "\0" in text:
        raise NotAccepted("It starts like a page, but holds bytes that are no text.")
