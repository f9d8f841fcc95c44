"""Where a second factor is required, who has none is led to it and reaches nothing else."""

from collections.abc import Callable

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from campaigns.records import second_factor
from ipmsite.accounts.adapters import FACTORS

ALLOWED = ("/accounts/", "/static/", "/healthz", "/favicon.ico")


def second_factor_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Lead people without a second factor to where they get one. Programs have tokens, and whom a
    provider signed on it has asked for theirs."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if (
            request.path_info.startswith(ALLOWED)
            or not request.user.is_authenticated
            or not second_factor.required()
            or is_mfa_enabled(request.user, FACTORS)
            or _signed_on(request)
        ):
            return get_response(request)
        messages.warning(request, "This site asks for a second factor: set one up to go on.")
        return redirect("mfa_index")

    return middleware


def _signed_on(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    return any(one["method"] == "socialaccount" for one in records)
