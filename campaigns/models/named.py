"""What the catalogue holds under a name: shown, or hidden where its history lives."""

from typing import ClassVar, Self

from django.db import models

from campaigns.models.limits import Limited


class Shown(Limited):
    """What is there for readers: what only an undone import created, or was merged, is hidden."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(hidden=False)


class Everything(models.Manager):
    """What is shown and what is hidden."""


class Named(models.Model):
    """What reports call by a name.

    It never goes with an undone import or a merge: it is hidden, so that its history lives. What a
    report calls by the name of a merged one is what that was merged into.
    """

    hidden = models.BooleanField(default=False, db_default=False, editable=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="merged", editable=False
    )

    objects: ClassVar = Shown()
    everything: ClassVar = Everything()

    class Meta:
        abstract = True

    def meant(self) -> Self:
        """What its name means: itself, or what it was merged into."""
        into: Self | None = getattr(self, "merged_into", None)
        return into.meant() if into else self
