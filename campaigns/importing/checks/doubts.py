"""What makes a file contradict itself, in the words of its point."""

import re
from collections.abc import Iterable

from campaigns.english import listed
from campaigns.importing.codes import Code
from campaigns.importing.lines import Doubt
from campaigns.importing.report import Report
from campaigns.importing.tables.twice import is_sure, put_right

_COUNTS_INSTALLS = re.compile(r"installs?|installcount|conversionsinstall|installations?")
_NOT_INSTALLS = re.compile(
    r"rate|per|cost|cpi|percent|installtime|timeto|timestamp|date|day|uninstall|reinstall|reject|block|fraud|revenue|value|"
    r"spend|ecpi|ltv|cvr|id$|type|name|source|redownload|fake|deinstall|price|bid|cap|goal|budget"
)


def counts_installs(name: str) -> bool:
    """Whether a header, by its letters and digits, says that installs are counted there."""
    windows = re.sub(r"\d+d(ay)?(view|click|engagedview)", "", name)
    return bool(_COUNTS_INSTALLS.search(windows)) and not _NOT_INSTALLS.search(windows)


def doubt_untaken(report: Report, columns: list[str]) -> None:
    """Columns of installs that were not read: IPM would be without them."""
    several = len(columns) > 1
    report.doubts.append(
        Doubt.of(
            Code.INSTALLS_UNTAKEN,
            report.header.line,
            columns=listed([repr(column) for column in columns]),
            looks="look" if several else "looks",
            was="were" if several else "was",
        )
    )


def doubt_odd(report: Report, field: str, odd: int, what: str) -> None:
    """More than a tenth of a column's cells are odd."""
    share = f"{100 * odd / len(report.rows):.0f} %"
    column = repr(report.named(field))
    line = report.header.line
    report.doubts.append(Doubt.of(Code.ODD_CELLS, line, share=share, column=column, what=what))


def doubt_letters(report: Report, field: str, names: Iterable[str]) -> None:
    """Names that look encoded twice, in a file of which the rest does not."""
    names = list(names)
    if garbled := {name for name in set(names) if name and not name.isascii() and is_sure(name)}:
        first = next(name for name in names if name in garbled)
        what = f"encoded twice, as {first!r} for {put_right(first)!r}; export the report anew"
        doubt_odd(report, field, sum(name in garbled for name in names), what)
