"""Saved views: the menu of every report page, the page that keeps them, and their links."""

from typing import Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from . import saved
from .forms import NameForm, ViewForm, saved_views


def menu(request) -> dict[str, Any]:
    """The views that the reader may open, the one that is open, and the form for one more.

    None of it where the page is no report. One query.
    """
    if not saved.report_page(request.path):
        return {}
    today = timezone.localdate()
    query = request.GET.urlencode()
    form = ViewForm(user=request.user, today=today, initial={"path": request.path, "query": query})
    here = request.path + form.report.address()
    found = saved.views(request.user)
    is_open = (v for v in found if v.path == request.path and saved_views.address(v, today) == here)
    return {"views": found, "open": next(is_open, None), "form": form}


def default_address(request) -> str | None:
    """Where the site opens for the reader, where that is not the plain overview."""
    if request.GET:
        return None
    view = saved.default(request.user)
    return view and saved_views.address(view, timezone.localdate())


@require_http_methods(["GET", "HEAD", "POST"])
def views(request):
    """`/views/`: everybody's own views and those that colleagues share; a POST saves one."""
    today = timezone.localdate()
    form = ViewForm(request.POST, user=request.user, today=today) if request.POST else None
    if form and form.is_valid():
        view = form.save()
        messages.success(request, f"View “{view}” saved.")
        return redirect(saved_views.address(view, today))
    context = {
        "form": form,
        "views": [
            {
                "view": view,
                "words": saved_views.described(view, today),
                "link": request.build_absolute_uri(reverse("view", args=[view.pk])),
                "form": NameForm(instance=view, auto_id=f"view_{view.pk}_%s"),
            }
            for view in saved.views(request.user)
        ],
    }
    return render(request, "campaigns/views.html", context, status=400 if form else 200)


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
