"""Take an import back, or bring it back."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from campaigns.importing import batches
from campaigns.importing.undoing.undo import UndoRefused
from campaigns.jobs import changes
from campaigns.models import Job
from campaigns.pages.undo.words import told, undo_page
from campaigns.ui.permissions import MAY_UNDO


@permission_required(MAY_UNDO, raise_exception=True)
@require_http_methods(["GET", "POST"])
def undo(request, batch):
    """`/imports/ID/undo/`: what would go, and what goes first; a POST does it."""
    found = batches.batch(batch)
    if request.method == "GET":
        return render(
            request, "campaigns/undo/undo.html", {"undo": undo_page(found, changes.undo_of(found))}
        )
    try:
        done = changes.undo(found, request.user, with_later="with_later" in request.POST)
    except UndoRefused as refused:
        messages.error(request, refused.message)
        return redirect("undo", batch)
    if not isinstance(done, Job) and (said := told(done)):
        messages.success(request, said)
    return redirect("undo", batch)
