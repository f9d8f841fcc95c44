"""Small files of every kind that can show a creative, made here so that tests can break them."""

from pathlib import Path
from struct import pack
from zlib import compress, crc32

CLIP = Path(__file__).parent.parent / "campaigns/demo/clip.webm"
PLAYABLE = b"<!doctype html><title>Play</title><script>document.title = 'Playing'</script>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


def chunk(name: bytes, body: bytes) -> bytes:
    return pack(">I", len(body)) + name + body + pack(">I", crc32(name + body))


def png(width=2, height=2, extra: bytes = b"") -> bytes:
    """A grey picture; `extra` chunks stand before its end."""
    rows = compress((b"\0" + b"\x80" * width) * height)
    header = pack(">2I5B", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", rows)
        + extra
        + chunk(b"IEND", b"")
    )


def gif(comment: bytes = b"") -> bytes:
    said = b"\x21\xfe" + bytes([len(comment)]) + comment + b"\0" if comment else b""
    return (
        b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff"
        + said
        + b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b"
    )


def jpeg(comment: bytes = b"") -> bytes:
    """The segments of a picture, with entropy-coded bytes that no decoder has to like."""
    said = b"\xff\xfe" + pack(">H", 2 + len(comment)) + comment if comment else b""
    frame = b"\xff\xc0" + pack(">HBHHB", 11, 8, 2, 2, 1) + b"\x01\x11\0"
    scan = b"\xff\xda" + pack(">HB", 8, 1) + b"\x01\0\0\x3f\0" + b"\x12\xff\0\x34\xff\xd0\x56"
    return b"\xff\xd8" + said + frame + scan + b"\xff\xd9"


def webp() -> bytes:
    pixels = b"\x2f" + (1 | 1 << 14).to_bytes(4, "little") + b"\0"
    body = b"WEBPVP8L" + pack("<I", len(pixels)) + pixels
    return b"RIFF" + pack("<I", len(body)) + body


def box(name: bytes, body: bytes = b"") -> bytes:
    return pack(">I", 8 + len(body)) + name + body


def mp4(brand: bytes = b"isom") -> bytes:
    return (
        box(b"ftyp", brand + b"\0\0\2\0" + b"isommp41") + box(b"moov", b"\0" * 40)
        + box(b"mdat", b"\1" * 90)
    )  # fmt: skip


def webm() -> bytes:
    return CLIP.read_bytes()
