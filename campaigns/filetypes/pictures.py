"""Pictures, walked from the first byte to the last: PNG, JPEG, GIF, WebP.

Sources: PNG (W3C, third edition), JPEG (ITU T.81, annex B), GIF 89a, WebP container (RFC 9649).
"""

from typing import BinaryIO, Literal
from zlib import crc32

from campaigns.filetypes.faults import CutOff, Damaged, NotAccepted, TooMuch

PNG = b"\x89PNG\r\n\x1a\n"
LARGEST_SIDE = 8192
"""Pixels; a few bytes can stand for a picture that no browser can hold."""


def is_png(head: bytes) -> bool:
    return head.startswith(PNG)


def is_jpeg(head: bytes) -> bool:
    return head.startswith(b"\xff\xd8\xff")


def is_gif(head: bytes) -> bool:
    return head[:6] in (b"GIF87a", b"GIF89a")


def is_webp(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def check_png(file: BinaryIO, size: int) -> None:
    """Every chunk with its checksum, IHDR first and IEND last."""
    content = file.read()
    at = len(PNG)
    names: list[bytes] = []
    while not names or names[-1] != b"IEND":
        long = _number(content, at, 4)
        name, end = content[at + 4 : at + 8], at + 12 + long
        if end > len(content):
            raise CutOff
        if crc32(content[at + 4 : end - 4]) != _number(content, end - 4, 4):
            raise Damaged("PNG")
        if not names:
            if name != b"IHDR" or long != 13:
                raise Damaged("PNG")
            _sides(_number(content, at + 8, 4), _number(content, at + 12, 4), "PNG")
        names.append(name)
        at = end
    if b"IDAT" not in names:
        raise Damaged("PNG")
    _ends(content, at)


def check_jpeg(file: BinaryIO, size: int) -> None:
    """Every segment, a frame with its sides, scans, and the end of the image at the end."""
    content = file.read()
    at, frame, scanned = 2, False, False
    while True:
        if content[at : at + 1] != b"\xff":
            raise Damaged("JPEG") if at < len(content) else CutOff
        while content[at : at + 1] == b"\xff":
            at += 1
        marker = _number(content, at, 1)
        at += 1
        if marker == 0xD9:
            break
        if marker in (0x00, 0x01, *range(0xD0, 0xD9)):
            raise Damaged("JPEG")
        end = at + _number(content, at, 2)
        if marker in range(0xC0, 0xD0) and marker not in (0xC4, 0xC8, 0xCC):
            _sides(_number(content, at + 5, 2), _number(content, at + 3, 2), "JPEG")
            frame = True
        at = end
        if marker == 0xDA:
            at, scanned = _after_scan(content, at), True
    if not (frame and scanned):
        raise Damaged("JPEG")
    _ends(content.rstrip(b"\0"), at)


def _after_scan(content: bytes, at: int) -> int:
    """Where the next marker stands that is neither a stuffed byte nor a restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise CutOff
        if content[at + 1] != 0 and content[at + 1] not in range(0xD0, 0xD8):
            return at
        at += 2


def check_gif(file: BinaryIO, size: int) -> None:
    """Every block, at least one image, and the trailer at the end."""
    content = file.read()
    _sides(_little(content, 6, 2), _little(content, 8, 2), "GIF")
    at, images = _after_colours(content, 10, 13), 0
    while (block := _number(content, at, 1)) != 0x3B:
        if block == 0x21:
            at = _after_blocks(content, at + 2)
        elif block == 0x2C:
            at, images = _after_blocks(content, _after_colours(content, at + 9, at + 10) + 1), 1
        else:
            raise Damaged("GIF")
    if not images:
        raise Damaged("GIF")
    _ends(content, at + 1)


def _after_colours(content: bytes, flags: int, at: int) -> int:
    packed = _number(content, flags, 1)
    return at + (3 * 2 ** ((packed & 7) + 1) if packed & 0x80 else 0)


def _after_blocks(content: bytes, at: int) -> int:
    while long := _number(content, at, 1):
        at += 1 + long
    return at + 1


def check_webp(file: BinaryIO, size: int) -> None:
    """Every chunk, pixels among them, and the length that the container states."""
    content = file.read()
    end = 8 + _little(content, 4, 4)
    if end > len(content):
        raise CutOff
    at = 12
    names: list[bytes] = []
    while at < end:
        name, long = content[at : at + 4], _little(content, at + 4, 4)
        if at + 8 + long > end:
            raise Damaged("WebP")
        if not names:
            _sides(*_webp_sides(content, name, at + 8), "WebP")
        names.append(name)
        at += 8 + long + long % 2
    if not {b"VP8 ", b"VP8L", b"ANMF"} & set(names):
        raise Damaged("WebP")
    _ends(content, at)


def _webp_sides(content: bytes, name: bytes, at: int) -> tuple[int, int]:
    if name == b"VP8X":
        return 1 + _little(content, at + 4, 3), 1 + _little(content, at + 7, 3)
    if name == b"VP8L":
        bits = _little(content, at + 1, 4)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if name == b"VP8 " and content[at + 3 : at + 6] == b"\x9d\x01\x2a":
        return _little(content, at + 6, 2) & 0x3FFF, _little(content, at + 8, 2) & 0x3FFF
    raise Damaged("WebP")


def _sides(width: int, height: int, label: str) -> None:
    if not width or not height:
        raise Damaged(label)
    if max(width, height) > LARGEST_SIDE:
        raise NotAccepted(
            f"It is {width:,} x {height:,} pixels. {LARGEST_SIDE:,} on a side are the most."
        )


def _ends(content: bytes, at: int) -> None:
    if at > len(content):
        raise CutOff
    if at < len(content):
        raise TooMuch(len(content) - at)


def _number(content: bytes, at: int, length: int, order: Literal["little", "big"] = "big") -> int:
    part = content[at : at + length]
    if len(part) < length:
        raise CutOff
    return int.from_bytes(part, order)


def _little(content: bytes, at: int, length: int) -> int:
    return _number(content, at, length, "little")
