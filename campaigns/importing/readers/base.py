"""What every vendor's reader has, and the names that mean the same everywhere."""

from collections.abc import Mapping

from campaigns.importing.lines import EvidenceLine, Line
from campaigns.importing.report import Report
from campaigns.importing.tables.header import Columns, Header, Names, names
from campaigns.metrics import COUNTS

COMMON = names(
    currency="currency, currency code, waehrung, devise, moneda, valuta",
    ipm="ipm",
)


def one_level(report: Report, kind: str, finest: tuple[str, str]) -> None:
    """Take name and id of `kind` from the finest level in the file, never each from another.

    `finest` are that level's header names of name and id; the next level stands in only where the
    file has neither.
    """
    at, header = report.columns.at, report.header
    if header.has_any(*finest):
        for field, name in zip((kind, f"{kind}_id"), finest, strict=True):
            report.columns.also.pop(field, None)
            if field in at and not header.has(name):
                del at[field]


class Reader:
    """One vendor: what is peculiar to its reports. Instances hold nothing.

    `columns` lists for each of our fields the header names it goes by, the best first; `parts`
    names columns that are parts or relatives of a count and are never added to it. `counts` are
    what a `line` may state. `format` is that of a vendor whose ads are of one format by nature.
    """

    key = ""
    label = ""
    network = ""
    platform = ""
    format = ""
    reported_by = "network"
    currency = ""
    blank_is_total = False
    columns: Names = {}
    parts: Names = {}
    line: type[Line] | type[EvidenceLine] = Line
    counts: tuple[str, ...] = COUNTS

    def recognises(self, header: Header) -> bool:
        """Whether the header alone shows that the report is this vendor's."""
        raise NotImplementedError

    def recognises_with(self, header: Header, file_name: str) -> bool:
        """Whether the header is one of this vendor's and the file's name settles it."""
        return False

    def fit(self, header: Header) -> int:
        """How well a row fits as the header; below 2 it is none. A day counts for two."""
        fields = [
            field for field, listed in self.columns.items() if not header.bare.isdisjoint(listed)
        ]
        return len(fields) + ("day" in fields)

    def refusal(self, header: Header) -> str:
        """Why a report with this header cannot be imported, "" where it can."""
        return ""

    def names(self, header: Header) -> Names:
        """The header names for our fields in a report of this form."""
        return self.columns

    def micro(self, header: Header, columns: Columns) -> bool:
        """Whether the money in a report of this form is in millionths."""
        return False

    def prepare(self, report: Report) -> None:
        """Settle columns, day or currency from header and title rows, before cells are read."""

    def finish(self, report: Report, values: Mapping[str, list]) -> None:
        """Correct what was read (per field one list, a value per row) before lines are made."""
