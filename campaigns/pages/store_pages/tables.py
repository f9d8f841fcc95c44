"""The tables of store pages: the ad's half (CTR) beside the store's half (CVR) of IPM."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from campaigns import formats
from campaigns.english import listed
from campaigns.judgement.breakdown import Breakdown
from campaigns.judgement.store_pages.judged import Unjudged
from campaigns.judgement.store_pages.matrix import Cell, StorePages
from campaigns.metrics import Counts
from campaigns.reports import app_label
from campaigns.reports.store_facts import StoreFacts
from campaigns.ui.breakdown_tables import BreakdownTable

MOST_PAGES = 6
"""Pages that stand beside each other; all of them are in the table below."""


class StorePageTable(BreakdownTable):
    """Store pages and what they are split by."""

    class Meta(BreakdownTable.Meta):
        pass

    usual: tuple[str, ...] = (
        "clicks",
        "ctr",
        "cvr",
        "ipm",
        "interval",
        "installs",
        "change",
        "daily",
    )

    def __init__(self, found: Breakdown, **kwargs: Any) -> None:
        super().__init__(
            found, name="parts", caption="Store pages", **{"order_by": "-clicks"} | kwargs
        )


@dataclass(frozen=True)
class Square:
    """What stands in a cell of the matrix. `css` is "" or "pale" where it says too little, `lack`
    why."""

    cvr: str
    ctr: str
    clicks: str
    css: str = ""
    lack: str = ""


@dataclass(frozen=True)
class Matrix:
    """CVR of each network on each page, the pages as columns."""

    pages: list[str]
    rows: list[tuple[str, list[tuple[str, Square | None]]]]
    total: list[tuple[str, Square | None]]


def matrix(found: StorePages) -> Matrix | None:
    """The pages with the most clicks against the networks; None where there is only one page."""
    if len(found.pages) < 2:
        return None
    pages = dict(list(found.pages.items())[:MOST_PAGES])
    rows = [
        (name, [(title, _square(found.cells, (pk, page))) for page, title in pages.items()])
        for pk, name in sorted(found.networks.items(), key=lambda network: network[1].casefold())
    ]
    totals = [(title, _square(found.totals, page)) for page, title in pages.items()]
    return Matrix(list(pages.values()), rows, totals)


def left_out_words(unjudged: Unjudged) -> list[str]:
    """Why the comparison has no word on some apps."""
    said = (
        (unjudged.being_judged, "being judged on its new counts."),
        (unjudged.aside, "not compared on these days and with these filters, which would take "
         "long. The last 28 days of whole apps are."),
    )  # fmt: skip
    return [f"{listed([*map(app_label, apps)])}: {words}" for apps, words in said if apps]


def facts(found: Sequence[StoreFacts]) -> list[tuple[str, list[tuple[str, str]]]]:
    """What the consoles report: app and report, and the other cells with their headings."""
    return [
        (
            f"{row.app}, {row.report}",
            [
                ("Days", formats.day_range(row.days)),
                ("Page views", formats.count(row.page_views)),
                ("Installs", formats.count(row.installs)),
                ("Installs of 100 views", formats.ratio(Counts.cvr, row.conversion)),
            ],
        )
        for row in found
    ]


def _square(cells: Mapping[Any, Cell], key: Any) -> Square | None:
    cell = cells.get(key)
    if cell is None:
        return None
    lack = "too little" if cell.counts.installs is not None else "no installs reported"
    return Square(
        formats.ratio(Counts.cvr, cell.counts.cvr),
        formats.ratio(Counts.ctr, cell.counts.ctr),
        formats.short(cell.counts.clicks),
        "" if cell.sure else "pale",
        "" if cell.sure else lack,
    )
