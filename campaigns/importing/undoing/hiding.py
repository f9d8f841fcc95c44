"""What somebody deletes by hand is hidden where its history lives: nothing with counts vanishes."""

import json
from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction

from campaigns.importing.storing.named import KINDS, NameLog
from campaigns.importing.undoing.evidence import TABLES
from campaigns.importing.undoing.names import COUNTED_AS, PARTS
from campaigns.models import Campaign, CountRevision, EvidenceRevision, ImportBatch, Named

SOURCE = "admin"
FILE_NAME = "Deleted by hand"


def revisions(row: Named) -> int:
    """How many earlier counts are kept of a row of the catalogue, and rows of evidence."""
    path = COUNTED_AS[str(row._meta.model_name)]
    return CountRevision.objects.filter(**{path: row.pk}).count() + _of_evidence(row)


def _of_evidence(row: Named) -> int:
    kind = str(row._meta.model_name)
    if kind not in ("app", "network", "campaign"):
        return 0
    of = "pk" if kind == "campaign" else kind
    campaigns = set(Campaign.everything.filter(**{of: row.pk}).values_list("pk", flat=True))
    owners = dict.fromkeys(TABLES, campaigns)
    owners["storefact"] = {row.pk} if kind == "app" else set()
    kept = EvidenceRevision.objects.order_by().values_list("table", "key")
    return sum(json.loads(key)[0] in owners[table] for table, key in kept.iterator())


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
