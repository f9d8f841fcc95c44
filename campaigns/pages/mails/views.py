"""`/mails/`: saved views that are mailed, how one looks, and how it is stopped."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.models.mailing import MailedReport
from campaigns.pages.mails.forms import MailForm
from campaigns.records import mailed_reports
from campaigns.telling.reports import as_page, asked_to_stop, message_of
from campaigns.ui.permissions import MAY_ALERT

may_alert = permission_required(MAY_ALERT, raise_exception=True)
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""A mail has its styles in its lines and brings its pictures; nothing else may be done by it."""


@may_alert
@require_http_methods(["GET", "HEAD", "POST"])
def mails(request):
    """The reader's mails; a POST adds one."""
    posted = request.POST if request.method == "POST" else None
    form = MailForm(posted, instance=MailedReport(user=request.user))
    if posted is not None and form.is_valid():
        form.save()
        messages.success(request, "The mail is saved. Look at it before it goes.")
        return redirect("mails")
    context = {"form": form, "mails": mailed_reports.reports_of(request.user)}
    return render(
        request, "campaigns/mails/mails.html", context, status=400 if form.errors else 200
    )


@may_alert
@require_safe
def mail_preview(request, pk):
    """`/mails/ID/`: what would be sent now."""
    report = mailed_reports.own_report(request.user, pk)
    answer = HttpResponse(as_page(message_of(report, timezone.localdate())))
    answer["Content-Security-Policy"] = POLICY
    return answer


@may_alert
@require_POST
def mail_delete(request, pk):
    """Send a mail of one's own no more."""
    mailed_reports.own_report(request.user, pk).delete()
    messages.success(request, "The mail is gone.")
    return redirect("mails")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def mail_stop(request):
    """`/mails/stop/`: the signed link at the foot of a mail asks, and its button stops it."""
    report = asked_to_stop(request.GET.get("of", ""))
    if report and request.method == "POST":
        mailed_reports.stop(report.pk)
        report = None
    return render(request, "campaigns/mails/stop.html", {"report": report})
