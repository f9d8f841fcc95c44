"""The evidence on one network, folded: each closed line already says the result."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from campaigns import formats
from campaigns.judgement.networks.evidence import JudgedPart
from campaigns.judgement.networks.evidence_words import FEW, INCOMPARABLE, NUMBERS
from campaigns.judgement.networks.network_page import AppView
from campaigns.judgement.networks.words import FLAGGED, distance, signed
from campaigns.pages.networks import charts
from campaigns.pages.networks.verdict_tables import CellTable, LineTable, of_app
from campaigns.ui.report_form import ReportForm


@dataclass(frozen=True)
class Fold:
    """A fold: what it holds, what that says in short, and whether it is open at first.

    `table` and `chart` are None where there is nothing to show of them.
    """

    name: str
    title: str
    hint: str
    said: str
    table: LineTable | None = None
    chart: dict[str, Any] | None = None
    open: bool = False


class InApp:
    """The network in one app: what was judged, its tables, its funnel, all of it in folds."""

    def __init__(self, view: AppView, asked: Any, form: ReportForm) -> None:
        """`asked` are the names in the page's address: a fold whose table they sort is open."""
        self.view, self.form = view, form
        self.tables = of_app(view)
        self.folds = [fold for fold in self._folds(asked) if fold]

    def _folds(self, asked: Any) -> list[Fold | None]:
        view, cells = self.view, self.tables["cells"]
        low = view.verdict in FLAGGED
        funnel, place = charts.funnel(view, self.form), _place(view)
        return [
            Fold(
                "behind",
                "Where it falls behind" if low else "Cell by cell",
                "country by format, against peers" if view.like_for_like else "by country alone",
                _cells(cells, view),
                cells,
                open=low or _sorted(cells, asked),
            )
            if cells.data.data
            else None,
            self._parts("campaigns", "Campaigns", view.campaigns, asked),
            self._parts("creatives", "Creatives", view.creatives, asked),
            Fold("all", "Against all networks", "funnel", place, chart=funnel)
            if funnel and place
            else None,
        ]

    def _parts(self, name: str, title: str, parts: Sequence[JudgedPart], asked: Any) -> Fold | None:
        """Campaigns or creatives; their table only where one of them can be compared."""
        if not parts:
            return None
        table, compared = self.tables[name], _compared(parts)
        shown = table if compared else None
        said = _lowest(compared) if compared else _uncompared(parts)
        return Fold(name, title, str(len(parts)), said, shown, open=_sorted(table, asked))


def _sorted(table: LineTable, asked: Any) -> bool:
    return table.prefixed_order_by_field in asked


def _cells(table: CellTable, view: AppView) -> str:
    behind = table.behind
    if view.judgement.reason in INCOMPARABLE:
        return "mostly where no other network runs"
    if behind is None:
        of = "like for like" if view.like_for_like else "the others in its countries"
        return f"{distance(view.judgement.window.ratio)} {of}"
    missing = formats.count(round(view.judgement.window.missing))
    if behind.most > FEW:
        return f"behind in {behind.behind} of {behind.cells} cells"
    cells = "cell holds" if behind.most == 1 else "cells hold"
    held = formats.percent(round(behind.part, 2))
    return f"{NUMBERS[behind.most].lower()} {cells} {held} of the {missing} missing installs"


def _compared(parts: Sequence[JudgedPart]) -> list[JudgedPart]:
    """Those with an expectation that is not made of themselves."""
    return [part for part in parts if part.judgement.window.ratio is not None and not part.reason]


def _lowest(compared: Sequence[JudgedPart]) -> str:
    """One of five is low, most Puzzle 1 % (−20 %)."""
    low = [part for part in compared if part.judgement.verdict in FLAGGED]
    if not low and len(compared) == 1:
        return "the one that can be compared is not low"
    if not low:
        return f"none of the {len(compared)} that can be compared is low"
    worst = low[0]
    of = f"{len(low)} of {len(compared)} {'is' if len(low) == 1 else 'are'} low"
    return f"{of}, most {worst.name} ({signed(worst.judgement.window.ratio)})"


def _uncompared(parts: Sequence[JudgedPart]) -> str:
    if any(part.reason == "formats_unknown" for part in parts):
        return "nothing to compare: formats are not stated"
    return "nothing to compare: each runs where no other does"


def _place(view: AppView) -> str:
    """Where it stands among the networks that can be compared; "" where it cannot itself."""
    if view.judgement.reason in INCOMPARABLE:
        return ""
    shown = charts.funnel_rows(view)
    place = next((n for n, row in enumerate(shown, start=1) if row.own), None)
    if place is None:
        return ""
    if place in (1, len(shown)):
        return f"{'lowest' if place == 1 else 'highest'} of {len(shown)} that can be compared"
    return f"{place - 1} of {len(shown)} are lower"
