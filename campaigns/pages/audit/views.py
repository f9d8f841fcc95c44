"""The audit log, as a page and as a file."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from campaigns.pages.audit.content import file_of, older
from campaigns.pages.audit.forms import AuditForm
from campaigns.records import audit
from campaigns.ui.permissions import MAY_AUDIT

SHOWN = 50


@permission_required(MAY_AUDIT, raise_exception=True)
@require_safe
def audit_log(request):
    """`/audit/`: the entries asked for, the newest first, or all of them as a CSV."""
    form = AuditForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = audit.events(*(asked.get(name) for name in ("q", "what", "first", "last")))
    if request.GET.get("_export") == "csv" and form.is_valid():
        return file_of(rows)
    if asked.get("before"):
        rows = rows.filter(number__lt=asked["before"])
    shown = list(rows[: SHOWN + 1])
    context = {"form": form, "events": shown[:SHOWN], "asked": any(asked.values())}
    context |= {"older": older(request.GET, shown, SHOWN), "locked": audit.locked_lately()}
    context["guessed"] = audit.guessed_at_lately()
    return render(request, "campaigns/audit/audit.html", context)
