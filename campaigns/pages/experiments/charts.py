"""The estimate by day with its always-valid band, and the win rate by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from campaigns import formats
from campaigns.judgement.experiments.judge import Comparison, Judged
from campaigns.judgement.experiments.records import LedgerEntry
from campaigns.judgement.experiments.result_words import limits
from campaigns.pages.experiments.words import percent, signed
from campaigns.stats.experiments.comparison import FIRST_DAY
from campaigns.ui.pictures import LiftChart

SETTLED_DOWN = 7
"""The axis is made for the looks from this day on; earlier bands may leave it."""
STEP, LEAST, MOST = 10, 20, 100
"""Per cent: the axis ends at a step of 10, between 20 and 100."""


@dataclass(frozen=True)
class NumbersLine:
    """One day of the numbers behind a chart."""

    label: str
    values: tuple[str, ...]


def estimate(judged: Judged, comparison: Comparison) -> dict[str, Any] | None:
    """The lift over the control in per cent, as seen on each day; None before two common days."""
    looks = judged.looks(comparison)
    if not looks:
        return None
    worth = float(judged.experiment.lift_percent)
    shown = looks[SETTLED_DOWN - 1 :] or looks[-1:]
    furthest = max(1.2 * worth, *(100 * max(-look.low, look.high) for look in shown))
    reach = min(MOST, max(LEAST, STEP * -(-furthest // STEP)))
    first = [
        i for i, look in enumerate(looks) if (look.day - judged.days.first).days + 1 >= FIRST_DAY
    ]
    return LiftChart(
        labels=[formats.day(look.day) for look in looks],
        points=[round(100 * look.lift, 2) for look in looks],
        low=[round(100 * look.low, 2) for look in looks],
        high=[round(100 * look.high, 2) for look in looks],
        value=signed(looks[-1].lift),
        words=[limits(look.low, look.high) for look in looks],
        worth=[worth, -worth],
        worth_label="worth finding",
        worth_at=-worth if looks[-1].lift > 0 else worth,
        zero_label="as the control",
        first=first[0] if first and first[0] else None,
        first_label=f"day {FIRST_DAY}",
        low_end=-reach,
        high_end=reach,
    ).spec


def estimate_lines(judged: Judged, comparison: Comparison) -> list[NumbersLine]:
    """The same as a table, the newest day first."""
    return [
        NumbersLine(formats.day(look.day), (signed(look.lift), limits(look.low, look.high)))
        for look in reversed(judged.looks(comparison))
    ]


def win_rate(entries: Sequence[LedgerEntry]) -> dict[str, Any] | None:
    """The win rate up to the end of each month in per cent; None with fewer than two months."""
    months = _months(entries)
    if len(months) < 2:
        return None
    rates = [last.rate for _, last in months]
    return LiftChart(
        labels=[label for label, _ in months],
        points=[None if rate is None else round(100 * rate, 1) for rate in rates],
        value=percent(rates[-1]) if rates[-1] is not None else formats.NO_DATA,
        words=[f"{last.wins} of {last.tries}" for _, last in months],
        low_end=0,
        high_end=100,
    ).spec


def win_rate_lines(entries: Sequence[LedgerEntry]) -> list[NumbersLine]:
    """The same as a table, the newest month first."""
    return [
        NumbersLine(
            label,
            (
                f"{last.wins} of {last.tries}",
                formats.NO_DATA if last.rate is None else percent(last.rate),
            ),
        )
        for label, last in reversed(_months(entries))
    ]


def _months(entries: Sequence[LedgerEntry]) -> list[tuple[str, LedgerEntry]]:
    """The last entry of each month in which something was decided, the oldest first."""
    oldest_first = entries[::-1]
    return [
        (label, list(found)[-1])
        for label, found in groupby(
            oldest_first, key=lambda entry: f"{entry.experiment.decided_on:%b %Y}"
        )
    ]
