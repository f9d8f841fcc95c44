"""The way from what was done in the admin to taking it back."""

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from campaigns.importing.undoing.undo import UndoRefused, take_back
from campaigns.judgement.daily import judge
from campaigns.models import ImportBatch
from campaigns.reports import app_ids
from campaigns.ui.permissions import MAY_UNDO


def offer(request, batch: ImportBatch | None) -> None:
    """Say that what was done can be taken back, to whom that is allowed."""
    if batch and request.user.has_perm(MAY_UNDO):
        messages.info(request, format_html("{} can be undone.", undo_link(batch, "This change")))


def undo_link(batch: ImportBatch, text: str) -> str:
    """A link to taking a batch back."""
    return format_html('<a href="{}">{}</a>', reverse("undo", args=[batch.pk]), text)


@admin.action(description="Take back the chosen imports", permissions=["undo"])
def take_back_chosen(model_admin, request, queryset):
    """One is asked about on its page; several go the newest first, where none stands on them."""
    chosen = list(queryset.order_by("-pk"))
    if len(chosen) == 1:
        return redirect("undo", chosen[0].pk)
    apps: set[int] = set()
    for batch in chosen:
        link = undo_link(batch, batch.file_name)
        try:
            apps |= take_back(batch, user=request.user).apps
        except UndoRefused as refused:
            messages.error(request, format_html("{}: {}", link, refused.message))
        else:
            messages.success(request, format_html("{} is taken back.", link))
    judge(timezone.localdate(), apps & set(app_ids()))
    return None
