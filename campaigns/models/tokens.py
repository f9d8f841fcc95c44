"""Tokens with which programs ask for numbers and hand in files."""

import hashlib
import secrets
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

PREFIX = "pm_"


class Token(models.Model):
    """A user's key for a program: only its hash is stored, so it is shown once."""

    class Scope(models.TextChoices):
        READ = "read", "Read numbers"
        IMPORT = "import", "Read numbers and import files"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens"
    )
    name = models.CharField(max_length=80, blank=True, help_text="What it is for.")
    scope = models.CharField(max_length=6, choices=Scope.choices, default=Scope.READ)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    starts = models.CharField(max_length=12, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.starts}… of {self.user}"

    @classmethod
    def make(cls, user, scope: str, days: int, name: str = "") -> tuple[Self, str]:
        """A new token and its text, which nobody can read again."""
        text = PREFIX + secrets.token_urlsafe(32)
        made = cls.objects.create(
            user=user,
            name=name,
            scope=scope,
            digest=digest_of(text),
            starts=text[:8],
            expires_at=timezone.now() + timedelta(days=days),
        )
        return made, text

    @classmethod
    def valid(cls, text: str) -> Self | None:
        """The token of a text, None where there is none, it has expired, or its user may not
        log in any more. Its use is noted, at most once a minute."""
        now = timezone.now()
        found = cls.objects.select_related("user").filter(digest=digest_of(text)).first()
        if found is None or found.expires_at <= now or not found.user.is_active:
            return None
        if found.used_at is None or found.used_at < now - timedelta(minutes=1):
            cls.objects.filter(pk=found.pk).update(used_at=now)
        return found


def digest_of(text: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(text.encode()).hexdigest()
