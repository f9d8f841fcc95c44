"""The columns of a table as a person chooses what they mean: guesses, first cells, IPM at stake."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields, replace

from campaigns.importing.cells.columns import NumberColumn
from campaigns.importing.lines import Head, Options
from campaigns.importing.readers.base import Reader
from campaigns.importing.report import Report
from campaigns.importing.tables.files import Table
from campaigns.importing.tables.header import Columns, Header
from campaigns.importing.tables.meanings import LEAVE_OUT, column_names, said_of

SHOWN = 5
LONGEST_CELL = 60
NOT_COLUMNS = frozenset(["number", "report"])
"""Fields of a line that no column states."""
BESIDE = ("currency", "last_day", "ipm", "view_installs")
"""What a column may state that no line keeps."""


_WORDS = {
    LEAVE_OUT: "Leave out",
    "store_id": "Store ID",
    "campaign_id": "Campaign ID",
    "ad_group_id": "Ad group ID",
    "creative_id": "Creative ID",
    "bid_type": "Bid type",
    "reported_by": "Reported by",
    "retained_d1": "Retained D1",
    "retained_d7": "Retained D7",
    "revenue_d7": "Revenue D7",
    "mmp_installs": "Installs the MMP counted too",
    "ipm": "IPM, to compare with",
    "view_installs": "Installs after a view, added",
    "ctit_under_5s": "Installs under 5 s",
    "ctit_5_10s": "Installs, 5 to 10 s",
    "ctit_10_60s": "Installs, 10 to 60 s",
    "ctit_1_60m": "Installs, 1 to 60 min",
    "ctit_1_24h": "Installs, 1 to 24 h",
    "ctit_over_24h": "Installs over 24 h",
}


def in_words(meaning: str) -> str:
    """What a column means, as people say it."""
    return _WORDS.get(meaning) or meaning.replace("_", " ").capitalize()


def meanings(reader: Reader) -> tuple[str, ...]:
    """What a column of this reader's report may mean."""
    names = [field.name for field in fields(reader.line) if field.name not in NOT_COLUMNS]
    return (*names, *BESIDE)


def head_of(
    reader: Reader, table: Table, header: Header, columns: Columns, options: Options
) -> Head:
    """The head of a table of which nothing more is known than what its columns are called."""
    said = said_of(header, options.columns, options.remembered)
    rows = [cells for _, cells in table.rows.after(header.line)[:SHOWN]]
    twice = {i for places in columns.twice.values() for i in places}
    return _head(reader, header, columns, rows, frozenset(said), frozenset(twice - set(said)))


def head_of_report(reader: Reader, report: Report, values: Mapping[str, list]) -> Head:
    """The head of a table that was read, with the installs that each open column would give."""
    rows = [cells for _, cells in report.rows[:SHOWN]]
    said, open_ = frozenset(report.said), frozenset(report.open - set(report.said))
    head = _head(reader, report.header, report.columns, rows, said, open_)
    impressions = values.get("impressions", [])
    if len(impressions) != len(report.rows):
        return head
    at_stake = {i for i in said if report.said[i] == "installs"} | open_
    at_stake -= {report.columns.at.get("day", -1)}
    would_be = {i: _installs(report.column(i), impressions) for i in sorted(at_stake)}
    return replace(head, would_be=would_be)


def beside(head: Head | None, other: Head | None, taken: Collection[str]) -> Head | None:
    """The head of a table with what its columns are `taken` for that go to another table."""
    if head is None or other is None:
        return head
    both = zip(head.means, other.means, strict=True)
    means = tuple(mine or (its if its in taken else "") for mine, its in both)
    return replace(head, means=means)


def _installs(cells: Iterable, impressions: list) -> tuple[int, int]:
    """What a column counts and the impressions of the lines that it counts in."""
    read = NumberColumn(cells).read("installs", proven=".").values
    pairs = [(read.get(cell), of) for cell, of in zip(cells, impressions, strict=True)]
    counted = [(n, of) for n, of in pairs if isinstance(n, int) and of is not None]
    return sum(n for n, _ in counted), sum(of for _, of in counted)


def _head(
    reader: Reader,
    header: Header,
    columns: Columns,
    rows: list,
    said: frozenset[int],
    open_: frozenset[int],
) -> Head:
    means = {i: field for field, i in columns.at.items()}
    width = len(header.cells)
    return Head(
        line=header.line,
        names=column_names(header),
        means=tuple(means.get(i, "") for i in range(width)),
        meanings=meanings(reader),
        rows=tuple(_shown(cells, width) for cells in rows),
        said=said,
        open=open_,
    )


def _shown(cells: tuple, width: int) -> tuple[str, ...]:
    texts = [str(cell).strip()[:LONGEST_CELL] for cell in cells[:width]]
    return tuple(texts + [""] * (width - len(texts)))
