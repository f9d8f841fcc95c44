"""A ZIP of reports -> its files, each of which is imported for itself."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from lzma import LZMAError

from campaigns.importing.lines import FileFault

ZIP, EMPTY = b"PK\x03\x04", b"PK\x05\x06"
SPREADSHEET = frozenset(["[Content_Types].xml", "xl/workbook.xml"])
DAMAGE = (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, OSError, ValueError, RuntimeError)
"""What reading a damaged or locked archive may raise."""
MOST_FILES = 200
MOST_BYTES = 200 * 2**20
"""Of all files together, unpacked."""


def members(content: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """The name and bytes of each file of a ZIP; of any other file its own.

    A spreadsheet is a ZIP too, and stays whole. Raises FileFault.
    """
    if content.startswith(EMPTY):
        raise FileFault("The ZIP holds no file.")
    if not content.startswith(ZIP):
        yield name, content
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except DAMAGE:
        yield name, content  # whose reading says what is wrong
        return
    found = [member for member in archive.infolist() if _is_file(member)]
    if not SPREADSHEET.isdisjoint(archive.namelist()):
        yield name, content
        return
    if not found:
        raise FileFault("The ZIP holds no file.")
    try:
        with archive:
            if len(found) > MOST_FILES:
                raise FileFault(f"The ZIP holds {len(found):,} files; {MOST_FILES} are the most.")
            left = MOST_BYTES
            for member in found:
                with archive.open(member) as unpacked:
                    part = unpacked.read(left + 1)
                left -= len(part)
                if left < 0:
                    raise FileFault(f"The ZIP is too large: {MOST_BYTES // 2**20} MB are the most.")
                yield member.filename.rpartition("/")[2], part
    except DAMAGE as error:
        raise FileFault(f"The ZIP is damaged or locked: {error}.") from error


def _is_file(member: zipfile.ZipInfo) -> bool:
    """Whether it is a report, and not a folder or what a system keeps beside files."""
    name = member.filename.rpartition("/")[2]
    return bool(name) and not name.startswith(".") and "__MACOSX" not in member.filename
