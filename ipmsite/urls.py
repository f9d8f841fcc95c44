"""Addresses of the site: the admin, the accounts, the health check and the pages of campaigns."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.templatetags.static import static
from django.urls import include, path
from django.utils.functional import lazy
from django.views.generic import RedirectView

from campaigns.api.mcp import mcp
from campaigns.api.urls import addresses as api
from campaigns.pages.mails.views import mail_stop
from ipmsite.health import healthz

# Lazy, because with hashed file names the address is known only after collectstatic.
icon = lazy(static, str)("img/icon.svg")

accounts = [
    path("login/", auth.LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("password_change/", auth.PasswordChangeView.as_view(), name="password_change"),
    path(
        "password_change/done/",
        auth.PasswordChangeDoneView.as_view(),
        name="password_change_done",
    ),
    path("password_reset/", auth.PasswordResetView.as_view(), name="password_reset"),
    path("password_reset/done/", auth.PasswordResetDoneView.as_view(), name="password_reset_done"),
    path(
        "reset/<uidb64>/<token>/",
        auth.PasswordResetConfirmView.as_view(),
        name="password_reset_confirm",
    ),
    path("reset/done/", auth.PasswordResetCompleteView.as_view(), name="password_reset_complete"),
]

if settings.ACCOUNTS.on:
    from allauth.account.decorators import secure_admin_login

    from ipmsite.accounts.urls import urlpatterns as with_more

    admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
    accounts = [*with_more, *accounts[1:]]

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("favicon.ico", login_not_required(RedirectView.as_view(url=icon)), name="favicon"),
    path("mails/stop/", mail_stop, name="mail_stop"),
    path("admin/", admin.site.urls),
    path("accounts/", include(accounts)),
    path("api/v1/", api),
    path("api/mcp", mcp, name="mcp"),
    path("", include("campaigns.urls")),
]
