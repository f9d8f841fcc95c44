"""What columns mean, where a person said it."""

from django.conf import settings
from django.db import models


class ColumnMapping(models.Model):
    """The meaning of columns of one kind of header; the next file that has it asks nothing.

    `fingerprint` is the same for the same names in any order. `choices` has for the name of a
    column the field that it means, or `leave_out`.
    """

    fingerprint = models.CharField(max_length=64, unique=True, editable=False)
    names = models.JSONField("columns", default=list, editable=False)
    choices = models.JSONField("what they mean", default=dict)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        verbose_name="said by",
    )
    updated_at = models.DateTimeField("last said", auto_now=True)

    class Meta:
        ordering = ["-updated_at", "-pk"]
        verbose_name = "column mapping"

    def __str__(self) -> str:
        return ", ".join(self.names[:4]) + (", ..." if len(self.names) > 4 else "")
