"""Nobody sees anything without a role."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from campaigns.ui.permissions import MAY_SEE

OWN = ("/accounts/", "/account/", "/admin/")
"""Where people sign in and look after themselves, and the admin, which asks for its own."""


class AccessMiddleware:
    """Answer 403 to somebody who is logged in and may see nothing.

    A page that strangers may open stays open.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, *_: object) -> HttpResponse | None:
        if not request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        if request.path_info.startswith(OWN) or request.user.has_perm(MAY_SEE):
            return None
        return render(request, "no_role.html", status=403)
