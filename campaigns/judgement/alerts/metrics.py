"""What a rule can watch: every ratio, and the sums of every count."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from campaigns import formats
from campaigns.metrics import COHORT_DAYS, MONEY, RATIOS, Counts
from campaigns.stats.alerts.usual import DayValue

RATIO_OF = {ratio.name: ratio for ratio in RATIOS}
SUMS = {
    "impressions": ("Impressions", 0),
    "clicks": ("Clicks", 0),
    "installs": ("Installs", 1),
    "spend": ("Spend", 0),
}
"""The label of each sum, and 1 where more of it is better."""
SIDE = {True: 1, False: -1, None: 0}


@dataclass(frozen=True)
class Metric:
    """One metric. `better` is 1 where more is better, -1 where less is, 0 where neither;
    `counted` says that it counts events, `events` is what says how much is known."""

    name: str
    label: str
    better: int
    above: str
    below: str = ""
    scale: int = 1

    @property
    def counted(self) -> bool:
        return self.above not in MONEY

    @property
    def events_by_size(self) -> bool:
        """Whether what it is divided by are its events: CPI."""
        return not self.counted and self.below == "installs"

    @property
    def counts(self) -> tuple[str, ...]:
        """The counts to ask for."""
        above = ("installs", "view_through_installs")
        names = above if self.above == "click_installs" else (self.above,)
        return tuple(dict.fromkeys((*names, *filter(None, [self.below]), "installs")))

    @property
    def age(self) -> int:
        """The whole days until a day's own value is known."""
        return COHORT_DAYS.get(self.above, 0)

    def of(self, counts: Counts) -> DayValue | None:
        """A day of it; None where it is not reported."""
        ratio = RATIO_OF.get(self.name)
        above, below = counts.basis(ratio) if ratio else (getattr(counts, self.above), 1)
        if above is None or not below or below <= 0 or (not self.counted and above <= 0):
            return None
        events = above if self.counted else counts.installs
        return DayValue(float(above), float(below), float(events or 0))

    def written(self, rate: float) -> str:
        """A value as pages write it, with its unit."""
        currency = settings.REPORTING_CURRENCY
        ratio = RATIO_OF.get(self.name)
        if ratio is None:
            return formats.money(rate, currency) if self.above in MONEY else formats.count(rate)
        text = formats.ratio(ratio, rate * self.scale)
        unit = formats.unit(ratio, currency)
        return f"{text} %" if unit == "%" else f"{unit}{text}"


METRICS: Mapping[str, Metric] = {
    r.name: Metric(
        r.name,
        r.label,
        SIDE[r.higher_is_better],
        r.numerator,
        r.denominator,
        r.scale,
    )
    for r in RATIOS
} | {name: Metric(name, label, better, name) for name, (label, better) in SUMS.items()}
