"""A corrected file after a wrong one: the earlier one can be taken back in the same step."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from campaigns.importing.import_file import ImportResult
from campaigns.importing.undoing.undo import take_back
from campaigns.models import ImportBatch

RECENTLY = timedelta(days=14)


def earlier_try(result: ImportResult) -> ImportBatch | None:
    """The newest import of the same source and exactly the same days, where this one differs."""
    changes = result.changes
    if result.period is None or not (changes.created or changes.changed or changes.removed):
        return None
    alike = ImportBatch.objects.filter(
        source=result.reading.source,
        first_day=result.period.first,
        last_day=result.period.last,
        undone=False,
        undoes=None,
        created_at__gt=timezone.now() - RECENTLY,
    )
    return alike.order_by("-pk").first()


def import_instead(earlier: int, user: User, bring_in: Callable[[], ImportResult]) -> ImportResult:
    """Take an earlier import back and bring the corrected file in: both or neither.

    Raises UndoRefused.
    """
    with transaction.atomic():
        take_back(ImportBatch.objects.get(pk=earlier), with_later=True, user=user)
        result = bring_in()
        if result.errors:
            transaction.set_rollback(True)
    return result
