"""The pages of signals and cases."""

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from campaigns.judgement import thresholds
from campaigns.judgement.fraud import cases
from campaigns.judgement.fraud.dossier import dossier
from campaigns.judgement.fraud.triage import triage
from campaigns.judgement.networks import flags
from campaigns.judgement.networks.decide_table_words import by_network, networks_decided
from campaigns.judgement.networks.decisions import decided
from campaigns.pages.fraud import charts, words
from campaigns.pages.fraud.case_tables import DayTable, EvidenceTable
from campaigns.pages.fraud.tables import ClosedTable, JudgedTable, RuleTable, SignalTable
from campaigns.ui.case_filter import CaseForm
from campaigns.ui.export_files import export
from campaigns.ui.page import Page, asked_now
from campaigns.ui.permissions import MAY_ANSWER_CASES, MAY_IMPORT


def fraud(request):
    """`/fraud/`: which signals are worth a question, and what became of them?"""
    form = asked_now(request)
    found = triage(replace(form.query(), where=form.where), form.today)
    do = decided(form.where)
    page = Page(request, "fraud/fraud", form, None, SignalTable(found))
    return page.file() or page.show(
        page=found,
        judged_table=JudgedTable(found, by_network(do)),
        rule_table=RuleTable(found),
        closed_table=ClosedTable(found.closed),
        **words.around(found, do, form, may_import=request.user.has_perm(MAY_IMPORT)),
    )


def case(request, pk, answered=None):
    """`/fraud/ID/`: one case, its evidence, its history, and what to do next."""
    found = dossier(pk, timezone.localdate())
    started = {"state": found.case.state, "owner": found.case.owner_id or ""}
    context = {
        "dossier": found,
        "case": found.case,
        "words": words.case_words(found, thresholds.current()),
        "do": networks_decided({"network": (found.case.network_id,)}).get(found.case.network_id),
        "chart": charts.chart(found),
        "evidence_table": EvidenceTable(found.case),
        "form": answered or CaseForm(people=flags.people(), initial=started),
        "may_answer": request.user.has_perm(MAY_ANSWER_CASES),
    }
    return render(request, "campaigns/fraud/case.html", context, status=400 if answered else 200)


@permission_required(MAY_ANSWER_CASES, raise_exception=True)
@require_POST
def case_answer(request, pk):
    """Note something in a case, set its state or owner, then back to its page."""
    form = CaseForm(request.POST, people=flags.people())
    if not form.is_valid():
        return case(request, pk, form)
    try:
        cases.answer(pk, request.user, form.cleaned_data)
    except cases.AlreadyOpen as reason:
        messages.error(request, str(reason))
    return redirect(f"{reverse('case', args=[pk])}?{request.GET.urlencode()}")


def case_pack(request, pk):
    """`/fraud/ID/pack/`: the evidence for the network, to print or as CSV."""
    form = asked_now(request)
    found = dossier(pk, form.today)
    table = DayTable(found)
    if form.export:
        return export(table, form.export, f"case-{pk}")
    context = {
        "dossier": found,
        "case": found.case,
        "words": words.case_words(found, thresholds.current()),
        "evidence_table": EvidenceTable(found.case),
        "table": table,
    }
    return render(request, "campaigns/fraud/case_pack.html", context)
