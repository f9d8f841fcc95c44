"""Where people are logged in: their own list, and for owners that of all."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from campaigns.pages.devices.words import browser
from campaigns.records import devices as logins
from campaigns.ui.permissions import MAY_CHANGE_PEOPLE


@require_safe
def devices(request):
    """`/devices/`: one's own logins, and those of others for who looks after people."""
    here, user = request.session.session_key, request.user
    others = logins.of_others(user) if user.has_perm(MAY_CHANGE_PEOPLE) else []
    own = [(one, browser(one.browser), one.session == here) for one in logins.of(user)]
    context = {"own": sorted(own, key=lambda one: not one[2])}
    context["others"] = [(one, browser(one.browser), False) for one in others]
    return render(request, "campaigns/devices/devices.html", context)


@require_POST
def device_end(request, pk):
    """End one login."""
    ended = logins.end_one(request.user, pk, of_all=request.user.has_perm(MAY_CHANGE_PEOPLE))
    messages.success(request, f"Logged out: {ended.user}, {browser(ended.browser)}.")
    return redirect("devices")


@require_POST
def devices_end(request):
    """End all logins of one's own, or as who looks after people those of somebody else."""
    asked, user = request.POST.get("user", ""), request.user
    if asked == str(user.pk):
        logins.end(logins.of(user))
        return redirect("login")
    if not (asked.isdecimal() and user.has_perm(MAY_CHANGE_PEOPLE)):
        raise Http404("No such person.")
    ended = logins.end(logins.of_others(user).filter(user=int(asked[:9])))
    messages.success(request, f"Logins ended: {len(ended)}.")
    return redirect("devices")
