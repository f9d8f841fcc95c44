"""Send what waits in the outbox, each message once."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import asdict

from django.utils import timezone

from campaigns.models import Channel, Delivery
from campaigns.records import outbox
from campaigns.telling import mail, webhooks
from campaigns.telling.faults import NotSent
from campaigns.telling.messages import Message

log = logging.getLogger(__name__)
SENDERS: dict[str, Callable[[Delivery], str]] = {
    Channel.Kind.MAIL: mail.send,
    Channel.Kind.SLACK: webhooks.send_slack,
    Channel.Kind.WEBHOOK: webhooks.send,
}
"""How a message goes to each kind of channel: they return the answer or raise NotSent."""


def tell(channels: Iterable[Channel], key: str, message: Message) -> int:
    """Put a message into the outbox of some channels; how many had none of this key.

    `key` says what it is about: "alert 5 begins network=3 2026-11-20". Call it in the transaction
    that writes down what is told; `send_due` then sends it.
    """
    fields = asdict(message)
    fields["data"] = {**message.data, "kind": fields.pop("kind")}
    return sum(outbox.put(channel, key, fields) for channel in channels)


def send_due() -> tuple[int, int]:
    """Send all that is due; how many messages arrived, and how many will be tried again."""
    sent = left = 0
    for pk in outbox.due(timezone.now()):
        if delivery := outbox.take(pk, timezone.now()):
            if send_one(delivery):
                sent += 1
            else:
                left += 1
    return sent, left


def send_one(delivery: Delivery) -> bool:
    """Send a message that was taken, and note the answer; whether it arrived."""
    try:
        answer = SENDERS[delivery.channel.kind](delivery)
    except NotSent as fault:
        outbox.failed(delivery, str(fault), fault.wait)
        return False
    except Exception as error:  # one message must not keep the others
        log.exception("Delivery %s", delivery.pk)
        outbox.failed(delivery, f"An error of the program: {type(error).__name__}.")
        return False
    outbox.arrived(delivery, answer)
    return True
