"""Films, walked by their boxes without reading what is in them: MP4 and WebM.

Sources: ISO/IEC 14496-12 (boxes of MP4), RFC 8794 (EBML) and RFC 9559 (Matroska, of which WebM is
a part).
"""

from typing import BinaryIO

from campaigns.filetypes.faults import CutOff, Damaged, NotAccepted, TooMuch

PLAYED = {b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V "}
STILL = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}
EBML, DOCTYPE, SEGMENT = 0x1A45DFA3, 0x4282, 0x18538067
TRACKS, CLUSTER = 0x1654AE6B, 0x1F43B675


def is_mp4(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] not in STILL and bool(_brands(head) & PLAYED)


def is_quicktime(head: bytes) -> bool:
    return head[4:12] == b"ftypqt  " or head[4:8] in (b"moov", b"mdat", b"wide")


def is_still(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] in STILL


def is_webm(head: bytes) -> bool:
    return head.startswith(EBML.to_bytes(4))


def _brands(head: bytes) -> set[bytes]:
    box = head[: int.from_bytes(head[:4])]
    return {box[at : at + 4] for at in (8, *range(16, len(box) - 3, 4))}


def check_mp4(file: BinaryIO, size: int) -> None:
    """All boxes of the file, which must fill it exactly and hold a film and its data."""
    at = 0
    names: list[bytes] = []
    while at < size:
        file.seek(at)
        head = file.read(16)
        long, name = int.from_bytes(head[:4]), head[4:8]
        if len(head) < 8 or not name.isalnum():
            raise TooMuch(size - at) if names else Damaged("MP4")
        if long == 1:
            long = int.from_bytes(head[8:16])
        elif long == 0:
            long = size - at
        if long < 8:
            raise Damaged("MP4")
        if at + long > size:
            raise CutOff
        names.append(name)
        at += long
    if b"moov" not in names or not {b"mdat", b"moof"} & set(names):
        raise CutOff


def check_webm(file: BinaryIO, size: int) -> None:
    """The header, which must say WebM, and one segment with tracks and pictures to the end."""
    name, long, _ = _element(file)
    if long is None or long > size:
        raise Damaged("WebM")
    end, doctype = file.tell() + long, b""
    while file.tell() < end:
        name, long, start = _element(file)
        content = file.read(long or 0)
        if name == DOCTYPE:
            doctype = content.rstrip(b"\0")
    if doctype != b"webm":
        raise NotAccepted("This is a Matroska file, but no WebM. Export it as MP4 or WebM.")
    name, long, start = _element(file)
    if name != SEGMENT:
        raise Damaged("WebM")
    end = size if long is None else start + long
    if end > size:
        raise CutOff
    if end < size:
        raise TooMuch(size - end)
    names = set()
    while file.tell() < end and CLUSTER not in names:
        name, long, start = _element(file)
        names.add(name)
        if long is not None:
            if start + long > end:
                raise CutOff
            file.seek(start + long)
    if not {TRACKS, CLUSTER} <= names:
        raise CutOff


def _element(file: BinaryIO) -> tuple[int, int | None, int]:
    """Name, length (None: not stated) and start of the content of the next EBML element."""
    name, _ = _vint(file, longest=4)
    _, long = _vint(file, longest=8)
    return name, long, file.tell()


def _vint(file: BinaryIO, *, longest: int) -> tuple[int, int | None]:
    """A number that says its own length by the place of its first bit: with this bit, and without
    it, then None for all ones."""
    first = file.read(1)
    if not first:
        raise CutOff
    length = 9 - first[0].bit_length()
    rest = file.read(length - 1)
    if length > longest:
        raise Damaged("WebM")
    if len(rest) < length - 1:
        raise CutOff
    marked = int.from_bytes(first + rest)
    ones = (1 << 7 * length) - 1
    value = marked & ones
    return marked, None if value == ones else value
