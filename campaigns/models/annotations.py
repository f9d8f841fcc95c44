"""Notes that people put on days, so that a chart tells what was done then."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q

from campaigns.models.catalogue import App, Campaign, Network
from campaigns.models.limits import Limited


class Annotation(models.Model):
    """A dated note, shown on every chart of what it is about.

    It is about everything, or about one app, one network or one campaign. `last_day` is the end of
    a note about several days, both ends included.
    """

    SCOPES: dict[str, type[App | Network | Campaign]] = {
        "app": App,
        "network": Network,
        "campaign": Campaign,
    }

    day = models.DateField()
    last_day = models.DateField(
        "last day", null=True, blank=True, help_text="Only for a note about several days"
    )
    text = models.CharField("what was done", max_length=100, help_text="In a few words")
    app = models.ForeignKey(App, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    network = models.ForeignKey(
        Network, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = Limited()

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("day")),
                name="annotation_ends_after_start",
                violation_error_message="The last day is before the day.",
            ),
            CheckConstraint(
                condition=Q(app__isnull=True, network__isnull=True)
                | Q(app__isnull=True, campaign__isnull=True)
                | Q(network__isnull=True, campaign__isnull=True),
                name="annotation_about_one_thing",
                violation_error_message="A note is about one app, one network or one campaign.",
            ),
        ]
        indexes = [models.Index(fields=["day"], name="annotation_by_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.text}"

    @property
    def scope(self) -> App | Network | Campaign | None:
        """What it is about; None for everything."""
        return self.app or self.network or self.campaign
