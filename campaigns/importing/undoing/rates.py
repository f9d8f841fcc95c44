"""Rates as they were before a batch; the money that it restated is among its counts."""

from collections.abc import Collection

from campaigns.importing.storing.rates import later_days, put
from campaigns.models import CountRevision, DailyCount, ImportBatch, RateChange


def later(batch: ImportBatch, candidates: Collection[int]) -> set[int]:
    """Later batches that set rates of the same currencies, or converted money by these."""
    mine = list(batch.rate_changes.all())
    if not mine:
        return set()
    own = {(change.currency, change.day) for change in mine}
    others = RateChange.objects.filter(batch__in=candidates).values_list("batch", "currency", "day")
    found = {pk for pk, *key in others if tuple(key) in own}
    used = later_days(mine)
    for model in (DailyCount, CountRevision):
        rows = model.objects.filter(used, batch__in=candidates).order_by()
        found |= set(rows.values_list("batch", flat=True).distinct())
    replaced = CountRevision.objects.filter(used, written_by__in=candidates).order_by()
    return found | set(replaced.values_list("written_by", flat=True).distinct())


def revert(batch: ImportBatch, undo: ImportBatch) -> None:
    """Take back what a batch did to rates."""
    changes = batch.rate_changes.all()
    put({(change.currency, change.day): change.before for change in changes}, undo)
