"""What users of each network of an app brought back: money, or where none is reported, staying.

A user who stays is worth what those bring who stay elsewhere in the app, so what one may cost
follows from the app's target ROAS D7.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from campaigns import reports
from campaigns.metrics import COHORT_DAYS
from campaigns.periods import Period, last_full_cohort
from campaigns.reports import ReportQuery
from campaigns.stats.networks.decide_money import DAYS, Cohort, Cohorts

MATURE = COHORT_DAYS["revenue_d7"]
Days = Mapping[int, list[Cohort | None]]
"""The last 28 days whose users have had seven whole days, by network, oldest first."""


@dataclass(frozen=True)
class Brought:
    """What the users of an app brought: by network in money, and as users who stay a week.

    `worth` is the revenue D7 of one who stays, over all that report both; None where nobody does.
    """

    money: Days
    stayed: Days
    worth: float | None

    def of(self, network: int, target: float | None) -> Cohorts:
        """A network's cohorts against a target ROAS D7. Users who stay stand in for money where a
        network reports no revenue at all and the app shows what one is worth."""
        money, stayed = self.money.get(network), self.stayed.get(network)
        if money or not stayed or not self.worth:
            return Cohorts(tuple(money or [None] * DAYS), target)
        asked = None if target is None else target / self.worth
        return Cohorts(tuple(stayed), asked, retained=True)


def brought(app: int, as_of: date) -> Brought:
    """What the users of every network of an app brought, as of a day."""
    days = Period.of_days(DAYS, last_full_cohort(as_of, MATURE))
    return Brought(
        _days(app, days, "revenue_d7"), _days(app, days, "retained_d7"), _worth(app, days)
    )


def _days(app: int, days: Period, what: str) -> Days:
    query = ReportQuery(
        days, ("network", "day"), {"app": (app,)}, counts=("installs", "spend", what)
    )
    found: dict[int, list[Cohort | None]] = defaultdict(lambda: [None] * DAYS)
    for network, day, installs, spend, value in reports.cells(query):
        cohort = Cohort(float(installs), float(spend), float(value))
        found[network][(day - days.first).days] = cohort
    return found


def _worth(app: int, days: Period) -> float | None:
    """Revenue over users who stay, on rows that report both."""
    query = ReportQuery(days, ("network",), {"app": (app,)}, counts=("revenue_d7", "retained_d7"))
    both = [(float(revenue), stayed) for _, revenue, stayed in reports.cells(query)]
    stayed = sum(stayed for _, stayed in both)
    return sum(revenue for revenue, _ in both) / stayed if stayed else None
