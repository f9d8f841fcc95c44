"""Questions to what the stores' consoles report; its sums never meet those of the daily counts."""

from dataclasses import dataclass

from django.db.models import Max, Min, Q, Sum

from campaigns.metrics import Counts
from campaigns.models import App, StoreFact
from campaigns.periods import Period
from campaigns.reports.query import ReportQuery

FILTERS = {"app": "app", "platform": "app__platform", "country": "country"}
"""The dimensions that a console knows, and their paths from a store fact."""


@dataclass(frozen=True)
class StoreFacts:
    """One app in one report of a console, over the days of the range that it holds.

    A count is None where the report does not state it.
    """

    app: str
    report: str
    days: Period
    page_views: int | None
    installs: int | None

    @property
    def conversion(self) -> float | None:
        """Installs of 100 page views in the same report, None where it does not state both."""
        return Counts.of(clicks=self.page_views, installs=self.installs).cvr


def store_facts(query: ReportQuery) -> list[StoreFacts]:
    """What the consoles report of the apps, in the days and countries asked for, by app's name."""
    chosen = Q(day__range=(query.period.first, query.period.last))
    for name, path in FILTERS.items():
        if name in query.where:
            chosen &= Q(**{f"{path}__in": query.where[name]})
    rows = StoreFact.objects.filter(chosen).order_by("app__name", "app__platform", "report")
    found = rows.values_list("app__name", "app__platform", "report").annotate(
        Min("day"), Max("day"), Sum("page_views"), Sum("installs")
    )
    return [
        StoreFacts(
            str(App(name=name, platform=platform)),
            StoreFact.Report(report).label,
            Period(first, last),
            views,
            installs,
        )
        for name, platform, report, first, last, views, installs in found
    ]
