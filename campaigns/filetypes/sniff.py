"""The kinds of files that show a creative, and which of them a file is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from campaigns.filetypes import films, pages, pictures
from campaigns.filetypes.faults import NotAccepted

MEGABYTE = 1024 * 1024
HEAD = 1024
"""The bytes at the front that tell what a file wants to be."""


@dataclass(frozen=True)
class FileType:
    """A type of file: `kind` is picture, film or playable, `check` raises NotAccepted."""

    kind: str
    label: str
    media_type: str
    suffix: str
    starts: Callable[[bytes], bool]
    check: Callable[[BinaryIO, int], None]


@dataclass(frozen=True)
class FileKind:
    """How large a file of a kind may be, and what people call it."""

    label: str
    largest: int


KINDS = {
    "picture": FileKind("a picture (PNG, JPEG, GIF, WebP)", 5 * MEGABYTE),
    "film": FileKind("a video (MP4, WebM)", 100 * MEGABYTE),
    "playable": FileKind("a playable (one HTML file)", 5 * MEGABYTE),
}

TYPES = (
    FileType("picture", "PNG", "image/png", "png", pictures.is_png, pictures.check_png),
    FileType("picture", "JPEG", "image/jpeg", "jpg", pictures.is_jpeg, pictures.check_jpeg),
    FileType("picture", "GIF", "image/gif", "gif", pictures.is_gif, pictures.check_gif),
    FileType("picture", "WebP", "image/webp", "webp", pictures.is_webp, pictures.check_webp),
    FileType("film", "MP4", "video/mp4", "mp4", films.is_mp4, films.check_mp4),
    FileType("film", "WebM", "video/webm", "webm", films.is_webm, films.check_webm),
    FileType("playable", "HTML", "text/html; charset=utf-8", "html", pages.is_html, pages.check),
)

REFUSED = (
    (pages.is_svg, "An SVG can carry scripts, so it is not shown here. Export it as PNG."),
    (lambda head: head[:4] == b"PK\x03\x04", "A ZIP is not shown here. A playable must be one "
     "HTML file with everything in it."),
    (lambda head: head[:5] == b"%PDF-", "A PDF is not shown here. Export the page as PNG."),
    (films.is_quicktime, "A QuickTime film does not play in every browser. Export it as MP4."),
    (films.is_still, "HEIC and AVIF are not shown here. Export the picture as PNG or JPEG."),
    (pages.is_utf16, "The text is UTF-16. Save it as UTF-8."),
)  # fmt: skip
"""What people upload though it cannot be shown, and what to do instead."""


def sniff(file: BinaryIO, size: int, accepts: tuple[str, ...] = tuple(KINDS)) -> FileType:
    """The type of a file of `size` bytes. It is left at its start.

    Raises NotAccepted, with what would be right, where it is no kind that is accepted, too large,
    cut off, or holds more than the file that it looks like.
    """
    file.seek(0)
    head = file.read(HEAD)
    found = next((one for one in TYPES if one.starts(head)), None)
    if found is None or found.kind not in accepts:
        raise NotAccepted(_refusal(head, found, accepts))
    largest = KINDS[found.kind].largest
    if size > largest:
        megabytes = f"{size / MEGABYTE:.1f} MB"
        raise NotAccepted(
            f"The {found.label} file has {megabytes}. It may have {largest // MEGABYTE} MB at most."
        )
    file.seek(0)
    found.check(file, size)
    file.seek(0)
    return found


def _refusal(head: bytes, found: FileType | None, accepts: tuple[str, ...]) -> str:
    if not head:
        return "The file is empty."
    wanted = " or ".join(KINDS[name].label for name in accepts)
    if found:
        return f"This is {KINDS[found.kind].label}; here goes {wanted}."
    for fits, words in REFUSED:
        if fits(head):
            return words
    return f"This is no file that can be shown. It must be {wanted}, whatever its name is."


def known_suffix(suffix: str) -> FileType | None:
    """The type of a file that was stored under a suffix of TYPES."""
    return next((one for one in TYPES if one.suffix == suffix), None)
