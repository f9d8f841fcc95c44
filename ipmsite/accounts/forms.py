"""Who guesses codes waits; whoever they guess at does not.

Tries are counted by where they come from: a browser that logged in with both factors before,
whoever is logged in, else an address. From all addresses where nobody logged in with both, so many
are tried in a day while the password stays: whoever knows it and has many addresses is right on one
day in 15,000 (60 tries; one code of a million is right, and ten of a hundred million recover). A
new password gives its owner new tries. Passkeys cannot be guessed, so nobody counts them.
"""

from datetime import timedelta
from typing import Any

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib.auth.models import User
from django.utils import timezone

from campaigns.models import Device
from campaigns.records import tallies
from campaigns.records.audit import MANY, What, audit
from ipmsite.addresses import client_home, home
from ipmsite.guessing import COOKIE, knows

DAY = timedelta(days=1)
PLACE = ((5, timedelta(minutes=5)), (15, DAY))
"""So many codes of one person are tried from one place in so long."""
STRANGERS, EVER = 60, 240
"""So many in a day from all places that are not their own: with one password, and with any."""


class CodeForm(AuthenticateForm):
    """The code of an app, or one to recover, after the password."""

    def clean_code(self) -> str:
        """Raises ValidationError where it is wrong, or one too many."""
        _let_in_turn(self.user)
        return super().clean_code()


class AgainForm(ReauthenticateForm):
    """The same, of somebody who is logged in."""

    def clean_code(self) -> str:
        """Raises ValidationError where it is wrong, or one too many."""
        _let_in_turn(self.user)
        return super().clean_code()


def _let_in_turn(user: User) -> None:
    place, own = _place(context.request, user)
    for most, span in PLACE:
        if tallies.count(f"code {span} {user.pk} {place}", span) > most:
            wait = "five minutes" if span < DAY else "until tomorrow"
            raise forms.ValidationError(f"Too many codes were tried from here: wait {wait}.")
    if own:
        return
    tried = tallies.count(f"code {user.pk} {user.password}", DAY)
    if tried == STRANGERS + 1:
        audit(What.LOCKED, MANY + user.get_username())
    if tried > STRANGERS or tallies.count(f"code {user.pk}", DAY) > EVER:
        raise forms.ValidationError(
            "Too many codes were tried today from places where you never logged in. Use a passkey, "
            "a browser or place where you logged in before, or set a new password."
        )


def _place(request: Any, user: User) -> tuple[str, bool]:
    """Where a code comes from, and whether that is the person's own."""
    if request.user.is_authenticated:
        return "logged in", True
    began = Authenticator.objects.filter(user=user).order_by("created_at").first()
    since = began.created_at.replace(microsecond=0) if began else timezone.now()
    if knows(request, user.get_username(), since):
        return request.COOKIES[COOKIE], True
    here = client_home(request)
    seen = Device.objects.filter(user=user, began_at__gte=since).values_list("address", flat=True)
    return here, here in {home(address) for address in seen if address}
