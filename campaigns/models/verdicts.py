"""Judgements of networks, what people say to them, and the thresholds behind them."""

from django.conf import settings
from django.db import models
from django.db.models import Q, UniqueConstraint

from campaigns.models.catalogue import App, Network


class Verdict(models.Model):
    """One judged day of one network in one app, with the numbers that it was based on.

    IPM values are installs per mille over the window `first_day` to `day`. A verdict whose data
    was restated is judged again: the old row stays as `superseded`, the new one is `restated`.
    """

    class Name(models.TextChoices):
        ACT = "act", "Act"
        WATCH = "watch", "Watch"
        FINE = "fine", "Fine"
        NOT_ENOUGH = "not_enough", "Not enough data"
        NO_DATA = "no_data", "No impressions reported"

    app = models.ForeignKey(App, on_delete=models.CASCADE, related_name="verdicts")
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="verdicts")
    first_day = models.DateField()
    day = models.DateField("last day")
    verdict = models.CharField(max_length=10, choices=Name.choices)
    condition = models.CharField(max_length=10)
    judged = models.BooleanField()
    act_run = models.PositiveIntegerField()
    watch_run = models.PositiveIntegerField()
    calm_run = models.PositiveIntegerField()
    impressions = models.PositiveBigIntegerField()
    installs = models.PositiveBigIntegerField()
    ipm = models.FloatField("IPM", null=True)
    ipm_low = models.FloatField(null=True)
    ipm_high = models.FloatField(null=True)
    expected_ipm = models.FloatField("expected IPM", null=True)
    ratio = models.FloatField(null=True)
    ratio_shrunk = models.FloatField(null=True)
    q = models.FloatField(null=True)
    would_clear_above = models.FloatField(null=True)
    reason = models.CharField(max_length=400)
    judged_at = models.DateTimeField(auto_now=True)
    restated = models.BooleanField(default=False)
    superseded = models.BooleanField(default=False)

    class Meta:
        ordering = ["-day", "-judged_at"]
        constraints = [
            UniqueConstraint(
                fields=["app", "network", "day"],
                condition=Q(superseded=False),
                name="one_verdict_per_network_and_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.network} in {self.app}: {self.get_verdict_display()}"

    @property
    def rank(self) -> int:
        """The place among verdicts, those that need somebody first."""
        return list(self.Name).index(self.verdict)


class Response(models.Model):
    """What somebody does about a flag: an acknowledgement, perhaps quiet until a day."""

    app = models.ForeignKey(App, on_delete=models.CASCADE, related_name="+")
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="responses")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who looks after it",
    )
    note = models.CharField(max_length=500)
    snoozed_until = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.network} in {self.app}: {self.note}"


class Threshold(models.Model):
    """A threshold that differs from its default."""

    name = models.CharField(max_length=40, unique=True)
    value = models.FloatField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} = {self.value:g}"


class ThresholdChange(models.Model):
    """Who changed which threshold, from what to what."""

    name = models.CharField(max_length=40)
    before = models.FloatField()
    after = models.FloatField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-changed_at"]

    def __str__(self) -> str:
        return f"{self.name}: {self.before:g} to {self.after:g}"
