"""The way from a suggestion to the question which of two stays."""

from urllib.parse import urlencode

from django.urls import reverse

from campaigns.judgement.alike import Pair


def merge_link(pair: Pair) -> str:
    """The address of the admin's question about a pair."""
    asked = urlencode([("id", pk) for pk in pair.ids])
    return f"{reverse(f'admin:campaigns_{pair.kind}_merge')}?{asked}"
