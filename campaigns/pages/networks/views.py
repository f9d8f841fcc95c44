"""The pages of networks: the leaderboard, one network, and what people say to its flags."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from campaigns.judgement.breakdown import breakdown
from campaigns.judgement.networks import flags
from campaigns.judgement.networks.network_page import AppView, network_page
from campaigns.judgement.networks.standing import network_breakdown
from campaigns.pages.networks import charts as verdict_charts
from campaigns.pages.networks import verdict_tables
from campaigns.pages.networks.forms import FlagForm
from campaigns.records.notes import annotations
from campaigns.reports import network_name
from campaigns.ui.breakdown_tables import BreakdownTable, splits
from campaigns.ui.exports import export
from campaigns.ui.network_tables import LeaderboardTable
from campaigns.ui.notes import notes
from campaigns.ui.page import framed, ordered, paged
from campaigns.ui.permissions import MAY_RESPOND
from campaigns.ui.report_form import ReportForm
from campaigns.ui.tiles import network_tiles

SPLITS = ("country", "format", "campaign", "creative", "app", "day")


def networks(request):
    """`/networks/`: all networks with their verdicts."""
    form = ReportForm(request.GET, today=timezone.localdate())
    found = network_breakdown(form.query(), form.today)
    table = paged(request, LeaderboardTable(found, form=form))
    if form.export:
        return export(table, form.export, "networks", annotations(form.query()))
    context = framed(request, found, form)
    context |= {"page": found, "table": table}
    return render(request, "campaigns/networks/networks.html", context)


def network(request, pk, answer=None):
    """`/networks/ID/`: one network, its verdicts, and where it falls behind."""
    name = network_name(pk)
    form = ReportForm(request.GET, today=timezone.localdate(), subject={"network": pk})
    query = form.query()
    found = breakdown(query, (form.one_of(*SPLITS),), form.today)
    table = paged(
        request, BreakdownTable(found, name="parts", caption=f"Parts of {name}", form=form)
    )
    noted = annotations(query)
    if form.export and not form.table:
        return export(table, form.export, "network", noted)
    page = network_page(pk, query, form.today)
    views = [_app(request, view) for view in page.apps]
    if form.export:
        kept = {one.export_name: one for item in views for one in item["tables"].values()}
        return export(kept.get(form.table, table), form.export, form.table)
    context = framed(request, page.overview, form) | {
        "network": name,
        "pk": pk,
        "page": page,
        "tiles": network_tiles(page.standing, page.overview),
        "chart": verdict_charts.against_expected(page, noted),
        "views": views,
        "form": answer or FlagForm(people=flags.people(), today=form.today),
        "table": table,
        "splits": splits(form, SPLITS),
        "may_respond": request.user.has_perm(MAY_RESPOND),
    }
    context["notes"] = notes(request, context["filters"], noted, ("network", pk, name))
    return render(
        request, "campaigns/networks/network.html", context, status=400 if answer else 200
    )


def _app(request, view: AppView) -> dict:
    found = verdict_tables.of_app(view)
    return {
        "view": view,
        "tables": {kind: ordered(request, table) for kind, table in found.items()},
        "funnel": verdict_charts.funnel(view),
    }


@permission_required(MAY_RESPOND, raise_exception=True)
@require_POST
def respond(request, pk):
    """Acknowledge a flag or put it aside, then back to its page."""
    form = FlagForm(request.POST, people=flags.people(), today=timezone.localdate())
    if not form.is_valid():
        return network(request, pk, form)
    flags.respond(pk, request.user, form.cleaned_data)
    return redirect(f"{reverse('network', args=[pk])}?{request.GET.urlencode()}")
