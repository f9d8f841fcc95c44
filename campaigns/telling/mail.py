"""Messages as e-mail, over the server that EMAIL_URL names."""

import base64
import smtplib
from email.mime.image import MIMEImage
from hashlib import sha256

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from campaigns.models import Delivery
from campaigns.telling.faults import NotSent

NOT_SET_UP = "No mail server is set up."


def send(delivery: Delivery) -> str:
    """Hand a message to the mail server. Raises NotSent.

    Its Message-ID follows from the delivery: sent again, it is the same mail.
    """
    if not settings.EMAIL_URL:
        raise NotSent(NOT_SET_UP)
    sender = settings.DEFAULT_FROM_EMAIL
    domain = sender.rpartition("@")[2].strip("> ")
    mail = EmailMultiAlternatives(
        delivery.subject,
        delivery.text,
        sender,
        addresses(delivery.channel.address),
        headers={
            "Message-ID": f"<{message_id(delivery)}@{domain}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    if unsubscribe := delivery.data.get("unsubscribe"):
        mail.extra_headers["List-Unsubscribe"] = f"<{unsubscribe}>"
    if delivery.html:
        mail.attach_alternative(delivery.html, "text/html")
    for name, content in delivery.pictures.items():
        picture = MIMEImage(base64.b64decode(content), "png")
        picture.add_header("Content-ID", f"<{name}>")
        picture.add_header("Content-Disposition", "inline", filename=f"{name}.png")
        mail.mixed_subtype = "related"
        mail.attach(picture)
    try:
        mail.connection = get_connection()
        mail.send()
    except smtplib.SMTPResponseException as error:
        raise NotSent(f"The mail server said {error.smtp_code}.") from error
    except smtplib.SMTPRecipientsRefused as error:
        raise NotSent(f"Refused: {', '.join(sorted(error.recipients))}.") from error
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(f"The mail server was not reached: {type(error).__name__}.") from error
    return "The mail server took it."


def addresses(text: str) -> list[str]:
    """The e-mail addresses of a channel."""
    return [one.strip() for one in text.split(",") if one.strip()]


def message_id(delivery: Delivery) -> str:
    """What a delivery is known by outside, the same in every attempt."""
    key = f"{settings.SITE_URL} {delivery.channel_id} {delivery.key} {delivery.made_at.isoformat()}"
    return f"permille-{delivery.pk}-{sha256(key.encode()).hexdigest()[:16]}"
