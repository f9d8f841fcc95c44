"""How the counts of a network's day became what they are: evening by evening, by which imports."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from campaigns.metrics import Counts
from campaigns.models import CountRevision, DailyCount, ImportBatch
from campaigns.periods import Period
from campaigns.reports.query import ReportQuery
from campaigns.reports.sums import report


@dataclass(frozen=True)
class Evening:
    """The counts of a network's day as they were known at the end of `day`, and the imports of that
    day that wrote any of them."""

    day: date
    counts: Counts
    imports: tuple[ImportBatch, ...]


def history(network: int, day: date) -> list[Evening]:
    """The evenings on which imports wrote counts of a network's day, the first first.

    A query for the imports, and what `report` asks for each evening.
    """
    written: dict[date, list[ImportBatch]] = defaultdict(list)
    for batch in _wrote(network, day):
        written[timezone.localdate(batch.created_at)].append(batch)
    return [
        Evening(evening, _known(network, day, evening), tuple(imports))
        for evening, imports in written.items()
    ]


def _wrote(network: int, day: date) -> list[ImportBatch]:
    of = {"campaign__network": network, "day": day}
    facts, kept = DailyCount.objects.filter(**of), CountRevision.objects.filter(**of)
    found = set(facts.order_by().values_list("batch", flat=True).distinct())
    for pair in kept.order_by().values_list("batch", "written_by").distinct():
        found.update(pair)
    batches = ImportBatch.objects.filter(pk__in=found - {None}).select_related("user")
    return list(batches.order_by("created_at", "pk"))


def _known(network: int, day: date, evening: date) -> Counts:
    where = {"network": (network,)}
    return report(ReportQuery(Period(day, day), where=where, as_of=evening))[0].counts
