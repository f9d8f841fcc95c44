"""What a batch was of: app x network x reporter x days, stored with it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from campaigns.models import Campaign, CoveredDays, DailyCount, ImportBatch
from campaigns.periods import Period

CampaignDay = tuple[int, date, str]
"""campaign, day, reported_by"""
Reported = tuple[int, int, str]
"""app, network, reported_by"""
CHUNK = 500


@dataclass(frozen=True)
class Coverage:
    """A source says: this is everything of these apps, networks and days, by this reporter.

    `apps` and `networks` are primary keys. What is None is taken from the file's own lines.
    """

    apps: Collection[int] | None = None
    networks: Collection[int] | None = None
    reporter: str | None = None
    days: Period | None = None

    def days_by_reported(self) -> dict[Reported, set[date]]:
        """Every day of every app x network. All of them must be known."""
        assert self.apps is not None and self.networks is not None
        assert self.days is not None and self.reporter is not None
        days = set(self.days.days())
        return {(a, n, self.reporter): days for a in self.apps for n in self.networks}

    def stored(self) -> set[CampaignDay]:
        """The campaign-days that are stored within it."""
        assert self.apps is not None and self.networks is not None and self.days is not None
        rows = DailyCount.objects.filter(
            campaign__app__in=self.apps,
            campaign__network__in=self.networks,
            reported_by=self.reporter,
            day__range=(self.days.first, self.days.last),
        )
        return set(rows.order_by().values_list("campaign", "day", "reported_by").distinct())


def covered_by(days: Iterable[CampaignDay]) -> dict[Reported, set[date]]:
    """The days of each app x network x reporter that campaign-days belong to."""
    some = list(days)
    campaigns = sorted({campaign for campaign, _, _ in some})
    pairs: dict[int, tuple[int, int]] = {}
    for start in range(0, len(campaigns), CHUNK):
        found = Campaign.objects.filter(pk__in=campaigns[start : start + CHUNK]).order_by()
        pairs |= {
            pk: (app, network) for pk, app, network in found.values_list("pk", "app", "network")
        }
    covered: dict[Reported, set[date]] = defaultdict(set)
    for campaign, day, reporter in some:
        covered[(*pairs[campaign], reporter)].add(day)
    return covered


def note(batch: ImportBatch, covered: dict[Reported, set[date]]) -> None:
    """Store what a batch was of, days in a row as one."""
    CoveredDays.objects.bulk_create(
        (
            CoveredDays(
                batch=batch,
                app_id=app,
                network_id=network,
                reported_by=reporter,
                first_day=run.first,
                last_day=run.last,
            )
            for (app, network, reporter), days in sorted(covered.items())
            for run in runs(days)
        ),
        batch_size=CHUNK,
    )


def runs(days: Iterable[date]) -> list[Period]:
    """Days as periods without a gap, the first one first."""
    found: list[Period] = []
    for day in sorted(days):
        if found and found[-1].last + timedelta(days=1) == day:
            found[-1] = Period(found[-1].first, day)
        else:
            found.append(Period(day, day))
    return found
