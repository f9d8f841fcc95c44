"""Links that show one view to whoever has them, without a login."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.core import signing
from django.db import models
from django.utils import timezone

from campaigns.models.once import AGAIN, once

MOST_QUERY = 1900
"""Characters of a query string that a link keeps."""
SIGNER = signing.Signer(sep=".", salt="campaigns.shared_link")


class SharedLink(models.Model):
    """A report page with its query string, which whoever has the link reads as its maker may.

    The link holds the signed key of this row and nothing else: the row says how long it works.
    """

    maker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shared_links"
    )
    path = models.CharField(max_length=200)
    query = models.CharField(max_length=MOST_QUERY, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        default_permissions = ()
        permissions = [("share_link", "Can share a view by a link without login")]

    def __str__(self) -> str:
        return f"{self.path}{self.query}"

    @classmethod
    def make(cls, maker, path: str, query: str, days: int) -> Self:
        """A link that works for so many days: a new one, unless it was made just now."""
        ends = timezone.now() + timedelta(days=days)
        as_long = (ends - AGAIN, ends + AGAIN)
        stands = {"maker": maker, "revoked_at": None, "expires_at__range": as_long}
        made = {"maker": maker, "path": path, "query": query, "expires_at": ends}
        return once(cls.objects.filter(**stands), maker, made, but=["expires_at"])

    @property
    def signed(self) -> str:
        """What stands in its address."""
        return SIGNER.sign(str(self.pk))

    @classmethod
    def of(cls, signed: str) -> Self | None:
        """The link of a signed key, where it works."""
        try:
            pk = int(SIGNER.unsign(signed))
        except (signing.BadSignature, ValueError):
            return None
        found = cls.objects.select_related("maker").filter(pk=pk).first()
        return found if found and found.works else None

    @property
    def works(self) -> bool:
        """Whether it is neither revoked nor over, and its maker may still log in."""
        over = self.revoked_at is not None or self.expires_at <= timezone.now()
        return self.maker.is_active and not over
