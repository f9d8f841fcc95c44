"""What all processes count together."""

from django.db import models


class Tally(models.Model):
    """How often something was done since the beginning of a span of time; `key` is a digest."""

    key = models.CharField(max_length=64, primary_key=True)
    since = models.DateTimeField(db_index=True)
    times = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.times} since {self.since}"
