"""Names as they are stored."""

import unicodedata

_JOINERS = "\u200c\u200d"
"""Of the marks that nobody sees those by which letters and emojis are written."""


def tidy(name: str) -> str:
    """A name as it is stored: composed letters, no white space but single spaces, nothing unseen.

    Two names that look the same would else be two.
    """
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if name.isprintable():
        return name
    return " ".join("".join(c for c in name if not _is_unseen(c)).split())


def _is_unseen(mark: str) -> bool:
    if mark in _JOINERS or mark >= "\U000e0000":  # of these flags are made
        return False
    return unicodedata.category(mark) in ("Cc", "Cf")
