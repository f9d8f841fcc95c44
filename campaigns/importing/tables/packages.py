"""A spreadsheet's package, measured and made safe before it is parsed.

The parser allocates what a file promises and holds a sheet as a full rectangle, so that two
kilobytes can exhaust the memory. What it is given is packed anew from what was measured here.
"""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import chain
from operator import itemgetter

from campaigns.importing.lines import FileFault

MAX_UNPACKED = 400_000_000
MAX_SHEET_CELLS = 5_000_000
"""With which reading stays below 600 MB."""
AT_ONCE = 2**20
MAX_CELL = 32_767
"""Characters in a cell, as in Excel."""
BROKEN = "\ue000"
"""What a text begins with that stands for an error or for a formula without a result."""
NO_RESULT = "a formula without a result"

_LONG = re.compile(rb">[^<]{%d}" % (8 * MAX_CELL))  # an escaped character is up to 8 bytes long
_TEXTS = re.compile(rb"<(?:\w+:)?sst\b[^>]*>")
_PROMISE = re.compile(rb"[cC]ount\s*=\s*[\"']\s*\+?(\d{1,30})")
_PREFIX = re.compile(rb"(</?)\w+:")
_ROW = re.compile(rb"<row[\s/>]")
_NUMBERED_ROW = re.compile(rb"<row\b[^>]*?\br\s*=\s*[\"'](\d{1,9})")
_CELL = re.compile(rb"<c[\s/>]")
# The same twice: as nearly every program writes it, which is found fast, and as it may be written.
_COLUMN = re.compile(rb' r="([A-Z]{1,3})\d')
_FAR_CELL = re.compile(rb' r="[A-Z]{1,3}(\d{6,9})')
_ANY_COLUMN = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{1,6})\d")
_ANY_NAMED_CELL = re.compile(rb"\br\s*=\s*[\"'][A-Za-z]{1,6}(\d{1,9})")
_SHARED = re.compile(rb"<(?:\w+:)?si\b.*?</(?:\w+:)?si>", re.DOTALL)
_SHARED_CELL = re.compile(
    rb"\bt\s*=\s*[\"']s[\"'][^>]*>\s*<(?:\w+:)?v[^>]*>\s*(\d{1,9})\s*</(?:\w+:)?v>"
)
_WHOLE_CELL = re.compile(rb"<((?:\w+:)?)c\b([^>]*)(?<!/)>(.*?)</\1c>", re.DOTALL)
_TYPE = re.compile(rb"\bt\s*=\s*[\"'](\w*)[\"']")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*(?<!/)>([^<]+)<")


def measured(content: bytes) -> io.BytesIO:
    """The spreadsheet without what a report does not need, unpacked and in its true size.

    Cells that show an error, and formulas without a result, are texts that begin with `BROKEN`:
    the parser would give them as blank. Raises FileFault.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if "xl/workbook.xml" not in package.namelist():
                raise FileFault("This is a ZIP archive, not a spreadsheet: unpack it first.")
            members = _unpacked(package)
        # A workbook may call its parts anything: each is judged by what it holds.
        for xml in members.values():
            if found := _LONG.search(xml):
                raise FileFault(too_long(MAX_CELL), _row_before(xml, found.start()))
            if b"sst" in xml and _promised(xml) > MAX_SHEET_CELLS:
                raise FileFault("The spreadsheet is damaged: it promises too many texts.")
            _check_extent(xml)
        _check_shared_text(members.values())
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
            for name in list(members):
                package.writestr(name, _with_broken_cells(members.pop(name)))
    except FileFault:
        raise
    except Exception as error:
        raise FileFault(f"The spreadsheet is damaged: {error}.") from error
    packed.seek(0)
    return packed


def too_long(limit: int) -> str:
    """What is said of a cell with more than `limit` characters."""
    return f"This cell is too long: it has more than {limit:,} characters."


def _unpacked(package: zipfile.ZipFile) -> dict[str, bytes]:
    members: dict[str, bytes] = {}
    left = MAX_UNPACKED
    for member in package.infolist():
        if not member.filename.endswith((".xml", ".rels")):
            continue
        if member.filename in members:
            raise FileFault(f"The spreadsheet is damaged: it holds {member.filename} twice.")
        # The stated size may be a lie: read to where the packed data end, but not beyond the limit.
        member.file_size = MAX_UNPACKED + 1
        whole = io.BytesIO()  # reading it at once would take its size twice
        with package.open(member) as unpacked:
            while some := unpacked.read(min(AT_ONCE, left + 1 - whole.tell())):
                whole.write(some)
        xml = whole.getvalue()
        left -= len(xml)
        if left < 0:
            raise FileFault("The spreadsheet is too large: export it as CSV.")
        members[member.filename] = xml
    return members


def _promised(xml: bytes) -> int:
    """How many shared texts a part says that it holds."""
    tags = b"".join(_TEXTS.findall(xml))
    return max(map(int, _PROMISE.findall(tags)), default=0)


def _check_extent(xml: bytes) -> None:
    """Refuse a sheet whose rectangle, from A1 to the farthest row and column, is too large."""
    if b":sheetData" in xml:
        xml = _PREFIX.sub(rb"\1", xml)
    cells, rows = _count(_CELL, xml), _count(_ROW, xml)
    columns, far, numbers = Counter(_each(_COLUMN, xml)), _FAR_CELL, _NUMBERED_ROW.findall(xml)
    if columns.total() != cells:
        columns, far = Counter(_each(_ANY_COLUMN, xml)), _ANY_NAMED_CELL
    height = max(map(int, chain(numbers, _each(far, xml))), default=0)
    width = max(map(_column_number, columns), default=1)
    if rows > len(numbers):
        height += rows
    if columns.total() < cells <= MAX_SHEET_CELLS:
        # Cells without a name follow the one before: at most all those of the row do.
        width += max(_count(_CELL, row) for row in _ROW.split(xml))
    if height * width > MAX_SHEET_CELLS or max(rows, cells) > MAX_SHEET_CELLS:
        raise FileFault(
            f"The sheet spans {height:,} rows and {width:,} columns: delete what is far from the "
            "table, or export it as CSV."
        )


def _each(pattern: re.Pattern[bytes], xml: bytes) -> Iterator[bytes]:
    """What a pattern's group finds, one by one: a list of millions takes much memory."""
    return map(itemgetter(1), pattern.finditer(xml))


def _count(pattern: re.Pattern[bytes], xml: bytes) -> int:
    return sum(1 for _ in pattern.finditer(xml))


def _check_shared_text(parts: Collection[bytes]) -> None:
    """Refuse long texts that so many cells share that written out they exceed the limit."""
    for texts in parts:
        if b"</si>" not in texts and b":si>" not in texts:
            continue
        lengths = [found.end() - found.start() for found in _SHARED.finditer(texts)]
        most = MAX_UNPACKED // max(lengths, default=1)
        for xml in parts:
            # A cell that shows a shared text takes 21 bytes or more: few need a closer look.
            if len(xml) // 21 > most:
                shown = map(int, _each(_SHARED_CELL, xml))
                if sum(lengths[i] for i in shown if i < len(lengths)) > MAX_UNPACKED:
                    raise FileFault("The spreadsheet is too large: export it as CSV.")


def _with_broken_cells(xml: bytes) -> bytes:
    formula = b":f" if b":sheetData" in xml else b"<f"
    if b't="e"' in xml or b"t='e'" in xml or formula in xml:
        return _WHOLE_CELL.sub(_broken_cell, xml)
    return xml


def _broken_cell(found: re.Match[bytes]) -> bytes:
    prefix, attributes, inside = found.groups()
    kind, value = _TYPE.search(attributes), _VALUE.search(inside)
    if kind and kind[1] == b"e":
        text = value[1] if value else b"an error"
    elif value is None and _FORMULA.search(inside) and not (kind and kind[1] == b"str"):
        text = NO_RESULT.encode()
    else:
        return found[0]
    rest = _TYPE.sub(b"", attributes)
    shown = BROKEN.encode() + text
    return b'<%bc%b t="str"><%bv>%b</%bv></%bc>' % (prefix, rest, prefix, shown, prefix, prefix)


def _row_before(xml: bytes, position: int) -> int:
    """The sheet row of what stands at `position`, 1 where that is not known."""
    found = _ANY_NAMED_CELL.findall(xml, max(0, position - 500), position)
    return int(found[-1]) if found else 1


def _column_number(name: bytes) -> int:
    number = 0
    for letter in name.upper():
        number = number * 26 + letter - 64
    return number
