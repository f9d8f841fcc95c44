"""What people want to be told of, what is known of each series, and what was told."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from campaigns.models.telling import Channel


class AlertRule(models.Model):
    """A metric, of what, and when that is news.

    `by` is the dimension whose values are watched one by one, "" for their total, and `where` the
    filters, as a query string holds them. `threshold` is a percentage, of a fixed rule the value
    itself. `days` are those that are put together: of a fixed rule and of one that compares with
    the period before. An owner's rows are what the rule sees. `seen` is the day and the version of
    the counts it was judged on.
    """

    class Kind(models.TextChoices):
        NOISE = "noise", "beyond the noise of its own weekdays"
        BEFORE = "before", "against the period before"
        FIXED = "fixed", "against a fixed value"

    class Side(models.TextChoices):
        LOW = "low", "lower"
        HIGH = "high", "higher"
        BOTH = "both", "lower or higher"

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        related_name="alert_rules",
        help_text="None of a demo rule.",
    )
    metric = models.CharField(max_length=30, default="ipm")
    by = models.CharField(max_length=60, blank=True, default="network")
    where = models.CharField("filters", max_length=1900, blank=True)
    kind = models.CharField(max_length=6, choices=Kind.choices, default=Kind.NOISE)
    side = models.CharField(max_length=4, choices=Side.choices, default=Side.LOW)
    threshold = models.DecimalField(
        max_digits=14, decimal_places=4, default=Decimal(15), validators=[MinValueValidator(0)]
    )
    days = models.PositiveSmallIntegerField(
        default=7, validators=[MinValueValidator(1), MaxValueValidator(28)]
    )
    least = models.PositiveIntegerField("least installs a day", default=0)
    settled = models.BooleanField("settled days only", default=True)
    level_days = models.PositiveSmallIntegerField(
        default=14, validators=[MinValueValidator(7), MaxValueValidator(60)]
    )
    channels = models.ManyToManyField(Channel, blank=True, related_name="rules")
    in_use = models.BooleanField(default=True)
    shared = models.JSONField("shared days", default=dict, editable=False)
    started_at = models.DateTimeField(null=True, editable=False)
    seen = models.CharField(max_length=60, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            CheckConstraint(
                condition=Q(kind__in=["noise", "before", "fixed"]), name="alert_kind_known"
            ),
            CheckConstraint(condition=Q(side__in=["low", "high", "both"]), name="alert_side_known"),
            CheckConstraint(
                condition=Q(days__gte=1, days__lte=28, level_days__gte=7, threshold__gte=0),
                name="alert_numbers_possible",
            ),
        ]

    def __str__(self) -> str:
        return f"Alert {self.pk}"


class AlertSeries(models.Model):
    """What the nights so far left of one series of a rule: its `track`."""

    rule = models.ForeignKey(AlertRule, on_delete=models.CASCADE, related_name="series")
    key = models.CharField(max_length=80)
    track = models.JSONField()

    class Meta:
        default_permissions = ()
        constraints = [
            UniqueConstraint(fields=["rule", "key"], name="one_track_per_rule_and_series")
        ]

    def __str__(self) -> str:
        return self.key


class AlertEpisode(models.Model):
    """A series was off since a day: what was told of it, on which numbers, and how it ended.

    `key` is "*" for a day on which all series were off alike. `numbers` are those of the day it was
    told. `told` is false of what was over before the rule began.
    """

    class End(models.TextChoices):
        OVER = "over", "Over"
        LEVEL = "level", "New level"

    rule = models.ForeignKey(AlertRule, on_delete=models.CASCADE, related_name="episodes")
    key = models.CharField(max_length=80, blank=True)
    name = models.CharField(max_length=300, blank=True)
    since = models.DateField()
    sign = models.SmallIntegerField()
    numbers = models.JSONField(default=dict)
    told_on = models.DateField()
    told = models.BooleanField(default=True)
    end = models.CharField(max_length=5, choices=End.choices, blank=True)
    ended_on = models.DateField(null=True)
    normal_from = models.DateField(null=True)

    class Meta:
        ordering = ["-since", "-pk"]
        default_permissions = ("view",)
        constraints = [
            UniqueConstraint(fields=["rule", "key", "since"], name="one_episode_per_rule_and_day"),
            CheckConstraint(condition=Q(end__in=["", "over", "level"]), name="alert_end_known"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, since {self.since}"
