"""`/alerts/`: what people want to be told of, what was told, and what a rule would have said."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.models import AlertRule
from campaigns.pages.alerts import content
from campaigns.pages.alerts.forms import RuleForm
from campaigns.records import alert_rules
from campaigns.ui.permissions import MAY_ALERT

may_alert = permission_required(MAY_ALERT, raise_exception=True)


@require_safe
def alerts(request):
    """The reader's rules and what they told."""
    context = content.overview(request.user)
    return render(request, "campaigns/alerts/alerts.html", context)


@may_alert
@require_http_methods(["GET", "HEAD", "POST"])
def alert_new(request):
    """Write a rule: seen first on the last 90 days, stored when that is asked."""
    where = content.asked_filters(request.GET)
    return _write(request, AlertRule(owner=request.user, where=where))


@may_alert
@require_http_methods(["GET", "HEAD", "POST"])
def alert(request, pk):
    """Change a rule of one's own."""
    return _write(request, alert_rules.own_rule(request.user, pk))


@may_alert
@require_POST
def alert_delete(request, pk):
    """Delete a rule of one's own, with what it told."""
    alert_rules.own_rule(request.user, pk).delete()
    messages.success(request, "The rule is gone.")
    return redirect("alerts")


def _write(request, rule: AlertRule):
    today, posted = timezone.localdate(), request.method == "POST"
    form = RuleForm(request.POST if posted else None, instance=rule, today=today)
    if posted and form.is_valid() and "save" in request.POST:
        alert_rules.start_again(form.save())
        messages.success(request, "The rule is saved. It tells what is open now, and then news.")
        return redirect("alerts")
    context = {"form": form, "rule": rule}
    if not form.errors:
        context["preview"] = content.preview(form.instance, today)
    status = 400 if form.errors else 200
    return render(request, "campaigns/alerts/alert.html", context, status=status)
