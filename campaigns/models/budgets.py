"""What may be spent in a month, on an app, a network or a campaign."""

from datetime import date

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from campaigns.models.catalogue import App, Campaign, Network
from campaigns.models.limits import Limited
from campaigns.models.money import UNIT, MoneyField

SUBJECTS = ("app", "network", "campaign")


def _only(name: str) -> Q:
    return Q(**{f"{other}__isnull": other != name for other in SUBJECTS})


class Budget(models.Model):
    """The plan of a month, in the reporting currency, for one app, one network or one campaign.

    `month` is its first day. Nothing is written to a network: a plan is only held against what
    was spent. Who is limited sees those of which every count is within their limit.
    """

    month = models.DateField()
    app = models.ForeignKey(
        App, on_delete=models.CASCADE, null=True, blank=True, related_name="budgets"
    )
    network = models.ForeignKey(
        Network, on_delete=models.CASCADE, null=True, blank=True, related_name="budgets"
    )
    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, null=True, blank=True, related_name="budgets"
    )
    amount = MoneyField("plan", validators=[MinValueValidator(UNIT)])
    is_demo = models.BooleanField(default=False, editable=False)

    objects = Limited()

    class Meta:
        ordering = ["-month", "pk"]
        constraints = [
            CheckConstraint(
                condition=_only("app") | _only("network") | _only("campaign"),
                name="budget_of_one_thing",
                violation_error_message="Choose one: an app, a network or a campaign.",
            ),
            CheckConstraint(condition=Q(month__day=1), name="budget_of_a_month"),
            CheckConstraint(condition=Q(amount__gt=0), name="budget_above_zero"),
            *(
                UniqueConstraint(
                    fields=["month", name],
                    condition=Q(**{f"{name}__isnull": False}),
                    name=f"one_budget_per_month_and_{name}",
                    violation_error_message=f"This {name} has a plan for this month already.",
                )
                for name in SUBJECTS
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about}, {self.month:%B %Y}"

    @property
    def kind(self) -> str:
        """app, network or campaign"""
        return next(name for name in SUBJECTS if getattr(self, f"{name}_id") is not None)

    @property
    def about(self) -> App | Network | Campaign:
        """What it is the plan of."""
        return getattr(self, self.kind)

    def clean(self) -> None:
        """Any day of a month means the month."""
        if isinstance(self.month, date):
            self.month = self.month.replace(day=1)
