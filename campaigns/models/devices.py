"""Where people are logged in."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Device(models.Model):
    """A login that somebody made with a browser, and when it was last used, to some minutes.

    It stands as long as the session of its key does.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices"
    )
    session = models.CharField(max_length=40, unique=True)
    browser = models.CharField("what the browser calls itself", max_length=300, blank=True)
    address = models.CharField(max_length=45, blank=True)
    began_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-seen_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user} from {self.address}"
