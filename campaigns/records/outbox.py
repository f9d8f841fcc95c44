"""Messages that wait for their channel: put there once, taken by one sender at a time.

A message is written down in the transaction of what it tells. A sender takes it for some minutes,
sends it and notes the answer; where it dies in between, the next one takes it after that. So
nothing is lost. What was accepted in the moment between its arrival and the note is sent again
under the same id, by which mail servers and receivers tell it from a new one.
"""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from campaigns.models import Channel, Delivery

LEASE = timedelta(minutes=3)
"""A sender needs less, else it has died."""
PAUSES = tuple(timedelta(minutes=n) for n in (1, 2, 5, 10, 20, 30, 60))
"""Between attempts; the last one again and again."""
GIVE_UP = timedelta(days=3)
KEEP = timedelta(days=90)
RECENT = 50
State = Delivery.State


def put(channel: Channel, key: str, message: Mapping[str, Any]) -> bool:
    """Have a message sent; False where one of this key was put there before.

    `message` are the fields of a delivery. Call it in the transaction that writes down what the
    message tells.
    """
    subject = " ".join(message["subject"].split())[:250]  # a name may hold the end of a header
    _, new = Delivery.objects.get_or_create(
        channel=channel, key=key, defaults={**message, "subject": subject}
    )
    return new


def due(now: datetime) -> Iterable[int]:
    """The messages to send now, the oldest first: those that wait, and those of dead senders."""
    rows = Delivery.objects.filter(_open(now), channel__in_use=True, channel__is_demo=False)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def take(pk: int, now: datetime) -> Delivery | None:
    """Take a message that is due for oneself; None where another sender has it."""
    claim = uuid.uuid4().hex
    taken = Delivery.objects.filter(_open(now), pk=pk, channel__is_demo=False).update(
        state=State.SENDING, claim=claim, claimed_until=now + LEASE
    )
    if not taken:
        return None
    return Delivery.objects.select_related("channel").get(pk=pk)


def arrived(delivery: Delivery, answer: str) -> None:
    """Note that a message was accepted."""
    _note(delivery, state=State.SENT, sent_at=timezone.now(), answer=answer[:300])


def failed(delivery: Delivery, why: str, wait: timedelta | None = None) -> None:
    """Note that a message was not accepted: it is tried again, after `wait` where the receiver
    says so, and given up after three days."""
    now = timezone.now()
    pause = PAUSES[min(delivery.attempts, len(PAUSES) - 1)]
    if wait is not None:
        pause = min(max(wait, PAUSES[0]), PAUSES[-1])
    over = now - delivery.made_at >= GIVE_UP
    state = State.GIVEN_UP if over else State.WAITING
    _note(delivery, state=state, next_at=now + pause, answer=why[:300])


def _note(delivery: Delivery, **values: Any) -> None:
    """Only who has a message may say what became of it."""
    Delivery.objects.filter(pk=delivery.pk, claim=delivery.claim, state=State.SENDING).update(
        **values, attempts=delivery.attempts + 1, claimed_until=None
    )


def _open(now: datetime) -> Q:
    return Q(state=State.WAITING, next_at__lte=now) | Q(state=State.SENDING, claimed_until__lte=now)


def log(channel: Channel | None = None) -> list[Delivery]:
    """The newest messages, of one channel or of all."""
    rows = Delivery.objects.select_related("channel")
    rows = rows.filter(channel=channel) if channel else rows
    return list(rows[:RECENT])


def forget_old() -> None:
    """Let go what arrived or was given up long ago."""
    over = Delivery.objects.filter(state__in=[State.SENT, State.GIVEN_UP])
    over.filter(made_at__lt=timezone.now() - KEEP).delete()
