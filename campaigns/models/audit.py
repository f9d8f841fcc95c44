"""What was done on this site, by whom: a log that only grows."""

from datetime import UTC
from typing import Any, NoReturn

from django.db import models

from campaigns.models.limits import limit


class Appended(models.Manager):
    """Entries to read. None changes and none goes."""

    def get_queryset(self) -> "Entries":
        """All of them, and none for who reads only some rows: entries name any."""
        rows = Entries(self.model, using=self._db)
        return rows.none() if limit() else rows


class Entries(models.QuerySet):
    """What of a query set would change or remove entries is refused."""

    def refuse(self, *_: Any, **__: Any) -> NoReturn:
        """Raises TypeError."""
        raise TypeError("The audit log only grows.")

    update = delete = bulk_create = bulk_update = update_or_create = refuse


class AuditEvent(models.Model):
    """One act: what, on what, by whom and from where. `digest` seals it and all before it.

    `user` is a number and no key: the entry stays as it is when its user goes.
    """

    class What(models.TextChoices):
        LOGIN = "login", "Logged in"
        LOGOUT = "logout", "Logged out"
        WRONG = "wrong", "Wrong password"
        LOCKED = "locked", "Locked out"
        ENDED = "ended", "Login ended"
        RIGHTS = "rights", "Rights changed"
        TOKEN = "token", "Key of a program"
        LINK = "link", "Shared link"
        EXPORT = "export", "Export"
        REFUSED = "refused", "Refused"
        IMPORT = "import", "Import"
        UNDO = "undo", "Undo"
        MERGE = "merge", "Merge"
        RULE = "rule", "Rule"
        THRESHOLD = "threshold", "Threshold"
        ANSWER = "answer", "Answer"
        ADMIN = "admin", "Change in the admin"

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    user = models.BigIntegerField(null=True)
    who = models.CharField(max_length=150, blank=True)
    what = models.CharField(max_length=10, choices=What.choices)
    about = models.CharField(max_length=500, blank=True)
    address = models.CharField(max_length=45, blank=True)
    digest = models.CharField(max_length=64)

    objects = Appended()

    class Meta:
        ordering = ["-number"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.number}: {self.get_what_display()} {self.about}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add it. Raises IntegrityError where its number is taken."""
        super().save(*args, **kwargs | {"force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raises TypeError."""
        raise TypeError("The audit log only grows.")

    def said(self) -> list[Any]:
        """All that the digest seals, as plain values."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        return [self.number, at, self.user, self.who, self.what, self.about, self.address]


class AuditHead(models.Model):
    """The end of the log, one row: who adds an entry holds it, so entries come one by one."""

    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.number} entries"
