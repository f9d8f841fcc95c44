"""Nobody sees anything without a role, and nobody more than their limit leaves."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from campaigns.models.access import access_of
from campaigns.models.limits import limit, limited, unlimited
from campaigns.ui.permissions import FOR_EVERYBODY, MAY_SEE

OWN = ("/accounts/", "/account/", "/admin/")
"""Where people sign in and look after themselves, and the admin, which asks for its own."""


class RoleBackend(ModelBackend):
    """Rights by user and group; what is for everybody is not for who is limited."""

    def get_user(self, user_id: Any) -> Any:
        """Somebody who is logged in, with their `access`: what Django asks and what every page asks
        next are one query."""
        access = access_of(int(user_id))
        if access.user is None or not self.user_can_authenticate(access.user):
            return None
        access.user.access = access
        return access.user

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """As names, `app.codename`."""
        found = super().get_all_permissions(user_obj, obj)
        return found - FOR_EVERYBODY if limit() else found


class AccessMiddleware:
    """Answer 403 to somebody who is logged in and may see nothing.

    A page that strangers may open stays open.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            with unlimited():  # a token or a link says whose limit holds
                return self.get_response(request)
        access = request.user.access  # type: ignore[attr-defined]
        request.user.remembered = access.remembered  # type: ignore[attr-defined]
        if not request.user.is_superuser:
            request.user._perm_cache = access.rights  # type: ignore[attr-defined]  # as Django does
        with limited(access.limit):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, *_: object) -> HttpResponse | None:
        if not request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        if request.path_info.startswith(OWN) or request.user.has_perm(MAY_SEE):
            return None
        return render(request, "no_role.html", status=403)
