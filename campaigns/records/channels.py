"""Channels: where messages may go."""

from uuid import uuid4

from django.db.models import Count, Max, Q, QuerySet
from django.shortcuts import get_object_or_404

from campaigns.models import Channel, Delivery


def channels() -> QuerySet[Channel]:
    """All of them, with when one was last delivered and how many wait."""
    waiting = Q(deliveries__state__in=[Delivery.State.WAITING, Delivery.State.SENDING])
    return Channel.objects.annotate(
        last=Max("deliveries__sent_at"), waiting=Count("deliveries", filter=waiting)
    )


def usable() -> QuerySet[Channel]:
    """Those that messages can be sent to."""
    return Channel.objects.filter(in_use=True, is_demo=False)


def channel(pk: int) -> Channel:
    """One of them. Raises Http404."""
    return get_object_or_404(Channel, pk=pk)


def test_key() -> str:
    """The key of a message that is sent to try a channel."""
    return f"test {uuid4().hex}"


def delivery(channel: Channel, key: str) -> Delivery:
    """The message of this key."""
    return Delivery.objects.get(channel=channel, key=key)
