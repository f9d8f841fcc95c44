"""The login with what may follow a password, or stand in for it."""

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth import views as auth
from django.http import HttpResponse

from ipmsite.accounts.switch import OFF


class LoginView(auth.LoginView):
    """Django's login; the second factor is asked for before anybody is logged in."""

    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        """Go on to the second factor, where there is one."""
        user = form.get_user()
        login = Login(user=user, redirect_url=self.get_success_url(), email_verification="none")
        record_authentication(self.request, user, "password", reauthenticated=True)
        return perform_login(self.request, login)

    def get_context_data(self, **known: Any) -> dict[str, Any]:
        """With the other ways in."""
        ways = {"passkey": settings.SECOND_FACTOR != OFF, "provider": settings.ACCOUNTS.provider}
        ways["name"] = settings.ACCOUNTS.name
        return super().get_context_data(**known, ways=ways)
