"""What is sent: a subject, a plain part, an HTML part for mails and data for programs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.template.loader import render_to_string


@dataclass(frozen=True)
class Message:
    """One message to somebody.

    `kind` is what programs tell it by, `data` plain values for them. `pictures` are PNG files in
    base64 by the name that the HTML part shows them under, as in `<img src="cid:trend">`.
    """

    kind: str
    subject: str
    text: str
    html: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    pictures: Mapping[str, str] = field(default_factory=dict)


def rendered(
    kind: str, subject: str, template: str, context: Mapping[str, Any], **more: Any
) -> Message:
    """A message of `templates/mails/<template>.txt` and `.html`, which know `subject` and the
    context. What the context says is written as text: nothing in it is markup."""
    known = {**context, "subject": subject}
    text, html = (render_to_string(f"mails/{template}.{kind}", known) for kind in ("txt", "html"))
    return Message(kind, subject, text.strip() + "\n", html, **more)


def link(path: str) -> str:
    """The whole address of a page, for those who read it elsewhere."""
    return urljoin(settings.SITE_URL, path)
