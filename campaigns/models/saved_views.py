"""Addresses that people gave a name."""

from django.conf import settings
from django.db import models
from django.db.models import UniqueConstraint
from django.db.models.functions import Lower


class SavedView(models.Model):
    """A report page with its range and filters, under a name.

    `query` is the query string as the form of reports writes it. Where the range was that of the
    last settled days, `last_days` says how many, and `query` holds no dates: the view moves on.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    path = models.CharField(max_length=200)
    query = models.CharField(max_length=1900, blank=True)
    last_days = models.PositiveSmallIntegerField(null=True)
    shared = models.BooleanField("shared with the team", default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = [Lower("name"), "pk"]
        constraints = [
            UniqueConstraint("user", Lower("name"), name="one_view_per_person_and_name"),
        ]

    def __str__(self) -> str:
        return self.name


class DefaultView(models.Model):
    """The view that the site opens with for somebody: one of their own, or a shared one."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="opens_for")

    def __str__(self) -> str:
        return f"{self.view} for {self.user}"
