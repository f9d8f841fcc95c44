"""Bytes -> text: UTF-8 and UTF-16 by their form, others recognised or asked, never garbled.

An own check instead of a statistical one: names in reports are short, and a guess that is often
right would store the rest as other names.
"""

import re
import unicodedata
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator
from io import BytesIO, TextIOWrapper
from typing import TextIO

from campaigns.importing.codes import Code
from campaigns.importing.lines import FileFault
from campaigns.importing.tables import twice

CODECS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-7": "UTF-7",
    "cp1252": "Windows-1252 (Western)",
    "cp1250": "Windows-1250 (Central European)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)",
    "cp1254": "Windows-1254 (Turkish)",
    "gb18030": "GBK (Chinese)",
    "big5": "Big5 (Chinese)",
    "cp932": "Shift-JIS (Japanese)",
    "cp949": "EUC-KR (Korean)",
}
"""The encodings that can be stated, with their names."""
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8 with byte order mark"),
    (b"\xff\xfe", "utf-16", "UTF-16 LE"),
    (b"\xfe\xff", "utf-16", "UTF-16 BE"),
)
_HIGH = re.compile(rb"[\x80-\xff]+")
_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_ALONE = re.compile(rb"(?<![A-Za-z\x80-\xff])[\xa1-\xff]{2}[\x80-\xff]*(?![A-Za-z\x80-\xff])")
"""Two and more bytes beyond ASCII without a letter of ASCII beside: no word of Western text."""
_EAST_ASIAN = ("gb18030", "big5", "cp932", "cp949")
_WORDS = re.compile(r"[^\W\d_]+")
_ONE_BYTE = ("cp1250", "cp1251", "cp1252", "cp1253", "cp1254")
_MARKS = "–—‘’‚“”„…€™®©°·•«»¿¡´`\u00a0ªº²³½¼¾×"
_RARE = "þðÞÐÝ"
"""Letters of Icelandic, which are letters of Turkish in another encoding."""
_SAMPLE = 20
_SHIFTED = re.compile(rb"\+[A-Za-z0-9+/]{3,}-")
"""Letters beyond ASCII as UTF-7 writes them."""
PART = 2**20


def decoded(content: bytes, encoding: str = "") -> tuple[Callable[[], TextIO], str, str]:
    """What opens the text, the name of its encoding, and what is said of it.

    Letters that were encoded twice are put right, unless an encoding is stated. Raises FileFault
    where it cannot be told or the text is damaged.
    """
    codec, label = _codec(content, encoding)
    _check(content, codec, label)
    warning = ""
    if codec.startswith("utf-8") and not encoding and twice.maybe(content):
        was = content.decode(codec)
        if right := twice.put_right(was):
            warning = (
                "The letters were encoded twice and are put right: "
                f"{_word(was)!r} is read as {_word(right)!r}."
            )
            content, codec, label = right.encode(), "utf-8", f"{label} encoded twice"

    def opened() -> TextIO:
        return TextIOWrapper(BytesIO(content), codec, newline="")

    return opened, label, warning


def _codec(content: bytes, encoding: str) -> tuple[str, str]:
    """The codec that the text is in, and its name."""
    for bom, codec, label in _BOMS:
        if content.startswith(bom):
            return codec, label
    if encoding:
        return encoding, CODECS[encoding]
    try:
        for _ in _parts(content, "utf-8"):
            pass
    except UnicodeDecodeError:
        error = _fault(content, "utf-8")
        if _is_damaged_utf8(content, error.start):
            raise FileFault(
                "The text is not valid UTF-8 here.", _line_of(content, error)
            ) from error
        codec = _told(content)
        return codec, CODECS[codec].partition(" (")[0]
    if _is_utf7(content):
        line = line_at(content.decode(), content.index(b"+"))
        raise FileFault.of(Code.ENCODING_OPEN, line, "file", readings=_in_words(content))
    return "utf-8", "UTF-8"


def _is_utf7(content: bytes) -> bool:
    """Whether the text is ASCII in which every plus sign begins letters as UTF-7 writes them."""
    if not content.isascii() or not _SHIFTED.search(content):
        return False
    try:
        text = content.decode("utf-7")
    except UnicodeDecodeError:
        return False
    return any(letter.isalpha() for letter in text if ord(letter) > 127)


def _parts(content: bytes, codec: str) -> Iterator[str]:
    """The text in parts: a large one is never there as a whole. Raises UnicodeDecodeError."""
    decoder = getincrementaldecoder(codec)()
    for start in range(0, len(content), PART):
        yield decoder.decode(content[start : start + PART], start + PART >= len(content))


def _fault(content: bytes, codec: str) -> UnicodeDecodeError:
    """The first place where the content is not text of this codec."""
    try:
        content.decode(codec)
    except UnicodeDecodeError as error:
        return error
    raise AssertionError("it is text")


def _check(content: bytes, codec: str, label: str) -> None:
    """Raise FileFault where the content is not text, or holds a NUL character."""
    try:
        damaged = any("\0" in part for part in _parts(content, codec))
    except UnicodeDecodeError:
        error = _fault(content, codec)
        message = f"The text is not valid {label} here."
        raise FileFault(message, _line_of(content, error)) from error
    if damaged:
        text = content.decode(codec, "replace")  # what comes after may be damaged, too
        line = line_at(text, text.index("\0"))
        raise FileFault("There is a NUL character here: the file is damaged.", line)


def line_at(text: str, position: int) -> int:
    """The line of a place in the text."""
    return len(re.findall(r"\r\n|\r|\n", text[:position])) + 1


def _line_of(content: bytes, error: UnicodeDecodeError) -> int:
    return line_at(content[: error.start].decode("latin-1"), error.start)


def _is_damaged_utf8(content: bytes, start: int) -> bool:
    """Whether most bytes beyond ASCII are letters of UTF-8, or only the last one is cut off."""
    high = sum(map(len, _HIGH.findall(content)))
    in_letters = sum(map(len, _UTF8.findall(content)))
    cut_off = start >= len(content) - 3 and content[start] >= 0xC2
    if (cut_off and in_letters == high - (len(content) - start)) or 4 * in_letters > 3 * high:
        return True
    alone = sum(map(len, _ALONE.findall(content)))
    east_asian = 5 * alone >= 4 * high and _is_east_asian(content)
    return 2 * in_letters > high and not east_asian


def likely_readings(content: bytes) -> dict[str, str]:
    """The encodings that text beyond ASCII may be in, each with how its first word reads.

    One-byte scripts cannot be told apart: any Cyrillic word is a Greek one, too.
    """
    if content.isascii():
        return {"utf-7": _word(content.decode("utf-7")), "utf-8": _word(content.decode())}
    likely = [codec for codec in _BLOCKS if _is_script(content, codec)]
    likely = likely or [codec for codec in _ONE_BYTE if _reads(content, codec)]
    return {codec: _sample(content.decode(codec)) for codec in likely}


def _told(content: bytes) -> str:
    """Windows-1252 where the bytes beyond ASCII show it: letters among ASCII letters.

    Raises FileFault with the likely ones.
    """
    if _is_western(content):
        return "cp1252"
    place = _HIGH.search(content).start()  # type: ignore[union-attr]
    line = line_at(content[:place].decode("latin-1"), place)
    if not likely_readings(content):
        raise FileFault("The text is neither UTF-8 nor Windows-1252.", line)
    raise FileFault.of(Code.ENCODING_OPEN, line, "file", readings=_in_words(content))


def _in_words(content: bytes) -> str:
    """`'Осень' in Windows-1251 (Cyrillic), or as ...`"""
    likely = likely_readings(content)
    return ", or as ".join(f"{word!r} in {CODECS[codec]}" for codec, word in likely.items())


def _is_western(content: bytes) -> bool:
    if not _reads(content, "cp1252"):
        return False
    text = content.decode("cp1252")
    if any(not (c.isalpha() or c in _MARKS) or c in _RARE for c in text if ord(c) > 127):
        return False
    if _ALONE.search(content) and _is_east_asian(content):
        return False
    words = [word for word in _WORDS.findall(text) if not word.isascii()]
    mixed = [word for word in words if len(word) == 1 or re.search("[A-Za-z]", word)]
    return 2 * len(mixed) >= len(words)


def _is_east_asian(content: bytes) -> bool:
    """Whether the text reads as Chinese, Japanese or Korean."""
    return any(_is_script(content, codec) for codec in _EAST_ASIAN)


def _reads(content: bytes, codec: str) -> bool:
    try:
        return all(_is_usual(letter) for letter in set(content.decode(codec)))
    except UnicodeDecodeError:
        return False


def _is_usual(letter: str) -> bool:
    return letter in "\r\n\t\0" or unicodedata.category(letter) not in ("Cc", "Cn", "Co", "Cs")


def _is_script(content: bytes, codec: str) -> bool:
    """Whether the text reads as letters of the script that the codec is for."""
    try:
        letters = [c for c in content.decode(codec) if ord(c) > 127]
    except UnicodeDecodeError:
        return False
    own = sum(1 for c in letters if _BLOCKS[codec].match(c))
    return bool(letters) and 10 * own >= 9 * len(letters)


_BLOCKS = {
    "gb18030": re.compile("[\u4e00-\u9fff\u3000-\u303f\uff01-\uff5e]"),
    "big5": re.compile("[\u4e00-\u9fff\u3000-\u303f\uff01-\uff5e]"),
    "cp932": re.compile("[\u3040-\u30ff\u4e00-\u9fff\u3000-\u303f\uff01-\uff5e]"),
    "cp949": re.compile("[\uac00-\ud7a3\u3000-\u303f\uff01-\uff5e]"),
    "cp1251": re.compile("[\u0400-\u045f\u2116]"),
    "cp1253": re.compile("[\u0384-\u03ce]"),
}


def _sample(text: str) -> str:
    """The first word beyond ASCII."""
    found = re.search(r"[^\x00-\x7f]+", text)
    return found[0][:_SAMPLE] if found else ""


def _word(text: str) -> str:
    """The first word with a letter beyond ASCII, or with a plus sign."""
    found = re.search(r"[^\s,;\"]*([^\x00-\x7f]|\+)[^\s,;\"]*", text)
    return found[0][: 2 * _SAMPLE] if found else ""
