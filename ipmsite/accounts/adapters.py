"""How django-allauth does things here: nobody signs up, roles stay ours, secrets are locked."""

import base64
from hashlib import sha256
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.models import User
from django.shortcuts import render

from campaigns.records import second_factor
from campaigns.records.audit import What, audit

BACKEND = "ipmsite.access.RoleBackend"
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class People(DefaultAccountAdapter):
    """Who logs in, by whatever means, has the rights of their roles."""

    def login(self, request: Any, user: Any) -> None:
        """Log in with our rights."""
        user.backend = BACKEND
        super().login(request, user)

    def is_open_for_signup(self, request: Any) -> bool:
        """Owners add people."""
        return False

    def add_message(
        self, request: Any, level: int, message_template: Any = None, *a: Any, **k: Any
    ):
        """Say nothing of what the next page shows."""
        if message_template not in ("account/messages/logged_in.txt",):
            super().add_message(request, level, message_template, *a, **k)

    def send_notification_mail(self, *_: Any, **__: Any) -> None:
        """None: the audit log has it."""


class SecondFactor(DefaultMFAAdapter):
    """Keys are locked with SECRET_KEY, and the last factor stays where one is required."""

    def encrypt(self, text: str) -> str:
        """As it is stored."""
        return _lock().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """As it was said."""
        return _lock().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """To stand in a page."""
        return super().build_totp_svg(url).partition("?>")[2].strip()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether somebody may give up a factor."""
        others = Authenticator.objects.filter(user=authenticator.user_id, type__in=FACTORS)
        return not second_factor.required() or others.exclude(pk=authenticator.pk).exists()


class SignOn(DefaultSocialAccountAdapter):
    """Whom the provider names by a verified address is the one person here who has it."""

    def is_open_for_signup(self, request: Any, sociallogin: Any) -> bool:
        """Owners add people."""
        return False

    def pre_social_login(self, request: Any, sociallogin: Any) -> None:
        """Find the person. Raises ImmediateHttpResponse where there is none, or more than one."""
        if sociallogin.is_existing:
            return
        known = [one.email for one in sociallogin.email_addresses if one.verified and one.email]
        people = [user for email in known for user in User.objects.filter(email__iexact=email)]
        if len({user.pk for user in people}) == 1 and people[0].is_active:
            sociallogin.connect(request, people[0])
            return
        audit(What.WRONG, "By single sign-on, of an address that nobody here has")
        raise ImmediateHttpResponse(render(request, "accounts/unknown.html", status=403))


def _lock() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    made = (sha256(f"second factor {key}".encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in made])
