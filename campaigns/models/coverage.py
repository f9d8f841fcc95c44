"""Which days each batch was of, also where it changed nothing."""

from django.db import models

from campaigns.models.catalogue import App, Network
from campaigns.models.choices import Reporter
from campaigns.models.counts import ImportBatch
from campaigns.models.limits import Limited


class CoveredDays(models.Model):
    """Days in a row of an app x network x reporter that a batch was of."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="covered")
    app = models.ForeignKey(App, on_delete=models.CASCADE, related_name="+")
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="+")
    reported_by = models.CharField(max_length=7, choices=Reporter.choices)
    first_day = models.DateField()
    last_day = models.DateField()

    objects = Limited()

    class Meta:
        verbose_name_plural = "covered days"
        indexes = [
            models.Index(fields=["app", "network", "last_day"], name="covered_by_app_network"),
        ]

    def __str__(self) -> str:
        return f"{self.network}, {self.first_day} to {self.last_day}"
