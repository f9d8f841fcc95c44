"""Counts as they were known on an evening: from the facts and from what later imports replaced.

A row that no later batch touched is as it was. Of one that was, the oldest later revision says what
it was, unless the row itself came later: then whoever wrote the revised counts did so later, too.
Rows that an undo brings back bear the batch that wrote them first; so on their keys only the
revisions of the undo tell what came when.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from campaigns.models import CountBase, CountRevision, DailyCount, ImportBatch
from campaigns.models.choices import Reporter
from campaigns.periods import Period
from campaigns.reports.answers import kept

WHERE = ("campaign__app", "campaign__network", "day", "reported_by")


@dataclass(frozen=True)
class Then:
    """The days of a period that changed since an evening, and their rows as they were then.

    `rows` are of daily counts and of revisions: together they are all that was known. `hidden`
    are those of reporters for whom another one stood.
    """

    days: list[date]
    rows: tuple[QuerySet, ...]
    hidden: Q


def evening_of(day: date) -> datetime:
    """The end of a day in the time zone of the site."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


@kept
def then(as_of: date, period: Period) -> Then:
    """What must not be read from the rollups, because it changed after an evening."""
    later = ImportBatch.objects.filter(created_at__gte=evening_of(as_of)).order_by()
    if not later.exists():
        return Then([], (), _hidden(()))
    in_period = Q(day__range=(period.first, period.last))
    days: set[date] = set()
    for model in (DailyCount, CountRevision):
        changed = _all(model).filter(in_period, batch__created_at__gte=evening_of(as_of))
        days.update(changed.order_by().values_list("day", flat=True).distinct())
    rows = _rows(later, sorted(days)) if days else ()
    return Then(sorted(days), rows, _hidden(rows))


def _rows(later: QuerySet, days: list[date]) -> tuple[QuerySet, ...]:
    facts = _all(DailyCount).filter(day__in=days).exclude(batch__in=later.values("pk"))
    kept = _all(CountRevision).filter(day__in=days, batch__in=later.values("pk"), absent=False)
    kept = kept.exclude(written_by__in=later.values("pk"))
    undoing = list(later.exclude(undoes=None).values_list("pk", flat=True))
    if not undoing:
        return facts, kept
    key = {name: OuterRef(name) for name in CountBase.KEY}
    brought_back = _all(CountRevision).filter(batch__in=undoing, **key)
    return (
        facts.filter(~Exists(brought_back)),
        kept.filter(~Exists(brought_back.filter(batch__lt=OuterRef("batch")))),
    )


def _hidden(rows: tuple[QuerySet, ...]) -> Q:
    """The rows of those for whom another reporter stood on a network's day."""
    said: dict[tuple, set[str]] = defaultdict(set)
    for some in rows:
        for *network_day, reporter in some.order_by().values_list(*WHERE).distinct():
            said[tuple(network_day)].add(reporter)
    alike: dict[tuple, list[date]] = defaultdict(list)
    for (app, network, day), reporters in said.items():
        stands = min(reporters, key=Reporter.values.index)
        for reporter in reporters - {stands}:
            alike[app, network, reporter].append(day)
    hidden = (
        Q(campaign__app=app, campaign__network=network, reported_by=reporter, day__in=days)
        for (app, network, reporter), days in alike.items()
    )
    return reduce(or_, hidden, Q(pk__in=()))


def _all(model: Any) -> QuerySet:
    return model._default_manager.all()
