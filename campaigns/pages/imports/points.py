"""What a person confirms before an import, each with its own tick box and what it does."""

from collections.abc import Iterable
from dataclasses import dataclass

from campaigns import formats
from campaigns.importing.codes import POINTS, Code
from campaigns.importing.import_file import ImportResult
from campaigns.importing.lines import Doubt
from campaigns.metrics import Counts

ITSELF = {Code.TOTALS_DIFFER, Code.SUBTOTALS, Code.LOADER_COPIES, Code.ODD_CELLS}
ODD = {Code.RUNNING_TOTALS, Code.NOT_DAILY}
TICKS: dict[Code, str] = {
    Code.TOTALS_DIFFER: "I looked: take what the lines add up to.",
    Code.SUBTOTALS: "I looked: leave these lines out and take the others.",
    Code.LOADER_COPIES: "I looked: count each line once and take what they add up to.",
    Code.SHRINKS: "I looked: these days are this small; replace what is stored.",
    Code.GROWS: "I looked: these days are this large; replace what is stored.",
    Code.SCALE: "I looked: the money is right as it stands.",
    Code.ODD_CELLS: "I looked: take the lines as they are read.",
    Code.INSTALLS_UNTAKEN: "I looked: leave these columns out.",
    Code.RUNNING_TOTALS: "I looked: each line counts its own day.",
    Code.NOT_DAILY: "I looked: each line counts that one day.",
    Code.NO_INSTALLS: "I looked: there were no installs.",
    Code.NEAR_NAMES: "I looked: it is another one; create it.",
    Code.OTHER_APP: "I looked: it is a report of this app.",
}


@dataclass(frozen=True)
class TickBox:
    """One tick box: the point's name, what is odd, what the tick says and what follows."""

    name: str
    messages: list[str]
    tick: str
    follows: str


def points(result: ImportResult) -> list[TickBox]:
    """A tick box for each point that is open, in the order of their kinds."""
    return [
        TickBox(str(point), messages, TICKS[point], _follows(result))
        for point in POINTS
        if (messages := [doubt.message for doubt in result.confirm if doubt.point == point])
    ]


def heading(doubts: Iterable[Doubt]) -> str:
    """Whether the file contradicts itself, what is stored, or asks back."""
    kinds = {doubt.point for doubt in doubts}
    if kinds <= {Code.OTHER_APP}:
        return "This file is in already, for another app, so nothing is written yet."
    if kinds <= {Code.NEAR_NAMES}:
        return "A name is nearly one that is known, so nothing is written yet."
    if kinds <= {Code.INSTALLS_UNTAKEN, Code.NEAR_NAMES}:
        return "Installs may be missing, so nothing is written yet."
    if kinds <= ODD:
        return "The file looks odd, so nothing is written yet."
    what = "itself" if kinds & ITSELF else "what is stored"
    return f"The file contradicts {what}, so nothing is written yet."


def _follows(result: ImportResult) -> str:
    before, after = result.changes.before, result.changes.after
    if after.ipm is None:
        return "These days go in without an IPM."
    now = formats.ratio(Counts.ipm, after.ipm)
    was = formats.ratio(Counts.ipm, before.ipm)
    stored = f"; stored is {was}" if before.ipm is not None else ""
    return f"IPM of these days goes in as {now}{stored}."
