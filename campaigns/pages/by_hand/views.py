"""The page on which a day is typed."""

from datetime import timedelta

from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from campaigns.importing.by_hand import Written, write_day
from campaigns.importing.codes import POINTS
from campaigns.judgement.daily import judge
from campaigns.pages.by_hand.forms import ShownForm
from campaigns.pages.by_hand.grid import Grid, grid, put, wanted
from campaigns.pages.by_hand.words import faults, title
from campaigns.ui.permissions import MAY_IMPORT


@permission_required(MAY_IMPORT, raise_exception=True)
@require_http_methods(["GET", "POST"])
def by_hand(request):
    """`/imports/by-hand/`: a grid of active campaigns; a POST writes what was typed or nothing."""
    form = ShownForm(request.GET)
    day, network, search = form.shown
    shown = grid(day, network, search)
    if request.method == "GET":
        return _page(request, form, shown)
    put(shown, request.POST)
    checked = "checked" in request.POST
    if not shown.typed or shown.faults or (shown.odd and not checked):
        return _page(request, form, shown, Written(None), status=400)
    accept = POINTS if checked else ()
    done = write_day(request.user, day, wanted(shown), accept=accept, lose=checked)
    if done.batch is None:
        return _page(request, form, shown, done, status=400)
    judge(timezone.localdate(), {row.campaign.app_id for row in shown.typed})
    return redirect("import_done", done.batch.pk)


def _page(request, form: ShownForm, shown: Grid, done: Written | None = None, status=200):
    today = timezone.localdate()
    context = {
        "form": form,
        "grid": shown,
        "title": title(shown.day, today),
        "earlier": shown.before,
        "later": shown.day + timedelta(days=1) if shown.day < today else None,
        "faults": faults(shown, done) if done else [],
        "asks": bool(done and not shown.faults and (shown.odd or done.confirm or done.lost)),
    }
    return render(request, "campaigns/by_hand/by_hand.html", context, status=status)
