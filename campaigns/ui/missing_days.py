"""Days that should be here and are not, in words."""

from datetime import date

from campaigns import formats
from campaigns.english import some
from campaigns.judgement.data_health import DataRow, DayState
from campaigns.periods import Period


def missing(row: DataRow, period: Period) -> str:
    """Brisk Media misses 14 and 15 Nov; 25 Nov is late"""
    gaps, late = (row.days(state, period) for state in (DayState.GAP, DayState.LATE))
    name = f"{row.network} in {row.app}" if row.app else row.network
    said = [f"{name} misses {_days(gaps)}"] if gaps else []
    if late:
        verb = "is" if len(late) == 1 else "are"
        said.append(f"{_days(late)} {verb} late" if gaps else f"{name}: {_days(late)} {verb} late")
    return "; ".join(said)


def _days(days: list[date]) -> str:
    return some([formats.day(day) for day in days])
