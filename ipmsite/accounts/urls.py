"""Addresses of second factor, passkeys and single sign-on: no more of django-allauth than that."""

from allauth.account import views as account
from allauth.socialaccount import views as social
from django.conf import settings
from django.contrib.auth.decorators import login_not_required as open_to_all
from django.urls import include, path

from ipmsite.accounts.switch import OFF
from ipmsite.accounts.views import LoginView

urlpatterns = [
    path("login/", LoginView.as_view(), name="login"),
    path("login/", LoginView.as_view(), name="account_login"),
    path("cancel/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
]
if settings.SECOND_FACTOR != OFF:
    urlpatterns.append(path("2fa/", include("allauth.mfa.urls")))
if settings.ACCOUNTS.provider:
    urlpatterns += [
        path("", include("allauth.socialaccount.providers.openid_connect.urls")),
        path("sso/error/", open_to_all(social.login_error), name="socialaccount_login_error"),
        path(
            "sso/cancelled/",
            open_to_all(social.login_cancelled),
            name="socialaccount_login_cancelled",
        ),
    ]
