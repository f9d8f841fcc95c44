"""What campaigns are made of: apps, networks, store pages, campaigns and creatives."""

import re
from typing import ClassVar

from django.apps import apps
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.db.models.functions import Lower

from campaigns.models.assets import AssetField, LookField
from campaigns.models.choices import BidType, Format, Platform, Targeting
from campaigns.models.keeping import kept
from campaigns.models.limits import Limited
from campaigns.models.named import Everything, Named, Shown
from campaigns.models.settling import SKAN_DAYS, USUAL_DAYS


class Parts(models.QuerySet):
    """What counts are told apart by: where it goes, its counts go, and their rollups follow."""

    def counts(self) -> models.QuerySet:
        """The daily counts of these."""
        field = self.model._meta.model_name
        field = {"storepage": "store_page"}.get(field, field)
        return apps.get_model("campaigns", "DailyCount").objects.filter(**{f"{field}__in": self})

    def delete(self) -> tuple[int, dict[str, int]]:
        with kept(self.counts(), moving=self.model is Campaign):
            return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def update(self, **kwargs) -> int:
        if not kwargs.keys() & {"app", "app_id", "network", "network_id"}:
            return super().update(**kwargs)
        with kept(self.counts(), moving=True):
            return super().update(**kwargs)

    update.alters_data = True  # type: ignore[attr-defined]


class Part(Named):
    """As `Parts` says, for one."""

    objects: ClassVar = Shown.from_queryset(Parts)()
    everything: ClassVar = Everything.from_queryset(Parts)()

    class Meta:
        abstract = True

    def delete(self, *args, **kwargs) -> tuple[int, dict[str, int]]:
        with kept(self._mine().counts(), moving=isinstance(self, Campaign)):
            return super().delete(*args, **kwargs)

    def _mine(self) -> Parts:
        return type(self).everything.filter(pk=self.pk)


class App(Named):
    """An app on one platform: the same game on Android and iOS is two apps."""

    name = models.CharField(max_length=200)
    platform = models.CharField(max_length=10, choices=Platform.choices)
    store_id = models.CharField("store ID", max_length=200, blank=True)
    target_ipm = models.DecimalField(
        "target IPM",
        max_digits=8,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="Networks whose IPM is under it are marked. Leave empty for no target.",
    )
    target_roas_d7 = models.DecimalField(
        "target ROAS D7",
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="The part of the spend that must be back within seven days: 0.20 for 20 %. "
        "Without it no network is scaled, capped or cut.",
    )

    class Meta:
        ordering = ["name", "platform"]
        constraints = [
            UniqueConstraint(
                Lower("name"),
                "platform",
                name="one_app_per_name_and_platform",
                violation_error_message="This app exists already on this platform.",
            ),
            CheckConstraint(condition=Q(platform__in=Platform.values), name="app_platform_known"),
            CheckConstraint(
                condition=Q(target_ipm__isnull=True) | Q(target_ipm__gt=0),
                name="app_target_ipm_positive",
            ),
            CheckConstraint(
                condition=Q(target_roas_d7__isnull=True) | Q(target_roas_d7__gt=0),
                name="app_target_roas_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_platform_display()})"


def _share(name: str, which: str) -> models.DecimalField:
    return models.DecimalField(
        name,
        max_digits=4,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=f"{which} of the MMP's and SKAN's installs, of the fewer of the two, that both "
        "count: 0.7 for 70 %. Leave empty where it is not known.",
    )


class Network(Named):
    """An ad network, under the name that people use and the names that reports use."""

    class Kind(models.TextChoices):
        SDK = "sdk", "In-app SDK"
        SOCIAL = "social", "Social"
        DSP = "dsp", "DSP"
        SEARCH = "search", "Search"
        ORGANIC = "organic", "Organic: no ads"
        NONE = "none", "None: not attributed"
        OTHER = "other", "Other"

    WITHOUT_ADS = (Kind.ORGANIC, Kind.NONE)
    """Kinds that show no ads: in no total unless asked for, and never judged."""

    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.OTHER)
    aliases = models.TextField(
        blank=True, help_text="Names that reports use for it, one a line: Facebook Ads"
    )
    tolerance = models.PositiveSmallIntegerField(
        "tolerated difference in %",
        default=10,
        db_default=10,
        validators=[MaxValueValidator(100)],
        help_text="How far installs of network, MMP and SKAN may be apart.",
    )
    settle_days = models.PositiveSmallIntegerField(
        "days to settle",
        null=True,
        blank=True,
        validators=[MaxValueValidator(60)],
        help_text="Younger days are drawn dashed and left out of judgements. Leave it empty, and "
        "they are learned from what is restated.",
    )
    learned_days = models.PositiveSmallIntegerField(
        null=True, editable=False, help_text="Days to settle, as far as they are learned."
    )
    settles_as_skan = models.BooleanField(
        default=False, editable=False, help_text="Until they are learned: it is counted by SKAN."
    )
    includes_skan = models.BooleanField(
        "its installs include SKAN's",
        null=True,
        blank=True,
        help_text="Whether the network's own installs on iOS hold those that SKAdNetwork counts.",
    )
    overlap_low = _share("least overlap", "The least part")
    overlap_high = _share("greatest overlap", "The greatest part")

    class Meta:
        ordering = ["name"]
        constraints = [
            CheckConstraint(condition=Q(settle_days__lte=60), name="network_settles_in_two_months"),
            CheckConstraint(
                condition=Q(overlap_low__isnull=True, overlap_high__isnull=True)
                | Q(overlap_low__gte=0, overlap_low__lte=F("overlap_high"), overlap_high__lte=1),
                name="network_overlap_is_a_range",
                violation_error_message="Give both ends of the overlap, from 0 to 1, the least "
                "first, or none.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        """What is called Organic is no ad network, whoever creates it."""
        if self.kind == self.Kind.OTHER and plain_name(self.name) == self.Kind.ORGANIC:
            self.kind = self.Kind.ORGANIC
        super().save(*args, **kwargs)

    @property
    def settles_after(self) -> int:
        """The days that its numbers take to settle: set by hand, else learned, else usual."""
        usual = SKAN_DAYS if self.settles_as_skan else USUAL_DAYS
        return next(d for d in (self.settle_days, self.learned_days, usual) if d is not None)

    def known_as(self) -> set[str]:
        """Every name that means this network, as `plain_name` writes it."""
        names = [self.name, *self.aliases.splitlines()]
        return {plain_name(name) for name in names if name.strip()}


class NetworkTarget(models.Model):
    """A target of one network in one app, where it differs from the app's."""

    app = models.ForeignKey(App, on_delete=models.CASCADE, related_name="network_targets")
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="targets")
    target_roas_d7 = models.DecimalField(
        "target ROAS D7",
        max_digits=7,
        decimal_places=4,
        help_text="Where its users earn later than others': 0.15 for 15 %.",
    )

    objects = Limited()

    class Meta:
        ordering = ["app", "network"]
        constraints = [
            UniqueConstraint(fields=["app", "network"], name="one_target_per_app_and_network"),
            CheckConstraint(condition=Q(target_roas_d7__gt=0), name="network_target_roas_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.network} in {self.app}"


def plain_name(name: str) -> str:
    """A name for comparing: lower case, letters and digits only, where any are left."""
    return re.sub(r"[\W_]+", "", name.casefold()) or name.strip()


class StorePage(Part):
    """A page in the store that ads lead to; every app has its default page."""

    class Kind(models.TextChoices):
        DEFAULT = "default", "Default page"
        CUSTOM = "custom", "Custom product page"
        EXPERIMENT = "experiment", "Experiment"

    app = models.ForeignKey(App, on_delete=models.CASCADE, related_name="store_pages")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.CUSTOM)
    live_from = models.DateField(null=True, blank=True)
    live_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["app", "name"]
        constraints = [
            UniqueConstraint(fields=["app", "name"], name="one_store_page_per_app_and_name"),
            UniqueConstraint(
                fields=["app"], condition=Q(kind="default"), name="one_default_page_per_app"
            ),
            CheckConstraint(
                condition=Q(live_from__isnull=True)
                | Q(live_to__isnull=True)
                | Q(live_to__gte=models.F("live_from")),
                name="store_page_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Campaign(Part):
    """One network's campaign for one app; its counts are daily."""

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        PAUSED = "paused", "Paused"
        ENDED = "ended", "Ended"

    app = models.ForeignKey(App, on_delete=models.CASCADE, related_name="campaigns")
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="campaigns")
    name = models.CharField(max_length=200)
    external_id = models.CharField("ID at the network", max_length=200, blank=True)
    targeting = models.CharField(max_length=12, choices=Targeting.choices, blank=True)
    bid_type = models.CharField(max_length=5, choices=BidType.choices, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ACTIVE)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            UniqueConstraint(
                fields=["app", "network", "name", "external_id"], name="one_campaign_per_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        """Who is counted on a day depends on the app and network that a campaign is of."""
        mine = self._mine()
        if self._state.adding or mine.filter(app=self.app_id, network=self.network_id).exists():
            super().save(*args, **kwargs)
            return
        with kept(mine.counts(), moving=True):
            super().save(*args, **kwargs)


class Creative(Part):
    """An ad's picture, video or playable; "Not stated" where a report names none."""

    app = models.ForeignKey(App, on_delete=models.CASCADE, related_name="creatives")
    name = models.CharField(max_length=200)
    external_id = models.CharField("ID at the network", max_length=200, blank=True)
    format = models.CharField(max_length=16, choices=Format.choices, blank=True)
    asset = AssetField(
        "file",
        help_text="The ad itself: a picture (PNG, JPEG, GIF, WebP; up to 5 MB), a video (MP4, "
        "WebM; up to 100 MB) or a playable (one HTML file with everything in it; up to 5 MB). What "
        "it is, is told by its content.",
    )
    poster = AssetField(
        accepts=("picture",), help_text="A picture that stands for a video or playable."
    )
    look = LookField(default="", db_default="")
    preview_url = models.URLField("preview address", blank=True)
    tags = models.CharField(max_length=200, blank=True, help_text="Separated by commas")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            UniqueConstraint(
                fields=["app", "name", "external_id", "format"], name="one_creative_per_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name
