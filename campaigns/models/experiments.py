"""Tests of creatives and store pages: what is planned, what runs, what was decided and why."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils import timezone

from campaigns.models.catalogue import App, Creative, Network, StorePage
from campaigns.models.choices import COUNTRIES
from campaigns.models.limits import Limited

MAX_DAYS = 365
MAX_LIFT = 300
SHARES = (5, 95)


def known_countries(text: str) -> None:
    """Refuse a code that is no country."""
    wrong = [code for code in _codes(text) if code not in COUNTRIES]
    if wrong:
        raise ValidationError(f"No country has the code {', '.join(wrong)}.")


def _codes(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (code.strip().upper() for code in text.split(","))))


class Experiment(models.Model):
    """One control against one or more challengers, all creatives or all store pages of an app.

    Creatives are compared by IPM, store pages by CVR, because a page is seen after the click.
    What `seen_` fields hold was computed from the counts on the day of the decision.
    """

    class Kind(models.TextChoices):
        CREATIVES = "creative", "Creatives"
        STORE_PAGES = "store_page", "Store pages"

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        RUNNING = "running", "Running"
        DECIDED = "decided", "Decided"

    class Decision(models.TextChoices):
        BEATS = "beats", "A challenger beats the control"
        LOSES = "loses", "The control stays: challengers lose"
        NO_DIFFERENCE = "no_difference", "No difference"
        INVALID = "invalid", "Invalid: not a fair comparison"

    app = models.ForeignKey(App, on_delete=models.CASCADE, related_name="experiments")
    name = models.CharField(max_length=200)
    kind = models.CharField("what is tested", max_length=10, choices=Kind.choices)
    networks = models.ManyToManyField(
        Network, blank=True, related_name="+", help_text="Leave empty for all networks."
    )
    countries = models.CharField(
        max_length=1000,
        blank=True,
        validators=[known_countries],
        help_text="Codes separated by commas: US, CA. Leave empty for all countries.",
    )
    lift_percent = models.DecimalField(
        "lift worth finding, %",
        max_digits=4,
        decimal_places=1,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_LIFT)],
    )
    share_percent = models.PositiveSmallIntegerField(
        "planned share of a challenger, %",
        default=50,
        validators=[MinValueValidator(SHARES[0]), MaxValueValidator(SHARES[1])],
        help_text="Of a challenger and the control together: 50 when both get the same.",
    )
    planned_start = models.DateField()
    planned_days = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(MAX_DAYS)]
    )
    planned_exposure = models.PositiveBigIntegerField(
        "planned for each arm",
        validators=[MinValueValidator(1)],
        help_text="Impressions for creatives, clicks for store pages.",
    )
    start = models.DateField(null=True, blank=True)
    end = models.DateField("last day", null=True, blank=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.PLANNED)
    decision = models.CharField(max_length=13, choices=Decision.choices, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who looks after it",
    )
    note = models.CharField(max_length=500, blank=True)
    agreed = models.BooleanField(
        "the counts agree", default=False, editable=False, help_text="Only such a decision counts."
    )
    seen = models.CharField("the counts said", max_length=13, blank=True, editable=False)
    seen_lift = models.FloatField(null=True, editable=False)
    seen_low = models.FloatField(null=True, editable=False)
    seen_high = models.FloatField(null=True, editable=False)
    seen_impressions = models.PositiveBigIntegerField(null=True, editable=False)
    seen_clicks = models.PositiveBigIntegerField(null=True, editable=False)
    seen_installs = models.PositiveBigIntegerField(null=True, editable=False)

    objects = Limited()

    class Meta:
        ordering = ["-planned_start", "name"]
        constraints = [
            UniqueConstraint(fields=["app", "name"], name="one_experiment_per_app_and_name"),
            CheckConstraint(
                condition=Q(kind__in=["creative", "store_page"]), name="experiment_kind_known"
            ),
            CheckConstraint(
                condition=Q(status="decided") & ~Q(decision="") & Q(decided_at__isnull=False)
                | Q(status__in=["planned", "running"], decision="", decided_at__isnull=True),
                name="experiment_decided_with_decision_and_day",
            ),
            CheckConstraint(
                condition=Q(decision__in=["", "beats", "loses", "no_difference", "invalid"]),
                name="experiment_decision_known",
            ),
            CheckConstraint(
                condition=Q(status="planned", start__isnull=True)
                | Q(status__in=["running", "decided"], start__isnull=False),
                name="experiment_starts_when_it_runs",
            ),
            CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=models.F("start")),
                name="experiment_ends_after_start",
            ),
            CheckConstraint(
                condition=Q(lift_percent__gt=0, lift_percent__lte=MAX_LIFT),
                name="experiment_lift_possible",
            ),
            CheckConstraint(
                condition=Q(share_percent__gte=SHARES[0], share_percent__lte=SHARES[1]),
                name="experiment_share_possible",
            ),
            CheckConstraint(
                condition=Q(planned_days__gte=1, planned_exposure__gte=1),
                name="experiment_plan_possible",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def lift(self) -> float:
        """The lift worth finding as a part: .1 for 10 %."""
        return float(self.lift_percent) / 100

    @property
    def share(self) -> float:
        """A challenger's planned part of its and the control's impressions."""
        return self.share_percent / 100

    @property
    def decided_on(self) -> date | None:
        """The day of the decision in the reporting time zone."""
        return self.decided_at and timezone.localtime(self.decided_at).date()

    @property
    def country_codes(self) -> tuple[str, ...]:
        """The countries it is limited to; none for all."""
        return _codes(self.countries)


class Arm(models.Model):
    """One side of an experiment: a creative or a store page."""

    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="arms")
    creative = models.ForeignKey(
        Creative, on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    store_page = models.ForeignKey(
        StorePage, on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    is_control = models.BooleanField("control", default=False)
    won = models.BooleanField(default=False, help_text="Only of a challenger that was taken over.")

    objects = Limited()

    class Meta:
        ordering = ["-is_control", "pk"]
        constraints = [
            CheckConstraint(
                condition=Q(creative__isnull=True, store_page__isnull=False)
                | Q(creative__isnull=False, store_page__isnull=True),
                name="arm_is_a_creative_or_a_store_page",
                violation_error_message="Choose either a creative or a store page.",
            ),
            UniqueConstraint(
                fields=["experiment"],
                condition=Q(is_control=True),
                name="one_control_per_experiment",
                violation_error_message="An experiment has one control.",
            ),
            UniqueConstraint(
                fields=["experiment", "creative"],
                condition=Q(creative__isnull=False),
                name="a_creative_once_per_experiment",
            ),
            UniqueConstraint(
                fields=["experiment", "store_page"],
                condition=Q(store_page__isnull=False),
                name="a_store_page_once_per_experiment",
            ),
            CheckConstraint(
                condition=Q(is_control=False) | Q(won=False), name="a_control_never_wins"
            ),
        ]

    def __str__(self) -> str:
        return str(self.creative or self.store_page)

    @property
    def part(self) -> int:
        """The id of the creative or store page."""
        return self.creative_id or self.store_page_id
