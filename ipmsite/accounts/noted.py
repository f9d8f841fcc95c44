"""What of second factors goes into the audit log."""

from typing import Any

from allauth.mfa import signals
from allauth.mfa.models import Authenticator

from campaigns.records.audit import What, audit


def connect() -> None:
    """Listen to django-allauth."""
    signals.authenticator_added.connect(_added, dispatch_uid="audit")
    signals.authenticator_removed.connect(_removed, dispatch_uid="audit")
    signals.authenticator_reset.connect(_reset, dispatch_uid="audit")
    signals.authentication_failed.connect(_failed, dispatch_uid="audit")


def _kind(authenticator: Authenticator) -> str:
    return Authenticator.Type(authenticator.type).label.lower()


def _added(request: Any, user: Any, authenticator: Authenticator, **_: Any) -> None:
    request.logs_in = True  # with both factors, so the browser is one of theirs from now on
    audit(What.RIGHTS, f"Second factor added: {_kind(authenticator)}", who=user)


def _removed(user: Any, authenticator: Authenticator, **_: Any) -> None:
    audit(What.RIGHTS, f"Second factor removed: {_kind(authenticator)}", who=user)


def _reset(user: Any, authenticator: Authenticator, **_: Any) -> None:
    audit(What.RIGHTS, f"Second factor made anew: {_kind(authenticator)}", who=user)


def _failed(user: Any, **_: Any) -> None:
    audit(What.WRONG, f"Second factor of {user.get_username()}")
