"""What the settings ask for of second factor and single sign-on, and what that needs."""

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from ipmsite.env import env_required, env_text

OFF, OFFERED, REQUIRED = "off", "offered", "required"
APPS = [
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
MIDDLEWARE = [
    "allauth.account.middleware.AccountMiddleware",
    "ipmsite.accounts.required.second_factor_middleware",
]


@dataclass(frozen=True)
class Accounts:
    """`factor` says whether a second factor is off, offered or required of everybody; `provider` is
    the address of an OpenID provider, "" for none, with the name on its button."""

    factor: str
    provider: str
    name: str

    @property
    def on(self) -> bool:
        """Whether anything is asked for: nothing else of this folder is imported else."""
        return self.factor != OFF or bool(self.provider)


def asked_for() -> Accounts:
    """What the environment asks for. Raises ImproperlyConfigured."""
    factor = env_text("SECOND_FACTOR", OFF)
    if factor not in (OFF, OFFERED, REQUIRED):
        raise ImproperlyConfigured(f"SECOND_FACTOR must be {OFF}, {OFFERED} or {REQUIRED}.")
    asked = Accounts(factor, env_text("OIDC_URL"), env_text("OIDC_NAME", "single sign-on"))
    if asked.on and find_spec("allauth") is None:
        raise ImproperlyConfigured(
            "SECOND_FACTOR and OIDC_URL need one more package: run pip install -r "
            "requirements-accounts.txt."
        )
    return asked


def settings_of(asked: Accounts, *, production: bool, issuer: str) -> dict[str, Any]:
    """The settings of django-allauth. Raises ImproperlyConfigured."""
    found: dict[str, Any] = {
        "ACCOUNT_ADAPTER": "ipmsite.accounts.adapters.People",
        "ACCOUNT_LOGIN_METHODS": {"username"},
        "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*"],
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        # Passwords are counted by axes, and codes by the forms.
        "ACCOUNT_RATE_LIMITS": {"login_failed": None},
        "MFA_FORMS": {
            "authenticate": "ipmsite.accounts.forms.CodeForm",
            "reauthenticate": "ipmsite.accounts.forms.AgainForm",
        },
        "MFA_ADAPTER": "ipmsite.accounts.adapters.SecondFactor",
        "MFA_TOTP_ISSUER": issuer,
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_PASSKEY_LOGIN_ENABLED": asked.factor != OFF,
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": not production,
        "MFA_ALLOW_UNVERIFIED_EMAIL": True,
        "SOCIALACCOUNT_ADAPTER": "ipmsite.accounts.adapters.SignOn",
        # A form that ends at the provider would be refused by our policy; the state guards the way.
        "SOCIALACCOUNT_LOGIN_ON_GET": True,
        "CACHES": {
            "default": {
                # What is counted holds for all processes.
                "BACKEND": "django.core.cache.backends.db.DatabaseCache",
                "LOCATION": "ipmsite_cache",
            }
        },
    }
    if asked.provider:
        app = {
            "provider_id": "sso",
            "name": asked.name,
            "client_id": env_required("OIDC_CLIENT_ID", "The provider says it."),
            "secret": env_required("OIDC_SECRET", "The provider says it."),
            "settings": {"server_url": asked.provider},
        }
        found["SOCIALACCOUNT_PROVIDERS"] = {"openid_connect": {"APPS": [app]}}
    return found
