"""What only the fraud rules read: counts apart from the totals, and the cases that come of them."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from campaigns.models.catalogue import App, Campaign, Network
from campaigns.models.changes import changed
from campaigns.models.counts import CountField, ImportBatch
from campaigns.models.limits import Limited
from campaigns.models.money import MoneyField

BUCKETS = {
    "ctit_under_5s": "under 5 s",
    "ctit_5_10s": "5 to 10 s",
    "ctit_10_60s": "10 to 60 s",
    "ctit_1_60m": "1 to 60 min",
    "ctit_1_24h": "1 to 24 h",
    "ctit_over_24h": "over 24 h",
}
"""Installs by the time from click to install, each bucket with its words."""


class EvidenceBase(models.Model):
    """A campaign's day, whole or by sub-publisher ("" where it is not told apart).

    These rows never enter a total: they tell installs apart that the daily counts hold already.
    """

    KEY: tuple[str, ...] = ("campaign", "day", "source_app")
    COUNTS: tuple[str, ...] = ()

    day = models.DateField()
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="%(class)ss")
    source_app = models.CharField("source app", max_length=200, blank=True)
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
        abstract = True

    def __str__(self) -> str:
        return f"{self.campaign} on {self.day}"

    def save(self, *args, **kwargs) -> None:
        """Insert, or update the counts alone: the key of a stored row is never written again."""
        if not self._state.adding and kwargs.get("update_fields") is None:
            kwargs["update_fields"] = [*self.COUNTS, "batch"]
        super().save(*args, **kwargs)


class SourceAppCount(EvidenceBase):
    """What a network reports of one sub-publisher: told apart from creative and country."""

    COUNTS = ("impressions", "clicks", "installs", "spend")

    impressions = CountField()
    clicks = CountField()
    installs = CountField()
    spend = MoneyField(null=True, blank=True)

    class Meta:
        ordering = ["-day", "campaign", "source_app"]
        constraints = [
            UniqueConstraint(fields=EvidenceBase.KEY, name="one_row_per_source_app"),
            CheckConstraint(condition=~Q(source_app=""), name="source_app_named"),
        ]
        indexes = [models.Index(fields=["day"], name="source_app_by_day")]


def _bucket(words: str) -> CountField:
    return CountField(words, null=False, blank=False)


class ClickTimeCount(EvidenceBase):
    """Installs of a day by the time since their click."""

    COUNTS = tuple(BUCKETS)

    ctit_under_5s = _bucket(BUCKETS["ctit_under_5s"])
    ctit_5_10s = _bucket(BUCKETS["ctit_5_10s"])
    ctit_10_60s = _bucket(BUCKETS["ctit_10_60s"])
    ctit_1_60m = _bucket(BUCKETS["ctit_1_60m"])
    ctit_1_24h = _bucket(BUCKETS["ctit_1_24h"])
    ctit_over_24h = _bucket(BUCKETS["ctit_over_24h"])

    class Meta:
        ordering = ["-day", "campaign", "source_app"]
        constraints = [UniqueConstraint(fields=EvidenceBase.KEY, name="one_row_of_click_times")]
        indexes = [models.Index(fields=["day"], name="click_times_by_day")]


class RejectedCount(EvidenceBase):
    """Installs of a day that were refused for one reason. They are not part of the installs."""

    KEY = (*EvidenceBase.KEY, "reason")
    COUNTS = ("rejected_installs",)

    reason = models.CharField(max_length=200)
    rejected_installs = CountField(null=False, blank=False)

    class Meta:
        ordering = ["-day", "campaign", "source_app", "reason"]
        constraints = [
            UniqueConstraint(
                fields=["campaign", "day", "source_app", "reason"], name="one_row_per_reason"
            ),
            CheckConstraint(condition=~Q(reason=""), name="rejection_has_a_reason"),
        ]
        indexes = [models.Index(fields=["day"], name="rejected_by_day")]


class Case(models.Model):
    """A signal on a network, or on one of its sub-publishers, and what became of it.

    `kind` names the signal. The numbers are those of the last judgement that gave it: `evidence`
    is a list of measures (network, peers, threshold), `said` the rules that gave it with their
    numbers (a case from before there were codes has its sentence, `text`), and `stake` is the spend
    on the `installs` concerned from `first_day` to `last_day`. `judged_day` is the last day of
    the newest window that was judged; `clear_weeks` in a row gave no signal, counted from
    `week_from` on.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ASKED = "asked", "Asked network"
        CLEARED = "cleared", "Cleared"
        REFUNDED = "refunded", "Refunded"

    ONGOING = (State.OPEN, State.ASKED)

    app = models.ForeignKey(App, on_delete=models.CASCADE, related_name="cases")
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="cases")
    source_app = models.CharField("source app", max_length=200, blank=True)
    kind = models.CharField("signal", max_length=20)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who looks after it",
    )
    first_day = models.DateField()
    last_day = models.DateField()
    text = models.CharField(max_length=1000, blank=True, default="")
    said = models.JSONField(default=list)
    evidence = models.JSONField(default=list)
    installs = models.PositiveBigIntegerField("installs concerned")
    stake = MoneyField("amount at stake", null=True, blank=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    judged_day = models.DateField()
    week_from = models.DateField()
    clear_weeks = models.PositiveSmallIntegerField(default=0)

    objects = Limited()

    class Meta:
        ordering = ["-opened_on", "-pk"]
        constraints = [
            UniqueConstraint(
                fields=["app", "network", "source_app", "kind"],
                condition=Q(state__in=("open", "asked")),
                name="one_ongoing_case_per_signal",
            ),
            CheckConstraint(
                condition=Q(state__in=("open", "asked"), closed_on__isnull=True)
                | Q(state__in=("cleared", "refunded"), closed_on__isnull=False),
                name="case_is_closed_on_a_day",
            ),
            CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="case_ends_after_start"
            ),
            CheckConstraint(
                condition=Q(stake__isnull=True) | Q(stake__gte=0), name="case_stake_not_negative"
            ),
        ]

    def __str__(self) -> str:
        where = f" ({self.source_app})" if self.source_app else ""
        return f"{self.network}{where} in {self.app}: {self.kind}"

    def save(self, *args, **kwargs) -> None:
        super().save(*args, **kwargs)
        changed([self.app_id])

    @property
    def ongoing(self) -> bool:
        """Whether nobody has closed it yet."""
        return self.state in self.ONGOING


class CaseNote(models.Model):
    """One line of a case's history: what somebody noted or changed, or what was `said` by codes.

    `state` is the state that it was set to, "" where only a note was made.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    day = models.DateField()
    state = models.CharField(max_length=8, choices=Case.State.choices, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    said = models.JSONField(default=list)

    objects = Limited()

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            CheckConstraint(condition=~Q(note="") | ~Q(state=""), name="case_note_says_something"),
            CheckConstraint(
                condition=Q(state__in=("", "open", "asked", "cleared", "refunded")),
                name="case_note_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.note or self.get_state_display()}"
