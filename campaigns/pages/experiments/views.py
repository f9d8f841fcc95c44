"""The pages of experiments: the list with its ledger, a new plan, one test and its decision."""

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.judgement.experiments import records
from campaigns.judgement.experiments.judge import judge
from campaigns.judgement.networks.flags import people
from campaigns.pages.experiments import content as pages
from campaigns.pages.experiments.forms import DecideForm, StartForm, SubjectForm
from campaigns.pages.experiments.tables import ArmsTable, LedgerTable
from campaigns.ui.exports import export
from campaigns.ui.page import paged
from campaigns.ui.permissions import MAY_DECIDE, MAY_PLAN
from campaigns.ui.report_form import ReportForm


def experiments(request):
    """`/experiments/`: what can be decided, what runs, what was decided and how often it paid."""
    form = ReportForm(request.GET, today=timezone.localdate())
    found = pages.overview(records.experiments(), form.today)
    table = paged(request, LedgerTable(found.entries))
    if form.export:
        return export(table, form.export, "experiments")
    context = {"page": found, "table": table, "may_plan": request.user.has_perm(MAY_PLAN)}
    return render(request, "campaigns/experiments/experiments.html", context)


@require_http_methods(["GET", "POST"])
def experiment_new(request):
    """`/experiments/new/`: what a test would need; a POST stores it."""
    if request.method == "POST" and not request.user.has_perm(MAY_PLAN):
        raise PermissionDenied
    asked = request.POST if request.method == "POST" else request.GET
    today, save = timezone.localdate(), request.method == "POST"
    testable = records.testable()
    apps = [(app.pk, str(app)) for app, _ in testable]
    subject = SubjectForm(asked, apps=apps)
    if not subject.is_valid():
        return render(request, "campaigns/experiments/experiment_new.html", {"testable": testable})
    page = pages.new_page(
        asked, **subject.cleaned_data, apps=apps, people=people(), today=today, save=save
    )
    if page.ready:
        stored = records.add(page.found, page.plan_form.cleaned_data, today)
        return redirect("experiment", stored.pk)
    context = {"page": page, "may_plan": request.user.has_perm(MAY_PLAN)}
    return render(
        request, "campaigns/experiments/experiment_new.html", context, status=400 if save else 200
    )


def experiment(request, pk, start=None, decide=None):
    """`/experiments/ID/`: how it stands, day by day, whether it is fair, and its decision."""
    form = ReportForm(request.GET, today=timezone.localdate())
    (judged,) = judge([records.experiment(pk)], form.today)
    table = paged(request, ArmsTable(judged))
    if form.export:
        return export(table, form.export, "experiment")
    context = {
        "page": pages.one_page(judged),
        "table": table,
        "start_form": start or StartForm(today=form.today, initial={"day": form.today}),
        "decide_form": decide or DecideForm(judged=judged),
        "may_decide": request.user.has_perm(MAY_DECIDE),
    }
    status = 400 if start or decide else 200
    return render(request, "campaigns/experiments/experiment.html", context, status=status)


@permission_required(MAY_DECIDE, raise_exception=True)
@require_POST
def experiment_start(request, pk):
    """A planned test began."""
    form = StartForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        return experiment(request, pk, start=form)
    records.start(records.experiment(pk), form.cleaned_data["day"])
    return redirect("experiment", pk)


@permission_required(MAY_DECIDE, raise_exception=True)
@require_POST
def experiment_decide(request, pk):
    """End a test; the counts agree, or it is said that they do not."""
    (judged,) = judge([records.experiment(pk)], timezone.localdate())
    form = DecideForm(request.POST, judged=judged)
    if not form.is_valid():
        return experiment(request, pk, decide=form)
    asked = form.cleaned_data
    records.decide(
        judged, asked["decision"], asked["winner"],
        note=asked["note"], user=request.user, at=timezone.now(),
    )  # fmt: skip
    return redirect("experiment", pk)
