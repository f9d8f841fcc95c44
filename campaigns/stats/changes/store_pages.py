"""Did a change of the store page change the conversion of clicks?

Networks whose page changed against networks whose page did not, before and after: what moved
both is season (difference in differences on the log scale). Days are (clicks, installs); the
same function on (impressions, clicks) gives the ad's part beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from campaigns.stats.log_rates import LogRate, log_rate
from campaigns.stats.special import t_quantile

MIN_DAYS = 14
MAX_DAYS = 28

Days = Sequence[tuple[float, float]]
"""(clicks, installs) per day."""


@dataclass(frozen=True, slots=True)
class PageEffect:
    """A change of ln CVR with its interval. `season_excluded` is False without other networks."""

    delta: float
    low: float
    high: float
    variance: float
    df: int
    season_excluded: bool

    @property
    def credited(self) -> bool:
        """Whether the interval leaves out "no change"."""
        return self.low > 0 or self.high < 0


def page_effect(
    changed: tuple[Days, Days], unchanged: tuple[Days, Days] | None = None, conf: float = 0.95
) -> PageEffect | None:
    """The change of the changed networks beyond that of the unchanged ones.

    Each is (days before, days after), the day of the change in neither; the nearest 28 of each
    side count. None with fewer than 14 days or no installs on a side of the changed ones.
    """
    sides = _sides(changed)
    if sides is None:
        return None
    others = _sides(unchanged) if unchanged else None
    rates = [*sides, *(others or ())]
    delta = sides[1].value - sides[0].value
    if others:
        delta -= others[1].value - others[0].value
    variance = sum(rate.variance for rate in rates)
    df = min(rate.days for rate in rates) - 1
    reach = t_quantile(0.5 + conf / 2, df) * sqrt(variance)
    return PageEffect(delta, delta - reach, delta + reach, variance, df, others is not None)


def _sides(days: tuple[Days, Days]) -> tuple[LogRate, LogRate] | None:
    sides = days[0][-MAX_DAYS:], days[1][:MAX_DAYS]
    if min(map(len, sides)) < MIN_DAYS:
        return None
    before, after = (log_rate([x for _, x in side], [n for n, _ in side]) for side in sides)
    return (before, after) if before and after else None
