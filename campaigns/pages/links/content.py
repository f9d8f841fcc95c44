"""What the list says of a link."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from campaigns.models import SavedView, SharedLink
from campaigns.ui.saved_views import described


def entry(request: HttpRequest, link: SharedLink, today: date) -> dict[str, Any]:
    """A link, its address, and its page in words: Networks, the last 14 settled days."""
    view = SavedView(user=link.maker, path=link.path, query=link.query)
    address = reverse("shared", args=[link.signed])
    return {
        "link": link,
        "address": request.build_absolute_uri(address),
        "page": f"{link.path}{link.query}",
        "words": described(view, today),
    }
