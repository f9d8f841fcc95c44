"""Reports that people have mailed to a channel."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils import timezone

from campaigns.models.saved_views import SavedView
from campaigns.models.telling import Channel


class MailedReport(models.Model):
    """A saved view that goes to a channel every day, week or month, with the rows of its user.

    It goes at `hour` in `zone`: weekly on `weekday` (0 is Monday), monthly on the first day.
    `last_at` is the hour for which it went last.
    """

    class Every(models.TextChoices):
        DAY = "day", "Every day"
        WEEK = "week", "Every week"
        MONTH = "month", "On the first of every month"

    class Weekday(models.IntegerChoices):
        MONDAY = 0, "Monday"
        TUESDAY = 1, "Tuesday"
        WEDNESDAY = 2, "Wednesday"
        THURSDAY = 3, "Thursday"
        FRIDAY = 4, "Friday"
        SATURDAY = 5, "Saturday"
        SUNDAY = 6, "Sunday"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="mailed")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="reports")
    every = models.CharField(max_length=5, choices=Every.choices, default=Every.WEEK)
    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices, default=Weekday.MONDAY)
    hour = models.PositiveSmallIntegerField(default=8, validators=[MaxValueValidator(23)])
    zone = models.CharField("time zone", max_length=60, default="UTC")
    last_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            CheckConstraint(condition=Q(every__in=["day", "week", "month"]), name="mailed_known"),
            CheckConstraint(condition=Q(weekday__lte=6, hour__lte=23), name="mailed_time_possible"),
        ]

    def __str__(self) -> str:
        return f"{self.view} to {self.channel}"
