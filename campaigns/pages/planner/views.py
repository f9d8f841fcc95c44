"""`/planner/`: what impressions and installs cost, and what would change it."""

from django.shortcuts import render
from django.utils import timezone

from campaigns.judgement.planner import peers, plan
from campaigns.pages.planner import words
from campaigns.pages.planner.forms import PlannerForm
from campaigns.pages.planner.tables import BenchmarkTable, CpmTable, PlannerTable
from campaigns.ui.exports import export
from campaigns.ui.page import framed, paged
from campaigns.ui.permissions import MAY_EDIT_BENCHMARKS
from campaigns.ui.report_form import ReportForm


def planner(request):
    """eCPM by network, the levers behind it, what an install may cost, benchmarks."""
    form = ReportForm(request.GET, today=timezone.localdate())
    levers = PlannerForm(request.GET)
    found, kept = plan(form.query(), levers.asked, form.today), [*levers.asked.items()]
    tables = {
        "networks": paged(request, PlannerTable(found, form=form, kept=kept)),
        "cpm": paged(request, CpmTable(found, form=form)),
        "benchmarks": paged(request, BenchmarkTable(peers(form.query()))),
    }
    if form.export:
        name = levers.chosen_table
        return export(tables[name], form.export, f"planner-{name}")
    context = framed(request, found.found, form)
    compared = [pair for pair in form.pairs() if pair[0].startswith("compare")]
    context["filters"] |= {"compare": None, "kept": [*context["filters"]["kept"], *kept, *compared]}
    context["filters"]["errors"] += levers.problems()
    context |= {
        "headline": words.headline(found),
        "sums": words.sums(found),
        "tables": tables,
        "kept": form.pairs(),
        "silent": words.silent(found),
        "may_edit": request.user.is_staff and request.user.has_perm(MAY_EDIT_BENCHMARKS),
    }
    return render(request, "campaigns/planner/planner.html", context)
