"""Who guesses codes waits; whoever they guess at does not, in a browser that logged in before."""

from datetime import timedelta
from typing import Any

from allauth.core import context, ratelimit
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm

from campaigns.records import tallies
from ipmsite.guessing import COOKIE, knows

TRIES, SPAN = 5, timedelta(minutes=5)
"""So many wrong codes of one person wait so long: those of strangers together, and those of each
browser of theirs."""


class CodeForm(AuthenticateForm):
    """The code of an app, or one to recover."""

    def clean_code(self) -> str:
        """Raises ValidationError where it is wrong, or one too many."""
        _let_in_turn(self.user)
        return super().clean_code()


class KeyForm(AuthenticateWebAuthnForm):
    """A passkey after the password."""

    def clean_credential(self) -> Any:
        """Raises ValidationError where it is wrong, or one too many."""
        _let_in_turn(self.user)
        return super().clean_credential()


def _let_in_turn(user: Any) -> None:
    """Forget what strangers have tried, where one of the person's own browsers asks."""
    request = context.request
    if not knows(request, user.get_username()):
        return
    if tallies.count(f"code {request.COOKIES[COOKIE]}", SPAN) <= TRIES:
        ratelimit.clear(request, action="login_failed", key=f"mfa-auth-user-{user.pk}")
