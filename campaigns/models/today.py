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

    `key` says what: "case 3", and `title` what it was called. Flags of networks are answered by a
    `Decision`.
    """

    key = models.CharField(max_length=80, unique=True)
    title = models.CharField(max_length=300, blank=True)
    quiet_until = models.DateField(null=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.key


class Owned(models.Model):
    """Something on Today that somebody looks after. Cases have an owner of their own."""

    key = models.CharField(max_length=80, unique=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.key}: {self.owner}"


class Remembered(models.Model):
    """The range and the app that somebody asked for last, as a query string; "" is the usual.

    `columns` are those that the tables of a page show, by the name of the page, where they chose
    any; `compact` says whether their tables are.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    query = models.CharField(max_length=500, blank=True)
    columns = models.JSONField(default=dict)
    compact = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user}: {self.query}"
