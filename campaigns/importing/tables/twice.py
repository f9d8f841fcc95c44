"""Letters that were encoded twice, as `DÃ¼sseldorf`: recognised, and read as what they were."""

import re
from collections.abc import Mapping

CODECS = ("cp1252", "cp1251", "cp1250", "mac_roman", "cp850")
"""What UTF-8 is taken for before it is encoded once more, the commonest first."""
MOST_TIMES = 3
_MAYBE = re.compile(
    rb"\xc3[\x82-\xb4][\xc2\xc5\xc6\xcb\xe2]|\xd0[\xa0\xa1][\xc2\xd0\xd1\xe2]|\xc4\x82[\xc2-\xe2]"
    rb"|\xe2\x88\x9a[\xc2-\xe2]|\xe2\x94\x9c[\xc2-\xe2]"
)
_RUN = re.compile(r"[^\x00-\x7f]+")
_SURE = re.compile(r"[ÃÂâÐÑРСĂ√├][^\x00-\x7f]")
"""How two letters begin that stand for one."""


def put_right(text: str) -> str:
    """The text as it was before it was encoded once more, "" where it was not.

    Every run of letters beyond ASCII has to be UTF-8 in one and the same other encoding: no word
    of a language is that by chance.
    """
    found = ""
    for _ in range(MOST_TIMES):
        once = _once(found or text)
        if not once:
            break
        found = once
    return found


def maybe(content: bytes) -> bool:
    """Whether anything in UTF-8 looks encoded twice; cheap."""
    return not content.isascii() and bool(_MAYBE.search(content))


def is_sure(text: str) -> bool:
    """Whether a name looks encoded twice whatever stands in the rest of the file."""
    return bool(_SURE.search(text)) and any(c.isalpha() for c in put_right(text) if ord(c) > 127)


def _once(text: str) -> str:
    runs = set(_RUN.findall(text))
    for codec in CODECS if runs else ():
        turned = {run: _turned(run, codec) for run in runs}
        if all(turned.values()):
            return _replaced(text, turned)
    return ""


def _replaced(text: str, runs: Mapping[str, str]) -> str:
    return _RUN.sub(lambda run: runs[run[0]], text)


def _turned(run: str, codec: str) -> str:
    """A run of letters as UTF-8, "" where it is none; C1 controls stand for their own bytes."""
    parts = []
    for letter in run:
        if "\x80" <= letter <= "\x9f":
            parts.append(letter.encode("latin-1"))
            continue
        try:
            parts.append(letter.encode(codec))
        except UnicodeEncodeError:
            return ""
    try:
        return b"".join(parts).decode()
    except UnicodeDecodeError:
        return ""
