"""A channel: its name, what it is, and where it leads."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from campaigns.models import Channel
from campaigns.telling.faults import NotSent
from campaigns.telling.mail import addresses
from campaigns.telling.webhooks import checked

MOST_ADDRESSES = 20


class ChannelForm(forms.ModelForm):
    """Refuses an address that nothing can be sent to."""

    class Meta:
        model = Channel
        fields = ("name", "kind", "address", "in_use")
        labels = {"in_use": "In use"}
        help_texts = {"address": "E-mail addresses with commas between them, or https://…"}

    def clean(self) -> dict:
        asked = super().clean() or {}
        kind, address = asked.get("kind"), asked.get("address")
        if not kind or not address:
            return asked
        if kind == Channel.Kind.MAIL:
            self._check_mail(addresses(address))
        else:
            self._check_webhook(address)
        return asked

    def _check_mail(self, found: list[str]) -> None:
        if not 0 < len(found) <= MOST_ADDRESSES:
            self.add_error("address", f"Write 1 to {MOST_ADDRESSES} addresses.")
        for one in found:
            try:
                validate_email(one)
            except ValidationError:
                self.add_error("address", f"“{one[:60]}” is no e-mail address.")

    def _check_webhook(self, address: str) -> None:
        try:
            checked(address)
        except NotSent as fault:
            self.add_error("address", str(fault))
