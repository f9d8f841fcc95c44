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
from campaigns.ui.page import Page, asked_now
from campaigns.ui.permissions import MAY_DECIDE, MAY_PLAN

NEW = "campaigns/experiments/experiment_new.html"


def experiments(request):
    """`/experiments/`: what can be decided, what runs, what was decided and how often it paid."""
    form = asked_now(request)
    found = pages.overview(records.experiments(), form.today)
    page = Page(request, "experiments/experiments", form, None, LedgerTable(found.entries))
    return page.file() or page.show(page=found, may_plan=request.user.has_perm(MAY_PLAN))


@require_http_methods(["GET", "POST"])
def experiment_new(request):
    """`/experiments/new/`: what a test would need; a POST stores it."""
    save, may_plan = request.method == "POST", request.user.has_perm(MAY_PLAN)
    if save and not may_plan:
        raise PermissionDenied
    today, testable = timezone.localdate(), records.testable()
    apps = [(app.pk, str(app)) for app, _ in testable]
    subject = SubjectForm(request.POST if save else request.GET, apps=apps)
    if not subject.is_valid():
        return render(request, NEW, {"testable": testable})
    page = pages.new_page(subject, people=people(), today=today, save=save)
    if page.ready:
        stored = records.add(page.found, page.plan_form.cleaned_data, today)
        return redirect("experiment", stored.pk)
    status = 400 if save else 200
    return render(request, NEW, {"page": page, "may_plan": may_plan}, status=status)


def experiment(request, pk, start=None, decide=None):
    """`/experiments/ID/`: how it stands, day by day, whether it is fair, and its decision."""
    form = asked_now(request)
    (judged,) = judge([records.experiment(pk)], form.today)
    page = Page(request, "experiments/experiment", form, None, ArmsTable(judged))
    return page.file() or page.show(
        status=400 if start or decide else 200,
        page=pages.one_page(judged),
        start_form=start or StartForm(today=form.today, initial={"day": form.today}),
        decide_form=decide or DecideForm(judged=judged),
        may_decide=request.user.has_perm(MAY_DECIDE),
    )


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
