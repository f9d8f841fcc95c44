"""What the stores' own consoles report of an app: evidence beside the ads' counts."""

from django.db import models
from django.db.models import UniqueConstraint

from campaigns.models.catalogue import App
from campaigns.models.choices import UNKNOWN_COUNTRY, country_choices
from campaigns.models.counts import CountField, ImportBatch
from campaigns.models.limits import Limited


class StoreFact(models.Model):
    """An app's day in one country, of ads and without, as one report of a console tells it.

    These rows enter no total and no IPM: store impressions are no ads, and the installs are those
    of all that came to the store. Two reports of one day stand beside each other.
    """

    class Report(models.TextChoices):
        LISTING = "listing", "Google Play: store listing"
        INSTALLS = "installs", "Google Play: installs"
        ENGAGEMENT = "engagement", "App Store: discovery and engagement"
        DOWNLOADS = "downloads", "App Store: downloads"
        BOTH = "both", "Both stores"

    KEY = ("app", "day", "report", "country")
    COUNTS = ("store_impressions", "page_views", "taps", "installs", "updates")

    app = models.ForeignKey(App, on_delete=models.CASCADE, related_name="store_facts")
    day = models.DateField()
    report = models.CharField(max_length=10, choices=Report.choices)
    country = models.CharField(max_length=2, default=UNKNOWN_COUNTRY, choices=country_choices)
    store_impressions = CountField()
    page_views = CountField()
    taps = CountField()
    installs = CountField()
    updates = CountField()
    batch = models.ForeignKey(
        ImportBatch,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        null=True,
        editable=False,
    )

    objects = Limited()

    class Meta:
        ordering = ["-day", "app", "report", "country"]
        constraints = [
            UniqueConstraint(
                fields=["app", "day", "report", "country"], name="one_row_per_store_fact"
            ),
        ]
        indexes = [models.Index(fields=["day"], name="store_fact_by_day")]

    def __str__(self) -> str:
        return f"{self.app} in the store on {self.day}"
