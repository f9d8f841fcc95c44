"""Saved views: the menu of every report page, the page that keeps them, and their links."""

from django.contrib import messages
from django.http import HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.records import saved_views as saved
from campaigns.records.remembered import keep_columns, keep_density
from campaigns.ui import saved_views
from campaigns.ui.answers import COPIES
from campaigns.ui.saved_views import COMPACT, DENSITIES, LookForm, NameForm, ViewForm


@require_http_methods(["GET", "HEAD", "POST"])
def views(request):
    """`/views/`: everybody's own views and those that colleagues share; a POST saves one."""
    today = timezone.localdate()
    form = ViewForm(request.POST, user=request.user, today=today) if request.POST else None
    if form and form.is_valid():
        view = form.save()
        link = request.build_absolute_uri(reverse("view", args=[view.pk]))
        messages.success(request, f"View “{view}” saved.", extra_tags=COPIES + link)
        return redirect(saved_views.address(view, today))
    context = {
        "form": form,
        "views": [_entry(request, view, today) for view in saved.views(request.user)],
    }
    return render(request, "campaigns/saved_views/views.html", context, status=400 if form else 200)


def _entry(request, view, today) -> dict:
    return {
        "view": view,
        "words": saved_views.described(view, today),
        "link": request.build_absolute_uri(reverse("view", args=[view.pk])),
        "form": NameForm(instance=view, auto_id=f"view_{view.pk}_%s"),
    }


@require_safe
def view(request, pk):
    """`/views/ID/`: the address of a view, for its owner and, where it is shared, colleagues."""
    return redirect(saved_views.address(saved.view(request.user, pk), timezone.localdate()))


@require_POST
def view_change(request, pk):
    """Rename a view, share it or keep it private."""
    form = NameForm(request.POST, instance=saved.own_view(request.user, pk))
    if form.is_valid():
        form.save()
    for errors in form.errors.values():
        messages.error(request, f"Not changed: {' '.join(errors)}")
    return redirect("views")


@require_POST
def view_delete(request, pk):
    """Delete a view of one's own."""
    found = saved.own_view(request.user, pk)
    found.delete()
    messages.success(request, f"View “{found}” is gone.")
    return redirect("views")


@require_POST
def view_default(request, pk):
    """Open the site with a view, or with the plain overview again."""
    found = saved.view(request.user, pk)
    saved.make_default(request.user, found if request.POST.get("on") else None)
    return redirect("views")


@require_POST
def look(request):
    """Keep for the reader which columns a page shows, or how dense tables are, then back there."""
    form = LookForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("There is no such look.")
    if form.cleaned_data["do"] in DENSITIES:
        keep_density(request.user, compact=form.cleaned_data["do"] == COMPACT)
    else:
        keep_columns(request.user, form.page, form.shown)
    return redirect(form.back)
