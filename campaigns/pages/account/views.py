"""Logins and keys for programs: one's own, and for owners those of all."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.models import Token
from campaigns.models.keys import is_id
from campaigns.pages.account.content import account_of, browser
from campaigns.pages.account.forms import KeyForm
from campaigns.records import devices as logins
from campaigns.records import second_factor as factor
from campaigns.records import tokens
from campaigns.ui.permissions import MAY_CHANGE_PEOPLE

PAGE = "campaigns/account/account.html"


@require_safe
def account(request):
    """`/account/`: one's own logins and keys, and those of others for who looks after people."""
    return render(request, PAGE, account_of(request))


@require_POST
def device_end(request, pk):
    """End one login."""
    ended = logins.end_one(request.user, pk, of_all=request.user.has_perm(MAY_CHANGE_PEOPLE))
    messages.success(request, f"Logged out: {ended.user}, {browser(ended.browser)}.")
    return redirect("account")


@require_POST
def devices_end(request):
    """End all logins of one's own, or as who looks after people those of somebody else."""
    asked, user = request.POST.get("user", ""), request.user
    if asked == str(user.pk):
        logins.end(logins.of(user))
        return redirect("login")
    if not (is_id(asked) and user.has_perm(MAY_CHANGE_PEOPLE)):
        raise Http404("No such person.")
    ended = logins.end(logins.of_others(user).filter(user=int(asked)))
    messages.success(request, f"Logins ended: {len(ended)}.")
    return redirect("account")


@require_POST
def key_make(request):
    """Make a key of one's own. The page that answers is the only one that ever shows it."""
    form = KeyForm(request.POST, user=request.user)
    if not form.is_valid():
        return render(request, PAGE, account_of(request, form), status=400)
    _, text = Token.make(request.user, **form.cleaned_data)
    return render(request, PAGE, account_of(request, made=text))


@require_POST
def key_end(request, pk):
    """End a key of one's own, or as who looks after people any key."""
    key = tokens.end(request.user, pk, of_all=request.user.has_perm(MAY_CHANGE_PEOPLE))
    messages.success(request, f"Key {key} ended: no program gets in with it any more.")
    return redirect("account")


@permission_required(MAY_CHANGE_PEOPLE, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request):
    """`/account/second-factor/`: whether everybody needs one; a POST says so, where it is left to
    owners."""
    wrong = request.method == "POST" and settings.SECOND_FACTOR != factor.OFFERED
    if request.method != "POST" or wrong:
        context = {"setting": settings.SECOND_FACTOR, "required": factor.required()}
        page = "campaigns/account/second_factor.html"
        return render(request, page, context, status=400 if wrong else 200)
    changed = factor.require(request.POST.get("required") == "on")
    now = "Everybody needs" if factor.required() else "Nobody needs"
    messages.success(request, f"{now} a second factor." if changed else "Nothing changed.")
    return redirect("second_factor")
