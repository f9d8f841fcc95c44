"""The range and the app that somebody asked for last."""

from typing import Any

from campaigns.models.today import Remembered

MOST = 500
"""A longer query string is not remembered."""


def remembered(user: Any) -> str:
    """The query string of what they asked for last, "" where that is the usual. One query."""
    return Remembered.objects.filter(user=user).values_list("query", flat=True).first() or ""


def remember(user: Any, query: str) -> None:
    """Keep what somebody asks for, where it is not kept already."""
    if len(query) <= MOST and remembered(user) != query:
        Remembered.objects.update_or_create(user=user, defaults={"query": query})
