"""What was learned of how soon a network's days are complete."""

from django.db import models

from campaigns.models.catalogue import Network
from campaigns.models.choices import Reporter


class NetworkMaturity(models.Model):
    """What was learned of a network and reporter in the night before `day`.

    `settles` is the age from which on its days stay, null where too little was looked at again;
    `counted` tells the reporter that enters totals of late. A habit changed on `changed_on`, which
    was `noticed` later. `content` is what `judgement.maturity` makes of it.
    """

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="maturities")
    reported_by = models.CharField(max_length=7, choices=Reporter.choices)
    day = models.DateField()
    counted = models.BooleanField(default=False)
    settles = models.PositiveSmallIntegerField(null=True)
    changed_on = models.DateField(null=True)
    later = models.BooleanField(null=True)
    noticed = models.DateField(null=True)
    content = models.BinaryField()

    class Meta:
        ordering = ["network", "reported_by"]
        verbose_name_plural = "network maturities"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["network", "reported_by"], name="one_maturity_per_network_and_reporter"
            )
        ]

    def __str__(self) -> str:
        return f"{self.network} by {self.reported_by} on {self.day}"
