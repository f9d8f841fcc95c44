"""Which way IPM goes over a range, and whether that is more than noise."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from campaigns import formats
from campaigns.judgement.breakdown import Part
from campaigns.judgement.headline import Moved
from campaigns.metrics import Counts, Ratio, total
from campaigns.periods import Period
from campaigns.stats.changes.trend import poisson_trend
from campaigns.stats.log_rates import LogRate, log_rate, within_noise

FUNNEL = (Counts.ipm, Counts.ctr, Counts.cvr)
LEAST_DAYS = 7
"""With fewer settled days nothing is said of a rise or a fall."""
SURE = 0.03
"""The trend line's two-sided p under which IPM rises or falls beyond noise. Where days hang
together as they usually do (0.3 from one day to the next), 5 % of level ranges are told to move."""
Halves = tuple[list[Counts], list[Counts]]


@dataclass(frozen=True)
class Movement:
    """Whether IPM rises (1), falls (-1) or neither (0) over the settled days of a range.

    The days are cut in the middle: `halves` are the days, `whole` and `parts` the counts of their
    first and second half. `sure` says of each ratio whether it moved beyond noise. `direction` is
    None where fewer than LEAST_DAYS settled days have an IPM.
    """

    days: int
    direction: int | None = None
    halves: tuple[Period, Period] | None = None
    whole: Moved | None = None
    parts: Mapping[str, Moved] | None = None
    sure: Mapping[str, bool] | None = None


def movement(everything: Part, parts: Mapping[str, Part]) -> Movement:
    """The movement of everything, with the halves of its parts by name."""
    settled = [(day, counts) for day, counts, done in everything.daily if done]
    days = [day for day, counts in settled if counts.ipm is not None]
    if len(days) < LEAST_DAYS:
        return Movement(len(days))
    cut, last = days[len(days) // 2], days[-1]
    halves = {name: _halves(part, cut, last) for name, part in parts.items()}
    whole = _halves(everything, cut, last)
    pairs = [counts.pair(Counts.ipm) or (0, 0) for _, counts in settled]
    fitted = poisson_trend([x for x, _ in pairs], [n for _, n in pairs])
    moved = _moved(whole, Counts.ipm)
    change = formats.change(moved.after.ipm, moved.before.ipm, None)
    way = {"up": 1, "down": -1}.get(change.direction, 0) if change else 0
    trend = 0 if fitted is None else (1 if fitted.p > 0.5 else -1)
    sure = fitted is not None and 2 * min(fitted.p, 1 - fitted.p) < SURE
    return Movement(
        len(days),
        way if sure and way == trend else 0,
        (Period(days[0], cut - timedelta(days=1)), Period(cut, last)),
        replace(moved, sure=sure),
        {name: _moved(half, Counts.ipm) for name, half in halves.items()},
        {ratio.name: _moved(whole, ratio).sure for ratio in FUNNEL},
    )


def _halves(part: Part, cut: date, last: date) -> Halves:
    """The counts of the days before `cut`, and from there to `last`."""
    days = [(day, counts) for day, counts, _ in part.daily if day <= last]
    return [counts for day, counts in days if day < cut], [c for day, c in days if day >= cut]


def _moved(halves: Halves, ratio: Ratio) -> Moved:
    """Both halves added up, and whether the ratio moved more than its days do."""
    before, after = (_log_rate(half, ratio) for half in halves)
    return Moved(total(halves[0]), total(halves[1]), within_noise(before, after) is False)


def _log_rate(days: Iterable[Counts], ratio: Ratio) -> LogRate | None:
    pairs = [counts.pair(ratio) or (0, 0) for counts in days]
    return log_rate([x for x, _ in pairs], [n for _, n in pairs])
