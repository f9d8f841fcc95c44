"""What a batch changed beside the counts, kept so that it can be taken back."""

from django.db import models
from django.db.models import UniqueConstraint

from campaigns.models.counts import ImportBatch


class NameChange(models.Model):
    """An app, network, campaign, creative or store page that a batch created or changed.

    `kind` is its model, or that of what followed a merge. `before` holds the fields that changed,
    null where it was created.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="name_changes")
    kind = models.CharField(max_length=24)
    row = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ["batch", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.kind} {self.row} by {self.batch}"


class EvidenceRevision(models.Model):
    """What a batch replaced in a table of evidence or store facts, as `CountRevision` for counts.

    `table` is the model; `key` and `counts` are JSON of its KEY and COUNTS.
    """

    batch = models.ForeignKey(
        ImportBatch, on_delete=models.CASCADE, related_name="evidence_revisions"
    )
    written_by = models.ForeignKey(
        ImportBatch, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, null=True
    )
    table = models.CharField(max_length=20)
    key = models.CharField(max_length=700)
    counts = models.JSONField(null=True)
    removed = models.BooleanField(default=False)
    absent = models.BooleanField(default=False)

    class Meta:
        ordering = ["-batch", "pk"]
        default_permissions = ()
        constraints = [
            UniqueConstraint(fields=["batch", "table", "key"], name="one_evidence_revision_per_key")
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.key} before {self.batch}"
