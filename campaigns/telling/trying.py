"""A message that says that a channel works."""

from django.conf import settings
from django.utils import timezone

from campaigns.models import Channel, Delivery
from campaigns.records import channels, outbox
from campaigns.telling.messages import link, rendered
from campaigns.telling.send import send_one, tell


def send_test(channel: Channel, by: str) -> Delivery:
    """Send a test to a channel now; the delivery says how that went."""
    key = channels.test_key()
    context = {"channel": channel.name, "by": by, "link": link("/channels/")}
    message = rendered("test", f"Test of {channel.name} from Permille", "test", context)
    tell([channel], key, message)
    if taken := outbox.take(channels.delivery(channel, key).pk, timezone.now()):
        send_one(taken)
    return channels.delivery(channel, key)


def mail_works() -> bool:
    """Whether a mail server is set up."""
    return bool(settings.EMAIL_URL)
