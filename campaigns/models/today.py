"""What people said to the things on Today, and when they last looked."""

from django.conf import settings
from django.db import models


class Visit(models.Model):
    """The day on which somebody last opened the overview, and the day of the visit before it."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    day = models.DateField()
    before = models.DateField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user} on {self.day}"


class Answered(models.Model):
    """Something on Today that is quiet, until a day or, where that is None, for good.

    `key` says what: "case 3". Flags of networks are answered by a `Decision`.
    """

    key = models.CharField(max_length=80, unique=True)
    quiet_until = models.DateField(null=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.key
