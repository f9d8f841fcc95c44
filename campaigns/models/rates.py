"""What a unit of another currency is worth, day by day."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from campaigns.models.counts import ImportBatch


class RateField(models.DecimalField):
    """Reporting currency per unit of another."""

    def __init__(self, **kwargs) -> None:
        super().__init__(**{"max_digits": 16, "decimal_places": 10, **kwargs})


class Rate(models.Model):
    """What one unit of a currency is worth in the reporting currency from a day on.

    It holds until the next day that has a rate of the currency.
    """

    day = models.DateField()
    currency = models.CharField(max_length=3)
    rate = RateField()
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["currency", "-day"]
        constraints = [
            UniqueConstraint(fields=["currency", "day"], name="one_rate_per_day"),
            CheckConstraint(condition=Q(rate__gt=0), name="rate_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} from {self.day}: {self.rate.normalize():f}"


class RateChange(models.Model):
    """A rate that a batch set or took away, so that it can be taken back."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rate_changes")
    day = models.DateField()
    currency = models.CharField(max_length=3)
    before = RateField(null=True)
    after = RateField(null=True)

    class Meta:
        ordering = ["batch", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.currency} from {self.day} by {self.batch}"
