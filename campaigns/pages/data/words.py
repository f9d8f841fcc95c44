"""What is missing, in words."""

from campaigns import formats
from campaigns.judgement.data_health import DataHealth, DataRow, DayState, is_missing
from campaigns.ui.missing_days import missing

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


def _number(networks: int) -> str:
    return "One network" if networks == 1 else f"{networks} networks"
