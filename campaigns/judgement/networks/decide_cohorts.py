"""What users of each network of an app brought back: money, or where none is reported, staying.

A user who stays is worth what those bring who stay elsewhere in the app, so what one may cost
follows from the app's target ROAS D7.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from campaigns import reports
from campaigns.metrics import COHORT_DAYS
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
    """What the users of every network of an app brought, as of a day.

    They are of the days of which pages of the last 28 days tell it.
    """
    asked = reports.last_days(DAYS, as_of, {"app": (app,)})
    asked = replace(asked, period=asked.cohorts(MATURE) or asked.period)
    return Brought(_days(asked, "revenue_d7"), _days(asked, "retained_d7"), _worth(asked))


def _days(asked: ReportQuery, what: str) -> Days:
    query = replace(asked, by=("network", "day"), counts=("installs", "spend", what))
    found: dict[int, list[Cohort | None]] = defaultdict(lambda: [None] * DAYS)
    for network, day, installs, spend, value in reports.cells(query):
        cohort = Cohort(float(installs), float(spend), float(value))
        found[network][(day - asked.period.first).days] = cohort
    return found


def _worth(asked: ReportQuery) -> float | None:
    """Revenue over users who stay, on rows that report both."""
    query = replace(asked, by=("network",), counts=("revenue_d7", "retained_d7"))
    both = [(float(revenue), stayed) for _, revenue, stayed in reports.cells(query)]
    stayed = sum(stayed for _, stayed in both)
    return sum(revenue for revenue, _ in both) / stayed if stayed else None
