"""The pages of campaigns: all of them, and one."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from campaigns.judgement.breakdown import breakdown
from campaigns.judgement.moves import campaign_answer, campaigns_answer
from campaigns.judgement.trends import trends
from campaigns.pages.campaigns.tables import CampaignTable
from campaigns.records.notes import annotations
from campaigns.reports import campaign_facts
from campaigns.ui.breakdown_tables import BreakdownTable, splits
from campaigns.ui.exports import export
from campaigns.ui.notes import notes
from campaigns.ui.page import framed, paged
from campaigns.ui.permissions import MAY_CHANGE_CAMPAIGN
from campaigns.ui.report_form import ReportForm
from campaigns.ui.tiles import campaign_tiles
from campaigns.ui.trend_charts import ipm_of

WHAT = ("campaign", "network", "app", "targeting", "bid_type", "status")
FILTERS = ("targeting", "bid_type", "status")
SPLITS = ("creative", "country", "format", "store_page", "day")


def campaigns(request):
    """`/campaigns/`: all campaigns with what they are, which of them moved IPM."""
    form = ReportForm(request.GET, today=timezone.localdate())
    found = breakdown(form.query(), WHAT, form.today)
    table = paged(request, CampaignTable(found, form=form))
    if form.export:
        return export(table, form.export, "campaigns", annotations(form.query()))
    context = framed(request, found, form, FILTERS) | {
        "headline": campaigns_answer(found, form.compared_words),
        "why": reverse("why") + form.elsewhere(by="campaign"),
        "table": table,
    }
    return render(request, "campaigns/campaigns/campaigns.html", context)


def campaign(request, pk):
    """`/campaigns/ID/`: one campaign, its IPM by day, and its parts."""
    what = campaign_facts(pk)
    form = ReportForm(request.GET, today=timezone.localdate(), subject={"campaign": pk})
    found = breakdown(form.query(), (form.one_of(*SPLITS),), form.today)
    caption = f"Parts of {what.name}"
    table = paged(request, BreakdownTable(found, name="parts", caption=caption, form=form))
    noted = annotations(form.query())
    if form.export:
        return export(table, form.export, "campaign", noted)
    held = found.against(what.target)
    context = framed(request, found, form) | {
        "campaign": what,
        "pk": pk,
        "headline": campaign_answer(held, what.name, form.compared_words),
        "why": reverse("why") + form.elsewhere(by="creative"),
        "tiles": campaign_tiles(held),
        "picture": ipm_of(
            trends(form.query(), ("day",), form.today),
            what.name,
            what.target,
            form.compared_words,
            noted,
        ),
        "trend": reverse("trends") + form.elsewhere(by="day"),
        "table": table,
        "splits": splits(form, SPLITS),
        "may_change": request.user.has_perm(MAY_CHANGE_CAMPAIGN),
    }
    context["notes"] = notes(request, context["filters"], noted, ("campaign", pk, what.name))
    return render(request, "campaigns/campaigns/campaign.html", context)
