"""What somebody deletes by hand is hidden where its history lives: nothing with counts vanishes."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction

from campaigns.importing.storing.named import KINDS, NameLog
from campaigns.importing.undoing.names import COUNTED_AS, PARTS
from campaigns.models import CountRevision, ImportBatch, Named

SOURCE = "admin"
FILE_NAME = "Deleted by hand"


def revisions(row: Named) -> int:
    """How many earlier counts are kept of a row of the catalogue."""
    path = COUNTED_AS[str(row._meta.model_name)]
    return CountRevision.objects.filter(**{path: row.pk}).count()


@transaction.atomic
def hide(rows: Iterable[Named], user: User) -> ImportBatch:
    """Hide rows with their parts, so that it can be taken back like an import."""
    log = NameLog()
    for row in rows:
        kind = str(row._meta.model_name)
        for part in PARTS.get(kind, ()):
            for own in KINDS[part].objects.filter(**{kind: row}):
                log.change(own, hidden=True)
        log.change(row, hidden=True)
    batch = ImportBatch.objects.create(user=user, source=SOURCE, file_name=FILE_NAME)
    log.note_in(batch)
    return batch
