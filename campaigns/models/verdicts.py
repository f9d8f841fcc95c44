"""Judgements of networks, what people say to them, and the thresholds behind them."""

from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils import timezone

from campaigns.models.catalogue import App, Creative, Network
from campaigns.models.limits import Limited
from campaigns.models.once import once

MEMORY = timedelta(days=180)
"""How far back verdicts are looked up: older ones are history and decide nothing."""


class Verdict(models.Model):
    """One judged day of one network in one app, with the numbers that it was based on.

    IPM values are installs per mille over the window `first_day` to `day`, those of `low_` over the
    days from `low_since` on; `missing` installs are those of the window. `expected_ipm` and `ratio`
    are held against a typical network, as `ratio_shrunk` is, the best guess; `chance` is that of
    being as good as a typical one. `reason` is a code of `stats.networks.judgement`; a verdict from
    before there were codes has its `sentence`. `known_` are shares of impressions that state a
    format, a country, a creative; `creatives_elsewhere` is the share of its expected installs from
    creatives that others run too, `creatives_factor` what these lead to expect. `fall_ratio` is its
    level since `low_since` over that before, where formats are unknown.

    A verdict whose data was restated is judged again: the old row stays as `superseded`, the new
    one is `restated`.
    """

    class Name(models.TextChoices):
        ACT = "act", "Act"
        WATCH = "watch", "Watch"
        FINE = "fine", "Fine"
        NOT_ENOUGH = "not_enough", "Can’t say"
        NO_DATA = "no_data", "Can’t say: no impressions"

    app = models.ForeignKey(App, on_delete=models.CASCADE, related_name="verdicts")
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="verdicts")
    first_day = models.DateField()
    day = models.DateField("last day")
    verdict = models.CharField(max_length=10, choices=Name.choices)
    reason = models.CharField(max_length=20, blank=True)
    sentence = models.CharField(max_length=400, blank=True)
    condition = models.CharField(max_length=10)
    judged = models.BooleanField()
    act_run = models.PositiveIntegerField()
    watch_run = models.PositiveIntegerField()
    calm_run = models.PositiveIntegerField()
    low_since = models.DateField(null=True)
    flagged = models.DateField(null=True)
    impressions = models.PositiveBigIntegerField()
    installs = models.PositiveBigIntegerField()
    ipm = models.FloatField("IPM", null=True)
    ipm_low = models.FloatField(null=True)
    ipm_high = models.FloatField(null=True)
    expected_ipm = models.FloatField("expected IPM", null=True)
    ratio = models.FloatField(null=True)
    ratio_shrunk = models.FloatField(null=True)
    chance = models.FloatField(null=True)
    low_ipm = models.FloatField("IPM since it is low", null=True)
    low_expected_ipm = models.FloatField(null=True)
    low_ratio = models.FloatField(null=True)
    missing = models.FloatField("installs missing", null=True)
    fall_ratio = models.FloatField(null=True)
    would_clear_above = models.FloatField(null=True)
    known_formats = models.FloatField(null=True)
    known_countries = models.FloatField(null=True)
    known_creatives = models.FloatField(null=True)
    creatives_elsewhere = models.FloatField(null=True)
    creatives_factor = models.FloatField(null=True)
    active_days = models.PositiveSmallIntegerField(null=True)
    more_impressions = models.FloatField(null=True)
    decision = models.CharField(max_length=6, blank=True)
    decision_reason = models.CharField(max_length=12, blank=True)
    decision_numbers = models.JSONField(null=True)
    judged_at = models.DateTimeField(auto_now=True)
    restated = models.BooleanField(default=False)
    superseded = models.BooleanField(default=False)

    objects = Limited()

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
        return self.Name.values.index(self.verdict)

    @property
    def shown_ratio(self) -> float | None:
        """Installs over expected ones since it is low; of an unflagged network, in the window."""
        return self.ratio if self.low_ratio is None else self.low_ratio


DECIDED = ("network", "creative", "case", "experiment", "budget")
"""What a decision can be about."""


def _only(name: str) -> Q:
    return Q(**{f"{other}__isnull": other != name for other in DECIDED})


class Decision(models.Model):
    """What somebody decided on a day about one thing: a network in an app, a creative, a case, an
    experiment or a budget.

    `app` is that of the thing, None for the budget of a network. `word` is what was decided, with
    its `numbers` then; of a network that of Decide which was followed, "" where a flag was only
    acknowledged, perhaps quiet until a day.
    """

    app = models.ForeignKey(App, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    network = models.ForeignKey(
        Network, on_delete=models.CASCADE, null=True, blank=True, related_name="decisions"
    )
    creative = models.ForeignKey(
        Creative, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    case = models.ForeignKey(
        "campaigns.Case", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    experiment = models.ForeignKey(
        "campaigns.Experiment", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    budget = models.ForeignKey(
        "campaigns.Budget", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
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
    word = models.CharField(max_length=13, blank=True)
    note = models.CharField(max_length=500, blank=True)
    day = models.DateField(default=timezone.localdate)
    numbers = models.JSONField(null=True, editable=False)
    snoozed_until = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = Limited()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            CheckConstraint(
                condition=reduce(or_, (_only(name) for name in DECIDED)),
                name="decision_on_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.about}: {self.note or self.word}"

    @classmethod
    def put(
        cls, user: User | None, about: dict[str, Any], numbers: Any = None, **said: Any
    ) -> "Decision":
        """Somebody's decision: a new one, unless they have said the same of it just now."""
        made = {"user": user, **about, **said, "numbers": numbers}
        return once(cls.objects.filter(user=user, **about), user, made, but=["numbers"])

    @property
    def kind(self) -> str:
        """network, creative, case, experiment or budget"""
        return next(name for name in DECIDED if getattr(self, f"{name}_id") is not None)

    @property
    def about(self) -> str:
        """What was decided about."""
        return f"{self.network} in {self.app}" if self.network else str(getattr(self, self.kind))


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
