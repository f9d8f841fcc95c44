"""Sums of the daily counts by fewer dimensions, which pages read instead of them.

They hold counts, never a ratio, and are written with the counts: see `keeping`. A row sums only
rows that report the same counts (`reports`), so that no ratio of it ever divides the installs of
some rows by the impressions of others.
"""

from django.db import models
from django.db.models import UniqueConstraint

from campaigns.models.catalogue import Campaign, Creative, StorePage
from campaigns.models.counts import CountField
from campaigns.models.limits import Limited
from campaigns.models.money import MoneyField


class Rollup(models.Model):
    """The counts of a campaign's day from one reporter, where they report the same counts.

    `reports` has a bit for each of COUNTS that is not null, the first the lowest. `counted` is as
    in the daily counts. No key is checked by the database: whatever a row names, a daily count
    names too.
    """

    PARTS: tuple[str, ...] = ()
    """What it tells apart beside campaign, day and reporter."""

    day = models.DateField()
    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    reported_by = models.CharField(max_length=7)
    counted = models.BooleanField()
    reports = models.PositiveSmallIntegerField()
    impressions = CountField()
    clicks = CountField()
    installs = CountField()
    view_through_installs = CountField()
    rejected_installs = CountField()
    spend = MoneyField(null=True, blank=True)
    retained_d1 = CountField()
    retained_d7 = CountField()
    revenue_d7 = MoneyField(null=True, blank=True)
    mmp_installs = CountField()

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.campaign} on {self.day}"


class CampaignDay(Rollup):
    """By campaign, and so by app, platform, network and whatever else a campaign is."""

    objects = Limited()

    class Meta(Rollup.Meta):
        constraints = [
            UniqueConstraint(
                fields=["campaign", "day", "reported_by", "reports"], name="one_campaign_day"
            )
        ]
        indexes = [models.Index(fields=["day", "campaign"], name="campaign_day_of_day")]


class CreativeDay(Rollup):
    """By campaign and creative, and so by format."""

    PARTS = ("creative",)

    creative = models.ForeignKey(
        Creative, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )

    objects = Limited()

    class Meta(Rollup.Meta):
        constraints = [
            UniqueConstraint(
                fields=["campaign", "day", "creative", "reported_by", "reports"],
                name="one_creative_day",
            )
        ]
        indexes = [
            models.Index(fields=["day", "creative"], name="creative_day_of_day"),
            models.Index(fields=["creative", "day"], name="creative_day_of_creative"),
        ]


class StorePageDay(Rollup):
    """By campaign and store page."""

    PARTS = ("store_page",)

    store_page = models.ForeignKey(
        StorePage, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )

    objects = Limited()

    class Meta(Rollup.Meta):
        constraints = [
            UniqueConstraint(
                fields=["campaign", "day", "store_page", "reported_by", "reports"],
                name="one_store_page_day",
            )
        ]
        indexes = [models.Index(fields=["day"], name="store_page_day_by_day")]


class CountryDay(Rollup):
    """By campaign and country."""

    PARTS = ("country",)

    country = models.CharField(max_length=2)

    objects = Limited()

    class Meta(Rollup.Meta):
        constraints = [
            UniqueConstraint(
                fields=["campaign", "day", "country", "reported_by", "reports"],
                name="one_country_day",
            )
        ]
        indexes = [models.Index(fields=["day", "country"], name="country_day_of_day")]
