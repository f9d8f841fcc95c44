"""Lines that are sums of other lines, and totals rows that say other than their lines."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from campaigns.english import listed
from campaigns.importing.cells.columns import MONEY, NumberColumn, is_unknown
from campaigns.importing.checks.dimensions import dimensions, keep, line_names
from campaigns.importing.codes import Code
from campaigns.importing.lines import TOTALS, Doubt
from campaigns.importing.report import Report, is_total
from campaigns.importing.tables.files import Cell, Cells
from campaigns.importing.tables.header import plain
from campaigns.importing.tables.rows import Rows

EVERYTHING = frozenset(["all", "(all)", "*", "alle", "all countries", "all campaigns"])
_TOTAL_WORDS = ("grand total", "sub total", "subtotal", "total", "gesamt", "summe", "sum")
MOST_SHAPES = 12
CERTAIN = 50
"""From this count on one equal sum is no accident."""
Count = int | Decimal
Key = tuple[Cell, ...]


def name_of_total(cell: Cell) -> str:
    """`Fernway Ads Total` and `Total for Fernway Ads` -> fernwayads; "" where it is no total."""
    if not isinstance(cell, str):
        return ""
    text = " ".join(cell.casefold().replace(":", " ").replace(" - ", " ").split()).strip(" -()")
    for word in _TOTAL_WORDS:
        if text.endswith(f" {word}"):
            return plain(text.removesuffix(word))
        if text.startswith(f"{word} "):
            rest = text.removeprefix(word).strip()
            return plain(rest.removeprefix("for ").removeprefix("of "))
    return ""


@dataclass
class _Shape:
    """The columns that some lines state, and the sums of finer lines by what these state."""

    stated: tuple[int, ...]
    lines: list[int] = field(default_factory=list)


class _Sums:
    """The sums of kept lines by the cells of some columns."""

    def __init__(self, rows: Rows, counts: Mapping[str, Sequence[Count | None]]) -> None:
        self.rows, self.counts = rows, counts

    def by(self, columns: tuple[int, ...], places: Iterable[int]) -> dict[Key, list[Any]]:
        """Number of lines and sum of each count, by the cells of `columns`."""
        found: dict[Key, list[Any]] = {}
        names = list(self.counts)
        cells = [self.rows.column(i) for i in columns]
        for place in places:
            key = tuple([column[place] for column in cells])
            sums = found.setdefault(key, [0, *[None] * len(names)])
            sums[0] += 1
            for i, name in enumerate(names, start=1):
                value = self.counts[name][place]
                if value is not None:
                    sums[i] = value if sums[i] is None else sums[i] + value
        return found


def leave_out_sums(report: Report, values: dict[str, list[Any]]) -> None:
    """Leave out the lines that state less than others and are exactly their sum.

    A line that calls itself a total of a name that other lines bear, and is not their sum, is a
    doubt.
    """
    counts = {name: values[name] for name in TOTALS if name in values}
    if not counts or len(report.rows) < 2:
        return
    columns = dimensions(report)
    said = _said(report, columns)
    mixed = [i for i in columns if len(set(said[i].values())) > 1 and "" in said[i].values()]
    if not mixed:
        return
    rows, named = _canonical(report, said)
    shapes: dict[tuple[int, ...], _Shape] = {}
    first = rows.cells(0)
    always = [i for i in columns if i not in mixed and first[i] != ""]
    for place, cells in enumerate(zip(*(rows.column(i) for i in mixed), strict=True)):
        stated = tuple([i for i, cell in zip(mixed, cells, strict=True) if cell != ""])
        shapes.setdefault(stated, _Shape(stated)).lines.append(place)
    if len(shapes) > MOST_SHAPES:
        return
    left: list[int] = []
    wrong: list[int] = []
    kept: dict[tuple[int, ...], list[int]] = {}
    sums = _Sums(rows, counts)
    for stated in sorted(shapes, key=lambda s: (-len(s), s)):
        finer = [p for other, some in kept.items() if set(stated) < set(other) for p in some]
        key = tuple(sorted({*always, *stated}))
        groups = sums.by(key, finer) if finer else {}
        kept[stated] = []
        cells_of = [rows.column(i) for i in key] if groups else []
        for place in shapes[stated].lines:
            group = groups and groups.get(tuple([column[place] for column in cells_of]))
            own: list[Count | None] = [column[place] for column in counts.values()]
            if group and _is_sum(own, group, list(counts), named=place in named):
                left.append(place)
            elif place in named:
                wrong.append(place)
            else:
                kept[stated].append(place)
    _leave_out(report, values, left, wrong)


def _said(report: Report, columns: list[int]) -> dict[int, dict[Cell, Cell]]:
    """What each cell of a column says: "" where it says nothing, a total the name it is of."""
    said: dict[int, dict[Cell, Cell]] = {}
    for i in columns:
        distinct = report.rows.distinct(i)
        by_name = {plain(str(cell)): cell for cell in distinct if not name_of_total(cell)}
        by_name.pop("", None)
        said[i] = {}
        for cell in distinct:
            nothing = is_unknown(cell) or is_total(cell) or str(cell).casefold() in EVERYTHING
            said[i][cell] = "" if nothing else by_name.get(name_of_total(cell), cell)
    return said


def _totals(said: Mapping[Cell, Cell]) -> set[Cell]:
    """The cells that call themselves a total of a name that other lines bear."""
    return {cell for cell, name in said.items() if name not in ("", cell)}


def _canonical(report: Report, said: Mapping[int, Mapping[Cell, Cell]]) -> tuple[Rows, set[int]]:
    """The rows in the words of `said`, and those that call themselves a total."""
    named: set[int] = set()
    for i, words in said.items():
        if totals := _totals(words):
            named |= {place for place, cell in enumerate(report.column(i)) if cell in totals}
    return report.rows.said(said), named


def _is_sum(
    own: Sequence[Count | None], group: list[Any], fields: list[str], *, named: bool
) -> bool:
    pairs = [
        (name, a, b)
        for name, a, b in zip(fields, own, group[1:], strict=True)
        if a is not None and b is not None
    ]
    told = [a for _, a, _ in pairs if a]
    if not told or not all(_equal(name, a, b) for name, a, b in pairs):
        return False
    return named or len(told) > 1 or (group[0] > 1 and told[0] >= CERTAIN)


def _equal(name: str, one: Count, other: Count) -> bool:
    slack = max(Decimal("0.02"), abs(Decimal(other)) / 2000) if name in MONEY else Decimal(0)
    return abs(Decimal(one) - Decimal(other)) <= slack


def _leave_out(
    report: Report, values: dict[str, list[Any]], left: list[int], wrong: list[int]
) -> None:
    numbers = [report.rows.numbers[place] for place in sorted(left)]
    if numbers:
        report.warn(f"Left out because they are sums of other lines: {line_names(numbers)}.")
        report.put_right.add(Code.SUBTOTALS)
    if wrong:
        called = [report.rows.numbers[place] for place in sorted(wrong)]
        what = f"{line_names(called).capitalize()} calls itself a total but is not the sum"
        if len(called) > 1:
            what = f"{line_names(called).capitalize()} call themselves totals but are not the sums"
        report.doubts.append(
            Doubt.of(Code.SUBTOTALS, called[0], what=f"{what} of their lines; to be left out.")
        )
    if left or wrong:
        gone = {*left, *wrong}
        keep(report, values, [place not in gone for place in range(len(report.rows))])


def compare_totals(report: Report, values: Mapping[str, list[Any]]) -> None:
    """A doubt where a totals row says other than the lines it is of.

    Of several rows that sum the whole file one has to be right. A row that states a day or a
    network is the sum of the lines of that day or network.
    """
    counts = {name: values[name] for name in TOTALS if name in values}
    if not report.total_rows or not len(report.rows) or not counts:
        return
    columns = dimensions(report)
    rows, _ = _canonical(report, _said(report, columns))
    present = {i: rows.distinct(i) for i in columns}
    sums = _Sums(rows, counts)
    whole: dict[str, list[tuple[int, Count, Count]]] = defaultdict(list)
    parts: list[tuple[str, int, Count, Count]] = []
    groups: dict[tuple[int, ...], dict[Key, list[Any]]] = {}
    of_all = sums.by((), range(len(rows)))[()]
    for number, cells in report.total_rows:
        stated = tuple(i for i in columns if cells[i] != "" and cells[i] in present[i])
        if stated not in groups:
            groups[stated] = sums.by(stated, range(len(rows)))
        group = groups[stated].get(tuple([cells[i] for i in stated]))
        for place, name in enumerate(counts, start=1):
            said = _stated(report, name, cells)
            if group is None or said is None:
                continue
            added = group[place] or 0
            if group[0] == len(rows):
                whole[name].append((number, said, added))
            elif not _equal(name, said, added) and not _equal(name, said, of_all[place] or 0):
                parts.append((name, number, said, added))
    wrong = [
        (name, *said[-1])
        for name, said in whole.items()
        if not any(_equal(name, a, b) for _, a, b in said)
    ]
    if wrong or parts:
        _doubt(report, wrong or parts)


def _stated(report: Report, name: str, cells: Cells) -> Count | None:
    index = report.columns.at.get(name)
    if index is None or name not in report.marks:
        return None
    mark, micro = report.marks[name]
    read = NumberColumn([cells[index]]).read(name, proven=mark, micro=micro)
    value = None if read.faults else read.values.get(cells[index])
    return value if isinstance(value, int | Decimal) else None


def _figure(name: str, count: Count) -> str:
    return f"{count:,.2f}" if name in MONEY else f"{count:,}"


def _doubt(report: Report, wrong: list[tuple[str, int, Count, Count]]) -> None:
    line = wrong[0][1]
    of_line = [(name, said, added) for name, number, said, added in wrong if number == line]
    words = {
        "line": line,
        "stated": listed([f"{_figure(name, said)} {name}" for name, said, _ in of_line]),
        "added": listed([_figure(name, added) for name, _, added in of_line]),
    }
    differ = Doubt.of(Code.TOTALS_DIFFER, line, **words)
    cause = next((p for p in (Code.LOADER_COPIES, Code.SUBTOTALS) if p in report.put_right), None)
    if cause is None:
        report.doubts.append(differ)
    elif all(doubt.point != cause for doubt in report.doubts):
        lines = "copies of a loader" if cause == Code.LOADER_COPIES else "sums of other lines"
        what = f"{differ.message} Lines were left out as {lines}: see the warnings."
        report.doubts.append(Doubt.of(cause, line, what=what))
