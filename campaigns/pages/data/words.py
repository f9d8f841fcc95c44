"""What is missing, in words."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from campaigns import formats
from campaigns.judgement.data_health import DataHealth, DataRow, DayState, is_missing
from campaigns.ui.missing_days import missing

if TYPE_CHECKING:
    from campaigns.pages.data.content import Version

SIGNS = {
    DayState.IMPORTED: "imported",
    DayState.SETTLING: "still settling",
    DayState.RESTATED: "restated in the last 7 days",
    DayState.LATE: "late: usually here by now",
    DayState.GAP: "gap: days before and after are here",
    DayState.ZERO: "zero: the file says 0",
    DayState.NOTHING: "nothing expected",
}
"""The key of the matrix."""


def title(health: DataHealth) -> str:
    """The page in one sentence."""
    names = {row.network for row in health.rows}
    missing = {row.network for row in health.rows if is_missing(row)}
    last = formats.day(health.period.last)
    if not missing and len(names) == 1:
        return f"The one network is complete to {last}."
    if not missing:
        return f"All {len(names)} networks are complete to {last}."
    verb = "misses" if len(missing) == 1 else "miss"
    rest = len(names) - len(missing)
    others = f"; the other {rest} {'is' if rest == 1 else 'are'} complete" if rest else ""
    return f"{_number(len(missing))} {verb} days{others}."


def text(health: DataHealth) -> str:
    """Which days, and what an empty one is."""
    said = [missing(row, health.period) for row in health.rows if is_missing(row)]
    end = "An empty day is never counted as a zero day."
    return f"{'. '.join(said)}. {end}" if said else end


def short(row: DataRow) -> str:
    """2 gaps, 1 late"""
    counts = [(row.states.count(state), state) for state in (DayState.GAP, DayState.LATE)]
    said = [f"{n} {'gaps' if s == DayState.GAP and n > 1 else s}" for n, s in counts if n]
    if zero := row.states.count(DayState.ZERO):
        said.append(f"{zero} zero {'day' if zero == 1 else 'days'}")
    return ", ".join(said) or "complete"


def day_of(network: str, day: date) -> str:
    """Northlight, 15 Nov 2026"""
    return f"{network}, {formats.day(day, year=True)}"


def changes(versions: "Sequence[Version]") -> str:
    """What its history comes to, in one sentence."""
    if not versions:
        return "No import has counts of this day."
    first, last = versions[0], versions[-1]
    if len(versions) == 1:
        return f"IPM {last.ipm}, and nothing has changed since the first import."
    times = "once" if len(versions) == 2 else f"on {len(versions) - 1} evenings"
    return f"IPM {first.ipm} at first, {last.ipm} now: written again {times}."


def _number(networks: int) -> str:
    return "One network" if networks == 1 else f"{networks} networks"
